#include "compute/handlers/QuotasHandler.h"

#include "compute/ComputeService.h"
#include "compute/store/UserQuotas.h"

namespace skylab::compute {

using service::Call;

namespace {

/// The resources of a quota set at a microversion: networks left with 2.36 (of quota classes with 2.50), injected files
/// with 2.57.
QStringList resourcesAt(sdk::Version version, sdk::Version networksUntil = sdk::mv(2, 35))
{
    QStringList names { QStringLiteral("instances"), QStringLiteral("cores"), QStringLiteral("ram"), QStringLiteral("metadata_items"), QStringLiteral("key_pairs"),
                        QStringLiteral("server_groups"), QStringLiteral("server_group_members") };
    if (version <= networksUntil)
        names << QStringLiteral("fixed_ips") << QStringLiteral("floating_ips") << QStringLiteral("security_groups") << QStringLiteral("security_group_rules");
    if (version < sdk::mv(2, 57))
        names << QStringLiteral("injected_files") << QStringLiteral("injected_file_content_bytes") << QStringLiteral("injected_file_path_bytes");
    return names;
}

sdk::Version lastOfNetworks(bool ofClass) { return sdk::mv(2, ofClass ? 49 : 35); }

/// From 2.75 what a query does not know is refused.
Result<> checkQuery(const Call& call, const QStringList& known)
{
    if (call.version >= sdk::mv(2, 75))
        for (const auto& [name, value] : call.request.query())
            if (!known.contains(name))
                return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed ('%1' was unexpected)").arg(name.left(64)), name);
    return {};
}

http::Response quotaResponse(const Call& call, const QMap<QString, qint64>& limits, const char* key, const QString& id)
{
    JsonWriter json;
    json.beginObject().key(key).beginObject();
    if (!id.isNull())
        json.key("id").value(id);
    for (const auto& name : resourcesAt(call.version, lastOfNetworks(qstrcmp(key, "quota_class_set") == 0)))
        json.key(QStringView(name)).value(limits.value(name, -1));
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> QuotasHandler::routes()
{
    using H = QuotasHandler;
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::route("GET", "/limits", read("limits"), this, &H::limits),
        service::route("GET", "/os-quota-sets/{project_id}", read("os-quota-sets:show"), this, &H::showQuota),
        service::route("GET", "/os-quota-sets/{project_id}/defaults", { QStringLiteral("os_compute_api:os-quota-sets:defaults"), service::rules::anyone }, this, &H::quotaDefaults),
        service::route("GET", "/os-quota-sets/{project_id}/detail", read("os-quota-sets:detail"), this, &H::quotaDetail),
        service::route("PUT", "/os-quota-sets/{project_id}", admin("os-quota-sets:update"), this, &H::updateQuota),
        service::route("DELETE", "/os-quota-sets/{project_id}", admin("os-quota-sets:delete"), this, &H::resetQuota),
        service::route("GET", "/os-quota-class-sets/{class_id}", admin("os-quota-class-sets:show"), this, &H::showQuotaClass),
        service::route("PUT", "/os-quota-class-sets/{class_id}", admin("os-quota-class-sets:update"), this, &H::updateQuotaClass),
    };
}

Result<> QuotasHandler::requireOwnProject(const Call& call) const
{
    if (call.id(QStringLiteral("project_id")) == call.projectId() || call.context.admin)
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow reading another project's quotas and usage."));
}

Result<http::Response> QuotasHandler::limits(Call& call)
{
    TRY(checkQuery(call, { QStringLiteral("tenant_id"), QStringLiteral("reserved") }));
    const auto other = call.query(u"tenant_id");
    if (!other.isEmpty() && other != call.projectId() && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow os_compute_api:limits:other_project to be performed."));
    const auto project = other.isEmpty() ? call.projectId() : other;
    QMap<QString, qint64> limits, used;
    TRY(m_service.database().read([&](db::Connection& connection) -> Result<> {
        limits = TRY(m_service.quota().limits(connection, project));
        used = TRY(userquotas::use(connection, project));
        return {};
    }));
    JsonWriter json;
    json.beginObject().key("limits").beginObject().key("rate").beginArray().endArray().key("absolute").beginObject();
    const auto limit = [&](const char* name, const char* resource) { json.key(name).value(limits.value(QLatin1String(resource), -1)); };
    const auto usage = [&](const char* name, const char* resource) { json.key(name).value(used.value(QLatin1String(resource), 0)); };
    limit("maxTotalInstances", "instances");
    limit("maxTotalCores", "cores");
    limit("maxTotalRAMSize", "ram");
    limit("maxServerMeta", "metadata_items");
    limit("maxTotalKeypairs", "key_pairs");
    limit("maxServerGroups", "server_groups");
    limit("maxServerGroupMembers", "server_group_members");
    if (call.version < sdk::mv(2, 39))
        limit("maxImageMeta", "metadata_items");
    if (call.version < sdk::mv(2, 57)) {
        limit("maxPersonality", "injected_files");
        limit("maxPersonalitySize", "injected_file_content_bytes");
    }
    if (call.version < sdk::mv(2, 36)) {
        limit("maxSecurityGroups", "security_groups");
        limit("maxSecurityGroupRules", "security_group_rules");
        limit("maxTotalFloatingIps", "floating_ips");
        usage("totalFloatingIpsUsed", "floating_ips");
        usage("totalSecurityGroupsUsed", "security_groups");
    }
    usage("totalInstancesUsed", "instances");
    usage("totalCoresUsed", "cores");
    usage("totalRAMUsed", "ram");
    usage("totalServerGroupsUsed", "server_groups");
    json.endObject().endObject().endObject();
    return service::jsonResponse(200, json.take());
}

// ---- quota sets

Result<QMap<QString, qint64>> QuotasHandler::limitsOf(db::Connection& connection, const QString& projectId, const QString& userId) const
{
    auto limits = TRY(m_service.quota().limits(connection, projectId));
    if (userId.isEmpty())
        return limits;
    const auto own = TRY(userquotas::limits(connection, projectId, userId));
    for (auto it = own.begin(); it != own.end(); ++it)
        limits[it.key()] = it.value();
    return limits;
}

Result<http::Response> QuotasHandler::showQuota(Call& call)
{
    TRY(checkQuery(call, { QStringLiteral("user_id") }));
    TRY(requireOwnProject(call));
    const auto project = call.id(QStringLiteral("project_id"));
    return quotaResponse(call, TRY(m_service.database().read([&](db::Connection& connection) { return limitsOf(connection, project, call.query(u"user_id")); })), "quota_set", project);
}

Result<http::Response> QuotasHandler::quotaDefaults(Call& call)
{
    return quotaResponse(call, m_service.quota().defaults(), "quota_set", call.id(QStringLiteral("project_id")));
}

Result<http::Response> QuotasHandler::quotaDetail(Call& call)
{
    TRY(checkQuery(call, { QStringLiteral("user_id") }));
    TRY(requireOwnProject(call));
    const auto project = call.id(QStringLiteral("project_id"));
    const auto user = call.query(u"user_id");
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto limits = TRY(limitsOf(connection, project, user));
        const auto used = TRY(userquotas::use(connection, project, user));
        JsonWriter json;
        json.beginObject().key("quota_set").beginObject().key("id").value(project);
        for (const auto& name : resourcesAt(call.version))
            json.key(QStringView(name)).beginObject().key("limit").value(limits.value(name, -1)).key("in_use").value(used.value(name, 0)).key("reserved").value(0).endObject();
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

namespace {

/// The limits that a body asks for; BadRequest for a name that the microversion does not have.
Result<QMap<QString, qint64>> limitsIn(const QJsonObject& wanted, const char* key, const QStringList& known)
{
    static constexpr sdk::Rules rules { .min = -1, .max = 0x7fffffff };
    QMap<QString, qint64> limits;
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (!known.contains(it.key()))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': additional properties are not allowed ('%2' was unexpected)").arg(QLatin1String(key), it.key().left(64)), it.key());
        qint64 limit = 0;
        sdk::Problems problems;
        sdk::Decoding decoding { problems, QLatin1String(key) + u'.' + it.key(), rules };
        if (!sdk::Codec<qint64>::decode(it.value(), limit, decoding))
            return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
        limits.insert(it.key(), limit);
    }
    return limits;
}

/// Whether a limit is above another; -1 is above all.
bool above(qint64 limit, qint64 other) { return other >= 0 && (limit < 0 || limit > other); }

} // namespace

Result<http::Response> QuotasHandler::updateQuota(Call& call)
{
    TRY(checkQuery(call, { QStringLiteral("user_id") }));
    auto wanted = TRY(service::unwrap(call, "quota_set"));
    const auto project = call.id(QStringLiteral("project_id"));
    const auto user = call.query(u"user_id");
    wanted.remove(QStringLiteral("tenant_id"));
    const auto forced = wanted.take(QStringLiteral("force"));
    static constexpr sdk::Rules rules {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("quota_set.force"), rules };
    bool force = false;
    if (!forced.isUndefined() && !sdk::Codec<bool>::decode(forced, force, decoding))
        return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    const auto limits = TRY(limitsIn(wanted, "quota_set", resourcesAt(call.version)));
    const auto now = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<QMap<QString, qint64>> {
        const auto used = TRY(userquotas::use(transaction, project, user));
        const auto most = TRY(m_service.quota().limits(transaction, project));
        for (auto it = limits.begin(); it != limits.end(); ++it) {
            const auto limit = it.value();
            if (!force && limit >= 0 && limit < used.value(it.key(), 0))
                return fail(ErrorCode::BadRequest, QStringLiteral("Quota limit %1 for %2 must be greater than or equal to already used and reserved %3.").arg(limit).arg(it.key()).arg(used.value(it.key(), 0)), it.key());
            if (!force && !user.isEmpty() && above(limit, most.value(it.key(), -1)))
                return fail(ErrorCode::BadRequest, QStringLiteral("Quota limit %1 for %2 must be less than or equal to %3.").arg(limit).arg(it.key()).arg(most.value(it.key(), -1)), it.key());
            TRY(user.isEmpty() ? m_service.quota().setLimit(transaction, project, it.key(), limit) : userquotas::setLimit(transaction, project, user, it.key(), limit));
        }
        return limitsOf(transaction, project, user);
    }));
    return quotaResponse(call, now, "quota_set", {});
}

Result<http::Response> QuotasHandler::resetQuota(Call& call)
{
    TRY(checkQuery(call, { QStringLiteral("user_id") }));
    const auto project = call.id(QStringLiteral("project_id"));
    const auto user = call.query(u"user_id");
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (!user.isEmpty())
            return userquotas::reset(transaction, project, user);
        TRY(userquotas::resetProject(transaction, project));
        return m_service.quota().reset(transaction, project);
    }));
    return http::Response::empty(202);
}

