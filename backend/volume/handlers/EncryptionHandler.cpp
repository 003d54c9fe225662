#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Inputs.h"
#include "volume/handlers/TypeAccessHandler.h"
#include "volume/store/TypeStore.h"

namespace skylab::volume {

using service::Call;

namespace {

const QString typeId = QStringLiteral("type_id");

tl::unexpected<Error> noEncryption(const QString& type)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Volume type encryption for type %1 does not exist.").arg(type.left(64)));
}

http::Response respondObject(const QJsonObject& object)
{
    return service::jsonResponse(200, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// Takes what a request says into the row; other members are let pass, as Cinder does.
Result<> take(const QJsonObject& body, EncryptionRow& row)
{
    const auto has = [&](const char* name) { return body.contains(QLatin1String(name)); };
    if (has("provider"))
        row.provider = TRY(textOf(body.value(QStringLiteral("provider")), QStringLiteral("provider"), 0));
    if (has("control_location")) {
        row.controlLocation = body.value(QStringLiteral("control_location")).toString();
        if (row.controlLocation != u"front-end" && row.controlLocation != u"back-end")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'control_location': it is front-end or back-end"), QStringLiteral("control_location"));
    }
    if (const auto cipher = body.value(QStringLiteral("cipher")); has("cipher"))
        row.cipher = cipher.isNull() ? std::nullopt : std::optional<QString>(TRY(textOf(cipher, QStringLiteral("cipher"), 0)));
    if (const auto size = body.value(QStringLiteral("key_size")); has("key_size")) {
        bool isNumber = size.isNull();
        const auto number = size.isDouble() ? (isNumber = size.toDouble() == size.toInt(-1), size.toInt(-1)) : size.isNull() ? 0 : size.toString().toInt(&isNumber);
        if (!isNumber || number < 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'key_size': it must be a number of bits, or null"), QStringLiteral("key_size"));
        row.keySize = size.isNull() ? std::nullopt : std::optional<int>(number);
    }
    return {};
}

/// What the answers to changes repeat of the request.
QJsonObject repeated(const QJsonObject& body, const EncryptionRow& row)
{
    auto shown = body;
    if (row.keySize && shown.contains(QStringLiteral("key_size")))
        shown.insert(QStringLiteral("key_size"), *row.keySize);
    return shown;
}

} // namespace

std::vector<service::Route> EncryptionHandler::routes()
{
    const auto admin = [](const char* what) { return service::Guard { QStringLiteral("volume_extension:volume_type_encryption:%1").arg(QLatin1String(what)), service::rules::admin }; };
    return {
        service::route("GET", "/types/{type_id}/encryption", admin("get"), this, &EncryptionHandler::show),
        service::route("GET", "/types/{type_id}/encryption/{key}", admin("get"), this, &EncryptionHandler::showKey),
        service::route("POST", "/types/{type_id}/encryption", admin("create"), this, &EncryptionHandler::create),
        service::route("PUT", "/types/{type_id}/encryption/{encryption_id}", admin("update"), this, &EncryptionHandler::update),
        service::route("DELETE", "/types/{type_id}/encryption/{encryption_id}", admin("delete"), this, &EncryptionHandler::remove),
    };
}

Result<QJsonObject> EncryptionHandler::specs(const Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<QJsonObject> {
        const auto type = TRY(TypeStore::find(connection, call.context, call.id(typeId)));
        const auto row = TRY(Encryptions::find(connection, type.id));
        if (!row)
            return QJsonObject();
        auto json = sdk::toJson(*row);
        json.insert(QStringLiteral("deleted"), false);
        json.insert(QStringLiteral("deleted_at"), QJsonValue());
        return json;
    });
}

Result<http::Response> EncryptionHandler::show(Call& call) { return respondObject(TRY(specs(call))); }

Result<http::Response> EncryptionHandler::showKey(Call& call)
{
    const auto key = call.id(QStringLiteral("key"));
    const auto all = TRY(specs(call));
    if (!all.contains(key))
        return noEncryption(call.id(typeId));
    return respondObject({ { key, all.value(key) } });
}

Result<> EncryptionHandler::requireFree(db::Connection& connection, const Call& call, const char* what)
{
    const auto type = TRY(TypeStore::find(connection, call.context, call.id(typeId)));
    if (TRY(TypeStore::isInUse(connection, type.id)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Cannot %1 encryption specs. Volume type in use.").arg(QLatin1String(what)));
    return {};
}

Result<http::Response> EncryptionHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, "encryption"));
    EncryptionRow row;
    for (const auto& required : { QStringLiteral("provider"), QStringLiteral("control_location") })
        if (!body.contains(required))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it is required").arg(required), required);
    TRY(take(body, row));
    row.volumeTypeId = call.id(typeId);
    row.encryptionId = newUuid();
    row.createdAt = Clock::now();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(requireFree(transaction, call, "create"));
        if (TRY(Encryptions::find(transaction, row.volumeTypeId)))
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume type encryption for type %1 already exists.").arg(row.volumeTypeId));
        return Encryptions::insert(transaction, row);
    }));
    auto shown = repeated(body, row);
    shown.insert(QStringLiteral("volume_type_id"), row.volumeTypeId);
    shown.insert(QStringLiteral("encryption_id"), row.encryptionId);
    return respondObject({ { QStringLiteral("encryption"), shown } });
}

Result<http::Response> EncryptionHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, "encryption"));
    const auto row = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<EncryptionRow> {
        TRY(requireFree(transaction, call, "update"));
        auto found = TRY(Encryptions::find(transaction, call.id(typeId)));
        if (!found)
            return noEncryption(call.id(typeId));
        TRY(take(body, *found));
        found->updatedAt = Clock::now();
        TRY(Encryptions::update(transaction, *found));
        return std::move(*found);
    }));
    return respondObject({ { QStringLiteral("encryption"), repeated(body, row) } });
}

Result<http::Response> EncryptionHandler::remove(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(requireFree(transaction, call, "delete"));
        if (!TRY(Encryptions::remove(transaction, call.id(typeId))))
            return noEncryption(call.id(typeId));
        return {};
    }));
    return http::Response::empty(202);
}

} // namespace skylab::volume
