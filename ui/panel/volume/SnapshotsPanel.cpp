#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Snapshots {
    Q_DECLARE_TR_FUNCTIONS(Snapshots)
};

Action volumeAction()
{
    Action action { "to-volume", Snapshots::tr("Create volume…"), "hard-drive" };
    action.bulk = false;
    action.blocked = [](const Row& row) { return row[u"status"].toString() == u"available" ? QString() : Snapshots::tr("The snapshot is not ready."); };
    action.form = [](const Row& row) {
        FormSpec form { "hard-drive", Snapshots::tr("Create a volume from %1").arg(nameOrId(row)), Snapshots::tr("Create volume") };
        form.fields = { { "name", Snapshots::tr("Name"), kit::FieldKind::Text, true, nameOrId(row) }, { "size", Snapshots::tr("Size"), kit::FieldKind::Number, true, row[u"size"].toInt() } };
        form.fields[1].min = row[u"size"].toInt(1), form.fields[1].max = 65'536, form.fields[1].suffix = "GiB";
        return form;
    };
    action.call = [](const Row& row, const Values& values) {
        return Call { "POST", "/volumes", wrapped("volume", { { "name", values[u"name"] }, { "size", values[u"size"] }, { "snapshot_id", row[u"id"] } }) };
    };
    action.doing = [](const Row& row) { return Snapshots::tr("Create a volume from %1").arg(nameOrId(row)); };
    action.reload = QStringList { "volumes" };
    return action;
}

} // namespace

PanelSpec snapshotsPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "snapshots";
    spec.service = "block-storage";
    spec.title = Snapshots::tr("Snapshots");
    spec.icon = "camera";
    spec.section = shell::Section::Storage;
    spec.columns = {
        { "name", Snapshots::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { nameOrId(row), row[u"description"].toString(), {}, "camera" }; } },
        { "status", Snapshots::tr("Status"), CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 140 },
        { "size", Snapshots::tr("Size"), CellKind::Number, [](const Row& row) { return sizeCell(row[u"size"].toDouble(), gibi, gibText(row[u"size"].toInt())); }, 90 },
        { "volume", Snapshots::tr("Volume"), CellKind::Text, [&workspace](const Row& row) { return textCell(workspace.nameOf("volumes", row[u"volume_id"].toString())); }, 200 },
        { "age", Snapshots::tr("Age"), CellKind::Muted, [](const Row& row) { return ageCell(row[u"created_at"].toString()); }, 90 },
    };
    spec.needs = QStringList { "volumes" };
    spec.name = nameOrId;
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.facts = [&workspace](const Row& row) {
        return std::vector<kit::KeyValueView::Row> {
            { Snapshots::tr("Volume"), workspace.nameOf("volumes", row[u"volume_id"].toString()) }, { Snapshots::tr("Size"), gibText(row[u"size"].toInt()) },
            { Snapshots::tr("Description"), row[u"description"].toString() }, { Snapshots::tr("Created"), timeText(row[u"created_at"].toString()) } };
    };
    spec.actions = { volumeAction(), renameAction("/snapshots", "snapshot"),
                     deleteAction("/snapshots", [](int count) { return Snapshots::tr("Delete %n snapshot(s)?", nullptr, count); }, Snapshots::tr("Volumes that were made from it stay.")) };
    spec.emptyTitle = Snapshots::tr("No snapshots yet");
    spec.emptyText = Snapshots::tr("A snapshot keeps a volume as it was. Take one from a volume's actions.");
    return spec;
}

} // namespace skylab::panel
