#include "panel/ResourceActions.h"

#include "kit/ConfirmDialog.h"
#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QAction>
#include <QPointer>

#include <algorithm>

namespace skylab::panel {

ResourceActions::ResourceActions(Context context, std::vector<Action> actions, QString service, model::Collection* collection, Text name, QObject* parent)
    : QObject(parent), m_context(std::move(context)), m_actions(std::move(actions)), m_service(std::move(service)), m_collection(collection), m_name(std::move(name))
{
}

const Action* ResourceActions::find(const QString& actionId) const
{
    const auto it = std::find_if(m_actions.begin(), m_actions.end(), [&](const Action& action) { return action.id == actionId; });
    return it == m_actions.end() ? nullptr : &*it;
}

QString ResourceActions::idOf(const Row& row) const { return m_collection ? m_collection->model().idOf(row) : row[u"id"].toString(); }

/// It can be done when at least one of the rows allows it; the others are skipped.
QString ResourceActions::blockedBy(const Action& action, const QList<Row>& rows) const
{
    if (rows.isEmpty())
        return tr("Select something first.");
    if (rows.size() > 1 && !action.bulk)
        return tr("This works on one at a time.");
    QString why;
    for (const auto& row : rows) {
        const auto reason = action.blocked ? action.blocked(row) : QString();
        if (reason.isEmpty())
            return {};
        why = why.isEmpty() ? reason : why;
    }
    return why;
}

QList<QAction*> ResourceActions::actionsFor(const QList<Row>& rows)
{
    for (auto* old : std::exchange(m_made, {}))
        old->deleteLater();
    for (const auto& action : m_actions) {
        if (action.danger && !m_made.isEmpty() && !m_made.last()->isSeparator()) {
            m_made << new QAction(this);
            m_made.last()->setSeparator(true);
        }
        const auto why = blockedBy(action, rows);
        auto* it = new QAction(action.danger ? theme::icon(action.icon, theme::tokens().error) : theme::icon(action.icon), action.text, this);
        it->setObjectName(action.id);
        it->setEnabled(why.isEmpty());
        it->setToolTip(why.isEmpty() ? action.text : why);
        connect(it, &QAction::triggered, this, [this, id = action.id, rows] { trigger(id, rows); });
        m_made << it;
    }
    return m_made;
}

void ResourceActions::trigger(const QString& actionId, const QList<Row>& rows)
{
    const auto* action = find(actionId);
    if (!action)
        return;
    if (const auto why = blockedBy(*action, rows); !why.isEmpty())
        return m_context.host.showNote(why);
    QList<Row> able;
    for (const auto& row : rows) {
        if (!action->blocked || action->blocked(row).isEmpty())
            able << row;
    }
    if (action->form)
        askForm(*action, able);
    else
        askConfirm(*action, able, {});
}

void ResourceActions::askForm(const Action& action, const QList<Row>& rows)
{
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(m_context.workspace, m_context.window, action.form(rows.first()), [this, id = action.id, rows, dialog](const Values& values) {
        if (*dialog)
            (*dialog)->accept();
        if (const auto* again = find(id))
            askConfirm(*again, rows, values);
    });
}

void ResourceActions::askConfirm(const Action& action, const QList<Row>& rows, const Values& values)
{
    if (!action.confirm)
        return perform(action, rows, values);
    const auto question = action.confirm(rows);
    QStringList names;
    for (const auto& row : rows)
        names << m_name(row);
    auto* dialog = new kit::ConfirmDialog({ action.icon, question.title, question.text, names, question.accept, action.danger }, m_context.window);
    connect(dialog, &QDialog::accepted, this, [this, id = action.id, rows, values] {
        if (const auto* again = find(id))
            perform(*again, rows, values);
    });
    dialog->open();
}

void ResourceActions::perform(const Action& action, const QList<Row>& rows, const Values& values)
{
    if (action.run)
        return action.run(m_context, rows, values);
    for (const auto& row : rows)
        performOne(action, row, values);
    if (action.undo && action.done) {
        const auto text = rows.size() == 1 ? action.done(rows.first()) : tr("%1 and %n more", nullptr, int(rows.size()) - 1).arg(action.done(rows.first()));
        m_context.workspace.undo().push(text, [this, guard = QPointer<ResourceActions>(this), undo = action.undo, rows, values, icon = action.icon, doing = action.doing] {
            if (!guard)
                return;
            for (const auto& row : rows) {
                m_context.workspace.jobs().run("undo-2", tr("Undo: %1").arg(doing(row)), [this, call = undo(row, values)] { return send(call); },
                                               [this, id = idOf(row)](const client::Reply&) { m_context.changed(id); });
            }
        });
    }
}

void ResourceActions::performOne(const Action& action, const Row& row, const Values& values)
{
    const auto id = idOf(row);
    const auto job = std::make_shared<int>(0);
    *job = m_context.workspace.jobs().run(action.icon, action.doing ? action.doing(row) : action.text, [this, call = action.call(row, values)] { return send(call); },
                                          [this, id, job, others = action.reload](const client::Reply&) {
                                              follow(*job, id);
                                              m_context.changed(id);
                                              reload(others);
                                          });
}

/// The call was taken; the job lasts until the resource has come to rest.
void ResourceActions::follow(int job, const QString& id)
{
    auto& jobs = m_context.workspace.jobs();
    if (!m_collection || !m_collection->source().busy || id.isEmpty())
        return jobs.finish(job);
    jobs.setResource(job, id);
    m_collection->loadRow(id, [this, job, id, &jobs] {
        if (!m_collection->model().contains(id))
            return jobs.finish(job);
        jobs.follow(job, *m_collection, id, [](const Row& row) {
            const bool failed = row[u"status"].toString().startsWith(QLatin1String("error"), Qt::CaseInsensitive);
            return failed ? row[u"fault"][u"message"].toString(tr("It ended in the state Error.")) : QString();
        });
    });
}

QFuture<Result<client::Reply>> ResourceActions::send(const Call& call)
{
    client::Request request { call.verb, call.service.isEmpty() ? m_service : call.service, call.path, {}, call.body, call.headers };
    return m_context.workspace.session().send(request);
}

void ResourceActions::reload(const QStringList& collections)
{
    for (const auto& id : collections) {
        auto& collection = m_context.workspace.collection(id);
        if (collection.state() != model::Collection::State::Fresh)
            collection.reload();
    }
}

void ResourceActions::create(const CreateSpec& spec)
{
    if (spec.open)
        return spec.open(m_context);
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(m_context.workspace, m_context.window, spec.form(), [this, spec, dialog](const Values& values) {
        if (spec.run) {
            (*dialog)->accept();
            return spec.run(m_context, values);
        }
        const auto doing = spec.doing ? spec.doing(values) : spec.text;
        client::then(send(spec.call(values)), this, [this, spec, dialog, values, doing](const Result<client::Reply>& reply) {
            if (!reply) {
                if (*dialog)
                    return (*dialog)->showError(reply.error(), tr("Failed: %1").arg(doing));
                const int job = m_context.workspace.jobs().start("plus", doing);
                return m_context.workspace.jobs().fail(job, reply.error());
            }
            if (*dialog)
                (*dialog)->accept();
            const int job = m_context.workspace.jobs().start("plus", doing);
            const auto row = spec.resultKey.isEmpty() ? reply->object() : reply->object(spec.resultKey);
            const auto id = idOf(row);
            follow(job, id);
            m_context.changed(id);
            reload(spec.reload);
            if (spec.then)
                spec.then(m_context, values, *reply);
        });
    });
}

} // namespace skylab::panel
