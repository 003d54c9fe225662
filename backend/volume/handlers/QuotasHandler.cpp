#include "volume/handlers/QuotasHandler.h"

#include "volume/VolumeService.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString projectArgument = QStringLiteral("project_id");
const QString classArgument = QStringLiteral("class_name");
using Numbers = QuotaStore::Numbers;

/// {"<key>": {"id": ..., resource: limit}}; without an id where it is empty.
http::Response respondLimits(const char* key, const QString& id, const Numbers& numbers)
{
    JsonWriter json;
    json.beginObject().key(key).beginObject();
    if (!id.isEmpty())
        json.key("id").value(id);
    for (auto it = numbers.begin(); it != numbers.end(); ++it)
        json.key(QStringView(it.key())).value(it.value());
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

http::Response respondUsage(const QString& id, const Numbers& limits, const Numbers& used)
{
    JsonWriter json;
    json.beginObject().key("quota_set").beginObject().key("id").value(id);
    for (auto it = limits.begin(); it != limits.end(); ++it)
        json.key(QStringView(it.key())).beginObject().key("limit").value(it.value()).key("in_use").value(used.value(it.key(), 0)).key("reserved").value(0).endObject();
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<Numbers> wantedLimits(const QJsonObject& body, const QStringList& ignored)
{
    static constexpr sdk::Rules rules { .min = -1, .max = 0x7fffffff };
    Numbers numbers;
    sdk::Problems problems;
    for (auto it = body.begin(); it != body.end(); ++it) {
        sdk::Decoding decoding { problems, it.key().left(64), rules };
        if (!ignored.contains(it.key()) && !sdk::Codec<qint64>::decode(it.value(), numbers[it.key()], decoding))
            return fail(ErrorCode::BadRequest, problems.text(), problems.firstField());
    }
    return numbers;
}

} // namespace

std::vector<service::Route> QuotasHandler::routes()
{
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("volume_extension:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    const service::Guard read { QStringLiteral("volume_extension:quotas:show"), service::rules::projectReader };
    const service::Guard used { QStringLiteral("limits_extension:used_limits"), QStringLiteral("rule:admin_required or role:reader") };
    return {
        service::route("GET", "/limits", used, this, &QuotasHandler::limits),
        service::route("GET", "/os-quota-sets/{project_id}", read, this, &QuotasHandler::show),
        service::route("GET", "/os-quota-sets/{project_id}/defaults", read, this, &QuotasHandler::defaults),
        service::route("PUT", "/os-quota-sets/{project_id}", admin("quotas:update"), this, &QuotasHandler::update),
        service::route("DELETE", "/os-quota-sets/{project_id}", admin("quotas:delete"), this, &QuotasHandler::reset),
        service::route("GET", "/os-quota-class-sets/{class_name}", admin("quota_classes:get"), this, &QuotasHandler::showClass),
        service::route("PUT", "/os-quota-class-sets/{class_name}", admin("quota_classes:update"), this, &QuotasHandler::updateClass),
    };
}

Result<http::Response> QuotasHandler::limits(Call& call)
{
    auto project = call.projectId();
    // From 3.39 administrators may ask about any project.
    if (const auto other = call.query(u"project_id"); !other.isEmpty() && call.context.admin)
        project = other;
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto limit = TRY(m_service.quota().limits(connection, project));
        const auto used = TRY(m_service.quota().inUse(connection, project));
        JsonWriter json;
        json.beginObject().key("limits").beginObject().key("rate").beginArray().endArray().key("absolute").beginObject();
        const auto write = [&](const char* most, const char* now, const QString& resource) { json.key(most).value(limit.value(resource, -1)).key(now).value(used.value(resource, 0)); };
        write("maxTotalVolumes", "totalVolumesUsed", QStringLiteral("volumes"));
        write("maxTotalVolumeGigabytes", "totalGigabytesUsed", QStringLiteral("gigabytes"));
        write("maxTotalSnapshots", "totalSnapshotsUsed", QStringLiteral("snapshots"));
        write("maxTotalBackups", "totalBackupsUsed", QStringLiteral("backups"));
        write("maxTotalBackupGigabytes", "totalBackupGigabytesUsed", QStringLiteral("backup_gigabytes"));
        json.endObject().endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> QuotasHandler::show(Call& call)
{
    const auto project = call.id(projectArgument);
    const auto usage = call.query(u"usage").toLower();
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto limits = TRY(m_service.quota().visible(connection, call.context, TRY(m_service.quota().limits(connection, project))));
        if (usage != u"true" && usage != u"1")
            return respondLimits("quota_set", project, limits);
        return respondUsage(project, limits, TRY(m_service.quota().inUse(connection, project)));
    });
}

Result<http::Response> QuotasHandler::defaults(Call& call)
{
    return respondLimits("quota_set", call.id(projectArgument), TRY(m_service.database().read([&](db::Connection& connection) -> Result<Numbers> {
        return m_service.quota().visible(connection, call.context, TRY(m_service.quota().defaults(connection)));
    })));
}

Result<http::Response> QuotasHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, "quota_set"));
    const auto wanted = TRY(wantedLimits(body, { QStringLiteral("tenant_id"), QStringLiteral("id"), QStringLiteral("force") }));
    if (body.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'quota_set': it must hold at least one limit"), QStringLiteral("quota_set"));
    const auto project = call.id(projectArgument);
    const auto limits = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Numbers> {
        const auto used = TRY(m_service.quota().inUse(transaction, project));
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            if (it.value() >= 0 && it.value() < used.value(it.key(), 0))
                return fail(ErrorCode::BadRequest, QStringLiteral("Quota %1 limit must be equal or greater than existing resources. Current usage is %2 and the requested limit is %3.")
                                                       .arg(it.key().left(64)).arg(used.value(it.key())).arg(it.value()), it.key().left(64));
            TRY(m_service.quota().setLimit(transaction, project, it.key(), it.value()));
        }
        return m_service.quota().limits(transaction, project);
    }));
    return respondLimits("quota_set", {}, limits);
}

Result<http::Response> QuotasHandler::reset(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) { return m_service.quota().reset(transaction, call.id(projectArgument)); }));
    return http::Response::empty(200);
}

Result<http::Response> QuotasHandler::showClass(Call& call)
{
    const auto name = call.id(classArgument);
    return respondLimits("quota_class_set", name, TRY(m_service.database().read([&](db::Connection& connection) { return m_service.quota().classLimits(connection, name); })));
}

Result<http::Response> QuotasHandler::updateClass(Call& call)
{
    const auto wanted = TRY(wantedLimits(TRY(service::unwrap(call, "quota_class_set")), {}));
    const auto name = call.id(classArgument);
    const auto limits = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Numbers> {
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            TRY(m_service.quota().setClassLimit(transaction, name, it.key(), it.value()));
        return m_service.quota().classLimits(transaction, name);
    }));
    return respondLimits("quota_class_set", {}, limits);
}

} // namespace skylab::volume
