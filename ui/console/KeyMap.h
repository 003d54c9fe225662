#pragma once

#include <QKeyEvent>

namespace skylab::console {

/// The X11 keysym (X11/keysymdef.h) of a key event; 0 when there is none.
quint32 keysymOf(const QKeyEvent& event);

/// The keysym of a character.
quint32 keysymOf(char32_t character);

/// The key's place as XT set 1 code, 0x80 added for the extended ones, from an evdev code (linux/input-event-codes.h); 0 when unknown.
quint32 xtCodeOf(quint32 evdevCode);

} // namespace skylab::console
