#include "placement/handlers/NamesHandler.h"

#include "core/JsonWriter.h"
#include "placement/PlacementService.h"
#include "placement/handlers/Wire.h"
#include "placement/model/Names.h"
#include "placement/model/Query.h"
#include "placement/store/ProviderStore.h"

namespace skylab::placement {

using sdk::mv;
using service::Call;

namespace {

constexpr qsizetype longestName = 255;

QString nameOf(const Call& call) { return call.id(QStringLiteral("name")); }

struct Known {
    QString name;
    Timestamp at;                ///< null: one of OpenStack's
};

Result<std::vector<Known>> customNames(db::Connection& connection, const char* table)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT name, created_at FROM %1 ORDER BY created_at, name").arg(QLatin1String(table))));
    std::vector<Known> names;
    while (rows.next())
        names.push_back({ rows.get<QString>(0), rows.get<Timestamp>(1) });
    TRY(rows.check());
    return names;
}

Result<std::optional<Known>> customName(db::Connection& connection, const char* table, const QString& name)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT name, created_at FROM %1 WHERE name = ?").arg(QLatin1String(table)), name));
    if (rows.next())
        return std::optional<Known>({ rows.get<QString>(0), rows.get<Timestamp>(1) });
    TRY(rows.check());
    return std::optional<Known>();
}

Result<bool> isUsed(db::Connection& connection, const QString& sql, const QString& name)
{
    auto rows = TRY(connection.query(sql, name));
    const bool found = rows.next();
    TRY(rows.check());
    return found;
}

Result<bool> hasClass(db::Connection& connection, const QString& name)
{
    return standardClasses().contains(name) || TRY(customName(connection, "resource_classes", name)).has_value();
}

void writeClass(JsonWriter& json, const Call& call, const QString& name)
{
    json.beginObject().key("name").value(name).key("links").beginArray().beginObject().key("rel").value("self");
    json.key("href").value(wire::path(call, QStringLiteral("/resource_classes/") + name)).endObject().endArray().endObject();
}

http::Response respondClass(const Call& call, const QString& name, Timestamp at)
{
    JsonWriter json;
    writeClass(json, call, name);
    return wire::json(call, 200, json.take(), at.isNull() ? Clock::now() : at);
}

Shape classShape() { return Shape::object().require("name", Shape::text(placement::customName(), longestName)); }

} // namespace

// ---- traits

Result<http::Response> NamesHandler::listTraits(Call& call)
{
    TRY(wire::acceptsJson(call));
    const auto wanted = queryObject(call.request.query());
    TRY(Shape::object().allow("name", Shape::text()).allow("associated", Shape::text()).check(wanted, QStringLiteral("Invalid query string parameters")));
    QStringList only;
    QString prefix;
    if (wanted.contains(QStringLiteral("name"))) {
        const auto filter = wanted[u"name"].toString();
        if (!filter.contains(u':'))
            return fail(ErrorCode::BadRequest, QStringLiteral("Badly formatted name parameter. Expected name query string parameter in form: ?name=[in|startswith]:[name1,name2|prefix]. Got: \"%1\"").arg(filter));
        if (filter.startsWith(u"in:"))
            only = filter.mid(3).split(u',');
        else if (filter.startsWith(u"startswith:"))
            prefix = filter.mid(11);
    }
    const auto associated = wanted[u"associated"].toString().toLower();
    if (wanted.contains(QStringLiteral("associated")) && associated != u"true" && associated != u"false")
        return fail(ErrorCode::BadRequest, QStringLiteral("The query parameter \"associated\" only accepts \"true\" or \"false\""));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        std::vector<Known> names;
        for (const auto& name : standardTraits())
            names.push_back({ name, {} });
        for (auto& custom : TRY(customNames(connection, "traits")))
            names.push_back(std::move(custom));
        QSet<QString> used;
        if (!associated.isEmpty()) {
            auto rows = TRY(connection.query(QStringLiteral("SELECT DISTINCT trait FROM provider_traits")));
            while (rows.next())
                used.insert(rows.get<QString>(0));
            TRY(rows.check());
        }
        Timestamp newest;
        JsonWriter json;
        json.beginObject().key("traits").beginArray();
        for (const auto& known : names) {
            if ((!only.isEmpty() && !only.contains(known.name)) || !known.name.startsWith(prefix) || (!associated.isEmpty() && used.contains(known.name) != (associated == u"true")))
                continue;
            newest = std::max(newest, known.at);
            json.value(known.name);
        }
        json.endArray().endObject();
        return wire::json(call, 200, json.take(), newest.isNull() ? Clock::now() : newest);
    });
}

Result<http::Response> NamesHandler::showTrait(Call& call)
{
    const auto name = nameOf(call);
    if (standardTraitSet().contains(name))
        return wire::stamped(call, http::Response::empty(204));
    const auto known = TRY(m_service.database().read([&](db::Connection& connection) { return customName(connection, "traits", name); }));
    if (!known)
        return fail(ErrorCode::NotFound, QStringLiteral("No such trait(s): %1.").arg(name.left(longestName)));
    return wire::stamped(call, http::Response::empty(204), known->at);
}

Result<http::Response> NamesHandler::putTrait(Call& call)
{
    const auto name = nameOf(call);
    if (!isCustomName(name) || name.size() > longestName)
        return fail(ErrorCode::BadRequest, QStringLiteral("The trait is invalid. A valid trait must be no longer than 255 characters, start with the prefix \"CUSTOM_\" and use following characters: \"A\"-\"Z\", \"0\"-\"9\" and \"_\""));
    const auto known = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Known> {
        if (auto there = TRY(customName(transaction, "traits", name)))
            return *there;
        TRY(transaction.execute(QStringLiteral("INSERT INTO traits (name, created_at) VALUES (?, ?)"), name, Clock::now()));
        return Known { name, {} };
    }));
    auto response = wire::stamped(call, http::Response::empty(known.at.isNull() ? 201 : 204), known.at.isNull() ? Clock::now() : known.at);
    wire::locate(call, response, QStringLiteral("/traits/") + name);
    return response;
}

