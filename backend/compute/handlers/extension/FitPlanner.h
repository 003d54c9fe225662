#pragma once

#include "compute/model/Fitting.h"
#include "compute/peers/Images.h"
#include "sdk/compute/FitRequest.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Whether servers would find a host and quota, and what would help when they don't. Asks the same planner, filters and
/// Placement as POST /servers does; claims and writes nothing.
class FitPlanner {
public:
    FitPlanner(ComputeService& service, const service::Call& call) : m_service(service), m_call(call) { }

    struct Wish {
        ServerRow server;                    ///< flavor, image and disks of each
        Demand demand;
        std::optional<BootImage> image = {}; ///< smaller flavors must hold it
        int count = 1;
        int volumesGiB = 0;
        bool counted = false;                ///< the server is there: the quota has it already
    };
    struct QuotaLine {
        QString resource;
        qint64 limit = -1;
        qint64 inUse = 0;
        qint64 after = 0;
        [[nodiscard]] bool fits() const { return limit < 0 || after <= limit; }
    };
    struct Verdict {
        int fitting = 0;
        std::vector<HostOffer> offers = {};
        std::vector<HostReport> hosts = {};
        std::vector<QuotaLine> quota = {};
        [[nodiscard]] bool quotaFits() const;
    };

    /// BadRequest and the like in the words of POST /servers.
    Result<Wish> wishOf(const sdk::Decoded<sdk::FitRequest>& wanted);
    /// What a server that is there wants once more.
    Result<Wish> wishOf(const ServerRow& server);

    Result<Verdict> judge(const Wish& wish);
    /// The array of "ways_out": each alone makes the wish fit, but for raised quotas, which belong together. Empty when it
    /// fits, or when nothing helps.
    Result<> writeWays(JsonWriter& json, const Wish& wish, const Verdict& verdict);
    /// The array of "hosts". Those who may not see host names get "host 1" and no reasons that tell of the host's affairs.
    void writeHosts(JsonWriter& json, const std::vector<HostReport>& hosts) const;

private:
    Result<std::vector<QuotaLine>> quotaOf(const Wish& wish) const;
    void addVolumeQuota(const Wish& wish, std::vector<QuotaLine>& lines) const;
    Result<> writeSmaller(JsonWriter& json, const Wish& wish, const Verdict& verdict);
    Result<bool> fitsWith(const Wish& smaller, const Verdict& verdict);
    Result<> writeRoom(JsonWriter& json, const Wish& wish, const Verdict& verdict);
    void writeOvercommit(JsonWriter& json, const Wish& wish, const Verdict& verdict) const;
    [[nodiscard]] bool mayDo(const char* rule) const;

    ComputeService& m_service;
    const service::Call& m_call;
};

} // namespace skylab::compute
