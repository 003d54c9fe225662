#include "panel/ResourceActions.h"

#include "kit/ConfirmDialog.h"
#include "kit/ErrorCard.h"
#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

namespace skylab::panel {

namespace {
/// A menu's text without the sign that a form follows.
QString plain(QString text) { return text.remove(u'…'); }
} // namespace

ResourceActions::ResourceActions(Context context, std::vector<Action> actions, QString service, model::Collection* collection, Text name, QObject* parent)
    : QObject(parent), m_context(std::move(context)), m_actions(std::move(actions)), m_service(std::move(service)), m_collection(collection), m_name(std::move(name))
{
    connect(&m_context.workspace.jobs(), &model::Jobs::failed, this, &ResourceActions::showFixes);
    connect(&m_context.workspace.jobs(), &model::Jobs::failed, this, &ResourceActions::askActionLog);
    connect(&m_context.workspace.jobs(), &model::Jobs::failed, this, [this](int job) {
        for (const auto& id : m_takenAway.take(job))
            m_context.changed(id);
    });
    connect(&m_context.workspace.jobs(), &model::Jobs::succeeded, this, [this](int job) { m_takenAway.remove(job); });
}

const Action* ResourceActions::find(const QString& actionId) const
{
    const auto it = std::find_if(m_actions.begin(), m_actions.end(), [&](const Action& action) { return action.id == actionId; });
    return it == m_actions.end() ? nullptr : &*it;
}

QString ResourceActions::idOf(const Row& row) const { return m_collection ? m_collection->model().idOf(row) : row[u"id"].toString(); }

QString ResourceActions::blockedFor(const Action& action, const Row& row) const { return action.blocked ? action.blocked(row) : QString(); }

/// It can be done when at least one of the rows allows it; the others are skipped.
QString ResourceActions::blockedBy(const Action& action, const QList<Row>& rows) const
{
    if (!action.rule.isEmpty() && !m_context.workspace.may(action.rule))
        return tr("Your roles in this project don't allow it.");
    if (rows.isEmpty())
        return tr("Select something first.");
    if (rows.size() > 1 && !action.bulk)
        return tr("This works on one at a time.");
    QString why;
    for (const auto& row : rows) {
        const auto reason = blockedFor(action, row);
        if (reason.isEmpty())
            return {};
        why = why.isEmpty() ? reason : why;
    }
    return why;
}

/// As they are by now: a menu may stand open for long.
QList<Row> ResourceActions::current(const QList<Row>& rows) const
{
    QList<Row> fresh;
    for (const auto& row : rows) {
        const auto now = m_collection ? m_collection->model().row(idOf(row)) : row;
        if (!now.isEmpty())
            fresh << now;
    }
    return fresh;
}

QList<QAction*> ResourceActions::actionsFor(const QList<Row>& rows, QObject* owner)
{
    QList<QAction*> made;
    if (!owner) {
        for (auto* old : std::exchange(m_made, {}))
            old->deleteLater();
    }
    auto* parent = owner ? owner : this;
    QString group;
    for (const auto& action : m_actions) {
        if (!isOffered(action))
            continue;
        const bool section = !action.group.isEmpty() && action.group != group;
        if (section || (action.danger && !made.isEmpty() && !made.last()->isSeparator())) {
            made << new QAction(section ? action.group : QString(), parent);
            made.last()->setSeparator(true);
            group = section ? action.group : group;
        }
        const auto why = blockedBy(action, rows);
        const int able = int(std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return blockedFor(action, row).isEmpty(); }));
        const bool partly = why.isEmpty() && able < rows.size();
        auto* it = new QAction(action.danger ? theme::icon(action.icon, theme::tokens().error) : theme::icon(action.icon), partly ? tr("%1 (%2 of %3)").arg(action.text).arg(able).arg(rows.size()) : action.text, parent);
        it->setObjectName(action.id);
        it->setEnabled(why.isEmpty());
        it->setToolTip(!why.isEmpty() ? why : partly ? tr("%n can't; you are asked first.", nullptr, int(rows.size()) - able) : action.text);
        connect(it, &QAction::triggered, this, [this, id = action.id, rows] { trigger(id, current(rows)); });
        made << it;
    }
    if (!owner)
        m_made = made;
    return made;
}

QString ResourceActions::digestFor(const QList<Row>& rows) const
{
    QString digest;
    for (const auto& action : m_actions) {
        if (isOffered(action))
            digest += action.id + u'=' + blockedBy(action, rows) + u';';
    }
    for (const auto& row : rows)
        digest += idOf(row) + u';';
    return digest;
}

void ResourceActions::fill(QMenu& menu, const QList<Row>& rows)
{
    menu.setToolTipsVisible(true);
    menu.addActions(actionsFor(rows, &menu));
}

void ResourceActions::trigger(const QString& actionId, const QList<Row>& rows)
{
    const auto* action = find(actionId);
    if (!action || !isOffered(*action))
        return;
    if (const auto why = blockedBy(*action, rows); !why.isEmpty())
        return m_context.host.showNote(why);
    Order order { actionId, {}, {} };
    for (const auto& row : rows) {
        const auto why = blockedFor(*action, row);
        if (why.isEmpty())
            order.rows << row;
        else
            order.skipped << qMakePair(row, why);
    }
    if (action->form)
        askForm(order);
    else
        askConfirm(order);
}

