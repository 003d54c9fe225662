#pragma once

#include "panel/PanelSpec.h"

#include <QCoreApplication>

namespace skylab::panel {

/// The words of the instances panel.
struct Servers {
    Q_DECLARE_TR_FUNCTIONS(Servers)
};

std::vector<Action> serverActions(model::Workspace& workspace);
CreateSpec serverLaunch(model::Workspace& workspace);

/// The tabs by which one gets into an instance: console, SSH, serial, log.
std::vector<Tab> serverAccessTabs();
QWidget* makeServerConsole(TabContext& context);
QWidget* makeServerSsh(TabContext& context);
QWidget* makeServerTerminal(TabContext& context);
QWidget* makeServerLog(TabContext& context);

} // namespace skylab::panel
