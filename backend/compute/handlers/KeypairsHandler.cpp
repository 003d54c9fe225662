#include "compute/handlers/KeypairsHandler.h"

#include "compute/ComputeService.h"
#include "compute/model/SshKey.h"
#include "compute/model/X509Key.h"
#include "compute/store/UserQuotas.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::Call;

namespace {

const QStringList listFields { QStringLiteral("name"), QStringLiteral("public_key"), QStringLiteral("fingerprint"), QStringLiteral("type") };
const QStringList createFields = listFields + QStringList { QStringLiteral("user_id"), QStringLiteral("private_key") };

Result<> checkName(const QString& name, sdk::Version version)
{
    const bool more = version >= sdk::mv(2, 92);
    const bool good = std::all_of(name.begin(), name.end(), [more](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-' || c == u' ' || (more && (c == u'@' || c == u'.'));
    });
    if (!good || name.trimmed().isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Keypair name contains unsafe characters: letters, digits, blanks, '-' and '_' are allowed."), QStringLiteral("keypair.name"));
    return {};
}

} // namespace

std::vector<service::Route> KeypairsHandler::routes()
{
    using H = KeypairsHandler;
    const auto guard = [](const char* rule) { return service::Guard { QStringLiteral("os_compute_api:os-keypairs:%1").arg(QLatin1String(rule)), service::rules::anyone }; };
    return {
        service::route("GET", "/os-keypairs", guard("index"), this, &H::list),
        service::route("POST", "/os-keypairs", guard("create"), this, &H::create),
        service::route("GET", "/os-keypairs/{key_name}", guard("show"), this, &H::show),
        service::route("DELETE", "/os-keypairs/{key_name}", guard("delete"), this, &H::remove),
    };
}

Result<std::optional<KeypairRow>> KeypairsHandler::find(db::Connection& connection, const QString& userId, const QString& name)
{
    return Keypairs::findWhere(connection, QStringLiteral("user_id = ? AND name = ?"), { userId, name });
}

Result<QString> KeypairsHandler::userOf(const Call& call, const QString& wanted) const
{
    if (wanted.isEmpty() || wanted == call.context.userId)
        return call.context.userId;
    if (!call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow os_compute_api:os-keypairs for another user to be performed."));
    return wanted;
}

Result<http::Response> KeypairsHandler::list(Call& call)
{
    const auto user = TRY(userOf(call, call.version >= sdk::mv(2, 10) ? call.query(u"user_id") : QString()));
    qsizetype limit = 1000;
    QString marker;
    if (call.version >= sdk::mv(2, 35)) {
        bool ok = true;
        if (const auto text = call.query(u"limit"); !text.isNull())
            limit = std::min<qsizetype>(limit, text.toUInt(&ok));
        if (!ok)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters limit. It must be a number from 0 up."), QStringLiteral("limit"));
        marker = call.query(u"marker");
    }
    auto rows = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::vector<KeypairRow>> {
        if (!marker.isEmpty() && !TRY(find(connection, user, marker)))
            return fail(ErrorCode::BadRequest, QStringLiteral("marker [%1] not found").arg(marker.left(64)), QStringLiteral("marker"));
        return Keypairs::select(connection, QStringLiteral("user_id = ? AND name > ?"), { user, marker.isNull() ? QStringLiteral("") : marker }, QStringLiteral("name LIMIT %1").arg(limit + 1));
    }));
    const bool more = qsizetype(rows.size()) > limit;
    if (more)
        rows.resize(std::size_t(limit));
    JsonWriter json;
    json.beginObject().key("keypairs").beginArray();
    auto encoding = call.encoding();
    encoding.only = &listFields;
    for (const auto& row : rows) {
        json.beginObject().key("keypair");
        sdk::encode(json, row, encoding);
        json.endObject();
    }
    json.endArray();
    service::writeListLinks(json, call, "keypairs", {}, more && !rows.empty(), {}, rows.empty() ? QString() : rows.back().name);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> KeypairsHandler::show(Call& call)
{
    const auto name = call.id(QStringLiteral("key_name"));
    const auto user = TRY(userOf(call, call.version >= sdk::mv(2, 10) ? call.query(u"user_id") : QString()));
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return find(connection, user, name); }));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Keypair %1 not found for user %2").arg(name.left(64), user));
    return service::respond(call, 200, *row);
}

