#pragma once

#include "shell/Action.h"

#include <QList>

namespace skylab::shell {

class MainWindow;

/// Everything that the palette offers beside resources: what the panel and the window can do, pages, projects, connections.
QList<Command> windowCommands(MainWindow& window);

} // namespace skylab::shell
