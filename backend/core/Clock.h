#pragma once

#include <QString>

#include <compare>
#include <cstdint>

namespace skylab {

/// A point in time: microseconds since 1970-01-01 UTC. 0 means "never" and is null in JSON.
/// Stored as BIGINT, since SQLite and PostgreSQL agree on nothing else.
struct Timestamp {
    qint64 micros = 0;

    [[nodiscard]] bool isNull() const { return micros == 0; }
    [[nodiscard]] Timestamp addSeconds(qint64 seconds) const { return { micros + seconds * 1'000'000 }; }
    auto operator<=>(const Timestamp&) const = default;
};

/// How a service spells time on the wire. Go clients parse these strictly.
enum class TimeFormat : std::uint8_t {
    SecondsZ,     ///< 2026-01-02T03:04:05Z          Nova, Neutron, Glance
    Micros,       ///< 2026-01-02T03:04:05.000000    Cinder, OS-SRV-USG, Swift listings
    MicrosZ,      ///< 2026-01-02T03:04:05.000000Z   Keystone
    Http,         ///< Fri, 02 Jan 2026 03:04:05 GMT
};

QString toString(Timestamp time, TimeFormat format);
/// The same, but TimeFormat::Http, in ASCII. `to` has room for longestTime bytes; gives how many were written.
qsizetype writeTime(char* to, Timestamp time, TimeFormat format);
constexpr qsizetype longestTime = 27;

/// Reads any of the ISO forms, with or without fraction and zone (none = UTC). Null when it is none.
Timestamp parseTimestamp(QStringView text);

namespace Clock {
/// Now. Tests move it with shift().
Timestamp now();
/// Shifts every later now() by so many seconds. For tests.
void shift(qint64 seconds);
} // namespace Clock

} // namespace skylab