// ---- quota classes

Result<QMap<QString, qint64>> QuotasHandler::limitsOfClass(db::Connection& connection, const QString& name) const
{
    auto limits = m_service.quota().defaults();
    const auto own = TRY(userquotas::classLimits(connection, name));
    for (auto it = own.begin(); it != own.end(); ++it)
        limits[it.key()] = it.value();
    return limits;
}

Result<http::Response> QuotasHandler::showQuotaClass(Call& call)
{
    const auto name = call.id(QStringLiteral("class_id"));
    return quotaResponse(call, TRY(m_service.database().read([&](db::Connection& connection) { return limitsOfClass(connection, name); })), "quota_class_set", name);
}

/// The class "default" is what every project has that has no limits of its own.
Result<http::Response> QuotasHandler::updateQuotaClass(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "quota_class_set"));
    const auto name = call.id(QStringLiteral("class_id"));
    if (name.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("The name of a quota class has at most 255 characters."), QStringLiteral("id"));
    const auto limits = TRY(limitsIn(wanted, "quota_class_set", resourcesAt(call.version, lastOfNetworks(true))));
    const auto now = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<QMap<QString, qint64>> {
        for (auto it = limits.begin(); it != limits.end(); ++it)
            TRY(userquotas::setClassLimit(transaction, name, it.key(), it.value()));
        return limitsOfClass(transaction, name);
    }));
    if (name == u"default")
        TRY(m_service.loadQuotaDefaults());
    return quotaResponse(call, now, "quota_class_set", {});
}

} // namespace skylab::compute
