#include "core/Sizes.h"

#include <cmath>

namespace skylab {

QString sizeText(double bytes, const QLocale& locale)
{
    static constexpr const char* units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
    int unit = 0;
    // What would be rounded to 1024 of a unit is one of the next.
    while (std::abs(bytes) >= 1023.5 && unit < 5) {
        bytes /= 1024;
        ++unit;
    }
    const double tenths = std::round(bytes * 10) / 10;
    const bool whole = unit == 0 || std::abs(bytes) >= 100 || tenths == std::round(tenths);
    return locale.toString(whole ? std::round(bytes) : tenths, 'f', whole ? 0 : 1) + u' ' + QLatin1String(units[unit]);
}

} // namespace skylab
