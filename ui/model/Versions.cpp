#include "model/Versions.h"

#include "sdk/client/Session.h"

namespace skylab::model {

void sendVersions(client::Session& session)
{
    // 2.79: flavors inside of servers, remote-consoles, tags, delete_on_termination of attached volumes.
    session.setServiceHeaders("compute", { { "X-OpenStack-Nova-API-Version", "2.79" }, { "OpenStack-API-Version", "compute 2.79" } });
    // 3.59: listing attachments and sorting transfers; bootable flags and image metadata are in every answer.
    session.setServiceHeaders("block-storage", { { "OpenStack-API-Version", "volume 3.59" } });
    session.setServiceHeaders("placement", { { "OpenStack-API-Version", "placement 1.36" } });
}

} // namespace skylab::model
