#include "identity/handlers/DomainConfigHandler.h"

#include "identity/model/DomainOptions.h"

namespace skylab::identity {

using service::Call;

namespace {

QString domainId(const Call& call) { return call.id(QStringLiteral("domain_id")); }
QString groupOf(const Call& call) { return call.id(QStringLiteral("group")); }
QString optionOf(const Call& call) { return call.id(QStringLiteral("option")); }

/// "Could not find option url in group ldap in domain configuration for domain x."
auto notFound(const Call& call)
{
    const auto group = groupOf(call);
    const auto what = group.isEmpty() ? QStringLiteral("any options") : optionOf(call).isEmpty() ? QStringLiteral("group ") + group
                                                                                                 : QStringLiteral("option %1 in group %2").arg(optionOf(call), group);
    return fail(ErrorCode::NotFound, QStringLiteral("Could not find %1 in domain configuration for domain %2.").arg(what, domainId(call)));
}

http::Response configResponse(int status, const QJsonObject& config)
{
    JsonWriter json;
    json.beginObject().key("config").value(config).endObject();
    return http::Response::json(status, json.take());
}

/// The group or option that the path names, as answers show it; nothing when it is not there.
std::optional<QJsonObject> narrowed(const Call& call, const QJsonObject& config)
{
    const auto group = groupOf(call);
    if (group.isEmpty())
        return config.isEmpty() ? std::nullopt : std::optional(config);
    const auto options = config.value(group).toObject();
    if (const auto option = optionOf(call); !option.isEmpty())
        return options.contains(option) ? std::optional(QJsonObject { { option, options.value(option) } }) : std::nullopt;
    return options.isEmpty() ? std::nullopt : std::optional(QJsonObject { { group, options } });
}

Result<> requireKnownPath(const Call& call)
{
    return groupOf(call).isEmpty() ? Result<>() : DomainOptions::requireKnown(groupOf(call), optionOf(call));
}

/// Names only: values may be secrets.
Result<> recordConfig(db::Transaction& transaction, const Call& call, const char* change)
{
    const QJsonObject payload { { QStringLiteral("group"), groupOf(call) }, { QStringLiteral("option"), optionOf(call) } };
    return service::appendEvent(transaction, call.context, QStringLiteral("identity.domain_config.") + QLatin1String(change), domainId(call), {}, payload);
}

} // namespace

Result<QJsonObject> DomainConfigHandler::wanted(const Call& call) const
{
    const auto config = TRY(service::unwrap(call, "config"));
    const auto group = groupOf(call);
    const auto option = optionOf(call);
    if (group.isEmpty())
        return config;
    // An option is sent alone or within its group.
    auto groups = !option.isEmpty() && !config.contains(group) ? QJsonObject { { group, config } } : config;
    if (groups.size() != 1 || !groups.contains(group))
        return fail(ErrorCode::Forbidden, QStringLiteral("Invalid domain specific configuration: the path names the group %1, so the configuration must have this group and no other.").arg(group));
    const auto options = groups.value(group).toObject();
    if (!option.isEmpty() && (options.size() != 1 || !options.contains(option)))
        return fail(ErrorCode::Forbidden, QStringLiteral("Invalid domain specific configuration: the path names the option %1, so the configuration must have this option and no other.").arg(option));
    return groups;
}

Result<http::Response> DomainConfigHandler::answer(db::Connection& connection, const Call& call, int status) const
{
    return configResponse(status, TRY(DomainConfigStore::readShown(connection, domainId(call))));
}

Result<http::Response> DomainConfigHandler::show(Call& call)
{
    TRY(requireKnownPath(call));
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        TRY(requiredDomain(connection, domainId(call)));
        const auto found = narrowed(call, TRY(DomainConfigStore::readShown(connection, domainId(call))));
        if (!found)
            return notFound(call);
        return configResponse(200, *found);
    });
}

Result<http::Response> DomainConfigHandler::replace(Call& call)
{
    const auto groups = TRY(wanted(call));
    TRY(DomainOptions::check(groups));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requiredDomain(transaction, domainId(call)));
        const bool existed = TRY(DomainConfigStore::remove(transaction, domainId(call)));
        TRY(m_store.merge(transaction, domainId(call), groups));
        TRY(recordConfig(transaction, call, existed ? "update" : "create"));
        return answer(transaction, call, existed ? 200 : 201);
    });
}

Result<http::Response> DomainConfigHandler::update(Call& call)
{
    TRY(requireKnownPath(call));
    const auto groups = TRY(wanted(call));
    TRY(DomainOptions::check(groups));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requiredDomain(transaction, domainId(call)));
        if (!groupOf(call).isEmpty() && !TRY(DomainConfigStore::contains(transaction, domainId(call), groupOf(call), optionOf(call))))
            return notFound(call);
        TRY(m_store.merge(transaction, domainId(call), groups));
        TRY(recordConfig(transaction, call, "update"));
        return answer(transaction, call, 200);
    });
}

Result<http::Response> DomainConfigHandler::remove(Call& call)
{
    TRY(requireKnownPath(call));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(requiredDomain(transaction, domainId(call)));
        if (!TRY(DomainConfigStore::remove(transaction, domainId(call), groupOf(call), optionOf(call))))
            return notFound(call);
        TRY(recordConfig(transaction, call, "delete"));
        return http::Response::empty(204);
    });
}

Result<http::Response> DomainConfigHandler::showDefault(Call& call)
{
    TRY(requireKnownPath(call));
    const auto found = narrowed(call, DomainOptions::defaults());
    // A secret has no default that could be shown.
    if (!found)
        return fail(ErrorCode::Forbidden, QStringLiteral("Invalid domain specific configuration: Option %1 in group %2 is not supported for domain specific configurations.").arg(optionOf(call), groupOf(call)));
    return configResponse(200, *found);
}

} // namespace skylab::identity
