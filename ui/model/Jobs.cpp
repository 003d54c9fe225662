#include "model/Jobs.h"

#include <QFutureWatcher>

#include <algorithm>

namespace skylab::model {

namespace {
constexpr int taskPollTime = 1000;    // milliseconds
constexpr int maxJobs = 200;          // parts not counted
constexpr std::size_t maxLines = 200;
} // namespace

Jobs::Jobs(client::Session& session, QObject* parent) : QObject(parent), m_session(session), m_poll(this)
{
    m_poll.setInterval(taskPollTime);
    connect(&m_poll, &QTimer::timeout, this, &Jobs::askTasks);
    connect(&m_session, &client::Session::projectChanged, this, &Jobs::changed);   // other ones can be tried again now
    connect(&m_session, &client::Session::signedIn, this, &Jobs::changed);
}

Job* Jobs::get(int job)
{
    const auto it = std::find_if(m_jobs.begin(), m_jobs.end(), [job](const Job& one) { return one.id == job; });
    return it == m_jobs.end() ? nullptr : &*it;
}

const Job* Jobs::find(int job) const { return const_cast<Jobs*>(this)->get(job); }

std::vector<const Job*> Jobs::parts(int job) const
{
    std::vector<const Job*> found;
    for (const auto& one : m_jobs) {
        if (one.parent == job)
            found.push_back(&one);
    }
    return found;
}

Job Jobs::make(const QString& icon, const QString& title)
{
    Job job;
    job.id = m_next++;
    job.icon = icon;
    job.title = title;
    job.started = QDateTime::currentDateTimeUtc();
    job.user = m_session.facts().userName;
    job.scope = m_session.scope();
    return job;
}

int Jobs::start(const QString& icon, const QString& title)
{
    const auto job = make(icon, title);
    m_jobs.insert(m_jobs.begin(), job);
    int wholes = 0, oldest = 0;
    for (const auto& one : m_jobs) {
        wholes += one.parent == 0 ? 1 : 0;
        oldest = one.parent == 0 && one.isOver() ? one.id : oldest;
    }
    if (wholes > maxJobs && oldest)
        remove(oldest);
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
    if (job->isOver()) {
        ++job->attempt;
        job->started = QDateTime::currentDateTimeUtc();
        job->steps.clear();
        job->fixes.clear();
        log(id, tr("Tried again"));
    }
    job->state = Job::State::Running;
    job->cancelled = false;
    job->error = {};
    job->text.clear();
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
        if (auto* answered = get(id)) {
            answered->taken = true;
            answered->requestId = reply->requestId;
            log(id, reply->requestId.isEmpty() ? tr("The cloud answered %1").arg(reply->status) : tr("The cloud answered %1, request %2").arg(reply->status).arg(reply->requestId));
        }
        if (done)
            done(*reply);
        const auto* running = find(id);
        if (running && running->state == Job::State::Running && running->resourceId.isEmpty())
            finish(id);
    });
    watcher->setFuture(future);
}

