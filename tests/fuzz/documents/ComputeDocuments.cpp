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
    static const auto all = attempts<
        ServerRescue, ServerImageCreate, ServerBackup, ServerMigrate, ServerLiveMigrate, ServerEvacuate,
        ServerUnshelve, VolumeAttach, VolumeAttachmentUpdate, InterfaceAttach, Aggregate, FitRequest, Flavor, Keypair,
        SecurityGroupRequest, SecurityGroupRuleRequest, Server, ServerGroup, BlockDeviceMapping, NetworkRequest,
        ServerCreate, ServerUpdate, ServerRebuild>();
    return all;
}

} // namespace skylab::fuzz
