#include "volume/handlers/TransfersHandler.h"

#include "core/Secret.h"
#include "core/Uuid.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Lists.h"
#include "volume/model/VolumeState.h"
#include "volume/store/GroupStore.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

namespace skylab::volume {

using service::Call;

namespace {

const QString transferId = QStringLiteral("transfer_id");
constexpr int keyBytes = 16;
constexpr int saltBytes = 8;

/// Hex digits: whoever is told the key must be able to type it.
QString randomHex(int count)
{
    QByteArray bytes(count, '\0');
    QRandomGenerator::system()->generate(bytes.begin(), bytes.end());
    return QString::fromLatin1(bytes.toHex());
}

QByteArray hashOf(const QString& salt, const QString& key)
{
    return QMessageAuthenticationCode::hash(key.toUtf8(), salt.toLatin1(), QCryptographicHash::Sha256).toHex();
}

void writeSummary(JsonWriter& json, const TransferRow& row, const sdk::Encoding& encoding)
{
    json.beginObject().key("id").value(row.id).key("volume_id").value(row.volumeId).key("name");
    sdk::Codec<std::optional<QString>>::encode(json, row.name, encoding);
    sdk::VolumeTransfer::encodeLinks(json, row, encoding);
    json.endObject();
}

tl::unexpected<Error> missing(const QString& id)
{
    return fail(ErrorCode::NotFound, QStringLiteral("Transfer %1 could not be found.").arg(id.left(64)));
}

} // namespace

std::vector<service::Route> TransfersHandler::routes()
{
    const auto read = [](const char* rule) { return service::Guard { QStringLiteral("volume:%1").arg(QLatin1String(rule)), service::rules::projectReader }; };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("volume:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    using H = TransfersHandler;
    std::vector<service::Route> all;
    for (const auto& [root, since] : { std::pair { QByteArray("/os-volume-transfer"), sdk::Version {} }, { QByteArray("/volume-transfers"), sdk::mv(3, 55) } }) {
        const QByteArray one = root + "/{transfer_id}";
        std::vector<service::Route> some {
            service::route("GET", root.constData(), read("get_all_transfers"), this, &H::list),
            service::route("GET", (root + "/detail").constData(), read("get_all_transfers"), this, &H::listDetail),
            service::show(one.constData(), read("get_transfer"), this, &H::show),
            service::route("POST", root.constData(), write("create_transfer"), this, &H::create),
            service::route("POST", (one + "/accept").constData(), write("accept_transfer"), this, &H::accept),
            service::remove(one.constData(), write("delete_transfer"), this, &H::remove, 202),
        };
        for (auto& route : some)
            all.push_back(service::versions(std::move(route), since));
    }
    return all;
}

Result<TransferRow> TransfersHandler::find(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Transfers::find(connection, id));
    if (!row || (!context.admin && row->sourceProjectId != context.projectId))
        return missing(id);
    return std::move(*row);
}

Result<sdk::Page<TransferRow>> TransfersHandler::page(Call& call, const sdk::ListQuery& query)
{
    auto sorted = query;
    if (call.version < sdk::mv(3, 59)) {      // sorting and paging came then; the order was always this
        sorted.sort = { { "created_at", false } };
        sorted.limit.reset();
        sorted.marker.clear();
    }
    const auto scope = lists::Scope::of(call, query, "source_project_id");
    return m_service.database().read([&](db::Connection& connection) { return lists::read<TransferRow>(connection, call, sorted, scope); });
}

Result<http::Response> TransfersHandler::list(Call& call)
{
    const auto query = TRY(lists::parse<TransferRow>(call));
    return lists::respond(call, TRY(page(call, query)), query, [&](JsonWriter& json, const TransferRow& row) { writeSummary(json, row, call.encoding()); });
}

Result<http::Response> TransfersHandler::listDetail(Call& call)
{
    const auto query = TRY(lists::parse<TransferRow>(call));
    return lists::respond(call, TRY(page(call, query)), query, [&](JsonWriter& json, const TransferRow& row) { sdk::encode(json, row, call.encoding()); });
}

Result<TransferRow> TransfersHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call.context, id); });
}

Result<std::vector<SnapshotRow>> TransfersHandler::companions(db::Connection& connection, const QString& volumeId)
{
    auto snapshots = TRY(Snapshots::select(connection, QStringLiteral("volume_id = ?"), { volumeId }));
    for (const auto& snapshot : snapshots) {
        TRY(GroupStore::requireAlone(snapshot));
        if (snapshot.status != u"available")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: snapshot %1 is %2; it must be available, or the transfer must leave the snapshots out.").arg(snapshot.id, snapshot.status), QStringLiteral("no_snapshots"));
    }
    return snapshots;
}

