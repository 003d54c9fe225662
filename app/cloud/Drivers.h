#pragma once

#include "cloud/Config.h"
#include "compute/driver/HypervisorDriver.h"
#include "identity/driver/IdentityDriver.h"
#include "image/driver/ImageStore.h"
#include "network/driver/NetworkDriver.h"
#include "object/driver/ObjectStore.h"
#include "service/Chassis.h"
#include "volume/driver/VolumeDriver.h"

#include <memory>

namespace skylab {

/// The engines that a configuration asks for.
struct Drivers {
    QHash<QString, identity::IdentityDriverMaker> identities;      ///< by the name that a domain's configuration says
    std::unique_ptr<image::ImageStore> images;
    std::unique_ptr<object::ObjectStore> objects;
    std::unique_ptr<volume::VolumeDriver> volumes;
    std::unique_ptr<network::NetworkDriver> networks;
    std::unique_ptr<compute::HypervisorDriver> hypervisor;
};

/// Threads for logins and what else is slow (http::ServerOptions). Directories of users get half of them at most.
int slowWorkers();

/// Drivers.cpp: THE list of drivers. Nothing is connected yet.
Result<Drivers> makeDrivers(const service::Chassis& chassis, const Config& config);

} // namespace skylab
