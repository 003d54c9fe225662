#include "compute/handlers/FlavorsHandler.h"

#include "compute/ComputeService.h"
#include "compute/model/ExtraSpecs.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::Call;

namespace {

const QString visibleToProject = QStringLiteral("(is_public = ? OR id IN (SELECT flavor_id FROM flavor_access WHERE project_id = ?))");

bool isFlavorId(const QString& id)
{
    return !id.startsWith(u' ') && !id.endsWith(u' ') && std::all_of(id.begin(), id.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'.' || c == u' ' || c == u'_' || c == u'-';
    });
}

bool isSpecKey(const QString& key)
{
    return !key.isEmpty() && key.size() <= 255 && std::all_of(key.begin(), key.end(), [](QChar c) { return c.isLetterOrNumber() || QStringView(u"-_:. ").contains(c); });
}

Result<> addMinimum(const Call& call, const char* parameter, const char* column, QStringList& where, QVariantList& arguments)
{
    const auto text = call.query(QString::fromLatin1(parameter));
    if (text.isNull())
        return {};
    bool ok = false;
    const auto minimum = text.toInt(&ok);
    if (!ok)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid %1 filter [%2]").arg(QLatin1String(parameter), text.left(64)), QString::fromLatin1(parameter));
    where << QStringLiteral("%1 >= ?").arg(QLatin1String(column));
    arguments << minimum;
    return {};
}

QByteArray specsJson(const sdk::StringMap& specs)
{
    JsonWriter json;
    json.beginObject().key("extra_specs");
    sdk::Codec<sdk::StringMap>::encode(json, specs, {});
    json.endObject();
    return json.take();
}

Result<sdk::StringMap> readSpecs(const QJsonObject& object, sdk::Version version)
{
    sdk::StringMap specs;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!isSpecKey(it.key()))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'extra_specs': the key '%1' may have letters, digits, '-', '_', ':', '.' and blanks only").arg(it.key().left(64)), QStringLiteral("extra_specs"));
        if (!it->isString() && !it->isDouble() && !it->isBool())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be a string or a number").arg(it.key()), it.key());
        const auto text = it->toVariant().toString();
        if (text.size() > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it is longer than 255 characters").arg(it.key()), it.key());
        if (version >= sdk::mv(2, 86))
            TRY(checkExtraSpec(it.key(), text));
        specs.insert(it.key(), text);
    }
    return specs;
}

} // namespace

std::vector<service::Route> FlavorsHandler::routes()
{
    using H = FlavorsHandler;
    const service::Guard read { QStringLiteral("os_compute_api:flavors:index"), service::rules::projectReader };
    const auto admin = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; };
    return {
        service::quick(service::route("GET", "/flavors", read, this, &H::list)),
        service::quick(service::route("GET", "/flavors/detail", read, this, &H::listDetail)),      // few: admins make them
        service::quick(service::show("/flavors/{flavor_id}", read, this, &H::show)),
        service::route("POST", "/flavors", admin("os-flavor-manage:create"), this, &H::create),
        service::versions(service::update("PUT", "/flavors/{flavor_id}", admin("os-flavor-manage:update"), this, &H::update), sdk::mv(2, 55)),
        service::remove("/flavors/{flavor_id}", admin("os-flavor-manage:delete"), this, &H::remove, 202),
        service::route("GET", "/flavors/{flavor_id}/os-extra_specs", { QStringLiteral("os_compute_api:os-flavor-extra-specs:index"), service::rules::projectReader }, this, &H::showSpecs),
        service::route("POST", "/flavors/{flavor_id}/os-extra_specs", admin("os-flavor-extra-specs:create"), this, &H::createSpecs),
        service::route("GET", "/flavors/{flavor_id}/os-extra_specs/{key}", { QStringLiteral("os_compute_api:os-flavor-extra-specs:show"), service::rules::projectReader }, this, &H::showSpecs),
        service::route("PUT", "/flavors/{flavor_id}/os-extra_specs/{key}", admin("os-flavor-extra-specs:update"), this, &H::updateSpec),
        service::route("DELETE", "/flavors/{flavor_id}/os-extra_specs/{key}", admin("os-flavor-extra-specs:delete"), this, &H::removeSpec),
        service::route("GET", "/flavors/{flavor_id}/os-flavor-access", admin("os-flavor-access"), this, &H::listAccess),
        service::action("/flavors/{flavor_id}/action", "addTenantAccess", admin("os-flavor-access:add_tenant_access"), this, &H::addAccess),
        service::action("/flavors/{flavor_id}/action", "removeTenantAccess", admin("os-flavor-access:remove_tenant_access"), this, &H::removeAccess),
    };
}

Result<std::vector<FlavorRow>> FlavorsHandler::visibleTo(db::Connection& connection, const service::Context& context)
{
    if (context.admin)
        return Flavors::select(connection, QStringLiteral("disabled = ?"), { false });
    return Flavors::select(connection, QStringLiteral("disabled = ? AND ") + visibleToProject, { false, true, context.projectId });
}

