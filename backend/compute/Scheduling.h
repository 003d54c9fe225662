#pragma once

#include "compute/model/Scheduler.h"
#include "service/Context.h"

#include <functional>
#include <mutex>

namespace skylab::compute {

class ComputeService;

/// Which host a server goes to, and that it holds there what it needs. The placement service keeps the claims; a claim is
/// made before the server's row and given back after it, so that a crash leaves claims too many and never too few, and
/// heal() puts right what a crash left. Thread-safe. Not from inside a write() of compute's database.
class Scheduling {
public:
    using AggregateReader = std::function<Result<std::vector<HostAggregate>>(const QString& host)>;

    Scheduling(ComputeService& service, Placement& placement) : m_service(service), m_placement(placement) { }

    /// Who knows the aggregates of a host. Without one there are none, and Placement's are left alone.
    void setAggregateReader(AggregateReader reader) { m_aggregates = std::move(reader); }

    /// This host's figures now, with what is used; `up` is false when the hypervisor does not answer. Tells Placement
    /// what changed.
    Result<HostOffer> readOffer();

    /// Ids of servers whose rows are still to come, or to change: heal() leaves their claims alone while this lives.
    class Pending {
    public:
        Pending(Scheduling& scheduling, const QStringList& ids);
        ~Pending();
        Q_DISABLE_COPY_MOVE(Pending)

    private:
        Scheduling& m_scheduling;
        QStringList m_ids;
    };

    /// All hosts as they are now, each with the ways in which it can give what is asked. `placed`: servers of the same
    /// request that have a host but no row yet.
    Result<std::vector<HostOffer>> offers(const Demand& demand, const QHash<QString, QString>& placed = {});
    /// Chooses a host and claims there what the demand asks, in one step. `reports`, if not null: how that went.
    /// @return the host's name; NoValidHost with the reasons.
    Result<QString> place(const ServerRow& server, const Demand& demand, const QHash<QString, QString>& placed = {}, std::vector<HostReport>* reports = nullptr);
    /// Claims what the row says, on its host: after a resize has begun (NoValidHost when it does not fit) or ended.
    /// A row without a host, or deleted, holds nothing.
    Result<> settle(const ServerRow& server);
    Result<> release(const QString& serverId) { return m_placement.release(serverId); }
    /// release() where nobody can do anything about an error: it is logged, and heal() tries again.
    void giveBack(const QString& serverId);

    /// What all servers hold.
    Result<QMap<QString, ProviderHoldings>> allHoldings() { return m_placement.allHoldings(); }
    /// Claims of servers that are gone go, missing ones are made.
    Result<> heal();

private:
    Result<> settleOn(const HostRow& host, const ServerRow& server, const ProviderHoldings& held);
    Result<> keepHost(const HostRow& host, const HostState& state);

    ComputeService& m_service;
    Placement& m_placement;
    AggregateReader m_aggregates;
    std::mutex m_mutex;
    QHash<QString, int> m_pending;
};

} // namespace skylab::compute
