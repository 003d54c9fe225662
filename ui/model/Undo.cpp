#include "model/Undo.h"
