// What is compiled once for all sources of the window: see Core.h.
#pragma once

#include "Core.h"

#include <QtWidgets>
