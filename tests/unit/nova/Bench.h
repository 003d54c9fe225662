#pragma once

#include "unit/nova/LentDriver.h"
#include "unit/nova/MemoryPeers.h"

#include "compute/ComputeService.h"
#include "service/Authenticator.h"
#include "service/Chassis.h"
#include "service/Pipeline.h"
#include "service/extension/SkylabService.h"
#include "support/Text.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

namespace skylab::test {

using O = QJsonObject;

inline const QByteArray admin = "p0:admin";      ///< the token of an administrator

/// Who a token is: "project:role", so that tests can be anyone. The user is "user-<project>", or what a third part says.
class BenchAuthenticator : public service::Authenticator {
public:
    Result<service::Context> authenticate(const QByteArray& token) override
    {
        const auto parts = token.split(':');
        service::Context context;
        context.projectId = QString::fromUtf8(parts[0]);
        context.userId = parts.size() > 2 ? QString::fromUtf8(parts[2]) : QStringLiteral("user-") + context.projectId;
        context.roles = { QString::fromUtf8(parts.value(1)) };
        if (context.roles[0] == u"admin")
            context.roles << QStringLiteral("member");
        if (context.roles.contains(QStringLiteral("member")))
            context.roles << QStringLiteral("reader");
        return context;
    }
    QString projectName(const QString& id) override { return id; }
};

/// A compute service on a fake hypervisor and peers in memory, driven through the pipeline as HTTP would.
class Bench {
public:
    Bench() : images(dir.path())
    {
        network = networks.addNetwork(project, QStringLiteral("private"));
        image = images.addImage(QStringLiteral("cirros"));
    }
    ~Bench() { close(); }

