#pragma once

#include <QString>
#include <QVariantList>

#include <optional>
#include <utility>

namespace skylab::service {

/// Whose events and tasks a reader gets. All must be asked for by name: a reader without a project gets none.
class ProjectScope {
public:
    /// Those of all projects, and those of none, which are for administrators.
    static ProjectScope all() { return ProjectScope(std::nullopt); }
    /// Those of one project. An empty id is no project's: there are none.
    static ProjectScope of(const QString& projectId) { return ProjectScope(projectId); }

    [[nodiscard]] bool contains(const QString& projectId) const { return !m_projectId || (!m_projectId->isEmpty() && *m_projectId == projectId); }
    /// The same as a condition on the column project_id; adds what it takes to the arguments.
    QString condition(QVariantList& arguments) const
    {
        if (!m_projectId)
            return QStringLiteral("1 = 1");
        arguments << *m_projectId;
        return QStringLiteral("project_id = ? AND project_id <> ''");
    }
    bool operator==(const ProjectScope&) const = default;

private:
    explicit ProjectScope(std::optional<QString> projectId) : m_projectId(std::move(projectId)) { }

    std::optional<QString> m_projectId;
};

} // namespace skylab::service
