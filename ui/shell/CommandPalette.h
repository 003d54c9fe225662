#pragma once

#include "kit/Basics.h"
#include "shell/Action.h"

#include <QList>

class QLineEdit;
class QListWidget;

namespace skylab::shell {

/// Finds anything by a few letters: resources, panels, actions. A leading '>' leaves only actions.
class CommandPalette : public kit::Card {
    Q_OBJECT
public:
    /// `gather` is asked each time it opens.
    CommandPalette(QWidget* window, std::function<QList<Command>()> gather);

    void openWith(const QString& text);
    /// How well letters match a text; below 0: not. Letters at the start of words and in a row count more.
    static int score(const QString& letters, const QString& text);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void refill();
    void step(int rows);
    void runCurrent();

    std::function<QList<Command>()> m_gather;
    QList<Command> m_commands;
    QLineEdit* m_edit;
    QListWidget* m_list;
};

} // namespace skylab::shell
