#pragma once

#include "kit/ErrorCard.h"
#include "model/Workspace.h"
#include "panel/PanelSpec.h"

#include <QTimer>

namespace skylab::panel {

/// Whether what is asked for would fit, asked of the cloud as the user chooses: at most one question each 200 ms, and only the last
/// one's answer counts. Silent where the cloud can't say.
class FitModel : public QObject {
    Q_OBJECT
public:
    explicit FitModel(model::Workspace& workspace, QObject* parent = nullptr);

    /// The body of POST /skylab/v1/fit below "fit"; the same again asks nothing.
    void ask(const QJsonObject& wanted);
    /// Asks the same again: something was done about it.
    void again();
    /// The cloud's answer, empty while there is none.
    [[nodiscard]] const QJsonObject& answer() const { return m_answer; }
    [[nodiscard]] bool isMisfit() const { return m_answer.contains(u"fits") && !m_answer[u"fits"].toBool(); }

    static constexpr int pause = 200;   ///< milliseconds

Q_SIGNALS:
    void changed();

private:
    void send();

    model::Workspace& m_workspace;
    QJsonObject m_wanted;
    QJsonObject m_answer;
    QTimer m_timer;
    int m_asked = 0;
};

/// "Fits on lab-pc, leaving 3.1 GiB of memory free", or why it does not: each host's first failing check, limits of the project.
QString fitText(const QJsonObject& fit);
/// The checks of one host that it failed, in the cloud's words.
QStringList failedChecks(const QJsonObject& host);

/// A check's name in words: "Memory" for "ram".
QString checkName(const QString& filter);

/// What to do when it does not fit, as buttons. `useFlavor` takes a smaller size; `done` is called when something was done that the
/// cloud's answer depends on.
std::vector<kit::Fix> waysOut(const Context& context, const QJsonArray& ways, const std::function<void(const QJsonObject& flavor)>& useFlavor, const std::function<void()>& done);

} // namespace skylab::panel
