#include "panel/compute/LaunchWizard.h"

#include "panel/compute/LaunchTask.h"

#include <QPushButton>

namespace skylab::panel {

Row LaunchPlan::flavor() const
{
    if (draft.custom)
        return { { "name", Launch::tr("Own size") }, { "vcpus", draft.vcpus }, { "ram", draft.ram }, { "disk", draft.disk } };
    return row("flavors", draft.flavorId);
}

LaunchWizard::LaunchWizard(const Context& context, const LaunchDraft& begin, QWidget* parent)
    : kit::StepDialog("rocket", tr("Launch an instance"), tr("Launch"), parent), m_plan { context, begin, new FitModel(context.workspace, this) }
{
    for (const auto name : { "images", "flavors", "networks", "subnets", "ports", "keypairs", "security-groups", "volumes", "snapshots", "volume-types", "zones", "server-groups" })
        context.workspace.collection(name).want();
    if (m_plan.draft.volumeSize == 0)
        m_plan.draft.volumeSize = qMax(10, m_plan.flavor()[u"disk"].toInt());
    addPage("details", "pencil", tr("Details"), launchDetailsPage(m_plan));
    addPage("source", "image", tr("Source"), launchSourcePage(m_plan));
    addPage("flavor", "layers", tr("Size"), launchFlavorPage(m_plan));
    addPage("networks", "network", tr("Networks and ports"), launchNetworksPage(m_plan));
    addPage("groups", "shield", tr("Security groups"), launchGroupsPage(m_plan));
    addPage("key", "key-round", tr("Key pair"), launchKeyPage(m_plan));
    addPage("script", "file-cog", tr("Configuration"), launchScriptPage(m_plan));
    addPage("server-group", "boxes", tr("Server group"), launchServerGroupPage(m_plan));
    addPage("hints", "funnel", tr("Scheduler hints"), launchHintsPage(m_plan));
    addPage("metadata", "list", tr("Metadata"), launchMetadataPage(m_plan));
    addPage("review", "clipboard-list", tr("Review"), launchReviewPage(m_plan));
    for (auto* page : findChildren<kit::StepPage*>())
        connect(page, &kit::StepPage::edited, this, &LaunchWizard::onEdited);
    connect(this, &kit::StepDialog::submitted, this, &LaunchWizard::launch);
    onEdited();
}

void LaunchWizard::onEdited() { m_plan.fit->ask(fitBody(m_plan.draft, m_plan.workspace())); }

void LaunchWizard::launch()
{
    auto* task = new LaunchTask(m_plan.context, m_plan.draft);
    connect(task, &LaunchTask::progressed, this, [this](const QString& text) { acceptButton()->setText(text); });
    connect(task, &LaunchTask::accepted, this, &QDialog::accept);
    connect(task, &LaunchTask::refused, this, [this](const Error& error) { showError(error, tr("%1 was not launched").arg(m_plan.draft.name)); });
    task->start();
}

} // namespace skylab::panel
