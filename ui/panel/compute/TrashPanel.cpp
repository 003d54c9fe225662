// What was deleted and can still be taken back. Only clouds with Skylab's trash have it.
#include "panel/Specs.h"
#include "panel/Wording.h"

#include "core/Clock.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct TrashWords {
    Q_DECLARE_TR_FUNCTIONS(TrashWords)
};

QString path(const Row& row, const QString& rest = {}) { return QStringLiteral("/trash/%1/%2%3").arg(row[u"type"].toString(), row[u"id"].toString(), rest); }

/// How long it can still be had back, in the largest unit that says enough.
kit::Cell leftCell(const Row& row)
{
    const auto end = parseTimestamp(row[u"expires_at"].toString());
    if (end.isNull())
        return textCell({});
    const qint64 seconds = qMax<qint64>(0, (end.micros - Clock::now().micros) / 1'000'000);
    const int days = int((seconds + 43'200) / 86'400), hours = int(seconds / 3600);
    kit::Cell cell { days >= 2 ? TrashWords::tr("%n day(s) left", nullptr, days) : hours >= 1 ? TrashWords::tr("%n hour(s) left", nullptr, hours) : TrashWords::tr("less than an hour left") };
    cell.sort = double(seconds);
    cell.tone = seconds < 86'400 ? kit::Tone::Warn : kit::Tone::Neutral;
    return cell;
}

QString typeText(const Row& row) { return row[u"type"].toString() == u"server" ? TrashWords::tr("Instance") : row[u"type"].toString(); }

Action restoreAction()
{
    Action action { "restore", TrashWords::tr("Restore"), "undo-2" };
    action.call = [](const Row& row, const Values&) { return Call { "POST", path(row, "/restore") }; };
    action.doing = [](const Row& row) { return TrashWords::tr("Restore %1").arg(row[u"name"].toString()); };
    action.reload = QStringList { "servers", "volumes", "floating-ips" };
    return action;
}

Action destroyAction()
{
    Action action { "delete", TrashWords::tr("Delete for good"), "trash-2" };
    action.danger = true;
    action.confirm = [](const QList<Row>& rows) { return Confirm { TrashWords::tr("Delete %n thing(s) for good?", nullptr, int(rows.size())), TrashWords::tr("Their disks are wiped. This can't be taken back."), TrashWords::tr("Delete for good") }; };
    action.call = [](const Row& row, const Values&) { return Call { "DELETE", path(row) }; };
    action.doing = [](const Row& row) { return TrashWords::tr("Delete %1 for good").arg(row[u"name"].toString()); };
    return action;
}

} // namespace

PanelSpec trashPanel(model::Workspace& workspace)
{
    PanelSpec spec;
    spec.id = spec.collection = "trash";
    spec.service = "skylab";
    spec.title = TrashWords::tr("Trash");
    spec.icon = "trash-2";
    const bool admin = workspace.session().facts().isAdmin();
    spec.columns = {
        { "name", TrashWords::tr("Name"), kit::CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), typeText(row), {}, "server" }; } },
        { "left", TrashWords::tr("Kept for"), kit::CellKind::Status, leftCell, 160 },
        { "who", TrashWords::tr("Deleted by"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"deleted_by"][u"name"].toString()); }, 140 },
        { "when", TrashWords::tr("Deleted"), kit::CellKind::Muted, [](const Row& row) { return ageCell(row[u"deleted_at"].toString()); }, 110 },
        { "size", TrashWords::tr("Size"), kit::CellKind::Number, [](const Row& row) { return numberCell(row[u"size_gib"].toDouble(), gibText(row[u"size_gib"].toDouble())); }, 100 },
        { "project", TrashWords::tr("Project"), kit::CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("projects", row[u"project_id"].toString())); }, 120, !admin },
    };
    spec.columns[3].type = kit::ColumnType::Time;
    spec.sortColumn = 3;
    spec.facts = [](const Row& row) {
        return Facts(std::vector<kit::KeyValueView::Row> {
            { TrashWords::tr("What"), typeText(row) }, { TrashWords::tr("Deleted by"), row[u"deleted_by"][u"name"].toString() }, { TrashWords::tr("Deleted"), timeText(row[u"deleted_at"].toString()) }, { TrashWords::tr("Kept until"), timeText(row[u"expires_at"].toString()) } });
    };
    spec.actions = { restoreAction(), destroyAction() };
    spec.emptyTitle = TrashWords::tr("The trash is empty");
    spec.emptyText = TrashWords::tr("What you delete lies here for some days, and can be taken back as it was.");
    return spec;
}

} // namespace skylab::panel