Result<http::Response> KeypairsHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, "keypair"));
    const auto wanted = TRY(sdk::decode<sdk::Keypair>(body, sdk::In::Create, call.version));
    TRY(checkName(wanted->name, call.version));
    const bool certificate = wanted->type == u"x509";
    const bool given = wanted.has("public_key");
    if (!given && call.version >= sdk::mv(2, 92))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'keypair.public_key': it is required. Make a key pair with ssh-keygen and send its public part."), QStringLiteral("keypair.public_key"));
    KeypairRow row;
    static_cast<sdk::Keypair&>(row) = wanted.value;
    row.userId = TRY(userOf(call, wanted->userId));
    row.rowId = row.userId + u'/' + row.name;
    row.createdAt = Clock::now();
    if (!given && certificate) {
        const auto pair = TRY(makeX509Key(row.userId));
        row.publicKey = pair.certificate;
        row.privateKey = QString::fromUtf8(pair.privateKey.reveal());
    } else if (!given) {
        const auto pair = TRY(makeSshKey());
        row.publicKey = pair.publicKey + QStringLiteral(" Generated-by-Nova");
        row.privateKey = QString::fromUtf8(pair.privateKey.reveal());
    }
    row.fingerprint = TRY(certificate ? x509Fingerprint(row.publicKey) : sshFingerprint(row.publicKey));
    auto made = m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto used = TRY(Keypairs::count(transaction, QStringLiteral("user_id = ?"), { row.userId }));
        TRY(m_service.quota().require(transaction, call.projectId(), { { QStringLiteral("key_pairs"), used, 1 } }));
        const auto own = TRY(userquotas::limits(transaction, call.projectId(), row.userId));
        TRY(userquotas::requireWithin(own, { { QStringLiteral("key_pairs"), used } }, { { QStringLiteral("key_pairs"), 1 } }));
        auto highest = TRY(transaction.query(QStringLiteral("SELECT COALESCE(MAX(number), 0) FROM keypairs")));
        highest.next();
        row.number = highest.get<int>(0) + 1;
        TRY(Keypairs::insert(transaction, row));
        auto encoding = sdk::Encoding { .version = m_service.traits().maxVersion, .only = &listFields };
        TRY(service::appendEvent(transaction, call.context, QStringLiteral("compute.keypair.create"), row.name, call.projectId(), sdk::toJson(row, encoding)));
        transaction.onCommit([this] { m_service.chassis().events().wake(); });
        return {};
    });
    if (!made && db::isUniqueViolation(made.error()))
        return fail(ErrorCode::Conflict, QStringLiteral("Key pair '%1' already exists.").arg(row.name));
    TRY(made);
    auto encoding = call.encoding();
    encoding.only = &createFields;
    JsonWriter json;
    json.beginObject().key("keypair");
    sdk::encode(json, row, encoding);
    json.endObject();
    return service::jsonResponse(call.version >= sdk::mv(2, 2) ? 201 : 200, json.take());
}

Result<http::Response> KeypairsHandler::remove(Call& call)
{
    const auto name = call.id(QStringLiteral("key_name"));
    const auto user = TRY(userOf(call, call.version >= sdk::mv(2, 10) ? call.query(u"user_id") : QString()));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        if (!TRY(Keypairs::remove(transaction, user + u'/' + name)))
            return fail(ErrorCode::NotFound, QStringLiteral("Keypair %1 not found for user %2").arg(name.left(64), user));
        TRY(service::appendEvent(transaction, call.context, QStringLiteral("compute.keypair.delete"), name, call.projectId(), {}));
        transaction.onCommit([this] { m_service.chassis().events().wake(); });
        return {};
    }));
    return http::Response::empty(call.version >= sdk::mv(2, 2) ? 204 : 202);
}

} // namespace skylab::compute
