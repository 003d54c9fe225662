#pragma once

#include "compute/model/Scheduler.h"
#include "compute/peers/Images.h"
#include "compute/peers/Networks.h"
#include "compute/store/ComputeRows.h"
#include "sdk/compute/FitRequest.h"
#include "sdk/compute/ServerRequests.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// What a POST /servers asks for, after every peer was asked once and nothing stands in the way.
struct BuildPlan {
    ServerRow server;            ///< as the first one shall be; `id` and the ids of what is made are set per server
    Demand demand;
    QStringList volumes;         ///< existing ones, to be reserved
    QStringList intents = {};    ///< their reservations
    QString adminPass;
    int least = 1;
    int most = 1;
};

/// Room four of the journey: what can be refused at once is refused here, with all that is needed to mend it.
class ServerPlanner {
public:
    ServerPlanner(ComputeService& service, const service::Call& call) : m_service(service), m_call(call) { }

    Result<BuildPlan> plan(const sdk::Decoded<sdk::ServerCreate>& wanted);

    /// The part of it that decides about hosts, with the image, if one is named. Nothing is asked of networks and volumes.
    Result<std::pair<BuildPlan, std::optional<BootImage>>> planFit(const sdk::Decoded<sdk::FitRequest>& wanted);
    /// What a server that is there wants of hosts, as if it were made again. Hints that don't hold any more are left out.
    Result<Demand> demandAgain(const ServerRow& server);
    /// Ids of the servers in the group; none without one.
    static Result<QStringList> membersOf(db::Connection& connection, const QString& groupId);

    /// The image that an "imageRef" names, an id or a URL; BadRequest in Nova's words.
    Result<BootImage> imageOf(const QString& reference);
    /// Whether the flavor is large enough for the image.
    static Result<> checkFit(const sdk::ServerFlavor& flavor, const BootImage& image, bool bootsFromVolume);
    Result<KeypairRow> keyOf(const QString& name);
    static sdk::ServerFlavor copyOf(const sdk::Flavor& flavor);
    /// Forbidden when the caller chooses an address on a network that is only shared with it, as Networking has it: what makes
    /// the port later may do everything. Empty: any address.
    static Result<> checkAddress(const service::Context& context, const NetworkOffer& network, const QString& fixedIp, const QString& field);

private:
    Result<> planFlavor(const sdk::ServerCreate& wanted, BuildPlan& plan);
    Result<> planBoot(const sdk::ServerCreate& wanted, BuildPlan& plan);
    /// BadRequest when the caller may not use the type: the volume is made with other powers than its.
    Result<> checkVolumeType(const sdk::BlockDeviceMapping& wanted);
    Result<BlockDevice> planDevice(const sdk::BlockDeviceMapping& wanted, BuildPlan& plan);
    Result<> planNetworks(const sdk::Decoded<sdk::ServerCreate>& wanted, BuildPlan& plan);
    Result<QString> allocateNetwork();
    Result<Nic> planNic(const sdk::NetworkRequest& wanted, int count);
    Result<> planPlace(const sdk::ServerCreate& wanted, BuildPlan& plan);
    Result<> planHints(const QJsonObject& hints, BuildPlan& plan);
    /// An image of a server that booted from volumes says itself how to get them.
    Result<std::vector<sdk::BlockDeviceMapping>> mappingsOf(const sdk::ServerCreate& wanted, const std::optional<BootImage>& image) const;
    Result<> planTexts(const sdk::ServerCreate& wanted, BuildPlan& plan);

    ComputeService& m_service;
    const service::Call& m_call;
};

/// Letters, digits and hyphens only, as a host name has them.
QString hostNameFrom(const QString& name, const QString& serverId);
/// The host name that a request names: a label, from 2.94 on with its domain. BadRequest with `field`.
Result<QString> checkedHostName(const QString& hostname, sdk::Version version, const QString& field);
/// BadRequest, or Forbidden over the quota, as Nova refuses metadata.
Result<> checkMetadata(const sdk::StringMap& metadata, qint64 limit);
Result<> checkTags(const QStringList& tags);

/// "personality": files that guests find on their config drive. BadRequest, or Forbidden over the quota.
Result<std::vector<InjectedFile>> injectedFiles(ComputeService& service, const service::Context& context, const QJsonArray& personality);

/// accessIPv4 and accessIPv6 of a request, in the shortest spelling; empty takes one away.
struct AccessAddresses {
    QString v4;
    QString v6;
};
/// BadRequest, with the field below `prefix` ("server", "rebuild"), when one is no address of its family.
Result<AccessAddresses> accessAddresses(const QString& v4, const QString& v6, const QString& prefix);

} // namespace skylab::compute
