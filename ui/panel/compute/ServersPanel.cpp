#include "panel/Specs.h"
#include "panel/compute/ServerMetrics.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

namespace {

QString summaryOf(int total, const model::ResourceModel& model)
{
    int running = 0, failed = 0;
    for (int row = 0; row < total; ++row) {
        const auto status = model.rowAt(row)[u"status"].toString();
        running += status == u"ACTIVE" ? 1 : 0;
        failed += status == u"ERROR" ? 1 : 0;
    }
    QStringList parts { Servers::tr("%n in total", nullptr, total), Servers::tr("%n running", nullptr, running) };
    if (failed > 0)
        parts << Servers::tr("%n failed", nullptr, failed);
    return parts.join(QStringLiteral(" · "));
}

/// Administrators may look at everybody's.
Switch allProjects(model::Workspace& workspace)
{
    Switch all { "all-projects", Servers::tr("All projects"), "building-2" };
    all.offered = [&workspace] { return workspace.session().facts().isAdmin(); };
    all.changed = [](Context& context, bool on) {
        QUrlQuery query;
        if (on) {
            query.addQueryItem("all_tenants", "1");
            context.workspace.collection("projects").want();
        }
        context.workspace.collection("servers").setQuery(query, on);
    };
    return all;
}

} // namespace

PanelSpec serversPanel(model::Workspace& workspace)
{
    PanelSpec spec;
    spec.id = spec.collection = "servers";
    spec.service = "compute";
    spec.title = Servers::tr("Instances");
    spec.icon = "server";
    spec.columns = serverColumns(workspace, std::make_shared<ServerMetrics>(workspace));
    spec.sortColumn = int(spec.columns.size()) - 1;
    spec.choices = QStringList { "status", "flavor", "host" };
    spec.needs = QStringList { "images", "volumes", "networks", "flavors" };
    spec.status = serverState;
    spec.subtitle = serverFlavorText;
    spec.facts = [&workspace](const Row& row) { return serverFacts(workspace, row); };
    spec.above = makeServerFault;
    spec.below = makeServerCharts;
    spec.switches = { allProjects(workspace) };
    spec.actions = serverActions(workspace);
    spec.create = serverLaunch(workspace);
    spec.createRule = computeRule("servers:create");
    spec.tabs = serverAccessTabs();
    spec.tabs.insert(spec.tabs.end(), {
        { "interfaces", Servers::tr("Interfaces"), makeServerInterfaces },
        { "volumes", Servers::tr("Volumes"), makeServerVolumes },
        { "rules", Servers::tr("Security groups"), makeServerRules },
        { "snapshots", Servers::tr("Snapshots"), makeServerSnapshots },
        { "events", Servers::tr("Action log"), makeServerEvents },
    });
    spec.emptyTitle = Servers::tr("No instances yet");
    spec.emptyText = Servers::tr("An instance is a virtual machine. Pick an image and a name; it boots in a few seconds.");
    spec.startersFrom = "images";
    spec.starters = [&workspace](Context& context) { return launchCards(workspace, context); };
    spec.summary = summaryOf;
    return spec;
}

} // namespace skylab::panel
