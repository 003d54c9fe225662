#include "fuzz/documents/Documents.h"
#include "sdk/compute/ActionRequests.h"
#include "sdk/compute/Aggregate.h"
#include "sdk/compute/FitRequest.h"
#include "sdk/compute/Flavor.h"
#include "sdk/compute/Keypair.h"
#include "sdk/compute/SecurityGroupRequests.h"
#include "sdk/compute/Server.h"
#include "sdk/compute/ServerGroup.h"
#include "sdk/compute/ServerRequests.h"

namespace skylab::fuzz {

const Attempts& computeDocuments()
{
    using namespace sdk;
    static const auto all = [] {
        auto some = attempts<ServerRescue, ServerImageCreate, ServerBackup, ServerMigrate, ServerLiveMigrate, ServerEvacuate, ServerUnshelve, VolumeAttach,
                             VolumeAttachmentUpdate, Aggregate, Flavor, Keypair, SecurityGroupRequest, SecurityGroupRuleRequest, Server, ServerGroup, ServerUpdate>();
        const auto others = requests<InterfaceAttach, FitRequest, BlockDeviceMapping, NetworkRequest, ServerCreate, ServerRebuild>();
        some.insert(some.end(), others.begin(), others.end());
        return some;
    }();
    return all;
}

} // namespace skylab::fuzz
