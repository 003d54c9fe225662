#include "cloud/Drivers.h"

#include "compute/drivers/fake/FakeHypervisorDriver.h"
#include "compute/drivers/libvirt/LibvirtDriver.h"
#include "core/Uuid.h"
#include "identity/drivers/ldap/LdapDriver.h"
#include "image/drivers/file/FileImageStore.h"
#include "network/drivers/fake/FakeNetworkDriver.h"
#include "network/drivers/ovn/OvnDriver.h"
#include "object/drivers/file/FileObjectStore.h"
#include "volume/drivers/fake/FakeVolumeDriver.h"
#include "volume/drivers/file/FileVolumeDriver.h"

#include <QDir>
#include <QSaveFile>
#include <QThread>

#include <algorithm>

namespace skylab {

namespace {

/// Tells this cloud's domains and OVN rows from those of another one on the same host. Made once, kept with the data.
Result<QString> cloudId(const service::Chassis& chassis)
{
    const auto file = chassis.path(QStringLiteral("cloud-id"));
    QFile input(file);
    if (input.open(QIODevice::ReadOnly))
        if (auto id = QString::fromLatin1(input.readAll()).trimmed(); isUuid(id))
            return id;
    const auto id = newUuid();
    QSaveFile output(file);
    if (!output.open(QIODevice::WriteOnly) || output.write(id.toLatin1() + '\n') < 0 || !output.commit())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2.").arg(file, output.errorString()));
    return id;
}

/// The southbound database beside a northbound one: OVN's own naming.
QString southboundOf(QString northbound)
{
    return northbound.replace(QStringLiteral("ovnnb_db"), QStringLiteral("ovnsb_db")).replace(QStringLiteral(":6641"), QStringLiteral(":6642"));
}

} // namespace

int slowWorkers() { return std::max(4, QThread::idealThreadCount()); }

Result<Drivers> makeDrivers(const service::Chassis& chassis, const Config& config)
{
    Drivers drivers;
    drivers.identities.insert(QStringLiteral("ldap"), identity::LdapDriver::maker(slowWorkers() / 2));
    // Files need neither root nor a daemon, so the fake cloud keeps images and objects in them too.
    drivers.images = TRY(image::FileImageStore::at(chassis.path(QStringLiteral("images"))));
    drivers.objects = TRY(object::FileObjectStore::at(chassis.path(QStringLiteral("objects"))));
    if (config.fake()) {
        if (config.ephemeral)
            drivers.volumes = std::make_unique<volume::FakeVolumeDriver>();
        else      // what is kept must be there again at the next start
            drivers.volumes = TRY(volume::FileVolumeDriver::at(chassis.path(QStringLiteral("volumes"))));
        drivers.networks = std::make_unique<network::FakeNetworkDriver>();
        drivers.hypervisor = std::make_unique<compute::FakeHypervisorDriver>();
        return drivers;
    }
    const auto id = TRY(cloudId(chassis));
    const auto run = chassis.path(QStringLiteral("run"));
    const auto instances = chassis.path(QStringLiteral("instances"));
    for (const auto& folder : { run, instances })
        if (!QDir().mkpath(folder))
            return fail(ErrorCode::Forbidden, QStringLiteral("The folder %1 can't be made.").arg(folder));
    drivers.volumes = TRY(volume::FileVolumeDriver::at(chassis.path(QStringLiteral("volumes"))));
    network::ovn::OvnOptions ovn;
    ovn.owner = id;
    ovn.northbound = { config.ovnNorthbound };
    ovn.southbound = { southboundOf(config.ovnNorthbound) };
    ovn.openVswitch = config.openVswitch;
    drivers.networks = std::make_unique<network::ovn::OvnDriver>(ovn);
    compute::LibvirtOptions libvirt;
    libvirt.uri = config.libvirtUri;
    libvirt.cloudId = id;
    libvirt.dataDirectory = chassis.options().dataDir;
    libvirt.runDirectory = run;
    libvirt.instancesDirectory = instances;
    drivers.hypervisor = std::make_unique<compute::LibvirtDriver>(libvirt);
    return drivers;
}

} // namespace skylab
