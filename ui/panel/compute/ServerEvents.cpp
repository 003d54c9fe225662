#include "panel/compute/ServerEvents.h"

#include "core/Clock.h"
#include "kit/Basics.h"
#include "kit/KeyValueView.h"
#include "kit/TableView.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"
#include "panel/compute/Servers.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace skylab::panel {

using theme::Tokens;

namespace {

/// Nova's names of actions; one that is not known is shown as it is.
QString actionText(const QString& action)
{
    const QHash<QString, QString> known {
        { "create", Servers::tr("Created") }, { "delete", Servers::tr("Deleted") }, { "restore", Servers::tr("Restored") },
        { "start", Servers::tr("Started") }, { "stop", Servers::tr("Stopped") }, { "reboot", Servers::tr("Rebooted") },
        { "pause", Servers::tr("Paused") }, { "unpause", Servers::tr("Resumed") },
        { "suspend", Servers::tr("Suspended") }, { "resume", Servers::tr("Resumed") },
        { "shelve", Servers::tr("Shelved") }, { "unshelve", Servers::tr("Unshelved") },
        { "lock", Servers::tr("Locked") }, { "unlock", Servers::tr("Unlocked") },
        { "resize", Servers::tr("Resized") }, { "confirmResize", Servers::tr("Resize confirmed") }, { "revertResize", Servers::tr("Resize reverted") },
        { "rebuild", Servers::tr("Rebuilt") }, { "rescue", Servers::tr("Rescued") }, { "unrescue", Servers::tr("Rescue ended") },
        { "createImage", Servers::tr("Snapshot taken") }, { "createBackup", Servers::tr("Backup taken") },
        { "attach_volume", Servers::tr("Volume attached") }, { "detach_volume", Servers::tr("Volume detached") }, { "extend_volume", Servers::tr("Volume extended") },
        { "attach_interface", Servers::tr("Interface attached") }, { "detach_interface", Servers::tr("Interface detached") },
        { "changePassword", Servers::tr("Password changed") }, { "migrate", Servers::tr("Migrated") }, { "live-migration", Servers::tr("Migrated live") },
    };
    return known.value(action, action);
}

SubSpec actionsOf(model::Workspace& workspace)
{
    SubSpec spec;
    spec.service = "compute";
    spec.path = [](const QString& id) { return QStringLiteral("/servers/%1/os-instance-actions").arg(id); };
    spec.key = "instanceActions";
    spec.idField = "request_id";
    spec.columns = {
        { "action", Servers::tr("What"), kit::CellKind::Text, [](const Row& row) { return textCell(actionText(row[u"action"].toString())); }, 130 },
        { "when", Servers::tr("When"), kit::CellKind::Muted, [](const Row& row) { return ageCell(row[u"start_time"].toString()); }, 90 },
        { "user", Servers::tr("Who"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("users", row[u"user_id"].toString())); }, 100 },
        { "message", Servers::tr("Message"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"message"].toString()); }, 130 },
        { "request", Servers::tr("Request"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"request_id"].toString()); } },
    };
    spec.eventTypes = { "server" };
    spec.sortColumn = 1;   // the newest first
    spec.emptyText = Servers::tr("Nothing has happened to it yet");
    return spec;
}

/// "1.4 s" between two times; nothing while it goes on.
QString tookText(const QJsonObject& event)
{
    const auto begin = parseTimestamp(event[u"start_time"].toString()), end = parseTimestamp(event[u"finish_time"].toString());
    if (begin.isNull() || end.isNull())
        return {};
    return Servers::tr("%1 s").arg(QLocale().toString(double(end.micros - begin.micros) / 1e6, 'f', 1));
}

} // namespace

ServerEvents::ServerEvents(TabContext& context, QWidget* parent) : QWidget(parent), m_workspace(context.workspace), m_id(context.id)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    m_table = new SubTable(context, actionsOf(m_workspace));
    split->addWidget(m_table);
    auto* body = new kit::Surface;
    m_detail = new QVBoxLayout(body);
    m_detail->setContentsMargins(20, 14, 20, 14);
    m_detail->setSpacing(8);
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setWidget(body);
    m_scroll->setAccessibleName(tr("Events of the action"));
    split->addWidget(m_scroll);
    split->setSizes({ 260, 220 });
    column->addWidget(split);
    m_detail->addWidget(kit::label(tr("Choose an action to see its events."), 12, 400, &Tokens::muted));
    m_detail->addStretch();
    connect(m_table->view(), &kit::TableView::selectionIdsChanged, this, &ServerEvents::load);
}

void ServerEvents::load()
{
    const auto ids = m_table->view()->selectedIds();
    if (ids.size() != 1)
        return;
    m_shown = ids.first();
    client::then(m_workspace.session().get("compute", QStringLiteral("/servers/%1/os-instance-actions/%2").arg(m_id, m_shown)), this, [this, wanted = m_shown](const Result<client::Reply>& reply) {
        if (wanted != m_shown)
            return;
        if (reply)
            return showAction(reply->object(u"instanceAction"));
        kit::clearLayout(*m_detail);
        m_detail->addWidget(kit::paragraph(reply.error().message));
        m_detail->addStretch();
    });
}

void ServerEvents::showAction(const QJsonObject& action)
{
    kit::clearLayout(*m_detail);
    auto* facts = new kit::KeyValueView;
    facts->setRows({ { tr("Request"), action[u"request_id"].toString(), true, true }, { tr("User"), m_workspace.nameOf("users", action[u"user_id"].toString()) }, { tr("Began"), timeText(action[u"start_time"].toString()) }, { tr("Message"), action[u"message"].toString() } });
    m_detail->addWidget(facts);
    m_detail->addWidget(new kit::Line);
    const auto events = action[u"events"].toArray();
    if (events.isEmpty())
        m_detail->addWidget(kit::label(tr("It has no events."), 12, 400, &Tokens::muted));
    for (const auto& event : events)
        addEvent(event.toObject());
    m_detail->addStretch();
}

void ServerEvents::addEvent(const QJsonObject& event)
{
    const auto result = event[u"result"].toString();
    const bool failed = result.compare(QLatin1String("error"), Qt::CaseInsensitive) == 0, running = event[u"finish_time"].toString().isEmpty();
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(kit::iconLabel(failed ? "circle-x" : running ? "loader-circle" : "circle-check", 15, failed ? &Tokens::error : running ? &Tokens::info : &Tokens::ok));
    auto* name = kit::label(event[u"event"].toString(), 12, 500);
    name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(name, 1);
    if (const auto host = event[u"host"].toString(); !host.isEmpty())
        row->addWidget(kit::label(host, 12, 400, &Tokens::muted));
    row->addWidget(kit::label(running ? tr("goes on") : tookText(event), 12, 400, &Tokens::muted));
    m_detail->addLayout(row);
    if (const auto details = event[u"details"].toString(); !details.isEmpty())
        m_detail->addWidget(kit::paragraph(details, failed ? &Tokens::error : &Tokens::muted));
    if (const auto trace = event[u"traceback"].toString(); !trace.isEmpty()) {
        auto* text = new QPlainTextEdit(trace);
        text->setReadOnly(true);
        text->setAccessibleName(tr("Traceback of %1").arg(event[u"event"].toString()));
        text->setFont(theme::monoFont(11));
        text->setFixedHeight(120);
        m_detail->addWidget(text);
    }
}

QWidget* makeServerEvents(TabContext& context) { return new ServerEvents(context); }

} // namespace skylab::panel
