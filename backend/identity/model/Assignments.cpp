#include "identity/model/Assignments.h"

namespace skylab::identity {

namespace {

void addBelow(const QHash<QString, QStringList>& children, const QString& id, QStringList& all)
{
    for (const auto& child : children.value(id)) {
        if (all.contains(child))
            continue;
        all << child;
        addBelow(children, child, all);
    }
}

} // namespace

std::vector<EffectiveAssignment> effectiveAssignments(const std::vector<Assignment>& granted, const AssignmentWorld& world)
{
    std::vector<EffectiveAssignment> all;
    for (const auto& one : granted) {
        const auto users = one.actorType == u"group" ? world.members.value(one.actorId) : QStringList { one.actorId };
        QStringList targets { one.targetId };
        if (one.inherited) {
            targets.clear();
            addBelow(world.children, one.targetId, targets);
        }
        const auto targetType = one.inherited ? QStringLiteral("project") : one.targetType;
        for (const auto& user : users)
            for (const auto& target : targets)
                for (const auto& role : world.roles.effective({ one.roleId }))
                    all.push_back({ { QStringLiteral("user"), user, targetType, target, role, one.inherited }, one });
    }
    return all;
}

} // namespace skylab::identity
