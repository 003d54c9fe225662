// Start, reconciliation and version documents of the volume service.

#include "core/Uuid.h"
#include "service/Chassis.h"
#include "service/Routes.h"
#include "volume/VolumeService.h"
#include "volume/model/VolumeState.h"

#include <QLoggingCategory>
#include <QSet>

namespace skylab::volume {

namespace {

Q_LOGGING_CATEGORY(lcVolumeLife, "skylab.volume")

void writeVersion(JsonWriter& json, const QString& baseUrl)
{
    json.beginObject();
    json.key("id").value("v3.0").key("status").value("CURRENT").key("version").value("3.71").key("min_version").value("3.0").key("updated").value("2026-01-01T00:00:00Z");
    json.key("links").beginArray().beginObject().key("rel").value("self").key("href").value(QString(baseUrl + QStringLiteral("/volume/v3/"))).endObject().endArray();
    json.key("media-types").beginArray().beginObject().key("base").value("application/json").key("type").value("application/vnd.openstack.volume+json;version=3").endObject().endArray();
    json.endObject();
}

struct Versions {
    int status;
    Result<http::Response> show(service::Call& call)
    {
        JsonWriter json;
        json.beginObject().key("versions").beginArray();
        writeVersion(json, call.request.baseUrl());
        json.endArray().endObject();
        return service::jsonResponse(status, json.take());
    }
};
Versions listVersions { 300 };
Versions showVersion { 200 };

// In the book: what has exactly this fault recovers when its data are back. So the words stay as they are.
const QString lostVolume = QStringLiteral("Its data is gone from the disk. Restore the file from a backup, or delete the volume.");
const QString lostSnapshot = QStringLiteral("Its data is gone from the disk. Restore the file from a backup, or delete the snapshot.");

/// The book beside the disk.
struct Compared {
    QSet<QString> volumes, snapshots;            ///< all of the book
    QStringList lost, lostSnapshots;             ///< at rest, without data
    QStringList found, foundSnapshots;           ///< were lost, and have data
};

Result<Compared> compareWith(db::Connection& connection, const QSet<QString>& onDisk)
{
    Compared book;
    const auto volumes = TRY(Volumes::select(connection));
    for (const auto& row : volumes) {
        book.volumes.insert(row.id);
        const bool there = onDisk.contains(row.id);
        if (!there && (row.status == state::available || row.status == state::inUse))
            book.lost << row.id;
        else if (there && row.status == state::error && row.fault == lostVolume)
            book.found << row.id;
    }
    const auto snapshots = TRY(Snapshots::select(connection));
    for (const auto& row : snapshots) {
        book.snapshots.insert(row.id);
        const bool there = onDisk.contains(row.id);
        if (!there && row.status == state::available)
            book.lostSnapshots << row.id;
        else if (there && row.status == state::error && row.fault == lostSnapshot)
            book.foundSnapshots << row.id;
    }
    return book;
}

Result<> settleVolume(VolumeService& volumes, const QString& id, const std::function<void(VolumeRow&)>& settle)
{
    TRY(volumes.change(service::Context::system(), id, [&](VolumeRow& row) -> Result<> {
        settle(row);
        return {};
    }));
    return {};
}

Result<> settleSnapshot(VolumeService& volumes, const QString& id, const QString& status, const QString& fault)
{
    return volumes.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(Snapshots::find(transaction, id));
        if (!row)
            return {};
        row->status = status;
        row->fault = fault;
        row->updatedAt = Clock::now();
        TRY(Snapshots::update(transaction, *row));
        return volumes.announce(transaction, service::Context::system(), "update", *row);
    });
}

} // namespace

std::vector<service::Route> VolumeService::rootRoutes()
{
    const service::Guard anyone { QStringLiteral("volume:versions"), service::rules::anyone };
    return {
        service::open(service::route("GET", "/", anyone, &listVersions, &Versions::show)),
        service::open(service::route("GET", "/v3", anyone, &showVersion, &Versions::show)),
    };
}

Result<> VolumeService::health() { return m_driver->health(); }

Result<> VolumeService::start()
{
    TRY(adoptAttachments());
    TRY(forgetMessages());
    TRY(database().write([&](db::Transaction& transaction) -> Result<> {
        if (TRY(VolumeTypes::count(transaction)) > 0)
            return {};
        VolumeTypeRow type;
        type.id = newUuid();
        type.name = defaultType();
        type.description = QStringLiteral("Files on this host");
        type.createdAt = Clock::now();
        return VolumeTypes::insert(transaction, type);
    }));
    // Without its engine the service still answers; what needs the disk says what is wrong.
    if (auto compared = reconcile(); !compared)
        qCWarning(lcVolumeLife).noquote() << "Volumes can't be compared with the disk:" << compared.error().message;
    return {};
}

/// Tasks that were cut off go on by themselves. Here: data without a row (its row's deletion was committed, the file's
/// was not) goes; a row that says it is at rest but has no data is shown in error, never removed, until its data are back.
Result<> VolumeService::reconcile()
{
    const auto owned = TRY(m_driver->owned());
    QSet<QString> onDisk;
    for (const auto& one : owned)
        onDisk.insert(one.id);
    const auto book = TRY(database().read([&](db::Connection& connection) { return compareWith(connection, onDisk); }));
    for (const auto& one : owned) {
        const bool isVolume = one.kind == Owned::Kind::Volume;
        if (isVolume ? book.volumes.contains(one.id) : book.snapshots.contains(one.id))
            continue;
        qCInfo(lcVolumeLife) << "Removing" << (isVolume ? "volume" : "snapshot") << one.id << "that the book does not know";
        TRY(isVolume ? m_driver->remove(one.id) : m_driver->removeSnapshot(one.id));
    }
    if (owned.isEmpty() && (!book.lost.isEmpty() || !book.lostSnapshots.isEmpty())) {
        qCWarning(lcVolumeLife) << "None of" << book.lost.size() << "volumes and" << book.lostSnapshots.size() << "snapshots has data on the disk. Is their storage mounted?";
        return {};
    }
    for (const auto& id : book.lost) {
        qCWarning(lcVolumeLife) << "Volume" << id << "has no data on the disk";
        TRY(settleVolume(*this, id, [](VolumeRow& volume) { state::failed(volume, state::error, lostVolume); }));
    }
    for (const auto& id : book.found) {
        qCInfo(lcVolumeLife) << "The data of volume" << id << "are back";
        TRY(settleVolume(*this, id, state::recovered));
    }
    for (const auto& id : book.lostSnapshots) {
        qCWarning(lcVolumeLife) << "Snapshot" << id << "has no data on the disk";
        TRY(settleSnapshot(*this, id, state::error, lostSnapshot));
    }
    for (const auto& id : book.foundSnapshots) {
        qCInfo(lcVolumeLife) << "The data of snapshot" << id << "are back";
        TRY(settleSnapshot(*this, id, state::available, {}));
    }
    return {};
}

} // namespace skylab::volume
