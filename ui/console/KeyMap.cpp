#include "console/KeyMap.h"

#include <QHash>
#include <QStringList>

namespace skylab::console {

namespace {

const QHash<int, quint32>& specialKeys()
{
    static const QHash<int, quint32> keys {
        { Qt::Key_Backspace, 0xff08 }, { Qt::Key_Tab, 0xff09 }, { Qt::Key_Backtab, 0xff09 }, { Qt::Key_Return, 0xff0d }, { Qt::Key_Escape, 0xff1b },
        { Qt::Key_Pause, 0xff13 }, { Qt::Key_ScrollLock, 0xff14 }, { Qt::Key_SysReq, 0xff15 }, { Qt::Key_Delete, 0xffff },
        { Qt::Key_Home, 0xff50 }, { Qt::Key_Left, 0xff51 }, { Qt::Key_Up, 0xff52 }, { Qt::Key_Right, 0xff53 }, { Qt::Key_Down, 0xff54 },
        { Qt::Key_PageUp, 0xff55 }, { Qt::Key_PageDown, 0xff56 }, { Qt::Key_End, 0xff57 }, { Qt::Key_Print, 0xff61 }, { Qt::Key_Insert, 0xff63 },
        { Qt::Key_Menu, 0xff67 }, { Qt::Key_NumLock, 0xff7f }, { Qt::Key_Enter, 0xff8d }, { Qt::Key_Shift, 0xffe1 }, { Qt::Key_Control, 0xffe3 },
        { Qt::Key_CapsLock, 0xffe5 }, { Qt::Key_Meta, 0xffeb }, { Qt::Key_Alt, 0xffe9 }, { Qt::Key_AltGr, 0xfe03 }, { Qt::Key_Super_L, 0xffeb },
        { Qt::Key_Super_R, 0xffec }, { Qt::Key_Hangul, 0xff31 }, { Qt::Key_Hangul_Hanja, 0xff34 },
    };
    return keys;
}

} // namespace

quint32 keysymOf(char32_t character)
{
    if (character == U'\n')
        return 0xff0d;
    if (character == U'\t')
        return 0xff09;
    return character < 0x100 ? quint32(character) : 0x01000000U + quint32(character);
}

quint32 keysymOf(const QKeyEvent& event)
{
    const int key = event.key();
    if (const auto it = specialKeys().find(key); it != specialKeys().end())
        return *it;
    if (key >= Qt::Key_F1 && key <= Qt::Key_F24)
        return 0xffbe + quint32(key - Qt::Key_F1);
    const auto text = event.text().toUcs4();
    if (!text.isEmpty() && text[0] >= 0x20 && text[0] != 0x7f)
        return keysymOf(text[0]);
    // With Ctrl held the text is a control character; the key says which letter it was.
    if (key >= 0x20 && key <= 0xff) {
        const QChar letter(key);
        return keysymOf(char32_t((event.modifiers() & Qt::ShiftModifier) ? letter.unicode() : letter.toLower().unicode()));
    }
    return 0;
}

quint32 xtCodeOf(quint32 evdevCode)
{
    static const QHash<quint32, quint32> extended {
        { 96, 0x9c }, { 97, 0x9d }, { 98, 0xb5 }, { 99, 0xb7 }, { 100, 0xb8 }, { 102, 0xc7 }, { 103, 0xc8 }, { 104, 0xc9 }, { 105, 0xcb }, { 106, 0xcd },
        { 107, 0xcf }, { 108, 0xd0 }, { 109, 0xd1 }, { 110, 0xd2 }, { 111, 0xd3 }, { 119, 0xc6 }, { 122, 0xf2 }, { 123, 0xf1 }, { 125, 0xdb }, { 126, 0xdc }, { 127, 0xdd },
    };
    if (evdevCode >= 1 && evdevCode <= 88)
        return evdevCode;
    return extended.value(evdevCode, 0);
}

namespace {

constexpr quint32 shiftKeysym = 0xffe1;

/// The four rows of a US keyboard by XT code: the characters without Shift, then those with it.
struct KeyRow {
    quint32 first;
    const char* plain;
    const char* shifted;
};
constexpr KeyRow keyRows[] = {
    { 0x02, "1234567890-=", "!@#$%^&*()_+" },
    { 0x10, "qwertyuiop[]", "QWERTYUIOP{}" },
    { 0x1e, "asdfghjkl;'`", "ASDFGHJKL:\"~" },
    { 0x2b, "\\zxcvbnm,./", "|ZXCVBNM<>?" },
};

quint32 xtOfCharacter(char32_t character)
{
    const auto stroke = strokeOf(character);
    return stroke ? stroke->key.xtCode : 0;
}

const QHash<QString, Key>& namedKeys()
{
    static const QHash<QString, Key> keys {
        { "ctrl", { 0xffe3, 0x1d } }, { "alt", { 0xffe9, 0x38 } }, { "shift", { shiftKeysym, 0x2a } }, { "meta", { 0xffeb, 0xdb } }, { "altgr", { 0xfe03, 0xb8 } },
        { "del", { 0xffff, 0xd3 } }, { "delete", { 0xffff, 0xd3 } }, { "backspace", { 0xff08, 0x0e } }, { "tab", { 0xff09, 0x0f } }, { "return", { 0xff0d, 0x1c } },
        { "esc", { 0xff1b, 0x01 } }, { "print", { 0xff61, 0xb7 } }, { "sysreq", { 0xff15, 0x54 } }, { "pause", { 0xff13, 0xc6 } }, { "menu", { 0xff67, 0xdd } }, { "ins", { 0xff63, 0xd2 } },
        { "home", { 0xff50, 0xc7 } }, { "end", { 0xff57, 0xcf } }, { "space", { 0x20, 0x39 } }, { "hangul", { 0xff31, 0xf2 } },
    };
    return keys;
}

} // namespace

std::optional<Stroke> strokeOf(char32_t character)
{
    static const auto strokes = [] {
        QHash<char32_t, Stroke> all { { U' ', { { 0x20, 0x39 }, false } }, { U'\n', { { 0xff0d, 0x1c }, false } }, { U'\t', { { 0xff09, 0x0f }, false } } };
        for (const auto& row : keyRows) {
            for (quint32 i = 0; row.plain[i]; ++i) {
                all.insert(char32_t(row.plain[i]), { { quint32(row.plain[i]), row.first + i }, false });
                all.insert(char32_t(row.shifted[i]), { { quint32(row.shifted[i]), row.first + i }, true });
            }
        }
        return all;
    }();
    const auto it = strokes.constFind(character);
    return it == strokes.cend() ? std::nullopt : std::optional<Stroke>(*it);
}

Chord chordOf(const QString& name)
{
    Chord chord;
    const auto parts = name.toLower().split(u'+', Qt::SkipEmptyParts);
    for (const auto& part : parts) {
        const int function = part.startsWith(u'f') ? part.mid(1).toInt() : 0;
        if (const auto it = namedKeys().constFind(part); it != namedKeys().cend())
            chord << *it;
        else if (function >= 1 && function <= 12)
            chord << Key { 0xffbe + quint32(function) - 1, function <= 10 ? 0x3a + quint32(function) : 0x57 + quint32(function) - 11 };
        else if (part.size() == 1)
            chord << Key { part[0].unicode(), xtOfCharacter(part[0].unicode()) };
        else
            return {};
    }
    return chord;
}

} // namespace skylab::console
