#pragma once

#include "compute/model/Scheduler.h"

#include <optional>

namespace skylab::compute {

/// How many servers fit, and what would make more fit. Pure: nothing is claimed, and the hosts are copies.

/// Of `most` equal servers, those that find a host one after the other, as the scheduler would place them.
/// `perHost`, if not null: how many on each, by name.
int countFitting(const Demand& demand, std::vector<HostOffer> hosts, int most, QHash<QString, int>* perHost = nullptr);

/// Whether hosts that change can be judged without asking Placement again: one group, of classes that the hosts have
/// themselves.
bool isPlain(const Demand& demand, const std::vector<HostOffer>& hosts);

/// The hosts with what they can give of a plain demand, by their stocks.
std::vector<HostOffer> lookedAgain(std::vector<HostOffer> hosts, const Demand& demand);

/// The smallest ratio, in tenths, at which `count` servers fit when the hosts promise the class so often; nothing when
/// none up to a sane one does, or when it is not the class that is short. Plain demands only.
std::optional<double> overcommitFor(const Demand& demand, const std::vector<HostOffer>& hosts, const QString& resourceClass, int count);

/// A server that could leave its host.
struct Idle {
    QString id;
    QString name;
    ProviderHoldings holdings;   ///< what it would give back
    [[nodiscard]] qint64 holds(const char* resourceClass) const;
};
/// The fewest of them that make `count` servers fit by leaving, larger ones first; none when all together don't do.
/// Plain demands only.
std::vector<Idle> makeRoom(const Demand& demand, const std::vector<HostOffer>& hosts, std::vector<Idle> idle, int count);

} // namespace skylab::compute
