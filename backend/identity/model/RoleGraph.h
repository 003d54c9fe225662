#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>

namespace skylab::identity {

/// Roles and which of them come along with which: admin brings manager, that member, that reader.
/// A value; built from the database, read by many.
class RoleGraph {
public:
    struct Role {
        QString id;
        QString name;
        QString domainId;      ///< empty for a role of the whole cloud
    };

    void add(const Role& role) { m_roles.insert(role.id, role); }
    void imply(const QString& prior, const QString& implied) { m_implied[prior] << implied; }

    [[nodiscard]] std::optional<Role> role(const QString& id) const;
    /// What a role brings directly.
    [[nodiscard]] QStringList implied(const QString& id) const { return m_implied.value(id); }
    [[nodiscard]] QStringList priors() const;

    /// The roles and all that they bring, each once, unknown ids left out. Circles are no trouble.
    [[nodiscard]] QStringList expand(const QStringList& ids) const;
    /// The same as tokens have it: a domain's own roles only stand for what they bring.
    [[nodiscard]] QStringList effective(const QStringList& ids) const;
    [[nodiscard]] QStringList names(const QStringList& ids) const;

private:
    QHash<QString, Role> m_roles;
    QHash<QString, QStringList> m_implied;
};

} // namespace skylab::identity
