#pragma once

#include "image/ImageService.h"
#include "image/drivers/file/FileImageStore.h"
#include "support/cloud/TestCloud.h"
#include "volume/VolumeService.h"
#include "volume/drivers/fake/FakeVolumeDriver.h"
#include "volume/drivers/file/FileVolumeDriver.h"
#include "volume/peers/Objects.h"

namespace skylab::test {

inline const QString backups = QStringLiteral("/backups");

/// Identity, image, volume and object store over HTTP. Calls are made by the user demo unless a token says otherwise.
class VolumeCloud {
public:
    enum class Driver { Fake, File, Quiet };      ///< Quiet: a fake that can't freeze a volume

    /// What a service is told before it starts.
    using Prepare = std::function<void(volume::VolumeService&)>;

    explicit VolumeCloud(Driver driver = Driver::Fake, Prepare prepare = {}) : m_driver(driver), m_prepare(std::move(prepare)), m_cloud({ imageBuilder(), volumeBuilder(), objectBuilder() }) { renew(); }

    TestCloud& cloud() { return m_cloud; }
    volume::VolumeService& service() { return *m_volumes; }
    [[nodiscard]] const QByteArray& demo() const { return m_demo; }
    [[nodiscard]] const QByteArray& admin() const { return m_admin; }
    [[nodiscard]] QString demoProject()
    {
        return m_client->send("GET", QStringLiteral("/identity/v3/projects?name=demo"), {}, m_admin).json()[u"projects"][0][u"id"].toString();
    }