Result<http::Response> NamesHandler::removeTrait(Call& call)
{
    const auto name = nameOf(call);
    if (standardTraitSet().contains(name))
        return fail(ErrorCode::BadRequest, QStringLiteral("Cannot delete standard trait %1.").arg(name));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (!TRY(customName(transaction, "traits", name)))
            return fail(ErrorCode::NotFound, QStringLiteral("No such trait(s): %1.").arg(name.left(longestName)));
        if (TRY(isUsed(transaction, QStringLiteral("SELECT 1 FROM provider_traits WHERE trait = ? LIMIT 1"), name)))
            return fail(ErrorCode::Conflict, QStringLiteral("The trait %1 is in use by a resource provider.").arg(name));
        TRY(transaction.execute(QStringLiteral("DELETE FROM traits WHERE name = ?"), name));
        return {};
    }));
    return http::Response::empty(204);
}

// ---- resource classes

Result<http::Response> NamesHandler::listClasses(Call& call)
{
    TRY(wire::acceptsJson(call));
    const auto custom = TRY(m_service.database().read([](db::Connection& connection) { return customNames(connection, "resource_classes"); }));
    JsonWriter json;
    json.beginObject().key("resource_classes").beginArray();
    for (const auto& name : standardClasses())
        writeClass(json, call, name);
    for (const auto& known : custom)
        writeClass(json, call, known.name);
    json.endArray().endObject();
    return wire::json(call, 200, json.take());
}

Result<http::Response> NamesHandler::createClass(Call& call)
{
    const auto name = TRY(wire::body(call, classShape()))[u"name"].toString();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(hasClass(transaction, name)))
            return fail(ErrorCode::Conflict, QStringLiteral("Conflicting resource class already exists: %1").arg(name));
        TRY(transaction.execute(QStringLiteral("INSERT INTO resource_classes (name, created_at, updated_at) VALUES (?, ?, ?)"), name, Clock::now(), Clock::now()));
        return {};
    }));
    auto response = http::Response::empty(201);
    wire::locate(call, response, QStringLiteral("/resource_classes/") + name);
    return response;
}

Result<http::Response> NamesHandler::showClass(Call& call)
{
    TRY(wire::acceptsJson(call));
    const auto name = nameOf(call);
    if (standardClasses().contains(name))
        return respondClass(call, name, {});
    const auto known = TRY(m_service.database().read([&](db::Connection& connection) { return customName(connection, "resource_classes", name); }));
    if (!known)
        return fail(ErrorCode::NotFound, QStringLiteral("No such resource class %1.").arg(name.left(longestName)));
    return respondClass(call, name, known->at);
}

Result<http::Response> NamesHandler::putClass(Call& call)
{
    if (call.version < mv(1, 7))
        return renameClass(call);
    const auto name = nameOf(call);
    TRY(classShape().check(QJsonObject { { QStringLiteral("name"), name } }, QStringLiteral("JSON does not validate")));
    const bool made = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<bool> {
        if (TRY(hasClass(transaction, name)))
            return false;
        TRY(transaction.execute(QStringLiteral("INSERT INTO resource_classes (name, created_at, updated_at) VALUES (?, ?, ?)"), name, Clock::now(), Clock::now()));
        return true;
    }));
    auto response = http::Response::empty(made ? 201 : 204);
    wire::locate(call, response, QStringLiteral("/resource_classes/") + name);
    return response;
}

Result<http::Response> NamesHandler::renameClass(Call& call)
{
    const auto name = nameOf(call);
    const auto wanted = TRY(wire::body(call, classShape()))[u"name"].toString();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(ProviderStore::requireClass(transaction, name));
        if (standardClasses().contains(name))
            return fail(ErrorCode::BadRequest, QStringLiteral("Cannot update standard resource class %1").arg(name));
        if (wanted != name && TRY(hasClass(transaction, wanted)))
            return fail(ErrorCode::Conflict, QStringLiteral("Resource class already exists: %1").arg(wanted));
        TRY(transaction.execute(QStringLiteral("UPDATE resource_classes SET name = ?, updated_at = ? WHERE name = ?"), wanted, Clock::now(), name));
        for (const auto* table : { "inventories", "allocations" })
            TRY(transaction.execute(QStringLiteral("UPDATE %1 SET resource_class = ? WHERE resource_class = ?").arg(QLatin1String(table)), wanted, name));
        return {};
    }));
    return respondClass(call, wanted, {});
}

Result<http::Response> NamesHandler::removeClass(Call& call)
{
    const auto name = nameOf(call);
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(ProviderStore::requireClass(transaction, name));
        if (standardClasses().contains(name))
            return fail(ErrorCode::BadRequest, QStringLiteral("Error in delete resource class: Cannot delete standard resource class %1.").arg(name));
        if (TRY(isUsed(transaction, QStringLiteral("SELECT 1 FROM inventories WHERE resource_class = ? LIMIT 1"), name)))
            return fail(ErrorCode::Conflict, QStringLiteral("Error in delete resource class: Cannot delete resource class %1. Class is in use in inventory.").arg(name));
        TRY(transaction.execute(QStringLiteral("DELETE FROM resource_classes WHERE name = ?"), name));
        return {};
    }));
    return http::Response::empty(204);
}

} // namespace skylab::placement
