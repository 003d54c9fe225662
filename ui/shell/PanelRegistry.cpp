#include "shell/PanelRegistry.h"

#include "model/Workspace.h"

#include <QCoreApplication>

#include <algorithm>

namespace skylab::shell {

namespace {
struct SectionWords {
    Q_DECLARE_TR_FUNCTIONS(SectionWords)
};
} // namespace

const PanelEntry* PanelRegistry::find(const QString& id) const
{
    const auto it = std::find_if(m_entries.begin(), m_entries.end(), [&](const auto& entry) { return entry.id == id; });
    return it == m_entries.end() ? nullptr : &*it;
}

std::vector<const PanelEntry*> PanelRegistry::offered(const client::Session& session) const
{
    std::vector<const PanelEntry*> offered;
    for (const auto& entry : m_entries) {
        if ((!entry.adminOnly || session.facts().isAdmin()) && session.hasService(entry.service))
            offered.push_back(&entry);
    }
    return offered;
}

std::vector<const PanelEntry*> PanelRegistry::offered(model::Workspace& workspace) const
{
    auto all = offered(workspace.session());
    all.erase(std::remove_if(all.begin(), all.end(), [&](const PanelEntry* entry) { return !entry->feature.isEmpty() && !workspace.has(entry->feature); }), all.end());
    return all;
}

QString PanelRegistry::sectionTitle(Section section)
{
    switch (section) {
    case Section::Compute: return SectionWords::tr("Compute");
    case Section::Storage: return SectionWords::tr("Storage");
    case Section::Network: return SectionWords::tr("Network");
    case Section::Administration: return SectionWords::tr("Administration");
    }
    return {};
}

} // namespace skylab::shell
