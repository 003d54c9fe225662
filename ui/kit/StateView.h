#pragma once

#include "core/Error.h"

#include <QStringList>
#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace skylab::kit {

/// What stands where content would be: loading, empty, nothing matches, failed.
class StateView : public QWidget {
    Q_OBJECT
public:
    struct Step {
        QString text;
        QString icon;
        std::function<void()> run;
        bool primary = false;
    };

    /// A first step as a large button.
    struct Card {
        QString icon;
        QString title;
        QString text;
        std::function<void()> run;
    };

    explicit StateView(QWidget* parent = nullptr);

    void showLoading(const QString& text);
    /// Named steps, all done but the last, which runs.
    void showSteps(const QString& title, const QStringList& steps);
    void showMessage(const QString& icon, const QString& title, const QString& text, const std::vector<Step>& steps = {}, const QString& hint = {}, const std::vector<Card>& cards = {});
    void showError(const Error& error, const std::function<void()>& retry);

private:
    void clear();
    void addSteps();
    void addCards();

    QVBoxLayout* m_column;
    QStringList m_said;   ///< the message that is shown
    std::vector<Step> m_steps;
    std::vector<Card> m_cards;
};

} // namespace skylab::kit
