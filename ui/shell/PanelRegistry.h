#pragma once

#include "shell/Panel.h"

#include <vector>

namespace skylab::client {
class Session;
}

namespace skylab::shell {

/// The panels of the program, in the order of the sidebar.
class PanelRegistry {
public:
    explicit PanelRegistry(std::vector<PanelEntry> entries) : m_entries(std::move(entries)) { }

    [[nodiscard]] const std::vector<PanelEntry>& all() const { return m_entries; }
    [[nodiscard]] const PanelEntry* find(const QString& id) const;
    /// Those that this cloud offers and this user may use.
    [[nodiscard]] std::vector<const PanelEntry*> offered(const client::Session& session) const;
    /// The same without those whose feature the cloud lacks; its features are known some time after the sign-in.
    [[nodiscard]] std::vector<const PanelEntry*> offered(model::Workspace& workspace) const;
    static QString sectionTitle(Section section);

private:
    std::vector<PanelEntry> m_entries;
};

} // namespace skylab::shell
