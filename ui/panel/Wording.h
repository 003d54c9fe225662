#pragma once

#include "kit/Cell.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace skylab::panel {

/// "1.5 GiB" from bytes, in the user's way of writing numbers; see core/Sizes.h.
QString bytesText(double bytes);
/// "2 GiB" from MiB, as flavors have it.
QString memoryText(double mebibytes);
/// "20 GiB" from GiB, as volumes have it.
QString gibText(double gibibytes);
/// "3 min", from any ISO time; "–" without one.
QString ageText(const QString& isoTime);
/// "2026-01-02 03:04", in the user's zone.
QString timeText(const QString& isoTime);
QString yesNo(bool yes);
/// "–" for nothing.
QString orDash(const QString& text);

/// A cell of a state as services spell it ("ACTIVE", "in-use", "ERROR"): translated, with its tone.
kit::Cell stateCell(const QString& state, int progress = -1);
kit::Cell enabledCell(const QJsonObject& row);
/// The name, or the begin of the id of what has none.
QString nameOrId(const QJsonObject& row);
/// Whether such a state ends by itself.
bool isTransient(const QString& state);

/// Short forms for columns.
kit::Cell textCell(const QString& text);
kit::Cell numberCell(double number, const QString& text = {});
/// So many units of so many bytes (kibi, mebi, gibi); filters understand "4G".
kit::Cell sizeCell(double amount, double unit, const QString& text = {});
inline constexpr double kibi = 1024.0, mebi = kibi * 1024, gibi = mebi * 1024;
/// Addresses one after the other; filters understand nets.
kit::Cell addressCell(const QStringList& addresses);
/// For columns of the kind Tags.
kit::Cell tagsCell(const QStringList& tags);
kit::Cell ageCell(const QString& isoTime);

} // namespace skylab::panel
