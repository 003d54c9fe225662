#pragma once

#include "model/Source.h"
#include "shell/PanelRegistry.h"

namespace skylab::shell {

class Connections;
class Keyring;
class Notices;
class Settings;

/// What all open clouds of a window share. The window owns it and outlives them.
struct Surroundings {
    const PanelRegistry& registry;
    const std::vector<model::Source>& sources;
    Settings& settings;
    Connections& connections;
    Keyring& keyring;
    Notices& notices;
};

} // namespace skylab::shell
