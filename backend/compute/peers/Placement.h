#pragma once

#include "core/Result.h"

#include <QMap>
#include <QSet>
#include <QStringList>

#include <vector>

namespace skylab::compute {

/// What compute asks of the placement service: who has room, and keeping it. Thread-safe; calls block.

using ResourceAmounts = QMap<QString, qint64>;               ///< by resource class: "VCPU", "MEMORY_MB", "DISK_GB" ...
using ProviderHoldings = QMap<QString, ResourceAmounts>;     ///< by the provider's id

/// What a host has of one class.
struct ResourceStock {
    qint64 total = 0;
    qint64 reserved = 0;         ///< not for guests
    qint64 maxUnit = 0;          ///< of one server
    double ratio = 1.0;          ///< how often the same is promised
    qint64 used = 0;             ///< read only

    [[nodiscard]] qint64 capacity() const { return qint64(double(total - reserved) * ratio); }
    [[nodiscard]] qint64 free() const { return capacity() - used; }
};

/// A host as a provider of resources.
struct HostResources {
    QString id;
    QString name;
    QMap<QString, ResourceStock> stocks;
    QStringList traits;          ///< names that Placement does not know are left out
};

/// What one provider must have, or, without a suffix, several of one host together.
struct ResourceGroup {
    ResourceAmounts resources;
    QSet<QString> required;      ///< traits
    QSet<QString> forbidden;
};

struct ResourceRequest {
    QMap<QString, ResourceGroup> groups;                     ///< by suffix
    bool isolate = false;        ///< groups with a suffix get providers of their own

    /// Of all groups together.
    [[nodiscard]] ResourceAmounts totals() const
    {
        ResourceAmounts sum;
        for (const auto& group : groups)
            for (auto it = group.resources.begin(); it != group.resources.end(); ++it)
                sum[it.key()] += it.value();
        return sum;
    }
};

/// One way to fulfil a request.
struct ResourceOffer {
    QStringList roots;           ///< of the trees that give: a host's id is among them
    ProviderHoldings allocations;
};

/// What a server shall hold from now on.
struct ResourceClaim {
    QString serverId;
    QString projectId;
    QString userId;
    ProviderHoldings allocations;
};

class Placement {
public:
    virtual ~Placement() = default;

    /// Makes the host known as it is. Costs no write when nothing differs.
    virtual Result<> keepHost(const HostResources& host) = 0;
    /// The host as it is known, with what is used. Empty when it is not.
    virtual Result<HostResources> host(const QString& id) = 0;
    /// The aggregates that the host is in.
    virtual Result<> keepAggregates(const QString& hostId, const QStringList& aggregates) = 0;
    /// Where there is room now. NotFound: a class or trait of that name does not exist.
    virtual Result<std::vector<ResourceOffer>> candidates(const ResourceRequest& request) = 0;

    /// Takes it, in one step with giving back what the server held. Conflict: there is no room (any more).
    virtual Result<> claim(const ResourceClaim& claim) = 0;
    /// Gives all back. Held nothing: success.
    virtual Result<> release(const QString& serverId) = 0;
    virtual Result<ProviderHoldings> holdings(const QString& serverId) = 0;
    /// What all servers hold.
    virtual Result<QMap<QString, ProviderHoldings>> allHoldings() = 0;
};

} // namespace skylab::compute
