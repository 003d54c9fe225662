#pragma once

#include "shell/Action.h"

#include <QDialog>

class QLineEdit;
class QVBoxLayout;

namespace skylab::shell {

/// All keys of the window and of the page that is shown, in groups, on '?'. Typing searches.
class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    /// `panel`: the page's own; those without a shortcut are left out.
    explicit ShortcutsDialog(const QList<Command>& panel = {}, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Key {
        QString group;
        QString keys;
        QString text;
    };
    static QList<Key> windowKeys();
    void refill();

    QList<Key> m_keys;
    QLineEdit* m_edit;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_column;
};

} // namespace skylab::shell