void ResourceActions::askForm(const Order& order)
{
    const auto* action = find(order.action);
    auto form = action->form(order.rows.first());
    if (order.rows.size() > 1)   // it was made for the first of them
        form.title = tr("%1: %n item(s)", nullptr, int(order.rows.size())).arg(plain(action->text));
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(m_context.workspace, m_context.window, form, [this, order, dialog](const Values& values) {
        auto filled = order;
        filled.values = values;
        const auto* again = find(order.action);
        if (again && again->call && !again->confirm && order.rows.size() == 1 && order.skipped.isEmpty())
            return submitForm(filled, *dialog);
        if (*dialog)
            (*dialog)->accept();
        if (again)
            askConfirm(filled);
    });
}

/// On one row the form stays until the cloud has taken it, so that what is refused can be mended where it was typed.
void ResourceActions::submitForm(const Order& order, const QPointer<kit::WizardDialog>& dialog)
{
    const auto* action = find(order.action);
    const auto call = callOf(*action, order, order.rows.first());
    client::then(send(call), this, [this, order, dialog, call](const Result<client::Reply>& reply) {
        const auto* action = find(order.action);
        const auto& row = order.rows.first();
        auto& jobs = m_context.workspace.jobs();
        if (!reply && dialog) {
            dialog->showError(reply.error(), tr("Failed: %1").arg(doing(*action, row)));
            if (auto* card = dialog->findChild<kit::ErrorCard*>(); card && action->fixes)
                card->setFixes(action->fixes(m_context, row, reply.error()));
            return;
        }
        const int job = jobs.start(action->icon, doing(*action, row));
        jobs.describe(job, kindOf(*action), m_panel);
        jobs.log(job, describe(call));
        if (!reply) {
            jobs.fail(job, reply.error());
            return offerFixes(job, *action, row);
        }
        if (dialog)
            dialog->accept();
        jobs.setRequest(job, reply->requestId);
        accepted(job, *action, row);
        offerUndo(*action, order);
    });
}

/// Of several rows that one form was filled in for all are named first.
void ResourceActions::askConfirm(const Order& order)
{
    const auto* action = find(order.action);
    auto question = action->confirm ? action->confirm(order.rows) : Confirm {};
    if (question.title.isEmpty() && order.skipped.isEmpty() && !(action->form && order.rows.size() > 1))
        return perform(order);
    const int all = int(order.rows.size() + order.skipped.size());
    if (question.title.isEmpty())
        question = { tr("%1: %2 of %n", nullptr, all).arg(plain(action->text)).arg(order.rows.size()), {}, plain(action->text) };
    kit::ConfirmDialog::Question ask { action->icon, question.title, question.text, {}, question.accept, action->danger };
    for (const auto& row : order.rows)
        ask.affected << m_name(row);
    if (!order.skipped.isEmpty()) {
        ask.skipped = tr("%1 of %2 can't: %3").arg(order.skipped.size()).arg(all).arg(order.skipped.first().second);
        for (const auto& [row, why] : order.skipped)
            ask.skippedNames << QStringLiteral("%1: %2").arg(m_name(row), why);
    }
    if (action->consequences)
        ask.consequences = action->consequences(order.rows);
    const bool trash = action->trash && action->trash->offered && action->trash->offered();
    if (trash) {
        ask.acceptText = tr("Move to trash");
        ask.dangerous = false;
        ask.text = action->trash->text.isEmpty() ? question.text : action->trash->text;
        ask.secondText = tr("Delete for good");
        ask.secondTyped = order.rows.size() > 1 ? QString::number(order.rows.size()) : QString();
    }
    auto* dialog = new kit::ConfirmDialog(ask, m_context.window);
    for (const auto& id : action->consults) {
        auto& collection = m_context.workspace.collection(id);
        collection.want();
        const auto again = [this, order, dialog] { dialog->setConsequences(find(order.action)->consequences(order.rows)); };
        connect(&collection, &model::Collection::stateChanged, dialog, again);
    }
    const auto go = [this, order](Way way) {
        auto chosen = order;
        chosen.way = way;
        perform(chosen);
    };
    connect(dialog, &QDialog::accepted, this, [go, trash] { go(trash ? Way::Trash : Way::Normal); });
    connect(dialog, &kit::ConfirmDialog::secondAccepted, this, [go] { go(Way::Normal); });
    dialog->open();
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
        const auto call = spec.call(values);
        client::then(send(call), this, [this, spec, dialog, values, doing, call](const Result<client::Reply>& reply) {
            auto& jobs = m_context.workspace.jobs();
            if (!reply && *dialog)
                return (*dialog)->showError(reply.error(), tr("Failed: %1").arg(doing));
            const int job = jobs.start("plus", doing);
            jobs.describe(job, m_service + u'.' + m_panel + QStringLiteral(".create"), m_panel);
            jobs.log(job, describe(call));
            if (!reply)
                return jobs.fail(job, reply.error());
            if (*dialog)
                (*dialog)->accept();
            const auto row = spec.resultKey.isEmpty() ? reply->object() : reply->object(spec.resultKey);
            const auto id = idOf(row);
            jobs.setResource(job, id);
            jobs.setRequest(job, reply->requestId);
            follow(job, id);
            m_context.changed(id);
            reload(m_context.workspace, spec.reload);
            if (spec.then)
                spec.then(m_context, values, *reply);
        });
    });
}

} // namespace skylab::panel
