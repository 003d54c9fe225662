#include "panel/ResourceActions.h"

#include "panel/Deed.h"
#include "panel/Wording.h"

#include <QPointer>

#include <algorithm>

namespace skylab::panel {

namespace {

/// What a resource does just now, in words: clouds without tasks say no more.
QString activityOf(const Row& row)
{
    const auto task = row[u"OS-EXT-STS:task_state"].toString();
    const auto state = task.isEmpty() ? row[u"status"].toString() : task;
    return isTransient(state) ? stateCell(state).text : QString();
}

QString outcomeOf(const Row& row)
{
    const bool failed = row[u"status"].toString().startsWith(QLatin1String("error"), Qt::CaseInsensitive);
    return failed ? row[u"fault"][u"message"].toString(ResourceActions::tr("It ended in the state Error.")) : QString();
}

} // namespace

QString ResourceActions::doing(const Action& action, const Row& row) const { return action.doing ? action.doing(row) : tr("%1: %2").arg(action.text, m_name(row)); }

Call ResourceActions::callOf(const Action& action, const Order& order, const Row& row) const
{
    return order.way == Way::Trash ? action.trash->call(row, order.values) : action.call(row, order.values);
}

QString ResourceActions::describe(const Call& call) const
{
    return QStringLiteral("%1 %2 %3").arg(QString::fromLatin1(call.verb), call.service.isEmpty() ? m_service : call.service, call.path.section(u'?', 0, 0));
}

model::Jobs::Call ResourceActions::sender(const Call& call) const
{
    const client::Request request { call.verb, call.service.isEmpty() ? m_service : call.service, call.path, {}, call.body, call.headers };
    return [workspace = &m_context.workspace, request] { return workspace->session().send(request); };
}

void ResourceActions::perform(const Order& order)
{
    const auto* action = find(order.action);
    if (action->run && order.way == Way::Normal)
        return action->run(m_context, order.rows, order.values);
    const bool alone = order.rows.size() == 1 && order.skipped.isEmpty();
    const int job = alone ? performOne(*action, order) : performMany(*action, order);
    if (order.way == Way::Trash)
        takeAway(job, order.rows);
    offerUndo(*action, order, job);
}

/// What goes into the trash leaves the list at once; it comes back should the cloud refuse.
void ResourceActions::takeAway(int job, const QList<Row>& rows)
{
    if (!m_collection)
        return;
    for (const auto& row : rows) {
        m_takenAway[job] << idOf(row);
        m_collection->model().remove(idOf(row));
    }
}

int ResourceActions::performOne(const Action& action, const Order& order)
{
    auto& jobs = m_context.workspace.jobs();
    const auto row = order.rows.first();
    const auto call = callOf(action, order, row);
    const auto job = std::make_shared<int>(0);
    *job = jobs.run(action.icon, doing(action, row), sender(call), [job, taken = acceptor(action, row)](const client::Reply&) { taken(*job); });
    jobs.describe(*job, kindOf(action), m_panel);
    jobs.log(*job, describe(call));
    offerFixes(*job, action, row);
    return *job;
}

int ResourceActions::performMany(const Action& action, const Order& order)
{
    auto& jobs = m_context.workspace.jobs();
    std::vector<model::Jobs::Part> parts;
    for (const auto& row : order.rows) {
        const auto call = callOf(action, order, row);
        parts.push_back({ m_name(row), {}, sender(call), [taken = acceptor(action, row)](int job, const client::Reply&) { taken(job); }, describe(call), {} });
    }
    for (const auto& [row, why] : order.skipped)
        parts.push_back({ m_name(row), {}, {}, {}, {}, why });
    const auto title = order.rows.size() == 1 ? doing(action, order.rows.first()) : tr("%1: %n item(s)", nullptr, int(order.rows.size())).arg(action.text);
    const int batch = jobs.runBatch(action.icon, title, parts);
    jobs.describe(batch, kindOf(action), m_panel);
    return batch;
}

/// The call was taken.
void ResourceActions::accepted(int job, const Action& action, const Row& row)
{
    const auto id = idOf(row);
    follow(job, id);
    m_context.changed(id);
    reload(m_context.workspace, action.reload);
}

std::function<void(int job)> ResourceActions::acceptor(const Action& action, const Row& row)
{
    return [guard = QPointer<ResourceActions>(this), workspace = &m_context.workspace, changed = m_context.changed, actionId = action.id, others = action.reload, row, id = idOf(row)](int job) {
        const auto* again = guard ? guard->find(actionId) : nullptr;
        if (again)
            return guard->accepted(job, *again, row);
        workspace->jobs().finish(job);
        changed(id);
        reload(*workspace, others);
    };
}

void ResourceActions::offerUndo(const Action& action, const Order& order, int job)
{
    const bool trash = order.way == Way::Trash;
    const auto& done = trash ? action.trash->done : action.done;
    if (!done || (trash ? !action.trash->restore : !action.undo))
        return;
    if (!trash && action.undoable && !std::all_of(order.rows.begin(), order.rows.end(), action.undoable))
        return;
    const auto text = order.rows.size() == 1 ? done(order.rows.first()) : tr("%1 and %n more", nullptr, int(order.rows.size()) - 1).arg(done(order.rows.first()));
    const bool alone = order.rows.size() == 1;
    auto* workspace = &m_context.workspace;
    Deed::Parts back;
    for (const auto& row : order.rows) {
        const auto call = trash ? action.trash->restore(row, order.values) : action.undo(row, order.values);
        back.push_back({ m_name(row), {}, sender(call), [workspace, changed = m_context.changed, id = idOf(row), others = alone ? action.reload : QStringList()](int job, const client::Reply&) {
                            workspace->jobs().finish(job);
                            changed(id);
                            reload(*workspace, others);
                        }, describe(call), {} });
    }
    const auto title = tr("Undo: %1").arg(alone ? doing(action, order.rows.first()) : action.text);
    new Deed(*workspace, job, text, title, std::move(back), [workspace, panel = m_panel, others = alone ? QStringList() : action.reload](int job) {
        workspace->jobs().describe(job, {}, panel);
        reload(*workspace, others);
    });
}

/// Buttons that mend it, should it fail.
void ResourceActions::offerFixes(int job, const Action& action, const Row& row)
{
    if (!action.fixes)
        return;
    m_fixable.insert(job, { action.id, row });
    showFixes(job);
}

void ResourceActions::showFixes(int job)
{
    auto& jobs = m_context.workspace.jobs();
    const auto* found = jobs.find(job);
    const auto [id, row] = m_fixable.value(job);
    const auto* action = find(id);
    if (!found || !action || found->state != model::Job::State::Failed)
        return;
    std::vector<model::JobFix> fixes;
    for (const auto& fix : action->fixes(m_context, row, found->error))
        fixes.push_back({ fix.text, fix.icon, fix.run });
    jobs.setFixes(job, fixes);
}

/// What Nova kept of a server's action that failed: how far it came, into the job's log.
/// https://docs.openstack.org/api-ref/compute/#show-server-action-details
void ResourceActions::askActionLog(int job)
{
    const auto* found = m_context.workspace.jobs().find(job);
    if (!found || !m_collection || m_service != u"compute" || found->panel != m_panel || found->resourceId.isEmpty() || found->requestId.isEmpty())
        return;
    const auto path = QStringLiteral("/servers/%1/os-instance-actions/%2").arg(found->resourceId, found->requestId);
    client::then(m_context.workspace.session().get(m_service, path), this, [this, job](const Result<client::Reply>& reply) {
        const auto events = reply ? reply->object(u"instanceAction")[u"events"].toArray() : QJsonArray();
        for (const auto& event : events) {
            const auto result = event[u"result"].toString();
            const auto line = result.isEmpty() || result == u"Success" ? event[u"event"].toString() : tr("%1: %2").arg(event[u"event"].toString(), result);
            m_context.workspace.jobs().log(job, line);
        }
    });
}

/// The call was taken; the job lasts until the resource has come to rest.
void ResourceActions::follow(int job, const QString& id)
{
    auto& jobs = m_context.workspace.jobs();
    jobs.setResource(job, id);
    if (!m_collection || !m_collection->source().busy || id.isEmpty())
        return jobs.finish(job);
    m_collection->loadRow(id, [collection = m_collection, job, id, &jobs] {
        if (!collection->model().contains(id))
            return jobs.followTask(job);   // gone for the list; the cloud may still be at it
        jobs.follow(job, *collection, id, outcomeOf, activityOf);
    });
}

void ResourceActions::reload(model::Workspace& workspace, const QStringList& collections)
{
    for (const auto& id : collections) {
        auto& collection = workspace.collection(id);
        if (collection.state() != model::Collection::State::Fresh)
            collection.reload();
    }
}

} // namespace skylab::panel
