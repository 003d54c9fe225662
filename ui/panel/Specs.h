#pragma once

#include "panel/PanelSpec.h"

namespace skylab::panel {

PanelSpec serversPanel(model::Workspace& workspace);
PanelSpec imagesPanel(model::Workspace& workspace);
PanelSpec keypairsPanel(model::Workspace& workspace);
PanelSpec flavorsPanel(model::Workspace& workspace);
PanelSpec volumesPanel(model::Workspace& workspace);
PanelSpec snapshotsPanel(model::Workspace& workspace);
PanelSpec containersPanel(model::Workspace& workspace);
PanelSpec networksPanel(model::Workspace& workspace);
PanelSpec routersPanel(model::Workspace& workspace);
PanelSpec securityGroupsPanel(model::Workspace& workspace);
PanelSpec floatingIpsPanel(model::Workspace& workspace);
PanelSpec projectsPanel(model::Workspace& workspace);
PanelSpec usersPanel(model::Workspace& workspace);
PanelSpec trashPanel(model::Workspace& workspace);

/// {"key": object}, the shape of most request bodies.
inline QJsonObject wrapped(const char* key, const QJsonObject& object) { return { { QLatin1String(key), object } }; }

/// The values without those that are empty: what was left out is not sent.
QJsonObject withoutEmpty(const QJsonObject& values);

/// Rename by PUT or PATCH of {"key": {"name": ...}} at path/<id>, with undo.
Action renameAction(const QString& basePath, const char* key, const QByteArray& verb = "PUT");
/// Delete at path/<id>, asking first. `noun` in the plural: "volumes".
Action deleteAction(const QString& basePath, const std::function<QString(int count)>& title, const QString& text = {});

/// Whether two things can be of one project; where the cloud tells none of either they can.
bool sameProject(const Row& one, const Row& other);
/// Lets administrators look at everybody's rows: a switch, which shows them in these collections too, and a column.
void offerAllProjects(PanelSpec& spec, model::Workspace& workspace, const QStringList& collections);

} // namespace skylab::panel
