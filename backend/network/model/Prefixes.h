#pragma once

#include "network/model/Address.h"

#include <optional>
#include <vector>

#include <QStringList>

namespace skylab::network {

/// Sets of networks, as subnet pools have them. Pure functions; the networks of one set are of one IP version.

/// The fewest networks that hold the same addresses, in order.
std::vector<Cidr> merged(std::vector<Cidr> networks);

/// What is left of `networks` without `taken`, as the fewest networks, in order.
std::vector<Cidr> without(const std::vector<Cidr>& networks, const std::vector<Cidr>& taken);

/// True when one of the merged `networks` holds all of `inner`.
bool holds(const std::vector<Cidr>& networks, const Cidr& inner);

/// A network of that prefix length out of `networks` that overlaps none of `taken`: out of the smallest gap that is large
/// enough, so that large ones stay whole.
std::optional<Cidr> findFree(const std::vector<Cidr>& networks, const std::vector<Cidr>& taken, int prefix);

/// Those that can be read.
std::vector<Cidr> cidrsOf(const QStringList& texts);
QStringList textsOf(const std::vector<Cidr>& networks);

} // namespace skylab::network
