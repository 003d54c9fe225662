#include "panel/compute/ServerFault.h"

#include "panel/compute/FitModel.h"
#include "panel/compute/LaunchDialog.h"
#include "panel/compute/LaunchTask.h"
#include "panel/compute/Servers.h"

#include <QGridLayout>
#include <QPointer>
#include <QVBoxLayout>

namespace skylab::panel {

using theme::Tokens;

ServerFault::ServerFault(TabContext& context, QWidget* parent)
    : QWidget(parent), m_context { context.workspace, context.host, this, [&collection = context.collection](const QString& id) { collection.reloadRow(id); } }, m_collection(context.collection), m_id(context.id), m_card(new kit::ErrorCard), m_table(new QWidget)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 14);
    column->setSpacing(10);
    column->addWidget(m_card);
    column->addWidget(m_table);
    m_table->setObjectName("whyTable");
    m_table->hide();
    connect(&m_collection.model(), &model::ResourceModel::rowChanged, this, [this](const QString& id) {
        if (id == m_id)
            refresh();
    });
    connect(&m_context.workspace, &model::Workspace::featuresChanged, this, [this] {
        m_shown.clear();
        refresh();
    });
    refresh();
}

void ServerFault::refresh()
{
    const auto server = row();
    const bool failed = server[u"status"].toString() == u"ERROR";
    const auto key = failed ? server[u"fault"][u"message"].toString(QStringLiteral("?")) : QString();
    setVisible(failed);
    if (key == m_shown)
        return;
    m_shown = key;
    m_explanation = {};
    m_table->hide();
    if (!failed)
        return;
    showCard();
    if (m_context.workspace.has("explain"))
        askWhy(key);
}

void ServerFault::askWhy(const QString& key)
{
    client::then(m_context.workspace.session().get("skylab", "/explain/servers/" + m_id), this, [this, key](const Result<client::Reply>& reply) {
        if (!reply || key != m_shown)
            return;
        m_explanation = reply->object(u"explanation");
        if (m_explanation[u"outcome"].toString() == u"no_valid_host")
            showCard();
    });
}

void ServerFault::showCard()
{
    const auto server = row();
    const bool explained = m_explanation[u"outcome"].toString() == u"no_valid_host";
    Error error { explained ? ErrorCode::NoValidHost : ErrorCode::Conflict, server[u"fault"][u"message"].toString(tr("The cloud does not say why.")) };
    error.requestId = m_explanation[u"request_id"].toString();
    error.details = server[u"fault"][u"details"].toString();
    std::vector<kit::Fix> fixes;
    if (explained) {
        QStringList lines;
        const auto hosts = m_explanation[u"hosts"].toArray();
        for (const auto& host : hosts) {
            const auto failed = failedChecks(host.toObject());
            lines << (failed.isEmpty() ? tr("%1: it would fit now").arg(host[u"host"].toString()) : tr("%1: %2").arg(host[u"host"].toString(), failed.join(u' ')));
        }
        if (!lines.isEmpty())
            error.message = lines.join(u'\n');
        fixes = waysOut(m_context, m_explanation[u"ways_out"].toArray(), [this](const QJsonObject& flavor) { launchAgain(flavor[u"id"].toString()); }, [self = QPointer<ServerFault>(this)] {
            if (self)
                self->launchAgain({});
        });
        fixes.push_back({ tr("Why?"), "life-buoy", [this] { showTable(); } });
    }
    fixes.push_back({ tr("Launch it again"), "rotate-cw", [this] { launchAgain({}); } });
    m_card->setFixes(fixes);
    m_card->setError(error, explained ? tr("No host can run %1").arg(serverName(server)) : tr("%1 failed").arg(serverName(server)));
}

/// Hosts down, checks across.
void ServerFault::showTable()
{
    if (m_table->isVisible())
        return m_table->hide();
    if (m_table->layout())
        kit::clearLayout(*m_table->layout());
    delete m_table->layout();
    auto* grid = new QGridLayout(m_table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(6);
    QStringList checks;
    const auto hosts = m_explanation[u"hosts"].toArray();
    for (const auto& host : hosts) {
        const auto all = host[u"checks"].toArray();
        for (const auto& check : all) {
            if (!checks.contains(check[u"filter"].toString()))
                checks << check[u"filter"].toString();
        }
    }
    grid->addWidget(kit::label(tr("Host"), 12, 600, &Tokens::muted), 0, 0);
    for (int column = 0; column < checks.size(); ++column)
        grid->addWidget(kit::label(checkName(checks[column]), 12, 600, &Tokens::muted), 0, column + 1);
    int at = 1;
    for (const auto& host : hosts) {
        grid->addWidget(kit::label(host[u"host"].toString(), 12, 500), at, 0);
        const auto all = host[u"checks"].toArray();
        for (const auto& check : all) {
            const bool passed = check[u"passed"].toBool();
            const auto text = check[u"message"].toString(passed ? tr("Passed") : tr("Failed"));
            auto* mark = kit::iconLabel(passed ? "circle-check" : "circle-x", 15, passed ? &Tokens::ok : &Tokens::error);
            mark->setToolTip(text);
            mark->setAccessibleName(tr("%1, %2: %3").arg(host[u"host"].toString(), checkName(check[u"filter"].toString()), text));
            grid->addWidget(mark, at, int(checks.indexOf(check[u"filter"].toString())) + 1);
        }
        ++at;
    }
    grid->setColumnStretch(int(checks.size()) + 1, 1);
    m_table->show();
}

void ServerFault::launchAgain(const QString& flavorId)
{
    const auto server = row();
    LaunchDraft draft;
    if (const auto* known = LaunchTask::draftOf(m_id)) {
        draft = *known;
    } else {
        draft.sourceId = server[u"image"][u"id"].toString();
        draft.keyName = server[u"key_name"].toString();
        draft.metadata = server[u"metadata"].toObject();
        draft.description = server[u"description"].toString();
        const auto tags = server[u"tags"].toArray();
        for (const auto& tag : tags)
            draft.tags << tag.toString();
        const auto& flavors = m_context.workspace.collection("flavors").model();
        for (int i = 0; i < flavors.rowCount(); ++i) {
            if (flavors.rowAt(i)[u"name"] == server[u"flavor"][u"original_name"])
                draft.flavorId = flavors.idAt(i);
        }
    }
    draft.name = serverName(server);
    draft.count = 1;
    draft.replaces = m_id;
    draft.makeKey = draft.makeNetwork = false;
    if (!flavorId.isEmpty()) {
        draft.flavorId = flavorId;
        draft.custom = false;
    }
    if (!LaunchTask::draftOf(m_id))
        return openLaunch(m_context, draft);   // its networks are not known: one look, one Enter
    auto* task = new LaunchTask(m_context, draft);
    connect(task, &LaunchTask::refused, &m_context.workspace, [&workspace = m_context.workspace, name = draft.name](const Error& error) {
        workspace.jobs().fail(workspace.jobs().start("rocket", tr("Launch %1").arg(name)), error);
    });
    task->start();
}

QWidget* makeServerFault(TabContext& context)
{
    context.workspace.collection("flavors").want();
    return new ServerFault(context);
}

} // namespace skylab::panel
