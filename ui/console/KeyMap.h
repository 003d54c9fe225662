#pragma once

#include <QKeyEvent>

#include <optional>

namespace skylab::console {

/// The X11 keysym (X11/keysymdef.h) of a key event; 0 when there is none.
quint32 keysymOf(const QKeyEvent& event);

/// The keysym of a character.
quint32 keysymOf(char32_t character);

/// The key's place as XT set 1 code, 0x80 added for the extended ones, from an evdev code (linux/input-event-codes.h); 0 when unknown.
quint32 xtCodeOf(quint32 evdevCode);

/// A key to be pressed: what it means, and where it is.
struct Key {
    quint32 keysym = 0;
    quint32 xtCode = 0;   ///< 0 when unknown
};
/// Keys held together, in the order in which they go down.
using Chord = QList<Key>;

/// The keys of "Ctrl+Alt+Delete", as QKeySequence spells them, and of modifiers alone ("Meta"); empty when one is unknown.
Chord chordOf(const QString& name);

/// What a character takes on a US keyboard.
struct Stroke {
    Key key;
    bool shift = false;
};
/// Nothing when a US keyboard lacks the character.
std::optional<Stroke> strokeOf(char32_t character);

} // namespace skylab::console