Result<http::Response> TransfersHandler::create(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::VolumeTransfer>(TRY(service::unwrap(call, "transfer")), sdk::In::Create, call.version)).value;
    const auto key = randomHex(keyBytes);
    TransferRow row;
    row.id = newUuid();
    row.volumeId = wanted.volumeId;
    row.noSnapshots = wanted.noSnapshots;
    if (wanted.name)
        row.name = wanted.name->trimmed();
    row.createdAt = Clock::now();
    row.salt = randomHex(saltBytes);
    row.keyHash = QString::fromLatin1(hashOf(row.salt, key));
    TRY(m_service.change(call.context, row.volumeId,
        [&](VolumeRow& volume) -> Result<> {
            row.sourceProjectId = volume.projectId;
            TRY(GroupStore::requireAlone(volume));      // else it stayed in the giver's group
            return state::beginTransfer(volume);
        },
        [&](db::Transaction& transaction, const VolumeRow& volume) -> Result<> {
            TRY(VolumeService::requireNotCopied(transaction, volume.id));
            if (!row.noSnapshots)
                TRY(companions(transaction, volume.id));
            TRY(Transfers::insert(transaction, row));
            return m_service.announce(transaction, call.context, "create", row);
        }));
    JsonWriter json;
    json.beginObject().key("transfer").beginObject();
    sdk::encodeFields(json, row, call.encoding());
    json.key("auth_key").value(key).endObject().endObject();
    return service::jsonResponse(202, json.take());
}

Result<> TransfersHandler::handOver(db::Transaction& transaction, const Call& call, const TransferRow& transfer, VolumeRow& volume) const
{
    auto snapshots = transfer.noSnapshots ? std::vector<SnapshotRow>() : TRY(companions(transaction, volume.id));
    qint64 gigabytes = volume.size;
    for (const auto& snapshot : snapshots)
        gigabytes += snapshot.size;
    if (volume.projectId != call.projectId()) {
        TRY(m_service.requireSize(transaction, call.projectId(), volume.size));
        TRY(m_service.requireQuota(transaction, call.projectId(), 1, gigabytes, qint64(snapshots.size()), volume.volumeType.value_or(QString())));
    }
    TRY(GroupStore::requireAlone(volume));
    state::endTransfer(volume);
    volume.projectId = call.projectId();
    volume.userId = call.context.userId;
    TRY(Volumes::update(transaction, volume));
    TRY(m_service.announce(transaction, call.context, "update", volume));
    for (auto& snapshot : snapshots) {
        snapshot.projectId = call.projectId();
        snapshot.userId = call.context.userId;
        snapshot.updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, snapshot));
        TRY(m_service.announce(transaction, call.context, "update", snapshot));
    }
    return {};
}

Result<http::Response> TransfersHandler::accept(Call& call)
{
    const auto body = TRY(service::unwrap(call, "accept"));
    const auto key = body.value(QStringLiteral("auth_key")).toString();
    if (key.isEmpty() || body.size() != 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'auth_key': it is required, as text, and nothing else"), QStringLiteral("auth_key"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        // Whoever has the key may accept: they are of another project.
        const auto transfer = TRY(Transfers::find(transaction, call.id(transferId)));
        if (!transfer)
            return missing(call.id(transferId));
        if (!Secret(transfer->keyHash.toLatin1()).equals(hashOf(transfer->salt, key)))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid auth key: Attempt to transfer %1 with invalid auth key.").arg(transfer->id), QStringLiteral("auth_key"));
        auto volume = TRY(VolumeService::find(transaction, service::Context::system(), transfer->volumeId));
        if (volume.status != state::awaitingTransfer)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is %2, no longer awaiting its transfer.").arg(volume.id, volume.status));
        TRY(handOver(transaction, call, *transfer, volume));
        TRY(Transfers::remove(transaction, transfer->id));
        TRY(m_service.announce(transaction, call.context, "delete", *transfer));
        JsonWriter json;
        json.beginObject().key("transfer");
        writeSummary(json, *transfer, call.encoding());
        json.endObject();
        return service::jsonResponse(202, json.take());
    });
}

Result<> TransfersHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto transfer = TRY(find(transaction, call.context, id));
        if (auto volume = TRY(Volumes::find(transaction, transfer.volumeId))) {
            state::endTransfer(*volume);
            TRY(Volumes::update(transaction, *volume));
            TRY(m_service.announce(transaction, call.context, "update", *volume));
        }
        TRY(Transfers::remove(transaction, transfer.id));
        return m_service.announce(transaction, call.context, "delete", transfer);
    });
}

} // namespace skylab::volume
