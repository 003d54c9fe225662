#pragma once

#include "db/Database.h"
#include "sdk/resource/ListQuery.h"
#include "service/Fault.h"
#include "service/Route.h"

#include <memory>
#include <vector>

namespace skylab::service {

class Chassis;

/// How a service's lists look.
enum class ListStyle : std::uint8_t {
    Links,       ///< Nova, Cinder: "servers_links": [{rel: next, href}]
    Neutron,     ///< "networks_links" with next and previous, when a limit was given
    Keystone,    ///< "links": {next, self, previous}
    Glance,      ///< "first", "next", "schema": paths without a host
    Plain,
};

/// A thing that a path can name and that belongs to somebody: what rules of policy files ask about.
struct OwnedResource {
    const char* argument;                ///< of the path: "server_id"
    const char* table;                   ///< keyed by "id"
    const char* projectColumn = "project_id";
    const char* userColumn = nullptr;    ///< null: it belongs to a project only
};

/// What a service adds to Skylab's own API below /skylab/v1: what OpenStack's APIs lack.
struct Extension {
    QStringList features = {};           ///< as GET /skylab/v1 lists them: "metrics", "trash"
    std::vector<Route> routes = {};      ///< paths follow /skylab/v1; faults have Keystone's shape, and there are no microversions
};

/// What makes a service itself on the wire. One constant per service.
struct ServiceTraits {
    QString name;                        ///< "compute": folder, database, log category
    QStringList types;                   ///< catalog types, the main one first: "volumev3", "block-storage"
    QString catalogName;                 ///< "nova"
    QString prefix;                      ///< "/compute/v2.1": what its routes' paths follow
    QString root;                        ///< "/compute": where discovery begins
    QString endpointPath;                ///< in the catalog, "/compute/v2.1", "/object-store/v1/AUTH_%(project_id)s"
    FaultStyle faults = FaultStyle::Nova;
    ListStyle lists = ListStyle::Links;
    sdk::ListRules listRules = {};
    QByteArray versionWord = {};         ///< OpenStack-API-Version: <word> 2.1; empty = no microversions
    QByteArray legacyVersionHeader = {}; ///< X-OpenStack-Nova-API-Version
    sdk::Version minVersion = {};        ///< also what a client gets that names none
    sdk::Version maxVersion = {};
    bool strictSlash = false;            ///< /images/ is not /images (Glance): a show without an id is 404, not a list
    bool projectInPath = false;          ///< /v2.1/{project_id}/servers means /v2.1/servers
    QString legacyPrefix = {};           ///< "/compute/v2": the same routes at minVersion, whatever the headers say; "" = none
    QByteArray requestIdHeader = {};     ///< a second one: "x-compute-request-id"
    std::vector<OwnedResource> owned = {};
};

/// A service as the cloud sees it: its table of routes, its database, its life. Each service's facade derives from it.
class Service {
public:
    Service(Chassis& chassis, ServiceTraits traits);
    virtual ~Service();
    Q_DISABLE_COPY_MOVE(Service)

    [[nodiscard]] const ServiceTraits& traits() const { return m_traits; }
    /// The table. Called once, before start().
    virtual std::vector<Route> routes() = 0;
    /// Opens what it needs, reconciles, begins its background work. An error stops the cloud's start.
    virtual Result<> start() { return {}; }
    /// After the last request has been answered and tasks have stopped.
    virtual void stop() { }
    /// The cloud is thrown away: takes what this service made out of the engines beneath. Just before stop(), when no
    /// request and no task runs. What can't be removed is logged.
    virtual void dismantle() { }
    /// The engines beneath (libvirt, OVN, disk): Unavailable with what to do, when one can't be reached.
    virtual Result<> health() { return {}; }
    /// Routes below the root instead of the prefix: version documents, which need no token.
    virtual std::vector<Route> rootRoutes() { return {}; }
    /// Routes below /skylab/v1. Called once, before start(); in their calls `service` is the SkylabService.
    virtual Extension extension() { return {}; }

    [[nodiscard]] Chassis& chassis() const { return m_chassis; }
    [[nodiscard]] db::Database& database() const { return *m_database; }

protected:
    /// Opens the service's own database: chassis tables, then ":/migrations/<name>". For constructors' users: call in
    /// open(), before tasks are registered.
    Result<> openDatabase();

    Chassis& m_chassis;
    std::unique_ptr<db::Database> m_database;

private:
    ServiceTraits m_traits;
};

} // namespace skylab::service
