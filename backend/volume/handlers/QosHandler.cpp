#include "volume/handlers/QosHandler.h"

#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"
#include "volume/store/TypeStore.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString qosId = QStringLiteral("qos_id");
const QString nameKey = QStringLiteral("name");
const QString consumerKey = QStringLiteral("consumer");

/// Takes consumer and keys; `name` is the caller's to take out before.
Result<> take(const QJsonObject& body, QosSpecsRow& row)
{
    for (auto it = body.begin(); it != body.end(); ++it) {
        const auto value = TRY(textOf(it.value(), it.key().left(64), 0));
        if (it.key().isEmpty() || it.key().size() > 255)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'qos_specs': a key must have 1 to 255 characters"), QStringLiteral("qos_specs"));
        if (it.key() != consumerKey)
            row.specs.insert(it.key(), value);
        else if (value != u"front-end" && value != u"back-end" && value != u"both")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid qos specs: Valid consumer of QoS specs are: front-end, back-end, both."), consumerKey);
        else
            row.consumer = value;
    }
    return {};
}

http::Response respondSpecs(const Call& call, const QosSpecsRow& row)
{
    const auto path = QStringLiteral("/%1/qos-specs/%2").arg(call.projectId(), row.id);
    JsonWriter json;
    json.beginObject().key("qos_specs");
    sdk::encode(json, row, call.encoding());
    json.key("links").beginArray();
    json.beginObject().key("rel").value("self").key("href").value(QString(call.baseUrl + path)).endObject();
    json.beginObject().key("rel").value("bookmark").key("href").value(QString(QString(call.baseUrl).remove(QStringLiteral("/v3")) + path)).endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> QosHandler::routes()
{
    const auto admin = [](const char* what) { return service::Guard { QStringLiteral("volume_extension:qos_specs_manage:%1").arg(QLatin1String(what)), service::rules::admin }; };
    return {
        service::list("/qos-specs", admin("get_all"), this, &QosHandler::list),
        service::route("POST", "/qos-specs", admin("create"), this, &QosHandler::create),
        service::route("GET", "/qos-specs/{qos_id}", admin("get"), this, &QosHandler::show),
        service::route("PUT", "/qos-specs/{qos_id}", admin("update"), this, &QosHandler::update),
        service::route("DELETE", "/qos-specs/{qos_id}", admin("delete"), this, &QosHandler::remove),
        service::route("PUT", "/qos-specs/{qos_id}/delete_keys", admin("delete"), this, &QosHandler::removeKeys),
        service::route("GET", "/qos-specs/{qos_id}/associations", admin("get_all"), this, &QosHandler::associations),
        service::route("GET", "/qos-specs/{qos_id}/associate", admin("update"), this, &QosHandler::associate),
        service::route("GET", "/qos-specs/{qos_id}/disassociate", admin("update"), this, &QosHandler::disassociate),
        service::route("GET", "/qos-specs/{qos_id}/disassociate_all", admin("update"), this, &QosHandler::disassociateAll),
    };
}

Result<sdk::Page<QosSpecsRow>> QosHandler::list(Call&, const sdk::ListQuery& query)
{
    auto sorted = query;
    if (sorted.sort.empty())
        sorted.sort.push_back({ "created_at", true });
    return m_service.database().read([&](db::Connection& connection) { return QosSpecsStore::list(connection, sorted); });
}

Result<QosSpecsRow> QosHandler::find(db::Connection& connection, const Call& call)
{
    auto row = TRY(QosSpecsStore::find(connection, call.id(qosId)));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("No such QoS spec %1.").arg(call.id(qosId).left(64)));
    return std::move(*row);
}

Result<> QosHandler::announce(db::Transaction& transaction, const Call& call, const char* what, const QosSpecsRow& row)
{
    return m_service.announce(transaction, call.context, QStringLiteral("qos_specs.%1").arg(QLatin1String(what)), row.id, call.projectId(),
                              qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(row));
}

Result<http::Response> QosHandler::show(Call& call)
{
    return respondSpecs(call, TRY(m_service.database().read([&](db::Connection& connection) { return find(connection, call); })));
}

Result<http::Response> QosHandler::create(Call& call)
{
    auto body = TRY(service::unwrap(call, sdk::VolumeQosSpecs::resourceKey));
    QosSpecsRow row;
    row.id = newUuid();
    row.name = TRY(textOf(body.take(nameKey), nameKey, 1)).trimmed();
    row.createdAt = Clock::now();
    TRY(take(body, row));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(QosSpecsStore::count(transaction, QStringLiteral("name = ?"), { row.name })) > 0)
            return fail(ErrorCode::Conflict, QStringLiteral("QoS Specs %1 already exists.").arg(row.name), nameKey);
        TRY(QosSpecsStore::insert(transaction, row));
        return announce(transaction, call, "create", row);
    }));
    return respondSpecs(call, row);
}

