// What is compiled once for all tests of the window: see Core.h.
#pragma once

#include "Widgets.h"

#include <QtTest>
