#pragma once

#include "compute/handlers/AggregatesHandler.h"
#include "compute/handlers/DevicesHandler.h"
#include "compute/handlers/DiscoveryHandler.h"
#include "compute/handlers/ExternalEventsHandler.h"
#include "compute/handlers/FlavorsHandler.h"
#include "compute/handlers/GroupsHandler.h"
#include "compute/handlers/HostsHandler.h"
#include "compute/handlers/KeypairsHandler.h"
#include "compute/handlers/MetadataHandler.h"
#include "compute/handlers/MigrationsHandler.h"
#include "compute/handlers/OldApisHandler.h"
#include "compute/handlers/ProxiedImagesHandler.h"
#include "compute/handlers/ProxiedNetworksHandler.h"
#include "compute/handlers/ProxiedVolumesHandler.h"
#include "compute/handlers/QuotasHandler.h"
#include "compute/handlers/SecurityGroupsHandler.h"
#include "compute/handlers/ServerActionsHandler.h"
#include "compute/handlers/ServerDetailsHandler.h"
#include "compute/handlers/ServersHandler.h"
#include "compute/handlers/ServicesHandler.h"
#include "compute/handlers/UsageHandler.h"
#include "compute/handlers/actions/AddressesHandler.h"
#include "compute/handlers/actions/ConsolesHandler.h"
#include "compute/handlers/actions/MovesHandler.h"
#include "compute/handlers/actions/PasswordsHandler.h"
#include "compute/handlers/actions/RescueHandler.h"
#include "compute/handlers/actions/ServerImagesHandler.h"
#include "compute/handlers/actions/ShelvingHandler.h"
#include "compute/handlers/extension/FitHandler.h"
#include "compute/handlers/extension/MetricsHandler.h"
#include "compute/handlers/extension/TrashHandler.h"

namespace skylab::compute {

/// All that answer requests, in the order of their chapters in the API reference.
struct Handlers {
    explicit Handlers(ComputeService& service)
        : discovery(service), servers(service), details(service), actions(service), serverImages(service, servers), shelving(service), rescue(service), moves(service), addresses(service),
          passwords(service), consoles(service), devices(service), flavors(service), keypairs(service),
          groups(service), securityGroups(service), quotas(service), hosts(service), metadata(service),
          aggregates(service), services(service), migrations(service), externalEvents(service), usage(service),
          proxiedImages(service), proxiedVolumes(service), proxiedNetworks(service), oldApis(service),
          metrics(service), fit(service), trash(service) { }

    DiscoveryHandler discovery;
    ServersHandler servers;
    ServerDetailsHandler details;
    ServerActionsHandler actions;
    ServerImagesHandler serverImages;
    ShelvingHandler shelving;
    RescueHandler rescue;
    MovesHandler moves;
    AddressesHandler addresses;
    PasswordsHandler passwords;
    ConsolesHandler consoles;
    DevicesHandler devices;
    FlavorsHandler flavors;
    KeypairsHandler keypairs;
    GroupsHandler groups;
    SecurityGroupsHandler securityGroups;
    QuotasHandler quotas;
    HostsHandler hosts;
    MetadataHandler metadata;
    AggregatesHandler aggregates;
    ServicesHandler services;
    MigrationsHandler migrations;
    ExternalEventsHandler externalEvents;
    UsageHandler usage;
    ProxiedImagesHandler proxiedImages;
    ProxiedVolumesHandler proxiedVolumes;
    ProxiedNetworksHandler proxiedNetworks;
    OldApisHandler oldApis;

    // Below /skylab/v1.
    MetricsHandler metrics;
    FitHandler fit;
    TrashHandler trash;
};

} // namespace skylab::compute