void Jobs::follow(int id, Collection& collection, const QString& resourceId, const std::function<QString(const QJsonObject&)>& outcome,
                  const std::function<QString(const QJsonObject&)>& activity)
{
    auto* job = get(id);
    if (!job || resourceId.isEmpty())
        return;
    job->resourceId = resourceId;
    m_poll.start();
    auto* guard = new QObject(this);   // dies with the following
    const auto look = [this, id, &collection, resourceId, outcome, activity, guard] {
        const auto row = collection.model().row(resourceId);
        const auto* job = find(id);
        if (!job || job->state != Job::State::Running)
            return guard->deleteLater();
        if (row.isEmpty())
            return;
        if (collection.source().busy && collection.source().busy(row)) {
            if (activity && job->taskId.isEmpty())
                step(id, activity(row));
            return;
        }
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

void Jobs::step(int id, const QString& name)
{
    auto* job = get(id);
    if (!job || job->state != Job::State::Running || name.isEmpty() || (!job->steps.empty() && job->steps.back().name == name))
        return;
    const auto now = QDateTime::currentDateTimeUtc();
    if (!job->steps.empty()) {
        job->steps.back().state = JobStep::State::Done;
        job->steps.back().finished = now;
    }
    job->steps.push_back({ name, JobStep::State::Running, now, {} });
    job->text = name;
    log(id, name);
}

void Jobs::log(int id, const QString& text)
{
    auto* job = get(id);
    if (!job)
        return;
    job->log.push_back({ QDateTime::currentDateTimeUtc(), text });
    if (job->log.size() > maxLines)
        job->log.erase(job->log.begin());
    Q_EMIT changed();
}

void Jobs::end(Job& job, Job::State state)
{
    job.state = state;
    job.finished = QDateTime::currentDateTimeUtc();
    job.cancel = {};
    if (!job.steps.empty() && job.steps.back().state == JobStep::State::Running) {
        job.steps.back().state = state == Job::State::Done ? JobStep::State::Done : JobStep::State::Failed;
        job.steps.back().finished = job.finished;
    }
    if (state == Job::State::Done)
        m_times.add(job.kind, job.started.msecsTo(job.finished));
    m_calling.remove(job.id);
}

void Jobs::finish(int id, const QString& text)
{
    auto* job = get(id);
    if (!job || job->state != Job::State::Running)
        return;
    end(*job, Job::State::Done);
    job->text = text;
    job->retry = {};
    const int batch = job->parent;
    Q_EMIT changed();
    if (batch)
        return summarize(batch);
    Q_EMIT succeeded(id);
}

void Jobs::fail(int id, const Error& error)
{
    auto* job = get(id);
    if (!job || job->isOver())
        return;
    end(*job, Job::State::Failed);
    job->error = error;
    job->text = error.message;
    job->requestId = error.requestId.isEmpty() ? job->requestId : error.requestId;
    const int batch = job->parent;
    log(id, error.message);
    if (batch)
        return startParts(batch);
    Q_EMIT failed(id);
}

void Jobs::setCancel(int id, const std::function<void()>& cancel)
{
    if (auto* job = get(id))
        job->cancel = cancel;
}

void Jobs::setRetry(int id, const std::function<void()>& retry)
{
    if (auto* job = get(id))
        job->retry = retry;
}

void Jobs::setResource(int id, const QString& resourceId)
{
    if (auto* job = get(id))
        job->resourceId = resourceId;
}

void Jobs::setRequest(int id, const QString& requestId)
{
    if (auto* job = get(id))
        job->requestId = requestId;
}

void Jobs::describe(int id, const QString& kind, const QString& panel)
{
    for (auto& job : m_jobs) {
        if (job.id != id && job.parent != id)
            continue;
        job.kind = job.id == id && !m_waiting.contains(id) ? kind : job.parent == id ? kind : QString();
        job.panel = panel;
    }
}

void Jobs::setFixes(int id, const std::vector<JobFix>& fixes)
{
    if (auto* job = get(id))
        job->fixes = fixes;
    Q_EMIT changed();
}

int Jobs::running() const
{
    return int(std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.parent == 0 && job.state == Job::State::Running; }));
}

int Jobs::secondsLeft(const Job& job) const
{
    if (job.state != Job::State::Running)
        return -1;
    const double spent = double(job.started.msecsTo(QDateTime::currentDateTimeUtc())) / 1000;
    if (job.progress >= 5 && job.progress < 100 && spent >= 2)
        return int(spent * (100 - job.progress) / job.progress + 0.5);
    const auto usual = m_times.usual(job.kind);
    return usual < 0 ? -1 : qMax(0, int(double(usual) / 1000 - spent + 0.5));
}

void Jobs::clearFinished()
{
    QList<int> over;
    for (const auto& job : m_jobs) {
        if (job.parent == 0 && job.isOver())
            over << job.id;
    }
    for (const int id : std::as_const(over))
        remove(id);
    Q_EMIT changed();
}

void Jobs::remove(int id)
{
    const auto* job = find(id);
    if (!job || !job->isOver() || job->parent)
        return;
    m_jobs.erase(std::remove_if(m_jobs.begin(), m_jobs.end(), [&](const Job& one) {
        if (one.parent == id)
            m_parts.remove(one.id);
        return one.id == id || one.parent == id;
    }), m_jobs.end());
    m_waiting.remove(id);
    Q_EMIT changed();
}

void Jobs::cancel(int id)
{
    auto* job = get(id);
    if (!job || !job->cancel)
        return;
    job->cancelled = true;
    std::function<void()>(job->cancel)();
}

void Jobs::retry(int id)
{
    auto* job = get(id);
    if (!job || !job->retry || job->state != Job::State::Failed)
        return;
    if (!isHere(*job)) {
        job->error = client::Session::elsewhere();
        job->text = job->error.message;
        return log(id, job->text);
    }
    const auto again = job->retry;
    again();
}

} // namespace skylab::model