    void restart()
    {
        m_cloud.restart();
        renew();
    }
    /// False when the tasks don't come to an end.
    bool settle() { return m_cloud.chassis().tasks().waitIdle(20'000); }
    /// Tasks that are asked for from now on wait for the next start, as if the process had died before they began.
    void holdTasks() { m_cloud.chassis().tasks().stop(); }

    Answer call(const QByteArray& method, const QString& path, const QJsonObject& json = {}, const QByteArray& token = {}, const QByteArray& version = {})
    {
        ApiClient::Headers headers;
        if (!version.isEmpty())
            headers << std::pair { QByteArray("OpenStack-API-Version"), "volume " + version };
        return m_client->send(method, QStringLiteral("/volume/v3") + path, json, token, headers);
    }
    Answer get(const QString& path, const QByteArray& token = {}, const QByteArray& version = {}) { return call("GET", path, {}, token, version); }
    Answer del(const QString& path, const QByteArray& token = {}) { return call("DELETE", path, {}, token); }
    Answer post(const QString& path, const QJsonObject& json, const QByteArray& token = {}, const QByteArray& version = {}) { return call("POST", path, json, token, version); }
    Answer put(const QString& path, const QJsonObject& json, const QByteArray& token = {}, const QByteArray& version = {}) { return call("PUT", path, json, token, version); }
    Answer objects(const QByteArray& method, const QString& rest) { return m_client->send(method, QStringLiteral("/object-store/v1/AUTH_%1/%2").arg(demoProject(), rest), {}, m_demo); }
    /// Bytes at a place of a volume, as a guest would have written them; the volume holds nothing else besides.
    void write(const QString& volume, const QMap<qint64, QByteArray>& content)
    {
        auto writer = m_volumes->driver().openWriter(volume).value();
        for (auto it = content.begin(); it != content.end(); ++it)
            if (!writer->write(it.key(), it.value()))
                qFatal("a volume can't be written");
        if (!writer->commit())
            qFatal("a volume can't be written");
    }
    QByteArray read(const QString& volume, qint64 offset, qint64 length)
    {
        return m_volumes->driver().openReader(volume::Owned::Kind::Volume, volume).value()->read(offset, length).value();
    }

    /// POST /volumes with {"volume": json}.
    Answer create(const char* json, const QByteArray& token = {}) { return create(fromJson(json), token); }
    Answer create(const QJsonObject& json, const QByteArray& token = {}) { return post(QStringLiteral("/volumes"), { { QStringLiteral("volume"), json } }, token); }
    /// A volume that is available; its id, empty when that fails.
    QString make(const QJsonObject& json = { { QStringLiteral("size"), 1 } }, const QByteArray& token = {})
    {
        const auto answer = create(json, token);
        const auto id = answer.json()[u"volume"][u"id"].toString();
        if (answer.status != 202 || !settle() || status(id, token) != u"available")
            qWarning("%d %s, then %s", answer.status, answer.body.constData(), qPrintable(status(id, token)));
        return id;
    }
    QJsonObject show(const QString& id, const QByteArray& token = {}) { return get(QStringLiteral("/volumes/") + id, token).json()[u"volume"].toObject(); }
    QString status(const QString& id, const QByteArray& token = {}) { return show(id, token)[u"status"].toString(); }
    Answer act(const QString& id, const char* name, const QJsonValue& argument = QJsonObject(), const QByteArray& token = {}, const QByteArray& version = {})
    {
        return post(QStringLiteral("/volumes/%1/action").arg(id), { { QLatin1String(name), argument } }, token, version);
    }
    Answer snapshot(const QString& volume, QJsonObject json = {}, const QByteArray& token = {})
    {
        json[u"volume_id"] = volume;
        return post(QStringLiteral("/snapshots"), { { QStringLiteral("snapshot"), json } }, token);
    }
    QString makeSnapshot(const QString& volume)
    {
        const auto id = snapshot(volume).json()[u"snapshot"][u"id"].toString();
        settle();
        return id;
    }
    QJsonObject showSnapshot(const QString& id) { return get(QStringLiteral("/snapshots/") + id).json()[u"snapshot"].toObject(); }

    /// An image; active when there are bytes.
    QString makeImage(const QByteArray& bytes, int minDisk = 0, const QString& format = QStringLiteral("raw"))
    {
        const auto id = m_client->post(QStringLiteral("/image/v2/images"), { { QStringLiteral("name"), QStringLiteral("tiny") }, { QStringLiteral("disk_format"), format },
            { QStringLiteral("container_format"), QStringLiteral("bare") }, { QStringLiteral("min_disk"), minDisk }, { QStringLiteral("os_distro"), QStringLiteral("none") } }).json()[u"id"].toString();
        if (!bytes.isEmpty())
            m_client->sendBytes("PUT", QStringLiteral("/image/v2/images/%1/file").arg(id), bytes, "application/octet-stream", {});
        return id;
    }
    Answer image(const QString& rest) { return m_client->get(QStringLiteral("/image/v2/images") + rest); }

    /// The message of a fault, whatever its kind ("badRequest", "itemNotFound" ...).
    static QString fault(const Answer& answer)
    {
        const auto json = answer.json();
        return json.isEmpty() ? QString::fromUtf8(answer.body) : json.begin().value()[u"message"].toString();
    }

private:
    TestCloud::Builder imageBuilder()
    {
        return [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            auto images = TRY(image::ImageService::open(chassis, TRY(image::FileImageStore::at(chassis.path(QStringLiteral("images"))))));
            m_images = images.get();
            return images;
        };
    }
    TestCloud::Builder volumeBuilder()
    {
        return [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            std::unique_ptr<volume::VolumeDriver> driver = std::make_unique<volume::FakeVolumeDriver>();
            if (m_driver == Driver::File)
                driver = TRY(volume::FileVolumeDriver::at(chassis.path(QStringLiteral("volumes"))));
            else if (m_driver == Driver::Quiet)
                driver = std::make_unique<volume::FakeVolumeDriver>(1000 * volume::bytesPerGiB, volume::OnlineCopy::Quiet);
            auto volumes = TRY(volume::VolumeService::open(chassis, *m_images, std::move(driver)));
            m_volumes = volumes.get();
            if (m_prepare)
                m_prepare(*m_volumes);
            return volumes;
        };
    }
    TestCloud::Builder objectBuilder();
    void renew()
    {
        m_demo = m_cloud.demoToken();
        m_admin = m_cloud.adminToken();
        m_client = std::make_unique<ApiClient>(m_cloud.url(), m_demo);
    }

    Driver m_driver;
    Prepare m_prepare;
    image::ImageService* m_images = nullptr;
    volume::VolumeService* m_volumes = nullptr;
    std::unique_ptr<volume::Objects> m_proxy;
    TestCloud m_cloud;
    std::unique_ptr<ApiClient> m_client;
    QByteArray m_demo;
    QByteArray m_admin;
};

} // namespace skylab::test
