#pragma once

#include "compute/model/Scheduler.h"
#include "service/Store.h"

namespace skylab::compute {

/// What a server asked of its host.
struct AskedSize {
    qint64 vcpus = 0;
    qint64 ram = 0;              ///< MiB
    qint64 disk = 0;             ///< GiB

    bool operator==(const AskedSize&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&AskedSize::vcpus> { "vcpus" }, sdk::Field<&AskedSize::ram> { "ram" }, sdk::Field<&AskedSize::disk> { "disk" },
    };
};

/// How the last scheduling of a server went.
struct ExplanationRow {
    QString serverId;
    QString requestId;
    Timestamp createdAt;
    QString outcome;             ///< "scheduled", "no_valid_host"
    AskedSize asked;
    std::vector<HostReport> hosts;

    static constexpr const char* table = "explanations";
    static constexpr const char* key = "server_id";
    static constexpr auto fields = std::tuple {
        sdk::Field<&ExplanationRow::serverId> { "server_id" }, sdk::Field<&ExplanationRow::requestId> { "request_id" },
        sdk::Field<&ExplanationRow::createdAt> { "created_at" }, sdk::Field<&ExplanationRow::outcome> { "outcome" },
        sdk::Field<&ExplanationRow::asked> { "asked" },        sdk::Field<&ExplanationRow::hosts> { "hosts" },
    };
};

using Explanations = service::Store<ExplanationRow>;

/// Puts it in the place of the server's last one. In the transaction that writes where the server is, or that it is nowhere.
inline Result<> explain(db::Transaction& transaction, const QString& requestId, const QString& serverId, const Demand& demand, bool scheduled, const std::vector<HostReport>& hosts)
{
    const auto asked = demand.resources.totals();
    const ExplanationRow row { serverId, requestId, Clock::now(), scheduled ? QStringLiteral("scheduled") : QStringLiteral("no_valid_host"),
                               { asked.value(QStringLiteral("VCPU")), asked.value(QStringLiteral("MEMORY_MB")), asked.value(QStringLiteral("DISK_GB")) }, hosts };
    if (!TRY(Explanations::update(transaction, row)))
        TRY(Explanations::insert(transaction, row));
    return {};
}

} // namespace skylab::compute
