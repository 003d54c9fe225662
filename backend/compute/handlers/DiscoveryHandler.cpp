#include "compute/handlers/DiscoveryHandler.h"

#include "compute/ComputeService.h"

namespace skylab::compute {

using service::Call;

namespace {

/// What clients from before microversions ask for by name. What was removed from the API is not in it.
constexpr std::pair<const char*, const char*> extensions[] = {
    { "extensions", "Extensions" }, { "flavors", "Flavors" }, { "image-metadata", "ImageMetadata" },
    { "images", "Images" }, { "ips", "Ips" }, { "limits", "Limits" }, { "NMN", "Multinic" },
    { "os-access-ips", "AccessIPs" }, { "os-admin-actions", "AdminActions" },
    { "os-admin-password", "AdminPassword" }, { "os-aggregates", "Aggregates" },
    { "os-assisted-volume-snapshots", "AssistedVolumeSnapshots" }, { "os-attach-interfaces", "AttachInterfaces" },
    { "os-availability-zone", "AvailabilityZone" }, { "os-baremetal-nodes", "BareMetalNodes" },
    { "os-block-device-mapping", "BlockDeviceMapping" },
    { "os-block-device-mapping-v2-boot", "BlockDeviceMappingV2Boot" }, { "os-config-drive", "ConfigDrive" },
    { "os-console-auth-tokens", "ConsoleAuthTokens" }, { "os-console-output", "ConsoleOutput" },
    { "os-consoles", "Consoles" }, { "os-create-backup", "CreateBackup" },
    { "os-create-server-ext", "Createserverext" }, { "OS-DCF", "DiskConfig" },
    { "os-deferred-delete", "DeferredDelete" }, { "os-evacuate", "Evacuate" },
    { "OS-EXT-AZ", "ExtendedAvailabilityZone" }, { "OS-EXT-IMG-SIZE", "ImageSize" }, { "OS-EXT-IPS", "ExtendedIps" },
    { "OS-EXT-IPS-MAC", "ExtendedIpsMac" }, { "OS-EXT-SRV-ATTR", "ExtendedServerAttributes" },
    { "OS-EXT-STS", "ExtendedStatus" }, { "os-extended-availability-zone", "ExtendedAvailabilityZone" },
    { "os-extended-evacuate-find-host", "ExtendedEvacuateFindHost" },
    { "os-extended-floating-ips", "ExtendedFloatingIps" }, { "os-extended-hypervisors", "ExtendedHypervisors" },
    { "os-extended-networks", "ExtendedNetworks" }, { "os-extended-quotas", "ExtendedQuotas" },
    { "os-extended-rescue-with-image", "ExtendedRescueWithImage" },
    { "os-extended-server-attributes", "ExtendedServerAttributes" }, { "os-extended-services", "ExtendedServices" },
    { "os-extended-services-delete", "ExtendedServicesDelete" }, { "os-extended-status", "ExtendedStatus" },
    { "os-extended-volumes", "ExtendedVolumes" }, { "os-flavor-access", "FlavorAccess" },
    { "os-flavor-extra-specs", "FlavorExtraSpecs" }, { "os-flavor-manage", "FlavorManage" },
    { "os-flavor-rxtx", "FlavorRxtx" }, { "os-flavor-swap", "FlavorSwap" },
    { "os-floating-ip-pools", "FloatingIpPools" }, { "os-floating-ips", "FloatingIps" },
    { "OS-FLV-DISABLED", "FlavorDisabled" }, { "OS-FLV-EXT-DATA", "FlavorExtraData" },
    { "os-hide-server-addresses", "HideServerAddresses" }, { "os-hosts", "Hosts" },
    { "os-hypervisor-status", "HypervisorStatus" }, { "os-hypervisors", "Hypervisors" },
    { "os-instance-actions", "InstanceActions" }, { "os-instance_usage_audit_log", "OSInstanceUsageAuditLog" },
    { "os-keypairs", "Keypairs" }, { "os-lock-server", "LockServer" }, { "os-migrate-server", "MigrateServer" },
    { "os-migrations", "Migrations" }, { "os-multiple-create", "MultipleCreate" }, { "os-networks", "Networks" },
    { "os-pause-server", "PauseServer" }, { "os-personality", "Personality" },
    { "os-preserve-ephemeral-rebuild", "PreserveEphemeralOnRebuild" }, { "os-quota-class-sets", "QuotaClasses" },
    { "os-quota-sets", "Quotas" }, { "os-remote-consoles", "Consoles" }, { "os-rescue", "Rescue" },
    { "OS-SCH-HNT", "SchedulerHints" }, { "os-scheduler-hints", "SchedulerHints" },
    { "os-security-groups", "SecurityGroups" }, { "os-server-diagnostics", "ServerDiagnostics" },
    { "os-server-external-events", "ServerExternalEvents" }, { "os-server-group-quotas", "ServerGroupQuotas" },
    { "os-server-groups", "ServerGroups" }, { "os-server-list-multi-status", "ServerListMultiStatus" },
    { "os-server-password", "ServerPassword" }, { "os-server-sort-keys", "ServerSortKeys" },
    { "os-server-start-stop", "ServerStartStop" }, { "os-server-usage", "ServerUsage" },
    { "os-services", "Services" }, { "os-shelve", "Shelve" }, { "os-simple-tenant-usage", "SimpleTenantUsage" },
    { "OS-SRV-USG", "ServerUsage" }, { "os-suspend-server", "SuspendServer" },
    { "os-tenant-networks", "ProjectNetworks" }, { "os-used-limits", "UsedLimits" },
    { "os-used-limits-for-admin", "UsedLimitsForAdmin" }, { "os-user-data", "UserData" },
    { "os-user-quotas", "UserQuotas" }, { "os-volume-attachment-update", "VolumeAttachmentUpdate" },
    { "os-volumes", "Volumes" }, { "server-metadata", "ServerMetadata" }, { "server-migrations", "ServerMigrations" },
    { "servers", "Servers" }, { "versions", "Versions" },
};

void writeExtension(JsonWriter& json, const char* alias, const char* name)
{
    json.beginObject().key("alias").value(alias).key("name").value(name).key("description").value(QStringLiteral("%1 support.").arg(QLatin1String(name)));
    json.key("namespace").value("http://docs.openstack.org/compute/ext/fake_xml").key("updated").value("2014-12-03T00:00:00Z").key("links").beginArray().endArray().endObject();
}

} // namespace

std::vector<service::Route> DiscoveryHandler::routes()
{
    using H = DiscoveryHandler;
    const service::Guard anyone { QStringLiteral("os_compute_api:extensions"), service::rules::anyone };
    return {
        service::route("GET", "/extensions", anyone, this, &H::listExtensions),
        service::route("GET", "/extensions/{alias}", anyone, this, &H::showExtension),
    };
}

std::vector<service::Route> DiscoveryHandler::rootRoutes()
{
    using H = DiscoveryHandler;
    const service::Guard anyone { QStringLiteral("os_compute_api:versions"), service::rules::anyone };
    return {
        service::open(service::route("GET", "/", anyone, this, &H::listVersions)),
        service::quick(service::open(service::route("GET", "/v2.1", anyone, this, &H::showVersion))),
        service::open(service::route("GET", "/v2", anyone, this, &H::showOldVersion)),
    };
}

void DiscoveryHandler::writeVersion(JsonWriter& json, const Call& call, bool old, Form form) const
{
    const auto& traits = m_service.traits();
    const auto spelled = [](sdk::Version version) { return QStringLiteral("%1.%2").arg(version.major).arg(version.minor); };
    json.beginObject().key("id").value(old ? "v2.0" : "v2.1").key("status").value(old ? "SUPPORTED" : "CURRENT");
    json.key("version").value(old ? QStringLiteral("") : spelled(traits.maxVersion)).key("min_version").value(old ? QStringLiteral("") : spelled(traits.minVersion));
    json.key("updated").value(old ? "2011-01-21T11:33:21Z" : "2013-07-23T11:33:21Z");
    json.key("links").beginArray().beginObject().key("rel").value("self").key("href").value(call.request.baseUrl() + (old ? QStringLiteral("/compute/v2/") : QStringLiteral("/compute/v2.1/"))).endObject();
    if (form == Form::Single)
        json.beginObject().key("rel").value("describedby").key("type").value("text/html").key("href").value("http://docs.openstack.org/").endObject();
    json.endArray();
    if (form == Form::Single)
        json.key("media-types").beginArray().beginObject().key("base").value("application/json").key("type").value(old ? "application/vnd.openstack.compute+json;version=2" : "application/vnd.openstack.compute+json;version=2.1").endObject().endArray();
    json.endObject();
}

Result<http::Response> DiscoveryHandler::listVersions(Call& call)
{
    JsonWriter json;
    json.beginObject().key("versions").beginArray();
    writeVersion(json, call, true, Form::Listed);
    writeVersion(json, call, false, Form::Listed);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::showVersion(Call& call)
{
    JsonWriter json;
    json.beginObject().key("version");
    writeVersion(json, call, false, Form::Single);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::showOldVersion(Call& call)
{
    JsonWriter json;
    json.beginObject().key("version");
    writeVersion(json, call, true, Form::Single);
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::listExtensions(Call&)
{
    JsonWriter json;
    json.beginObject().key("extensions").beginArray();
    for (const auto& [alias, name] : extensions)
        writeExtension(json, alias, name);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> DiscoveryHandler::showExtension(Call& call)
{
    for (const auto& [alias, name] : extensions)
        if (call.id(QStringLiteral("alias")) == QLatin1String(alias)) {
            JsonWriter json;
            json.beginObject().key("extension");
            writeExtension(json, alias, name);
            json.endObject();
            return service::jsonResponse(200, json.take());
        }
    return fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found."));
}

} // namespace skylab::compute
