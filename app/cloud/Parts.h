#pragma once

#include "cloud/Config.h"
#include "service/Chassis.h"
#include "service/Service.h"

#include <memory>
#include <vector>

namespace skylab {

namespace identity { class IdentityService; }

/// Everything that a cloud is made of, in the order in which it is built.
struct Parts {
    std::vector<std::unique_ptr<service::Service>> services;
    identity::IdentityService* identity = nullptr;
};

/// Services.cpp: THE list of services, each built from the chassis, its settings, its peers and its driver.
Result<Parts> buildServices(service::Chassis& chassis, const Config& config);

} // namespace skylab
