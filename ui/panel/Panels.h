#pragma once

#include "model/Source.h"
#include "shell/Panel.h"

#include <vector>

namespace skylab::panel {

/// Every panel of the window, in the order of the sidebar.
std::vector<shell::PanelEntry> allPanels();

/// Every collection that they read.
std::vector<model::Source> allSources();

} // namespace skylab::panel
