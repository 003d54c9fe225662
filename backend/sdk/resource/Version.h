#pragma once

#include <compare>

namespace skylab::sdk {

/// A microversion, "2.47". The default one stands for "no bound".
struct Version {
    int major = 0;
    int minor = 0;

    [[nodiscard]] constexpr bool isNull() const { return major == 0 && minor == 0; }
    constexpr auto operator<=>(const Version&) const = default;
};

constexpr Version mv(int major, int minor) { return { major, minor }; }

/// True when `version` lies in [since, until]; a null bound is none. A null `version` (a service without
/// microversions) lies in every range.
constexpr bool inRange(Version version, Version since, Version until)
{
    return version.isNull() || ((since.isNull() || version >= since) && (until.isNull() || version <= until));
}

} // namespace skylab::sdk
