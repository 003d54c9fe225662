#pragma once

#include "model/Collection.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace skylab::model {

/// One piece of work that the user began.
struct Job {
    enum class State { Running, Done, Failed };

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
};

/// All work of this session, newest first: what the task drawer shows. Where the cloud has /skylab/v1/tasks its steps and
/// progress are shown, and cancel reaches it.
class Jobs : public QObject {
    Q_OBJECT
public:
    explicit Jobs(client::Session& session, QObject* parent = nullptr);

    using Call = std::function<QFuture<Result<client::Reply>>()>;
    using Done = std::function<void(const client::Reply& reply)>;

    /// Makes a call and shows it as a job that ends with it. Failed ones can be tried again.
    /// With `done` the owner gets the reply; it may prolong the job with follow().
    int run(const QString& icon, const QString& title, const Call& call, const Done& done = {});
    /// Keeps the job running until the row stops being busy; `outcome` says what is wrong with it, or nothing.
    void follow(int job, Collection& collection, const QString& resourceId, const std::function<QString(const QJsonObject& row)>& outcome = {});
    /// A job without a call of its own.
    int start(const QString& icon, const QString& title);
    void setProgress(int job, int percent, const QString& text);
    void finish(int job, const QString& text = {});
    void fail(int job, const Error& error);
    void setCancel(int job, const std::function<void()>& cancel);
    void setResource(int job, const QString& resourceId);

    [[nodiscard]] const std::vector<Job>& all() const { return m_jobs; }
    [[nodiscard]] const Job* find(int job) const;
    [[nodiscard]] int running() const;
    void clearFinished();
    void cancel(int job);
    void retry(int job);

Q_SIGNALS:
    void changed();
    void succeeded(int job);
    void failed(int job);

private:
    Job* get(int job);
    void launch(int job, const Call& call, const Done& done);
    void askTasks();
    void applyTasks(const QJsonArray& tasks);

    client::Session& m_session;
    std::vector<Job> m_jobs;
    QTimer m_poll;
    int m_next = 1;
};

} // namespace skylab::model
