#include "sdk/resource/Document.h"

namespace skylab::sdk::detail {

std::optional<QJsonValue> Reading::take(const char* name, const Rules& rules)
{
    if (!has(rules.in, outer.where) || !inRange(outer.version, rules.since, rules.until))
        return {};
    auto it = json.constFind(QLatin1String(name));
    if (rules.alias && it == json.constEnd())
        it = json.constFind(QLatin1String(rules.alias));
    if (it == json.constEnd()) {
        if (rules.required && outer.where == In::Create)
            outer.problems.add(pathOf(name), QStringLiteral("it is required"));
        return {};
    }
    ++used;
    if (rules.alias && it.key() == QLatin1String(name) && json.contains(QLatin1String(rules.alias)))
        ++used;      // both names were sent
    given.push_back(name);
    return QJsonValue(*it);
}

void Reading::reportUnknown(std::span<const FieldFacts> facts) const
{
    for (auto it = json.begin(); it != json.end(); ++it) {
        bool known = false;
        bool readOnly = false;
        for (const auto& field : facts) {
            const auto& rules = *field.rules;
            const bool same = it.key() == QLatin1String(field.name) || (rules.alias && it.key() == QLatin1String(rules.alias));
            const bool fits = has(rules.in, outer.where) && inRange(outer.version, rules.since, rules.until);
            known = known || (same && fits);
            readOnly = readOnly || (same && !fits && has(rules.in, In::Read));
        }
        if (known)
            continue;
        const auto path = prefix.isEmpty() ? it.key().left(64) : prefix + u'.' + it.key().left(64);
        outer.problems.add(path, readOnly ? QStringLiteral("it can't be set here") : QStringLiteral("additional properties are not allowed"));
    }
}

} // namespace skylab::sdk::detail
