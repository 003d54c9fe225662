#pragma once

#include "compute/model/Scheduler.h"
#include "service/Context.h"

#include <functional>
#include <mutex>
#include <optional>

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

    /// The servers of one request: what they find, so that hosts are asked once and not for each of them.
    struct Round {
        QHash<QString, QString> placed = {};     ///< hosts of servers that have no row yet; place() enters them
        std::optional<HostOffer> offer = {};     ///< as the first one found it; what is used is read anew each time
    };
    /// All hosts as they are now, each with the ways in which it can give what is asked.
    Result<std::vector<HostOffer>> offers(const Demand& demand, Round& round);
    Result<std::vector<HostOffer>> offers(const Demand& demand)
    {
        Round alone;
        return offers(demand, alone);
    }
    /// Chooses a host and claims there what the demand asks, in one step. `reports`, if not null: how that went.
    /// @return the host's name; NoValidHost with the reasons.
    Result<QString> place(const ServerRow& server, const Demand& demand, Round& round, std::vector<HostReport>* reports = nullptr);
    Result<QString> place(const ServerRow& server, const Demand& demand, std::vector<HostReport>* reports = nullptr)
    {
        Round alone;
        return place(server, demand, alone, reports);
    }
    enum class Check : std::uint8_t {
        All,
        Image,     ///< of a rebuild: neither the host's service nor its aggregates are asked, as in Nova
    };
    /// Whether the server's own host passes the filters for what the row says now: NoValidHost with the reason. Whether
    /// it fits is left to settle().
    Result<> check(const ServerRow& server, Check what = Check::All);
    /// Claims what the row says, on its host: after a resize has begun (NoValidHost when it does not fit) or ended.
    /// A row without a host, or deleted, holds nothing.
    Result<> settle(const ServerRow& server);
    Result<> release(const QString& serverId);
    /// release() where nobody can do anything about an error: it is logged, and heal() tries again.
    void giveBack(const QString& serverId);

    /// What all servers hold.
    Result<QMap<QString, ProviderHoldings>> allHoldings() { return m_placement.allHoldings(); }
    enum class Heal : std::uint8_t {
        Held,      ///< what is held: claims of servers that are gone go, others become what their server's row says
        All,       ///< and claims that are missing are made: as many writes as servers without one
    };
    /// Puts the claims right. Cancelled when the service stops meanwhile.
    Result<> heal(Heal what = Heal::All);

private:
    Result<> readStocks(HostOffer& offer);
    Result<> healOne(const QString& serverId, const std::vector<HostRow>& hosts);
    Result<> claimMissing(const std::vector<ServerRow>& servers, const std::vector<HostRow>& hosts);
    [[nodiscard]] bool isPending(const QString& serverId);
    Result<> settleOn(const HostRow& host, const ServerRow& server, const ProviderHoldings& held);
    Result<> keepHost(const HostRow& host, const HostState& state);

    ComputeService& m_service;
    Placement& m_placement;
    AggregateReader m_aggregates;
    /// Held while a claim changes, so that heal() can look at a server and put its claim right in one go: whoever else changes
    /// the claim comes before, and is seen in the row, or after, and has the last word.
    std::mutex m_claims;
    std::mutex m_mutex;
    QHash<QString, int> m_pending;
};

} // namespace skylab::compute
