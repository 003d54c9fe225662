#pragma once

#include "cloud/Config.h"
#include "service/Chassis.h"
#include "service/Service.h"

#include <memory>
#include <vector>

namespace skylab {

namespace compute { class ComputeService; }
namespace identity { class IdentityService; }
namespace network { class NetworkService; }

/// Everything that a cloud is made of. The services stand in the order in which they were built and go in the opposite one.
struct Parts {
    struct Peers;

    Parts();
    Parts(Parts&&) noexcept;
    Parts& operator=(Parts&&) noexcept;
    ~Parts();

    std::unique_ptr<Peers> peers;
    std::vector<std::unique_ptr<service::Service>> services;
    identity::IdentityService* identity = nullptr;
    network::NetworkService* network = nullptr;
    compute::ComputeService* compute = nullptr;
};

/// Services.cpp: THE list of services, each built from the chassis, its settings, its peers and its driver.
Result<Parts> buildServices(service::Chassis& chassis, const Config& config);

} // namespace skylab
