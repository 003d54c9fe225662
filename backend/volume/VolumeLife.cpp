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
/// was not) goes; a row that says it is at rest but has no data is shown in error, never removed.
Result<> VolumeService::reconcile()
{
    const auto owned = TRY(m_driver->owned());
    QSet<QString> onDisk, volumes, snapshots;
    for (const auto& one : owned)
        onDisk.insert(one.id);
    std::vector<VolumeRow> missing;
    std::vector<SnapshotRow> missingSnapshots;
    TRY(database().read([&](db::Connection& connection) -> Result<> {
        for (auto& row : TRY(Volumes::select(connection))) {
            volumes.insert(row.id);
            if (!onDisk.contains(row.id) && (row.status == state::available || row.status == state::inUse))
                missing.push_back(std::move(row));
        }
        for (auto& row : TRY(Snapshots::select(connection))) {
            snapshots.insert(row.id);
            if (!onDisk.contains(row.id) && row.status == u"available")
                missingSnapshots.push_back(std::move(row));
        }
        return {};
    }));
    for (const auto& one : owned) {
        const bool isVolume = one.kind == Owned::Kind::Volume;
        if (isVolume ? volumes.contains(one.id) : snapshots.contains(one.id))
            continue;
        qCInfo(lcVolumeLife) << "Removing" << (isVolume ? "volume" : "snapshot") << one.id << "that the book does not know";
        TRY(isVolume ? m_driver->remove(one.id) : m_driver->removeSnapshot(one.id));
    }
    for (const auto& row : missing) {
        qCWarning(lcVolumeLife) << "Volume" << row.id << "has no data on the disk";
        TRY(change(service::Context::system(), row.id, [](VolumeRow& volume) -> Result<> {
            state::failed(volume, state::error, QStringLiteral("Its data is gone from the disk. Restore the file from a backup, or delete the volume."));
            return {};
        }));
    }
    for (auto& row : missingSnapshots) {
        qCWarning(lcVolumeLife) << "Snapshot" << row.id << "has no data on the disk";
        row.status = QStringLiteral("error");
        row.updatedAt = Clock::now();
        TRY(database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(Snapshots::update(transaction, row));
            return announce(transaction, service::Context::system(), "update", row);
        }));
    }
    return {};
}

} // namespace skylab::volume
