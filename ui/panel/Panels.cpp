#include "panel/Panels.h"

#include "panel/ResourcePanel.h"
#include "panel/Specs.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct Titles {
    Q_DECLARE_TR_FUNCTIONS(Titles)
};

using Make = PanelSpec (*)(model::Workspace&);

shell::PanelEntry entry(const char* id, const QString& title, const char* icon, shell::Section section, const char* service, Make make, bool adminOnly = false)
{
    return { QLatin1String(id), title, QLatin1String(icon), section, QLatin1String(service), QLatin1String(id), adminOnly,
             [make](model::Workspace& workspace, shell::PanelHost& host) -> shell::Panel* { return new ResourcePanel(make(workspace), workspace, host); } };
}

shell::PanelEntry trashEntry()
{
    auto trash = entry("trash", Titles::tr("Trash"), "trash-2", shell::Section::Compute, "skylab", trashPanel);
    trash.feature = "trash";
    return trash;
}

} // namespace

std::vector<shell::PanelEntry> allPanels()
{
    using shell::Section;
    return {
        entry("servers", Titles::tr("Instances"), "server", Section::Compute, "compute", serversPanel),
        entry("images", Titles::tr("Images"), "image", Section::Compute, "image", imagesPanel),
        entry("keypairs", Titles::tr("Key pairs"), "key-round", Section::Compute, "compute", keypairsPanel),
        entry("flavors", Titles::tr("Flavors"), "layers", Section::Compute, "compute", flavorsPanel),
        trashEntry(),
        entry("volumes", Titles::tr("Volumes"), "hard-drive", Section::Storage, "block-storage", volumesPanel),
        entry("snapshots", Titles::tr("Snapshots"), "camera", Section::Storage, "block-storage", snapshotsPanel),
        entry("containers", Titles::tr("Containers"), "archive", Section::Storage, "object-store", containersPanel),
        entry("networks", Titles::tr("Networks"), "network", Section::Network, "network", networksPanel),
        entry("routers", Titles::tr("Routers"), "router", Section::Network, "network", routersPanel),
        entry("security-groups", Titles::tr("Security groups"), "shield", Section::Network, "network", securityGroupsPanel),
        entry("floating-ips", Titles::tr("Floating IPs"), "globe", Section::Network, "network", floatingIpsPanel),
        entry("projects", Titles::tr("Projects"), "building-2", Section::Administration, "identity", projectsPanel, true),
        entry("users", Titles::tr("Users"), "users", Section::Administration, "identity", usersPanel, true),
    };
}

} // namespace skylab::panel
