#include "cloud/FirstStart.h"

#include "network/model/Address.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QSaveFile>

#include <algorithm>

namespace skylab {

namespace {

Q_LOGGING_CATEGORY(lcFirstStart, "skylab.firststart")

using O = QJsonObject;

struct FlavorSize {
    const char* id;
    const char* name;
    int vcpus;
    int ramMiB;
    int diskGiB;
};
constexpr FlavorSize flavors[] = {
    { "1", "m1.nano", 1, 128, 1 },    { "2", "m1.tiny", 1, 512, 1 },    { "3", "m1.small", 1, 2048, 20 },
    { "4", "m1.medium", 2, 4096, 40 }, { "5", "m1.large", 4, 8192, 80 },
};

QJsonObject readDone(const QString& file)
{
    QFile input(file);
    return input.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(input.readAll()).object() : QJsonObject();
}

Result<> writeDone(const QString& file, const QJsonObject& done)
{
    QSaveFile output(file);
    if (!output.open(QIODevice::WriteOnly) || output.write(QJsonDocument(done).toJson()) < 0 || !output.commit())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2.").arg(file, output.errorString()));
    return {};
}

/// The host's name servers, for guests: those that a guest can reach, so none on loopback.
QJsonArray nameServers()
{
    QJsonArray servers;
    QFile file(QStringLiteral("/etc/resolv.conf"));
    if (!file.open(QIODevice::ReadOnly))
        return servers;
    const auto lines = QString::fromLatin1(file.readAll()).split(u'\n');
    for (const auto& line : lines) {
        const auto words = line.simplified().split(u' ');
        if (words.size() == 2 && words[0] == u"nameserver" && !words[1].startsWith(QStringLiteral("127.")) && !words[1].contains(u':') && servers.size() < 2)
            servers.append(words[1]);
    }
    return servers;
}

} // namespace

FirstStart::FirstStart(const Config& config, LocalClient admin, LocalClient demo, std::function<void(const QString&)> progress)
    : m_config(config), m_admin(std::move(admin)), m_demo(std::move(demo)), m_progress(std::move(progress))
{
}

Result<> FirstStart::run(const std::function<bool()>& cancelled)
{
    const Part parts[] = {
        { "flavors", QStringLiteral("Create the default flavors"), &FirstStart::makeFlavors },
        { "image", QStringLiteral("Upload the guest image"), &FirstStart::uploadImage },
        { "public_network", QStringLiteral("Create the external network public"), &FirstStart::makePublicNetwork },
        { "demo_network", QStringLiteral("Create the demo network, subnet and router"), &FirstStart::makeDemoNetwork },
    };
    const auto file = QDir(m_config.dataDir).filePath(QStringLiteral("first-start.json"));
    auto done = readDone(file);
    Result<> outcome;
    for (const auto& part : parts) {
        if (done[QLatin1String(part.name)].toBool())
            continue;
        if (cancelled && cancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("The start was cancelled."));
        m_progress(part.title);
        if (auto made = (this->*part.make)(); !made) {
            qCWarning(lcFirstStart).noquote() << part.title << "failed and is tried again at the next start:" << made.error().message;
            outcome = std::move(made);
            continue;
        }
        done.insert(QLatin1String(part.name), true);
        TRY(writeDone(file, done));
    }
    return outcome;
}

Result<QJsonObject> FirstStart::named(LocalClient& client, const QString& path, const QString& collection, const QString& name)
{
    const auto list = TRY(client.get(path));
    for (const auto& value : list[collection].toArray())
        if (value.toObject()[u"name"].toString() == name)
            return value.toObject();
    return QJsonObject();
}

Result<> FirstStart::makeFlavors()
{
    for (const auto& size : flavors) {
        const auto name = QString::fromLatin1(size.name);
        if (!TRY(named(m_admin, QStringLiteral("/compute/v2.1/flavors"), QStringLiteral("flavors"), name)).isEmpty())
            continue;
        TRY(m_admin.post(QStringLiteral("/compute/v2.1/flavors"), O { { QStringLiteral("flavor"), O {
            { QStringLiteral("id"), QString::fromLatin1(size.id) }, { QStringLiteral("name"), name }, { QStringLiteral("vcpus"), size.vcpus },
            { QStringLiteral("ram"), size.ramMiB }, { QStringLiteral("disk"), size.diskGiB } } } }));
    }
    return {};
}

QString FirstStart::guestImage() const
{
    if (!m_config.guestImage.isEmpty())
        return m_config.guestImage;
    const QDir program(QCoreApplication::applicationDirPath());
    for (const auto& candidate : { program.filePath(QStringLiteral("../../guest/skylab-guest.qcow2")),
                                   program.filePath(QStringLiteral("../share/skylab/skylab-guest.qcow2")),
                                   QStringLiteral("/usr/share/skylab/skylab-guest.qcow2") })
        if (QFile::exists(candidate))
            return candidate;
    return {};
}

Result<> FirstStart::uploadImage()
{
    const auto file = guestImage();
    if (file.isEmpty()) {
        if (m_config.fake())
            return {};
        return fail(ErrorCode::NotFound, QStringLiteral("No guest image was found. Build one with installer/guest-image, or name one with --guest-image."));
    }
    const auto name = QStringLiteral("skylab-guest");
    auto image = TRY(named(m_admin, QStringLiteral("/image/v2/images?name=") + name, QStringLiteral("images"), name));
    if (image.isEmpty())
        image = TRY(m_admin.post(QStringLiteral("/image/v2/images"), O {
            { QStringLiteral("name"), name }, { QStringLiteral("disk_format"), QStringLiteral("qcow2") },
            { QStringLiteral("container_format"), QStringLiteral("bare") }, { QStringLiteral("visibility"), QStringLiteral("public") },
            { QStringLiteral("min_ram"), 96 }, { QStringLiteral("os_distro"), QStringLiteral("skylab") }, { QStringLiteral("os_admin_user"), QStringLiteral("skylab") } }));
    if (image[u"status"].toString() == u"queued")
        TRY(m_admin.upload(QStringLiteral("/image/v2/images/%1/file").arg(image[u"id"].toString()), file));
    return {};
}

Result<> FirstStart::makePublicNetwork()
{
    auto network = TRY(named(m_admin, QStringLiteral("/network/v2.0/networks?name=public"), QStringLiteral("networks"), QStringLiteral("public")));
    if (network.isEmpty())
        network = TRY(m_admin.post(QStringLiteral("/network/v2.0/networks"), O { { QStringLiteral("network"), O {
            { QStringLiteral("name"), QStringLiteral("public") }, { QStringLiteral("router:external"), true },
            { QStringLiteral("provider:network_type"), QStringLiteral("flat") }, { QStringLiteral("provider:physical_network"), QStringLiteral("public") } } } }))[u"network"].toObject();
    if (!network[u"subnets"].toArray().isEmpty())
        return {};
    const auto cidr = network::Cidr::parse(m_config.publicCidr);      // Config has looked at it
    if (!cidr)
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no network. Name one with --public-cidr.").arg(m_config.publicCidr));
    // Room for the addresses of hosts at both ends, where the network is large enough.
    const auto begin = cidr->base.plus(cidr->prefix > 26 ? 2 : 10), end = std::min(cidr->base.plus(250), cidr->lastHost());
    TRY(m_admin.post(QStringLiteral("/network/v2.0/subnets"), O { { QStringLiteral("subnet"), O {
        { QStringLiteral("name"), QStringLiteral("public-subnet") }, { QStringLiteral("network_id"), network[u"id"] }, { QStringLiteral("ip_version"), 4 },
        { QStringLiteral("cidr"), cidr->text() }, { QStringLiteral("gateway_ip"), cidr->firstHost().text() }, { QStringLiteral("enable_dhcp"), false },
        { QStringLiteral("allocation_pools"), QJsonArray { O { { QStringLiteral("start"), begin.text() }, { QStringLiteral("end"), end.text() } } } } } } }));
    return {};
}

Result<> FirstStart::makeDemoNetwork()
{
    const auto name = QStringLiteral("demo");
    auto network = TRY(named(m_demo, QStringLiteral("/network/v2.0/networks?name=demo"), QStringLiteral("networks"), name));
    if (network.isEmpty())
        network = TRY(m_demo.post(QStringLiteral("/network/v2.0/networks"), O { { QStringLiteral("network"), O { { QStringLiteral("name"), name } } } }))[u"network"].toObject();
    auto subnet = TRY(named(m_demo, QStringLiteral("/network/v2.0/subnets?name=demo-subnet"), QStringLiteral("subnets"), QStringLiteral("demo-subnet")));
    if (subnet.isEmpty())
        subnet = TRY(m_demo.post(QStringLiteral("/network/v2.0/subnets"), O { { QStringLiteral("subnet"), O {
            { QStringLiteral("name"), QStringLiteral("demo-subnet") }, { QStringLiteral("network_id"), network[u"id"] }, { QStringLiteral("ip_version"), 4 },
            { QStringLiteral("cidr"), QStringLiteral("10.20.0.0/24") }, { QStringLiteral("dns_nameservers"), nameServers() } } } }))[u"subnet"].toObject();
    auto router = TRY(named(m_demo, QStringLiteral("/network/v2.0/routers?name=demo-router"), QStringLiteral("routers"), QStringLiteral("demo-router")));
    if (router.isEmpty()) {
        const auto external = TRY(named(m_demo, QStringLiteral("/network/v2.0/networks?name=public"), QStringLiteral("networks"), QStringLiteral("public")));
        if (external.isEmpty())
            return fail(ErrorCode::NotFound, QStringLiteral("The external network public is missing, so the demo router can't have a gateway."));
        router = TRY(m_demo.post(QStringLiteral("/network/v2.0/routers"), O { { QStringLiteral("router"), O {
            { QStringLiteral("name"), QStringLiteral("demo-router") },
            { QStringLiteral("external_gateway_info"), O { { QStringLiteral("network_id"), external[u"id"] } } } } } }))[u"router"].toObject();
    }
    // A start that was cut off may have left the router without its interface.
    const auto legs = TRY(m_demo.get(QStringLiteral("/network/v2.0/ports?device_id=%1&network_id=%2").arg(router[u"id"].toString(), network[u"id"].toString())));
    if (!legs[u"ports"].toArray().isEmpty())
        return {};
    TRY(m_demo.put(QStringLiteral("/network/v2.0/routers/%1/add_router_interface").arg(router[u"id"].toString()), O { { QStringLiteral("subnet_id"), subnet[u"id"] } }));
    return {};
}

} // namespace skylab
