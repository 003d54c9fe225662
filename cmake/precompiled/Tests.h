// What is compiled once for all tests: see Core.h.
#pragma once

#include "Core.h"

#include <QtTest>
