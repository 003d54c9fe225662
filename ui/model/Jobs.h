#pragma once

#include "model/Collection.h"
#include "model/JobTimes.h"

#include <QDateTime>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>
#include <vector>

namespace skylab::model {

/// One named part of a job.
struct JobStep {
    enum class State { Pending, Running, Done, Failed };
    QString name;
    State state = State::Running;
    QDateTime started;
    QDateTime finished;
};

/// One line of a job's log.
struct JobLine {
    QDateTime time;
    QString text;
};

/// A button that mends what failed.
struct JobFix {
    QString text;
    QString icon;
    std::function<void()> run;
};

/// One piece of work that the user began, or one of its parts.
struct Job {
    enum class State { Waiting, Running, Done, Failed, Skipped };

    int id = 0;
    QString icon;
    QString title;
    QString text;                          ///< what it does just now
    State state = State::Running;
    int progress = -1;                     ///< percent
    Error error;
    QDateTime started;
    QDateTime finished;
    std::function<void()> cancel = {};
    std::function<void()> retry = {};
    QString resourceId = {};               ///< what it is about; ties it to the cloud's own task
    QString taskId = {};                   ///< of the cloud, once known
    int parent = 0;                        ///< the job that it is a part of
    QString kind = {};                     ///< jobs of one kind take about the same time
    QString panel = {};                    ///< where the resource is shown
    QString user = {};                     ///< who began it
    QString scope = {};                    ///< client::Session::scope() where it was begun
    QString requestId = {};
    std::vector<JobStep> steps = {};
    std::vector<JobLine> log = {};
    std::vector<JobFix> fixes = {};
    int attempt = 1;
    bool endsWithTask = false;             ///< see Jobs::followTask()
    bool cancelled = false;                ///< the user asked for its end
    bool taken = false;                    ///< the cloud said yes to its call, this time or before

    [[nodiscard]] bool isOver() const { return state == State::Done || state == State::Failed || state == State::Skipped; }
};

/// All work of this session, newest first, parts behind their whole: what the task drawer shows. Where the cloud has
/// /skylab/v1/tasks its steps and progress are shown, and cancel reaches it. GUI thread.
class Jobs : public QObject {
    Q_OBJECT
public:
    explicit Jobs(client::Session& session, QObject* parent = nullptr);

    using Call = std::function<QFuture<Result<client::Reply>>()>;
    using Done = std::function<void(const client::Reply& reply)>;

    /// One part of a batch. With `skipped` it is not done, and that is why.
    struct Part {
        QString title;
        QString resourceId = {};
        Call call = {};
        std::function<void(int job, const client::Reply& reply)> done = {};   ///< may prolong its job with follow()
        QString log = {};                                                     ///< what is sent
        QString skipped = {};
    };

    /// Makes a call and shows it as a job that ends with it. Failed ones can be tried again.
    /// With `done` the owner gets the reply; it may prolong the job with follow().
    int run(const QString& icon, const QString& title, const Call& call, const Done& done = {});
    /// One job of many parts, some of which run at a time. It fails when one of them fails; trying it again tries only those.
    int runBatch(const QString& icon, const QString& title, const std::vector<Part>& parts);
    /// Keeps the job running until the row stops being busy; `outcome` says what is wrong with it, or nothing; `activity` what it
    /// does now, in words: a step for clouds that tell none.
    void follow(int job, Collection& collection, const QString& resourceId, const std::function<QString(const QJsonObject& row)>& outcome = {},
                const std::function<QString(const QJsonObject& row)>& activity = {});
    /// Keeps the job running until the cloud's own task about its resource is over: for resources that no longer are in a list while
    /// the cloud still works on them. Clouds without /skylab/v1/tasks: it is done at once.
    void followTask(int job);
    /// A job without a call of its own.
    int start(const QString& icon, const QString& title);
    void setProgress(int job, int percent, const QString& text);
    void finish(int job, const QString& text = {});
    void fail(int job, const Error& error);
    void setCancel(int job, const std::function<void()>& cancel);
    void setRetry(int job, const std::function<void()>& retry);
    void setResource(int job, const QString& resourceId);
    /// The request that began it, where its call was not made here.
    void setRequest(int job, const QString& requestId);
    /// Where its resource is shown, and what kind of work it is.
    void describe(int job, const QString& kind, const QString& panel);
    void setFixes(int job, const std::vector<JobFix>& fixes);
    /// It does this now; the step before is done.
    void step(int job, const QString& name);
    void log(int job, const QString& text);

    [[nodiscard]] const std::vector<Job>& all() const { return m_jobs; }
    [[nodiscard]] const Job* find(int job) const;
    [[nodiscard]] std::vector<const Job*> parts(int job) const;
    /// Begun in the project and region that the session is in now: only there it can be tried again, only there its other parts begin.
    [[nodiscard]] bool isHere(const Job& job) const { return job.scope == m_session.scope(); }
    /// Of those that are no part of another.
    [[nodiscard]] int running() const;
    /// Seconds until it is done, by its progress and by what jobs of its kind took; -1 when nothing is known.
    [[nodiscard]] int secondsLeft(const Job& job) const;
    void clearFinished();
    /// Forgets one that is over, with its parts.
    void remove(int job);
    void cancel(int job);
    void retry(int job);

Q_SIGNALS:
    void changed();
    /// Of whole jobs, not of parts.
    void succeeded(int job);
    void failed(int job);

private:
    Job* get(int job);
    Job make(const QString& icon, const QString& title);
    void launch(int job, const Call& call, const Done& done);
    void end(Job& job, Job::State state);
    void startParts(int batch);
    void summarize(int batch);
    void retryParts(int batch);
    void askTasks();
    void applyTasks(const QJsonArray& tasks);
    void applyTask(Job& job, const QJsonObject& task);
    void endWithTasks(const QJsonArray& tasks);

    static constexpr int partsAtOnce = 6;

    client::Session& m_session;
    std::vector<Job> m_jobs;
    QHash<int, std::vector<int>> m_waiting;      ///< parts of a batch that have not begun
    QHash<int, Part> m_parts;
    QHash<int, bool> m_calling;                  ///< parts whose answer is awaited
    JobTimes m_times;
    QSet<QString> m_seen;                        ///< tasks whose time is counted
    QTimer m_poll;
    int m_next = 1;
};

} // namespace skylab::model
