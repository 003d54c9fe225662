#include "panel/Deed.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace skylab::panel {

using model::Job;
using model::Jobs;

namespace {

/// Whether the cloud may have done it although it did not say so.
bool isLost(const Job& work)
{
    const auto code = work.error.code;
    return work.state == Job::State::Failed && (code == ErrorCode::Unavailable || code == ErrorCode::Timeout || (code == ErrorCode::Cancelled && work.cancelled));
}

} // namespace

Deed::Deed(model::Workspace& workspace, int job, QString text, QString title, Parts back, std::function<void(int job)> begun)
    : QObject(&workspace.undo()), m_workspace(workspace), m_job(job), m_text(std::move(text)), m_title(std::move(title)), m_back(std::move(back)), m_begun(std::move(begun))
{
    connect(&m_workspace.jobs(), &Jobs::succeeded, this, [this](int ended) {
        if (ended == m_job)
            onEnd(false);
    });
    connect(&m_workspace.jobs(), &Jobs::failed, this, [this](int ended) {
        if (ended == m_job)
            onEnd(true);
    });
    connect(&m_workspace.undo(), &model::Undo::gone, this, [this](int step) {
        if (step != m_step)
            return;
        m_step = 0;
        m_spent = true;
        if (isAnswered())
            deleteLater();   // after it has run, if it does
    });
    connect(&m_workspace.jobs(), &Jobs::changed, this, [this] {
        if (m_job && m_last && m_last->empty() && !m_step && !m_spent && !m_workspace.jobs().find(m_job))
            deleteLater();   // it can't be tried again any more
    });
    if (!isAnswered() || !taken().empty())
        offer();
}

void Deed::offer()
{
    m_step = m_workspace.undo().push(m_text, [this] { takeBackOnceAnswered(); });
}

void Deed::onEnd(bool failed)
{
    const auto some = taken();
    m_last = failed ? std::optional(some) : std::nullopt;
    if (m_spent) {
        if (!m_waiting)
            deleteLater();
        return;
    }
    if (some.empty() && m_step)
        m_workspace.undo().drop(std::exchange(m_step, 0));
    else if (!some.empty() && !m_step)
        offer();   // tried again, and taken then
}

/// So that it does not overtake the deed.
void Deed::takeBackOnceAnswered()
{
    if (isAnswered())
        return takeBack();
    m_waiting = true;
    auto* look = new QTimer(this);   // jobs tell of a change in the midst of it
    look->setSingleShot(true);
    look->setInterval(0);
    connect(&m_workspace.jobs(), &Jobs::changed, look, qOverload<>(&QTimer::start));
    connect(look, &QTimer::timeout, this, [this, look] {
        if (!isAnswered())
            return;
        m_workspace.jobs().disconnect(look);
        takeBack();
        deleteLater();
    });
}

void Deed::takeBack()
{
    if (const auto* whole = m_workspace.jobs().find(m_job); whole && !m_workspace.jobs().isHere(*whole))
        return;   // the user has switched to another project meanwhile
    Parts parts;
    for (const auto index : taken())
        parts.push_back(m_back[index]);
    if (parts.empty())
        return;
    auto& jobs = m_workspace.jobs();
    int job = 0;
    if (m_back.size() > 1) {
        job = jobs.runBatch("undo-2", m_title, parts);
    } else {
        const auto id = std::make_shared<int>(0);
        job = *id = jobs.run("undo-2", m_title, parts.front().call, [id, done = parts.front().done](const client::Reply& reply) { done(*id, reply); });
    }
    if (m_begun)
        m_begun(job);
}

std::vector<const Job*> Deed::works() const
{
    const auto* whole = m_workspace.jobs().find(m_job);
    if (!whole)
        return {};
    auto works = m_workspace.jobs().parts(m_job);
    if (works.empty())
        return { whole };
    std::erase_if(works, [](const Job* work) { return work->state == Job::State::Skipped; });
    return works;
}

std::vector<std::size_t> Deed::taken() const
{
    const auto works = this->works();
    if (works.empty() && m_last)
        return *m_last;
    std::vector<std::size_t> some;
    for (std::size_t i = 0; i < m_back.size(); ++i) {
        if (works.empty() || (i < works.size() && (works[i]->taken || isLost(*works[i]))))
            some.push_back(i);
    }
    return some;
}

bool Deed::isAnswered() const
{
    const auto works = this->works();
    return std::all_of(works.begin(), works.end(), [](const Job* work) { return work->taken || work->isOver(); });
}

} // namespace skylab::panel
