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

std::vector<kit::StateView::Card> launchCards(model::Workspace& workspace, const Context& context)
{
    constexpr std::size_t most = 3;
    std::vector<kit::StateView::Card> cards;
    for (const auto& image : imageChoices(workspace, false)) {
        if (cards.size() == most)
            break;
        cards.push_back({ image.icon, image.text, image.sub, [context, id = image.value] {
                             LaunchDraft draft;
                             draft.sourceId = id;
                             openLaunch(context, draft);
                         } });
    }
    return cards;
}

} // namespace skylab::panel
