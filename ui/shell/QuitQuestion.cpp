#include "shell/QuitQuestion.h"

#include "kit/ConfirmDialog.h"
#include "shell/CloudView.h"
#include "shell/MainWindow.h"

#include <QCoreApplication>
#include <QTimer>

namespace skylab::shell {

namespace {

constexpr int answerTime = 1000;   // milliseconds

struct QuitWords {
    Q_DECLARE_TR_FUNCTIONS(QuitWords)
};

QStringList runningIn(CloudView& cloud)
{
    QStringList titles;
    for (const auto& job : cloud.workspace().jobs().all()) {
        if (job.state == model::Job::State::Running)
            titles << job.title;
    }
    return titles;
}

/// Tasks of the cloud that no job of this window stands for.
int foreignTasks(CloudView& cloud, const QJsonArray& tasks)
{
    QSet<QString> ours;
    for (const auto& job : cloud.workspace().jobs().all())
        ours << job.resourceId << job.taskId;
    int count = 0;
    for (const auto& task : tasks) {
        const auto state = task[u"state"].toString();
        const bool runs = state == u"running" || state == u"pending" || state == u"queued";
        count += runs && !ours.contains(task[u"resource_id"].toString()) && !ours.contains(task[u"id"].toString()) ? 1 : 0;
    }
    return count;
}

QDialog* questionBeforeQuitting(const QStringList& work, QWidget* window)
{
    return new kit::ConfirmDialog({ "monitor", QuitWords::tr("Quit while your cloud is at work?"),
                                    QuitWords::tr("The cloud on this computer ends with the program. Work in progress goes on at the next start where that is possible; running instances keep running."), work, QuitWords::tr("Quit"), true },
                                  window);
}

/// Says what would be broken off, within a second.
void gatherWork(MainWindow& window, const std::function<void(const QStringList&)>& done)
{
    CloudView* asked = nullptr;
    const auto work = std::make_shared<QStringList>();
    for (auto* cloud : window.clouds()) {
        if (!window.connections().isEmbedded(cloud->name()) || !cloud->workspace().session().isSignedIn())
            continue;
        *work << runningIn(*cloud);
        asked = cloud;
    }
    auto* once = new QObject(&window);   // dies with the answer
    const auto end = [work, once, done](int others) {
        if (others > 0)
            *work << QuitWords::tr("%n task(s) of other programs", nullptr, others);
        once->deleteLater();
        done(*work);
    };
    if (!asked || !asked->workspace().has(QStringLiteral("tasks")))
        return end(0);
    auto answered = std::make_shared<bool>(false);
    client::then(asked->workspace().session().get("skylab", "/tasks", QUrlQuery { { "open", "true" } }), once, [answered, end, asked = QPointer<CloudView>(asked)](const Result<client::Reply>& reply) {
        if (!std::exchange(*answered, true))
            end(reply && asked ? foreignTasks(*asked, reply->list(u"tasks")) : 0);
    });
    QTimer::singleShot(answerTime, once, [answered, end] {
        if (!std::exchange(*answered, true))
            end(0);
    });
}

} // namespace

QDialog* questionBeforeClosing(CloudView& cloud, QWidget* window)
{
    const auto running = runningIn(cloud);
    if (running.isEmpty())
        return nullptr;
    return new kit::ConfirmDialog({ "cloud", QuitWords::tr("Close %1 while work runs there?").arg(cloud.name()),
                                    QuitWords::tr("What the cloud itself does goes on; you will not see here how it ends. What this window uploads or downloads is broken off."), running, QuitWords::tr("Close"), true },
                                  window);
}

void askBeforeQuitting(MainWindow& window, const std::function<void(bool)>& done)
{
    gatherWork(window, [&window, done](const QStringList& work) {
        if (work.isEmpty())
            return done(true);
        auto* question = questionBeforeQuitting(work, &window);
        QObject::connect(question, &QDialog::finished, &window, [done](int result) { done(result == QDialog::Accepted); });
        question->open();
    });
}

} // namespace skylab::shell
