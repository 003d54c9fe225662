#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Flavors {
    Q_DECLARE_TR_FUNCTIONS(Flavors)
};

kit::Columns columns()
{
    using kit::CellKind;
    return {
        { "name", Flavors::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"description"].toString(), {}, "layers" }; } },
        { "vcpus", Flavors::tr("vCPU"), CellKind::Number, [](const Row& row) { return numberCell(row[u"vcpus"].toDouble()); }, 80 },
        { "memory", Flavors::tr("Memory"), CellKind::Number, [](const Row& row) { return numberCell(row[u"ram"].toDouble(), memoryText(row[u"ram"].toDouble())); }, 100 },
        { "disk", Flavors::tr("Disk"), CellKind::Number, [](const Row& row) { return numberCell(row[u"disk"].toDouble(), gibText(row[u"disk"].toInt())); }, 100 },
        { "ephemeral", Flavors::tr("Ephemeral disk"), CellKind::Number, [](const Row& row) { return numberCell(row[u"OS-FLV-EXT-DATA:ephemeral"].toDouble(), gibText(row[u"OS-FLV-EXT-DATA:ephemeral"].toInt())); }, 120, true },
        { "public", Flavors::tr("Public"), CellKind::Text, [](const Row& row) { return textCell(yesNo(row[u"os-flavor-access:is_public"].toBool(true))); }, 90 },
    };
}

CreateSpec flavorCreation()
{
    CreateSpec spec;
    spec.text = Flavors::tr("Create flavor");
    spec.form = [] {
        using kit::FieldKind;
        FormSpec form { "layers", Flavors::tr("Create a flavor"), Flavors::tr("Create"), Flavors::tr("A flavor is a size of instances.") };
        form.fields = {
            { "name", Flavors::tr("Name"), FieldKind::Text, true },
            { "vcpus", Flavors::tr("vCPU"), FieldKind::Number, true, 1 },
            { "ram", Flavors::tr("Memory"), FieldKind::Number, true, 1024 },
            { "disk", Flavors::tr("Disk"), FieldKind::Number, true, 10 },
            { "public", Flavors::tr("Every project may use it"), FieldKind::Check, false, true },
        };
        form.fields[1].min = 1, form.fields[1].max = 512;
        form.fields[2].min = 16, form.fields[2].max = 8'388'608, form.fields[2].suffix = "MiB";
        form.fields[3].min = 0, form.fields[3].max = 65'536, form.fields[3].suffix = "GiB";
        return form;
    };
    spec.call = [](const Values& values) {
        return Call { "POST", "/flavors", wrapped("flavor", { { "name", values[u"name"] }, { "vcpus", values[u"vcpus"] }, { "ram", values[u"ram"] }, { "disk", values[u"disk"] }, { "os-flavor-access:is_public", values[u"public"] } }) };
    };
    spec.resultKey = "flavor";
    spec.doing = [](const Values& values) { return Flavors::tr("Create flavor %1").arg(values[u"name"].toString()); };
    return spec;
}

} // namespace

PanelSpec flavorsPanel(model::Workspace& workspace)
{
    PanelSpec spec;
    spec.id = spec.collection = "flavors";
    spec.service = "compute";
    spec.title = Flavors::tr("Flavors");
    spec.icon = "layers";
    spec.columns = columns();
    spec.sortColumn = 2;
    spec.subtitle = [](const Row& row) { return Flavors::tr("%n vCPU · %1 · %2 disk", nullptr, row[u"vcpus"].toInt()).arg(memoryText(row[u"ram"].toDouble())).arg(gibText(row[u"disk"].toInt())); };
    spec.facts = [](const Row& row) {
        return std::vector<kit::KeyValueView::Row> {
            { Flavors::tr("vCPU"), QString::number(row[u"vcpus"].toInt()) }, { Flavors::tr("Memory"), memoryText(row[u"ram"].toDouble()) }, { Flavors::tr("Disk"), gibText(row[u"disk"].toInt()) },
            { Flavors::tr("Public"), yesNo(row[u"os-flavor-access:is_public"].toBool(true)) }, { Flavors::tr("Description"), row[u"description"].toString() } };
    };
    const auto admin = [&workspace](const Row&) { return workspace.session().facts().isAdmin() ? QString() : Flavors::tr("Only administrators may do this."); };
    auto remove = deleteAction("/flavors", [](int count) { return Flavors::tr("Delete %n flavor(s)?", nullptr, count); }, Flavors::tr("Instances that have it keep their size."));
    remove.blocked = admin;
    spec.actions = { remove };
    if (workspace.session().facts().isAdmin())
        spec.create = flavorCreation();
    spec.emptyTitle = Flavors::tr("No flavors yet");
    spec.emptyText = Flavors::tr("Without a flavor nobody can launch an instance.");
    return spec;
}

} // namespace skylab::panel
