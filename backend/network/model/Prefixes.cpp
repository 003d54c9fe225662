#include "network/model/Prefixes.h"

#include <algorithm>

namespace skylab::network {

namespace {

bool contains(const Cidr& outer, const Cidr& inner) { return outer.prefix <= inner.prefix && outer.contains(inner.base); }

bool before(const Cidr& a, const Cidr& b) { return a.base != b.base ? a.base < b.base : a.prefix < b.prefix; }

/// The two halves of a network that is larger than one address.
std::pair<Cidr, Cidr> halves(const Cidr& whole)
{
    const int prefix = whole.prefix + 1;
    return { { whole.base, prefix }, { whole.base.plus(Address::Bits(1) << (whole.base.width() - prefix)), prefix } };
}

/// Adds to `left` what `taken` leaves of one network. Only what lies inside of a half is looked at there.
void subtract(const Cidr& whole, const std::vector<Cidr>& taken, std::vector<Cidr>& left)
{
    std::vector<Cidr> inside;
    for (const auto& one : taken) {
        if (contains(one, whole))
            return;
        if (contains(whole, one))
            inside.push_back(one);
    }
    if (inside.empty()) {
        left.push_back(whole);
        return;
    }
    const auto [low, high] = halves(whole);
    subtract(low, inside, left);
    subtract(high, inside, left);
}

} // namespace

std::vector<Cidr> merged(std::vector<Cidr> networks)
{
    std::sort(networks.begin(), networks.end(), before);
    std::vector<Cidr> result;
    for (const auto& one : networks) {
        if (!result.empty() && contains(result.back(), one))
            continue;
        result.push_back(one);
        while (result.size() > 1 && result.back().prefix > 0) {
            const auto& high = result.back();
            const auto& low = result[result.size() - 2];
            const bool isLow = (low.base.bits >> (low.base.width() - low.prefix) & 1) == 0;
            const Cidr whole { low.base, low.prefix - 1 };
            if (low.prefix != high.prefix || !isLow || halves(whole).second != high)
                break;
            result.pop_back();
            result.back() = whole;
        }
    }
    return result;
}

std::vector<Cidr> without(const std::vector<Cidr>& networks, const std::vector<Cidr>& taken)
{
    std::vector<Cidr> left;
    for (const auto& one : merged(networks))
        subtract(one, taken, left);
    return left;
}

bool holds(const std::vector<Cidr>& networks, const Cidr& inner)
{
    return std::any_of(networks.begin(), networks.end(), [&](const Cidr& one) { return contains(one, inner); });
}

std::optional<Cidr> findFree(const std::vector<Cidr>& networks, const std::vector<Cidr>& taken, int prefix)
{
    auto gaps = without(networks, taken);
    std::stable_sort(gaps.begin(), gaps.end(), [](const Cidr& a, const Cidr& b) { return a.prefix > b.prefix; });
    for (const auto& gap : gaps)
        if (gap.prefix <= prefix)
            return Cidr { gap.base, prefix };
    return {};
}

std::vector<Cidr> cidrsOf(const QStringList& texts)
{
    std::vector<Cidr> networks;
    for (const auto& text : texts)
        if (const auto cidr = Cidr::parse(text))
            networks.push_back(*cidr);
    return networks;
}

QStringList textsOf(const std::vector<Cidr>& networks)
{
    QStringList texts;
    for (const auto& one : networks)
        texts << one.text();
    return texts;
}

} // namespace skylab::network
