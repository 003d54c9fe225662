#pragma once

#include "core/Error.h"
#include "kit/Basics.h"

#include <QDateTime>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace skylab::kit {

class FlowLayout;

/// A button that mends what failed.
struct Fix {
    QString text;
    QString icon = {};
    std::function<void()> run;
};

/// What failed, why, what to do next, buttons that mend it, and the request id to ask an administrator about, with a copy button.
/// Details are shown on request.
class ErrorCard : public QFrame {
    Q_OBJECT
public:
    explicit ErrorCard(QWidget* parent = nullptr);

    /// `what` names the deed: "The volume was not created". Empty: derived from the error's code.
    void setError(const Error& error, const QString& what = {});
    /// What to do about it, where it is not a list that shows it; before setError().
    void setNextStep(const QString& text) { m_nextStep = text; }
    void setRetry(const std::function<void()>& retry);
    /// Before the retry; the first is the primary one.
    void setFixes(const std::vector<Fix>& fixes);

    static QString titleOf(const Error& error);
    static QString nextStepOf(const Error& error);
    /// Everything, for the clipboard.
    static QString reportOf(const Error& error, const QString& what, const QDateTime& time = QDateTime::currentDateTimeUtc());

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addButtons(const Error& error, const QString& what);

    QVBoxLayout* m_column;
    QPushButton* m_retry = nullptr;
    FlowLayout* m_row = nullptr;
    std::vector<Fix> m_fixes;
    QDateTime m_time;
    Error m_error;
    QString m_nextStep;
    QString m_what;
    std::function<void()> m_retryStep;
};

} // namespace skylab::kit