Result<FlavorRow> FlavorsHandler::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto where = QStringLiteral("id = ?");
    QVariantList arguments { id };
    if (!context.admin) {
        where += QStringLiteral(" AND ") + visibleToProject;
        arguments << true << context.projectId;
    }
    auto row = TRY(Flavors::findWhere(connection, where, arguments));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Flavor %1 could not be found.").arg(id.left(64)), QStringLiteral("flavorRef"));
    return std::move(*row);
}

Result<http::Response> FlavorsHandler::answerList(Call& call, const QStringList& fields)
{
    auto rules = call.service.traits().listRules;
    rules.refuseUnknown = call.version >= sdk::mv(2, 75);
    rules.known = { QStringLiteral("is_public"), QStringLiteral("minRam"), QStringLiteral("minDisk") };
    auto query = TRY(sdk::parseListQuery<FlavorRow>(call.request.query(), rules));
    query.fields = fields;
    query.limit = query.limit.value_or(rules.maxLimit);
    QStringList where;
    QVariantList arguments;
    const auto isPublic = call.query(u"is_public");
    bool wanted = true;
    static constexpr sdk::Rules anyWord {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, QStringLiteral("is_public"), anyWord };
    const bool both = isPublic.toLower() == u"none";
    if (call.context.admin && !isPublic.isEmpty() && !both && !sdk::Codec<bool>::decode(isPublic.trimmed(), wanted, decoding))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid is_public filter [%1]").arg(isPublic.left(64)), QStringLiteral("is_public"));
    if (!call.context.admin || (wanted && !both)) {
        where << visibleToProject;
        arguments << true << call.projectId();
    } else if (!both) {
        where << QStringLiteral("is_public = ?");
        arguments << false;
    }
    TRY(addMinimum(call, "minRam", "ram", where, arguments));
    TRY(addMinimum(call, "minDisk", "disk", where, arguments));
    const auto page = TRY(m_service.database().read([&](db::Connection& connection) { return Flavors::list(connection, query, where.join(QStringLiteral(" AND ")), arguments); }));
    return service::respondList(call, page, query);
}

Result<http::Response> FlavorsHandler::list(Call& call)
{
    return answerList(call, { QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("description"), QStringLiteral("links") });
}

Result<http::Response> FlavorsHandler::listDetail(Call& call) { return answerList(call, {}); }

Result<FlavorRow> FlavorsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call.context, id); });
}

Result<> FlavorsHandler::announce(db::Transaction& transaction, const service::Context& context, const char* what, const FlavorRow& flavor)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(flavor, { .version = m_service.traits().maxVersion, .baseUrl = m_service.chassis().publicUrl() + m_service.traits().prefix });
    TRY(service::appendEvent(transaction, context, QStringLiteral("compute.flavor.%1").arg(QLatin1String(what)), flavor.id, {}, payload));
    transaction.onCommit([this] { m_service.chassis().events().wake(); });
    return {};
}

Result<http::Response> FlavorsHandler::create(Call& call)
{
    auto body = TRY(service::unwrap(call, sdk::Flavor::resourceKey));
    if (body[u"id"].isDouble())      // clients that number their flavors send numbers
        body.insert(QStringLiteral("id"), QString::number(body[u"id"].toInteger()));
    const auto wanted = TRY(sdk::decode<sdk::Flavor>(body, sdk::In::Create, call.version));
    FlavorRow row;
    static_cast<sdk::Flavor&>(row) = wanted.value;
    if (row.id.isEmpty() || row.id == u"auto")
        row.id = newUuid();
    if (!isFlavorId(row.id))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'id': '%1' may have letters, digits, '.', '-', '_' and inner blanks only").arg(row.id.left(64)), QStringLiteral("flavor.id"));
    if (row.rxtxFactor <= 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'rxtx_factor': it must be greater than 0"), QStringLiteral("flavor.rxtx_factor"));
    auto made = m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(Flavors::insert(transaction, row));
        return announce(transaction, call.context, "create", row);
    });
    if (!made && db::isUniqueViolation(made.error()))
        return fail(ErrorCode::Conflict, db::isUniqueViolation(made.error(), u"name") ? QStringLiteral("Flavor with name %1 already exists.").arg(row.name) : QStringLiteral("Flavor with ID %1 already exists.").arg(row.id));
    TRY(made);
    return service::respond(call, 200, row);
}

Result<FlavorRow> FlavorsHandler::change(Call& call, const QString& id, const std::function<Result<>(FlavorRow&)>& edit)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<FlavorRow> {
        auto row = TRY(find(transaction, call.context, id));
        TRY(edit(row));
        TRY(Flavors::update(transaction, row));
        TRY(announce(transaction, call.context, "update", row));
        return row;
    });
}

