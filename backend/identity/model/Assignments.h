#pragma once

#include "identity/model/RoleGraph.h"

#include <QHash>

#include <vector>

namespace skylab::identity {

/// Who (user or group) has which role where. One row of role_assignments.
struct Assignment {
    QString actorType;                   ///< "user" or "group"
    QString actorId;
    QString targetType;                  ///< "project", "domain" or "system"
    QString targetId;                    ///< "all" for the system
    QString roleId;
    bool inherited = false;              ///< holds in the projects below the target, not in it itself

    bool operator==(const Assignment&) const = default;
};

/// An assignment as it works: after groups, inheritance and implied roles; and what was granted to bring it about.
struct EffectiveAssignment {
    Assignment shown;
    Assignment granted;
};

/// What expansion needs to know of the cloud.
struct AssignmentWorld {
    RoleGraph roles;
    QHash<QString, QStringList> members;       ///< user ids by group id
    QHash<QString, QStringList> children;      ///< project ids by parent (project or domain) id
};

/// Every user's roles in every target, as tokens would have them. A role is listed once per grant that brings it.
std::vector<EffectiveAssignment> effectiveAssignments(const std::vector<Assignment>& granted, const AssignmentWorld& world);

} // namespace skylab::identity
