#include "model/Jobs.h"

#include <algorithm>

namespace skylab::model {

namespace {

const QString taskService = QStringLiteral("skylab");

QDateTime timeOf(const QJsonValue& value) { return QDateTime::fromString(value.toString(), Qt::ISODateWithMs); }

JobStep::State stepState(const QString& state)
{
    if (state == u"running" || state == u"undoing")
        return JobStep::State::Running;
    if (state == u"done")
        return JobStep::State::Done;
    return state == u"error" || state == u"undone" || state == u"failed" ? JobStep::State::Failed : JobStep::State::Pending;
}

bool isOpen(const QString& state) { return state == u"running" || state == u"pending" || state == u"queued" || state == u"undoing"; }

} // namespace

void Jobs::askTasks()
{
    const bool waiting = std::any_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == Job::State::Running && !job.resourceId.isEmpty(); });
    if (!waiting || !m_session.hasService(taskService)) {
        m_poll.stop();
        return endWithTasks({});
    }
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
        for (const auto& value : tasks) {
            const auto task = value.toObject();
            const bool same = job.taskId.isEmpty() ? task[u"resource_id"].toString() == job.resourceId && isOpen(task[u"state"].toString()) : task[u"id"].toString() == job.taskId;
            if (same)
                applyTask(job, task);
        }
    }
    endWithTasks(tasks);
    for (const auto& value : tasks) {   // what others of the kind took, earlier sessions' too
        const auto task = value.toObject();
        const auto begun = timeOf(task[u"created_at"]), ended = timeOf(task[u"updated_at"]);
        if (task[u"state"].toString() == u"done" && begun.isValid() && ended.isValid() && !m_seen.contains(task[u"id"].toString())) {
            m_seen.insert(task[u"id"].toString());
            m_times.add(task[u"kind"].toString(), begun.msecsTo(ended));
        }
    }
    Q_EMIT changed();
}

void Jobs::followTask(int id)
{
    auto* job = get(id);
    if (!job || job->isOver())
        return;
    if (job->resourceId.isEmpty() || !m_session.hasService(taskService))
        return finish(id);
    job->endsWithTask = true;
    m_poll.start();
    askTasks();
}

/// Of the tasks that are told now: what of followTask() is over.
void Jobs::endWithTasks(const QJsonArray& tasks)
{
    struct Over {
        int job;
        QString fault;
        bool calledOff;
    };
    std::vector<Over> over;
    for (const auto& job : m_jobs) {
        if (job.state != Job::State::Running || !job.endsWithTask)
            continue;
        const auto mine = std::find_if(tasks.begin(), tasks.end(), [&job](const auto& task) { return task[u"id"].toString() == job.taskId; });
        if (mine == tasks.end() || !isOpen((*mine)[u"state"].toString()))
            over.push_back({ job.id, mine == tasks.end() ? QString() : (*mine)[u"error"].toString(), mine != tasks.end() && (*mine)[u"state"].toString() == u"cancelled" });
    }
    for (const auto& [id, fault, calledOff] : over) {
        if (calledOff && !find(id)->cancelled)
            finish(id, tr("Another deed on it came after this one."));   // of what lies in the trash and is deleted for good
        else if (fault.isEmpty())
            finish(id);
        else
            fail(id, Error { calledOff ? ErrorCode::Cancelled : ErrorCode::Internal, fault });
    }
}

void Jobs::applyTask(Job& job, const QJsonObject& task)
{
    job.taskId = task[u"id"].toString();
    job.kind = task[u"kind"].toString(job.kind);
    job.progress = task[u"progress"].isDouble() ? task[u"progress"].toInt() : -1;
    if (job.requestId.isEmpty())
        job.requestId = task[u"request_id"].toString();
    const auto before = job.steps;
    job.steps.clear();
    const auto steps = task[u"steps"].toArray();
    for (int i = 0; i < steps.size(); ++i) {
        JobStep step { steps[i][u"name"].toString(), stepState(steps[i][u"state"].toString()), timeOf(steps[i][u"started_at"]), timeOf(steps[i][u"finished_at"]) };
        const bool told = std::size_t(i) < before.size() && before[std::size_t(i)].state == step.state;
        if (step.state == JobStep::State::Running) {
            job.text = step.name;
            if (!told)
                job.log.push_back({ step.started.isValid() ? step.started : QDateTime::currentDateTimeUtc(), step.name });
        }
        job.steps.push_back(step);
    }
    if (!isOpen(task[u"state"].toString()))
        return;
    job.cancel = {};
    if (task[u"cancellable"].toBool(true))      // older servers don't tell
        job.cancel = [this, id = job.taskId] { m_session.post(taskService, QStringLiteral("/tasks/%1/cancel").arg(id), {}); };
}

} // namespace skylab::model
