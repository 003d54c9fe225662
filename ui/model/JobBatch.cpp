#include "model/Jobs.h"

#include <algorithm>

namespace skylab::model {

int Jobs::runBatch(const QString& icon, const QString& title, const std::vector<Part>& parts)
{
    const int batch = start(icon, title);
    std::vector<Job> made;
    std::vector<int> waiting;
    for (const auto& part : parts) {
        auto job = make(icon, part.title);
        job.parent = batch;
        job.state = part.skipped.isEmpty() ? Job::State::Waiting : Job::State::Skipped;
        job.text = part.skipped;
        if (part.skipped.isEmpty()) {
            waiting.push_back(job.id);
            m_parts.insert(job.id, part);
        }
        made.push_back(std::move(job));
    }
    const auto whole = std::find_if(m_jobs.begin(), m_jobs.end(), [batch](const Job& job) { return job.id == batch; });
    m_jobs.insert(whole + 1, std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    m_waiting.insert(batch, waiting);
    auto* job = get(batch);
    job->progress = 0;
    job->cancel = [this, batch] {
        for (const int part : m_waiting.take(batch))
            fail(part, Error { ErrorCode::Cancelled, tr("It was cancelled before it began.") });
        for (const auto* part : this->parts(batch)) {
            if (part->state == Job::State::Running)
                cancel(part->id);
        }
    };
    job->retry = [this, batch] { retryParts(batch); };
    startParts(batch);
    return batch;
}

void Jobs::startParts(int batch)
{
    const auto busy = [this, batch] {
        return std::count_if(m_jobs.begin(), m_jobs.end(), [&](const Job& job) { return job.parent == batch && m_calling.value(job.id); });
    };
    if (const auto* whole = find(batch); whole && !isHere(*whole)) {
        for (const int part : m_waiting.take(batch))
            fail(part, client::Session::elsewhere());
    }
    while (m_waiting.contains(batch) && !m_waiting[batch].empty() && busy() < partsAtOnce) {
        const int id = m_waiting[batch].front();
        m_waiting[batch].erase(m_waiting[batch].begin());
        const auto part = m_parts.value(id);
        auto* job = get(id);
        job->started = QDateTime::currentDateTimeUtc();
        job->retry = [this, id, batch] {
            m_waiting[batch].push_back(id);
            auto* whole = get(batch);
            whole->state = Job::State::Running;
            whole->error = {};
            get(id)->state = Job::State::Waiting;
            startParts(batch);
        };
        m_calling.insert(id, true);
        if (!part.log.isEmpty())
            log(id, part.log);
        launch(id, part.call, [this, id, batch, part](const client::Reply& reply) {
            m_calling.remove(id);
            if (!part.resourceId.isEmpty())
                setResource(id, part.resourceId);
            if (part.done)
                part.done(id, reply);
            else
                finish(id);
            startParts(batch);
        });
    }
    summarize(batch);
}

/// The state of a batch is that of its parts.
void Jobs::summarize(int batch)
{
    int all = 0, over = 0, skipped = 0;
    std::vector<const Job*> bad;
    for (const auto* part : parts(batch)) {
        if (part->state == Job::State::Skipped) {
            ++skipped;
            continue;
        }
        ++all;
        over += part->isOver() ? 1 : 0;
        if (part->state == Job::State::Failed)
            bad.push_back(part);
    }
    auto* whole = get(batch);
    if (!whole || whole->isOver())
        return;
    whole->progress = all ? over * 100 / all : 100;
    whole->text = tr("%1 of %n done", nullptr, all).arg(over - int(bad.size()));
    if (over < all) {
        Q_EMIT changed();
        return;
    }
    if (bad.empty())
        return finish(batch, skipped ? tr("%n left out", nullptr, skipped) : QString());
    Error error { bad.front()->error.code, tr("%1 of %n failed: %2", nullptr, all).arg(bad.size()).arg(bad.front()->error.message) };
    error.requestId = bad.front()->error.requestId;
    QStringList lines;
    for (const auto* part : bad)
        lines << QStringLiteral("%1: %2").arg(part->title, part->error.message);
    error.details = lines.join(u'\n');
    fail(batch, error);
}

void Jobs::retryParts(int batch)
{
    std::vector<int> again;
    for (const auto* part : parts(batch)) {
        if (part->state == Job::State::Failed)
            again.push_back(part->id);
    }
    auto* whole = get(batch);
    whole->state = Job::State::Running;
    whole->error = {};
    whole->started = QDateTime::currentDateTimeUtc();
    for (const int id : again)
        get(id)->state = Job::State::Waiting;
    m_waiting[batch] = again;
    startParts(batch);
}

} // namespace skylab::model
