#include "panel/compute/LaunchDialog.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

CreateSpec serverLaunch(model::Workspace& workspace)
{
    CreateSpec spec;
    spec.text = Servers::tr("Launch instance");
    spec.open = [&workspace](Context& context) {
        LaunchDraft draft;
        draft.sourceId = workspace.takeWord("launch image");
        openLaunch(context, draft);
    };
    return spec;
}

} // namespace skylab::panel