    Result<> open(bool run = true)
    {
        chassis = TRY(service::Chassis::open({ .dataDir = dir.filePath(QStringLiteral("data")) }));
        chassis->setAuthenticator(&authenticator);
        chassis->setPublicUrl(QStringLiteral("http://cloud:5000"));
        auto lent = std::make_unique<LentDriver>(driver);
        lentDriver = lent.get();
        compute = TRY(compute::ComputeService::open(*chassis, { networks, images, volumes, placement }, std::move(lent)));
        compute->setOptions(options);
        pipeline = std::make_unique<service::Pipeline>(*chassis);
        TRY(pipeline->addService(*compute));
        skylab = std::make_unique<service::SkylabService>(*chassis);
        TRY(pipeline->addService(*skylab));
        TRY(chassis->events().start());
        m_opened = Clock::now();
        TRY(compute->start());
        compute->waitForWatch();
        return run ? chassis->tasks().start() : Result<>();
    }
    /// Ends the process, so to say: what runs is left where it is.
    void close()
    {
        if (!chassis)
            return;
        chassis->tasks().stop();
        compute->stop();
        chassis->events().stop();
        pipeline.reset();
        skylab.reset();
        compute.reset();
        chassis.reset();
    }
    /// Until the comparison with the hypervisor that follows open() is over, and what it began. False: it never was.
    bool waitForReconcile()
    {
        const bool seen = QTest::qWaitFor([this] {
            const auto hosts = compute->database().read([](db::Connection& connection) { return compute::Hosts::select(connection); });
            return hosts && !hosts->empty() && hosts->front().seenAt >= m_opened;
        }, 20'000);
        settle();
        return seen;
    }

    void settle()
    {
        chassis->tasks().waitIdle(20'000);
        compute->waitForWatch();
        compute->waitForWatch();
    }

    QJsonObject call(const QByteArray& method, const QString& path, const QJsonObject& body = {}, const QByteArray& version = "2.1", const QByteArray& token = "p1:member",
                     const QList<std::pair<QByteArray, QByteArray>>& headers = {})
    {
        const auto bytes = body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
        http::Request request;
        request.method = method;
        request.target = (path.startsWith(u"/compute") || path.startsWith(u"/skylab") ? path : QStringLiteral("/compute/v2.1") + path).toUtf8();
        request.path = request.target.split('?')[0];
        request.rawQuery = request.target.mid(request.path.size() + 1);
        request.host = "cloud:5000";
        request.headers.add("X-Auth-Token", token);
        request.headers.add("OpenStack-API-Version", "compute " + version);
        for (const auto& [name, value] : headers)
            request.headers.add(name, value);
        request.contentLength = bytes.size();
        http::MemoryBody reader(bytes);
        last = pipeline->handle(request, reader);
        return QJsonDocument::fromJson(last.bytes()).object();
    }
    QJsonObject get(const QString& path, const QByteArray& version = "2.1", const QByteArray& token = "p1:member") { return call("GET", path, {}, version, token); }
    QJsonObject server(const QString& id, const QByteArray& version = "2.1") { return get(QStringLiteral("/servers/") + id, version)[u"server"].toObject(); }
    QString status(const QString& id) { return server(id)[u"status"].toString(); }
    /// What the fault says.
    QString message() const { return QJsonDocument::fromJson(last.bytes()).object().begin()->toObject()[u"message"].toString(); }
    int act(const QString& id, const QString& action, const QJsonValue& argument = {}, const QByteArray& version = "2.1", const QByteArray& token = "p1:member")
    {
        call("POST", QStringLiteral("/servers/%1/action").arg(id), { { action, argument } }, version, token);
        return last.status;
    }
    QString makeFlavor(const QString& id, int ram = 512, int vcpus = 1, int disk = 1)
    {
        call("POST", QStringLiteral("/flavors"), { { QStringLiteral("flavor"), QJsonObject { { QStringLiteral("id"), id }, { QStringLiteral("name"), QStringLiteral("m1.") + id }, { QStringLiteral("ram"), ram },
            { QStringLiteral("vcpus"), vcpus }, { QStringLiteral("disk"), disk } } } }, "2.1", "p0:admin");
        return id;
    }
    QJsonObject serverBody(const QString& name, const QString& flavor = QStringLiteral("1")) const
    {
        return { { QStringLiteral("name"), name }, { QStringLiteral("imageRef"), image }, { QStringLiteral("flavorRef"), flavor },
                 { QStringLiteral("networks"), QJsonArray { QJsonObject { { QStringLiteral("uuid"), network } } } } };
    }
    /// The id of a server that is asked for; empty when it was refused.
    QString ask(const QJsonObject& body, const QByteArray& version = "2.1")
    {
        return call("POST", QStringLiteral("/servers"), { { QStringLiteral("server"), body } }, version)[u"server"][u"id"].toString();
    }
    /// A server that runs.
    QString make(const QString& name = QStringLiteral("one"))
    {
        const auto id = ask(serverBody(name));
        settle();
        return id;
    }
    /// Nothing that any server had is left: guests, files, ports, claims, kept images, volumes in use. Says what is.
    QString leftovers()
    {
        QStringList all;
        const auto guests = driver.listGuests().value();
        for (const auto& guest : guests)
            all << QStringLiteral("guest ") + guest.uuid;
        for (const auto& id : compute->files().serversWithFiles())
            all << QStringLiteral("files of ") + id;
        for (const auto& [id, port] : networks.ports())
            if (!port.serverId.isEmpty() || port.bound || !ownPorts.contains(id))
                all << QStringLiteral("port ") + id;
        for (const auto& id : images.kept())
            all << QStringLiteral("image kept for ") + id;
        for (const auto& volume : volumes.volumes())
            if (volume.status != u"available" || !ownVolumes.contains(volume.id))
                all << QStringLiteral("volume %1 %2").arg(volume.id, volume.status);
        for (const auto& id : placement.allHoldings()->keys())
            all << QStringLiteral("claims of ") + id;
        return all.join(QStringLiteral(", "));
    }

    const QString project = QStringLiteral("p1");
    QTemporaryDir dir;
    compute::FakeHypervisorDriver driver { { .hostName = QStringLiteral("lab-pc"), .vcpus = 4, .memoryMiB = 20'480, .diskGiB = 100 } };
    MemoryNetworks networks;
    MemoryImages images;
    MemoryVolumes volumes;
    MemoryPlacement placement;
    BenchAuthenticator authenticator;
    QString network;
    QString image;
    compute::ComputeOptions options;
    QStringList ownPorts;        ///< the user's, which stay
    QStringList ownVolumes;
    std::unique_ptr<service::Chassis> chassis;
    std::unique_ptr<compute::ComputeService> compute;
    std::unique_ptr<service::SkylabService> skylab;
    std::unique_ptr<service::Pipeline> pipeline;
    LentDriver* lentDriver = nullptr;
    http::Response last;

private:
    Timestamp m_opened;
};

} // namespace skylab::test