Result<FlavorRow> FlavorsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    if (!changes.contains(u"description"))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'flavor.description': it is required"), QStringLiteral("flavor.description"));
    return change(call, id, [&](FlavorRow& row) -> Result<> {
        row = TRY(sdk::decode<FlavorRow>(changes, sdk::In::Update, call.version, row)).value;
        return {};
    });
}

Result<> FlavorsHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(find(transaction, call.context, id));
        TRY(Flavors::remove(transaction, row.id));
        TRY(transaction.execute(QStringLiteral("DELETE FROM flavor_access WHERE flavor_id = ?"), row.id));
        return announce(transaction, call.context, "delete", row);
    });
}

// ---- extra specs

Result<http::Response> FlavorsHandler::showSpecs(Call& call)
{
    const auto flavor = TRY(show(call, call.id(QStringLiteral("flavor_id"))));
    const auto key = call.id(QStringLiteral("key"));
    if (key.isEmpty())
        return service::jsonResponse(200, specsJson(flavor.extraSpecs));
    if (!flavor.extraSpecs.contains(key))
        return fail(ErrorCode::NotFound, QStringLiteral("Flavor %1 has no extra specs with key %2.").arg(flavor.id, key.left(64)));
    JsonWriter json;
    json.beginObject().key(QStringView(key)).value(flavor.extraSpecs[key]).endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> FlavorsHandler::createSpecs(Call& call)
{
    const auto body = TRY(service::unwrap(call, "extra_specs"));
    const auto specs = TRY(readSpecs(body, call.version));
    TRY(change(call, call.id(QStringLiteral("flavor_id")), [&](FlavorRow& row) -> Result<> {
        for (auto it = specs.begin(); it != specs.end(); ++it)
            row.extraSpecs.insert(it.key(), it.value());
        return {};
    }));
    return service::jsonResponse(200, specsJson(specs));
}

Result<http::Response> FlavorsHandler::updateSpec(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto specs = TRY(readSpecs(call.json, call.version));
    if (specs.size() != 1 || !specs.contains(key))
        return fail(ErrorCode::BadRequest, QStringLiteral("The request body must hold exactly the key '%1' of the URI.").arg(key.left(64)), key);
    TRY(change(call, call.id(QStringLiteral("flavor_id")), [&](FlavorRow& row) -> Result<> {
        row.extraSpecs.insert(key, specs[key]);
        return {};
    }));
    JsonWriter json;
    sdk::Codec<sdk::StringMap>::encode(json, specs, {});
    return service::jsonResponse(200, json.take());
}

Result<http::Response> FlavorsHandler::removeSpec(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    TRY(change(call, call.id(QStringLiteral("flavor_id")), [&](FlavorRow& row) -> Result<> {
        if (row.extraSpecs.remove(key) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Flavor %1 has no extra specs with key %2.").arg(row.id, key.left(64)));
        return {};
    }));
    return http::Response::empty(200);
}

// ---- access

Result<http::Response> FlavorsHandler::answerAccess(const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT project_id FROM flavor_access WHERE flavor_id = ? ORDER BY project_id"), id));
        JsonWriter json;
        json.beginObject().key("flavor_access").beginArray();
        while (rows.next())
            json.beginObject().key("flavor_id").value(id).key("tenant_id").value(rows.get<QString>(0)).endObject();
        TRY(rows.check());
        json.endArray().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> FlavorsHandler::listAccess(Call& call)
{
    const auto flavor = TRY(show(call, call.id(QStringLiteral("flavor_id"))));
    if (flavor.isPublic)
        return fail(ErrorCode::NotFound, QStringLiteral("Access list not available for public flavors."));
    return answerAccess(flavor.id);
}

Result<http::Response> FlavorsHandler::addAccess(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto project = argument[u"tenant"].toString();
    if (project.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'tenant': it is required"), QStringLiteral("tenant"));
    const auto flavor = TRY(show(call, id));
    if (flavor.isPublic)
        return fail(ErrorCode::Conflict, QStringLiteral("Can not add access to a public flavor."));
    auto added = m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("INSERT INTO flavor_access (flavor_id, project_id) VALUES (?, ?)"), flavor.id, project));
        return announce(transaction, call.context, "update", flavor);
    });
    if (!added && db::isUniqueViolation(added.error()))
        return fail(ErrorCode::Conflict, QStringLiteral("Flavor access already exists for flavor %1 and project %2 combination.").arg(flavor.id, project));
    TRY(added);
    return answerAccess(flavor.id);
}

Result<http::Response> FlavorsHandler::removeAccess(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto project = argument[u"tenant"].toString();
    const auto flavor = TRY(show(call, id));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(transaction.execute(QStringLiteral("DELETE FROM flavor_access WHERE flavor_id = ? AND project_id = ?"), flavor.id, project)) == 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Flavor access not found for %1 / %2 combination.").arg(flavor.id, project.left(64)));
        return announce(transaction, call.context, "update", flavor);
    }));
    return answerAccess(flavor.id);
}

} // namespace skylab::compute
