#include "model/Jobs.h"

#include <QFutureWatcher>

#include <algorithm>

namespace skylab::model {

namespace {
constexpr int taskPollTime = 1000;    // milliseconds
constexpr std::size_t maxJobs = 100;
const QString taskService = QStringLiteral("skylab");
} // namespace

Jobs::Jobs(client::Session& session, QObject* parent) : QObject(parent), m_session(session), m_poll(this)
{
    m_poll.setInterval(taskPollTime);
    connect(&m_poll, &QTimer::timeout, this, &Jobs::askTasks);
}

Job* Jobs::get(int job)
{
    const auto it = std::find_if(m_jobs.begin(), m_jobs.end(), [job](const Job& one) { return one.id == job; });
    return it == m_jobs.end() ? nullptr : &*it;
}

const Job* Jobs::find(int job) const { return const_cast<Jobs*>(this)->get(job); }

int Jobs::start(const QString& icon, const QString& title)
{
    Job job;
    job.id = m_next++;
    job.icon = icon;
    job.title = title;
    job.started = QDateTime::currentDateTimeUtc();
    m_jobs.insert(m_jobs.begin(), job);
    while (m_jobs.size() > maxJobs && m_jobs.back().state != Job::State::Running)
        m_jobs.pop_back();
    Q_EMIT changed();
    return job.id;
}

int Jobs::run(const QString& icon, const QString& title, const Call& call, const Done& done)
{
    const int id = start(icon, title);
    get(id)->retry = [this, id, call, done] { launch(id, call, done); };
    launch(id, call, done);
    return id;
}

void Jobs::launch(int id, const Call& call, const Done& done)
{
    auto* job = get(id);
    job->state = Job::State::Running;
    job->error = {};
    job->progress = -1;
    Q_EMIT changed();
    auto future = call();
    job = get(id);
    job->cancel = [future]() mutable { future.cancel(); };
    auto* watcher = new QFutureWatcher<Result<client::Reply>>(this);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [this, id, watcher](int value) {
        if (watcher->progressMaximum() > 0)
            setProgress(id, value * 100 / watcher->progressMaximum(), {});
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, id, watcher, done] {
        watcher->deleteLater();
        if (watcher->isCanceled() || watcher->future().resultCount() == 0)
            return fail(id, Error { ErrorCode::Cancelled, tr("It was cancelled.") });
        const auto reply = watcher->result();
        if (!reply)
            return fail(id, reply.error());
        setCancel(id, {});
        if (done)
            done(*reply);
        const auto* running = find(id);
        if (running && running->state == Job::State::Running && running->resourceId.isEmpty())
            finish(id);
    });
    watcher->setFuture(future);
}

void Jobs::follow(int id, Collection& collection, const QString& resourceId, const std::function<QString(const QJsonObject&)>& outcome)
{
    auto* job = get(id);
    if (!job || resourceId.isEmpty())
        return;
    job->resourceId = resourceId;
    m_poll.start();
    auto* guard = new QObject(this);   // dies with the following
    const auto look = [this, id, &collection, resourceId, outcome, guard] {
        const auto row = collection.model().row(resourceId);
        const auto* job = find(id);
        if (!job || job->state != Job::State::Running)
            return guard->deleteLater();
        if (row.isEmpty() || (collection.source().busy && collection.source().busy(row)))
            return;
        guard->deleteLater();
        const auto fault = outcome ? outcome(row) : QString();
        fault.isEmpty() ? finish(id) : fail(id, Error { ErrorCode::Internal, fault });
    };
    connect(&collection.model(), &ResourceModel::rowChanged, guard, [resourceId, look](const QString& changed) {
        if (changed == resourceId)
            look();
    });
    connect(&collection.model(), &ResourceModel::rowRemoved, guard, [this, id, resourceId, guard](const QString& removed) {
        if (removed != resourceId)
            return;
        guard->deleteLater();
        finish(id);
    });
    look();
}

void Jobs::setProgress(int id, int percent, const QString& text)
{
    auto* job = get(id);
    if (!job || job->state != Job::State::Running || (job->progress == percent && (text.isEmpty() || job->text == text)))
        return;
    job->progress = percent;
    if (!text.isEmpty())
        job->text = text;
    Q_EMIT changed();
}

void Jobs::finish(int id, const QString& text)
{
    auto* job = get(id);
    if (!job || job->state != Job::State::Running)
        return;
    job->state = Job::State::Done;
    job->text = text;
    job->finished = QDateTime::currentDateTimeUtc();
    job->cancel = {};
    job->retry = {};
    Q_EMIT changed();
    Q_EMIT succeeded(id);
}

void Jobs::fail(int id, const Error& error)
{
    auto* job = get(id);
    if (!job || job->state != Job::State::Running)
        return;
    job->state = Job::State::Failed;
    job->error = error;
    job->text = error.message;
    job->finished = QDateTime::currentDateTimeUtc();
    job->cancel = {};
    Q_EMIT changed();
    Q_EMIT failed(id);
}

void Jobs::setCancel(int id, const std::function<void()>& cancel)
{
    if (auto* job = get(id))
        job->cancel = cancel;
}

void Jobs::setResource(int id, const QString& resourceId)
{
    if (auto* job = get(id))
        job->resourceId = resourceId;
}

int Jobs::running() const
{
    return int(std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == Job::State::Running; }));
}

void Jobs::clearFinished()
{
    m_jobs.erase(std::remove_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state != Job::State::Running; }), m_jobs.end());
    Q_EMIT changed();
}

void Jobs::cancel(int id)
{
    if (auto* job = get(id); job && job->cancel)
        std::function<void()>(job->cancel)();
}

void Jobs::retry(int id)
{
    if (auto* job = get(id); job && job->retry && job->state == Job::State::Failed) {
        const auto again = job->retry;
        again();
    }
}

void Jobs::askTasks()
{
    const bool waiting = std::any_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == Job::State::Running && !job.resourceId.isEmpty(); });
    if (!waiting || !m_session.hasService(taskService))
        return m_poll.stop();
    client::then(m_session.get(taskService, QStringLiteral("/tasks")), this, [this](const Result<client::Reply>& reply) {
        if (reply)
            applyTasks(reply->list(u"tasks"));
    });
}

void Jobs::applyTasks(const QJsonArray& tasks)
{
    for (auto& job : m_jobs) {
        if (job.state != Job::State::Running || job.resourceId.isEmpty())
            continue;
        for (const auto& task : tasks) {
            const auto state = task[u"state"].toString();
            if (task[u"resource_id"].toString() != job.resourceId || (state != u"running" && state != u"pending" && state != u"queued"))
                continue;
            job.taskId = task[u"id"].toString();
            job.progress = task[u"progress"].isDouble() ? task[u"progress"].toInt() : -1;
            const auto steps = task[u"steps"].toArray();
            for (const auto& step : steps) {
                if (step[u"state"].toString() == u"running")
                    job.text = step[u"name"].toString();
            }
            job.cancel = [this, id = job.taskId] { m_session.post(taskService, QStringLiteral("/tasks/%1/cancel").arg(id), {}); };
        }
    }
    Q_EMIT changed();
}

} // namespace skylab::model
