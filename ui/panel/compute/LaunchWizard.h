#pragma once

#include "kit/StepDialog.h"
#include "panel/compute/FitModel.h"
#include "panel/compute/LaunchDraft.h"

namespace skylab::panel {

/// What the pages of the wizard share.
struct LaunchPlan {
    Context context;
    LaunchDraft draft;
    FitModel* fit = nullptr;

    [[nodiscard]] model::Workspace& workspace() const { return context.workspace; }
    [[nodiscard]] Row row(const QString& collection, const QString& id) const { return context.workspace.collection(collection).model().row(id); }
    /// The size that was chosen, as a flavor.
    [[nodiscard]] Row flavor() const;
};

/// Launching with everything that can be said: pages with a list of them at the left, the last one a review. All of it can be left
/// as it is.
class LaunchWizard : public kit::StepDialog {
    Q_OBJECT
public:
    LaunchWizard(const Context& context, const LaunchDraft& begin, QWidget* parent);

    [[nodiscard]] const LaunchDraft& draft() const { return m_plan.draft; }

private:
    void onEdited();
    void launch();

    LaunchPlan m_plan;
};

// The pages, in their order.
kit::StepPage* launchDetailsPage(LaunchPlan& plan);
kit::StepPage* launchSourcePage(LaunchPlan& plan);
kit::StepPage* launchFlavorPage(LaunchPlan& plan);
kit::StepPage* launchNetworksPage(LaunchPlan& plan);
kit::StepPage* launchGroupsPage(LaunchPlan& plan);
kit::StepPage* launchKeyPage(LaunchPlan& plan);
kit::StepPage* launchScriptPage(LaunchPlan& plan);
kit::StepPage* launchServerGroupPage(LaunchPlan& plan);
kit::StepPage* launchHintsPage(LaunchPlan& plan);
kit::StepPage* launchMetadataPage(LaunchPlan& plan);
kit::StepPage* launchReviewPage(LaunchPlan& plan);

} // namespace skylab::panel