Result<> QosHandler::change(const Call& call, const std::function<Result<>(QosSpecsRow&)>& change)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(find(transaction, call));
        TRY(change(row));
        row.updatedAt = Clock::now();
        TRY(QosSpecsStore::update(transaction, row));
        return announce(transaction, call, "update", row);
    });
}

Result<http::Response> QosHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, sdk::VolumeQosSpecs::resourceKey));
    if (body.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'qos_specs': it must hold at least one key"), QStringLiteral("qos_specs"));
    TRY(change(call, [&](QosSpecsRow& row) { return take(body, row); }));
    return service::jsonResponse(200, QJsonDocument(QJsonObject { { QStringLiteral("qos_specs"), body } }).toJson(QJsonDocument::Compact));
}

Result<http::Response> QosHandler::removeKeys(Call& call)
{
    const auto keys = call.json.value(QStringLiteral("keys"));
    if (!keys.isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'keys': it must be a list of names"), QStringLiteral("keys"));
    TRY(change(call, [&](QosSpecsRow& row) -> Result<> {
        for (const auto& key : keys.toArray())
            if (row.specs.remove(key.toString()) == 0)
                return fail(ErrorCode::NotFound, QStringLiteral("QoS spec %1 has no spec with key %2.").arg(row.id, key.toString().left(255)));
        return {};
    }));
    return http::Response::empty(202);
}

Result<http::Response> QosHandler::remove(Call& call)
{
    const bool force = TRY(flagOf(call, u"force"));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(find(transaction, call));
        if (const auto users = TRY(VolumeTypes::count(transaction, QStringLiteral("qos_specs_id = ?"), { row.id })); users > 0 && !force)
            return fail(ErrorCode::BadRequest, QStringLiteral("Qos specs still in use: %1 volume types have QoS specs %2; disassociate them first, or force.").arg(users).arg(row.id));
        TRY(transaction.execute(QStringLiteral("UPDATE volume_types SET qos_specs_id = NULL WHERE qos_specs_id = ?"), row.id));
        TRY(QosSpecsStore::remove(transaction, row.id));
        return announce(transaction, call, "delete", row);
    }));
    return http::Response::empty(202);
}

// ---- which types have them

Result<http::Response> QosHandler::associations(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(find(connection, call));
        JsonWriter json;
        json.beginObject().key("qos_associations").beginArray();
        const auto types = TRY(VolumeTypes::select(connection, QStringLiteral("qos_specs_id = ?"), { row.id }));
        for (const auto& type : types)
            json.beginObject().key("association_type").value("volume_type").key("name").value(type.name).key("id").value(type.id).endObject();
        json.endArray().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<> QosHandler::changeType(const Call& call, const std::function<Result<>(VolumeTypeRow&)>& change)
{
    const auto typeId = call.query(u"vol_type_id");
    if (typeId.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Volume Type id must not be None."), QStringLiteral("vol_type_id"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(find(transaction, call));
        auto type = TRY(TypeStore::find(transaction, call.context, typeId));
        TRY(change(type));
        TRY(VolumeTypes::update(transaction, type));
        return m_service.announce(transaction, call.context, QStringLiteral("volume_type.update"), type.id, call.projectId(), sdk::toJson(type, { .admin = true }));
    });
}

Result<http::Response> QosHandler::associate(Call& call)
{
    TRY(changeType(call, [&](VolumeTypeRow& type) -> Result<> {
        if (type.qosSpecsId && *type.qosSpecsId != call.id(qosId))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume type: Type %1 is already associated with another qos specs: %2").arg(type.id, *type.qosSpecsId), QStringLiteral("vol_type_id"));
        type.qosSpecsId = call.id(qosId);
        return {};
    }));
    return http::Response::empty(202);
}

Result<http::Response> QosHandler::disassociate(Call& call)
{
    TRY(changeType(call, [&](VolumeTypeRow& type) -> Result<> {
        if (type.qosSpecsId == call.id(qosId))
            type.qosSpecsId.reset();
        return {};
    }));
    return http::Response::empty(202);
}

Result<http::Response> QosHandler::disassociateAll(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(find(transaction, call));
        TRY(transaction.execute(QStringLiteral("UPDATE volume_types SET qos_specs_id = NULL WHERE qos_specs_id = ?"), row.id));
        return announce(transaction, call, "update", row);
    }));
    return http::Response::empty(202);
}

} // namespace skylab::volume
