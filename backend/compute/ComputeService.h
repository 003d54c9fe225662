#pragma once

#include "compute/ConsoleTokens.h"
#include "compute/Intents.h"
#include "compute/Metrics.h"
#include "compute/Periodic.h"
#include "compute/QuietGuests.h"
#include "compute/Scheduling.h"
#include "compute/driver/HypervisorDriver.h"
#include "compute/driver/SerialQueue.h"
#include "compute/model/Scheduler.h"
#include "compute/model/ServerState.h"
#include "compute/peers/Images.h"
#include "compute/peers/Networks.h"
#include "compute/peers/PeerApi.h"
#include "compute/peers/Placement.h"
#include "compute/peers/Volumes.h"
#include "compute/store/ComputeRows.h"
#include "compute/store/InstanceFiles.h"
#include "service/Quota.h"
#include "service/Routes.h"
#include "service/Service.h"
#include "service/Task.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

namespace skylab::compute {

struct Handlers;

/// The services that compute asks; they outlive it.
struct Peers {
    Networks& networks;
    Images& images;
    Volumes& volumes;
    Placement& placement;
};

/// What an operator may choose, with Nova's defaults.
struct ComputeOptions {
    qint64 reclaimSeconds = 0;       ///< a deleted server can be restored that long (reclaim_instance_interval); 0 = not at all
    qint64 trashSeconds = 7 * 24 * 3600;     ///< what was deleted with "X-Skylab-Trash: keep" lies in the trash that long; 0 = there is none
    qint64 offloadSeconds = 0;       ///< a shelved server leaves its host after that (shelved_offload_time); 0 = at once, -1 = when asked
    /// Servers that ran when the host went down run again when it is up (resume_guests_state_on_host_boot; Nova's default is
    /// false). A server's own metadata, resume_guests_state_on_host_boot = true or false, wins.
    bool resumeGuests = true;
};

/// Servers with Nova's v2.1 API. Room by room as docs/ARCHITECTURE.md tells the journey of POST /servers: handlers/
/// plan, store/ writes row, task and event at once, tasks/ build and undo, driver/ runs the guests.
/// Thread-safe. Source: https://docs.openstack.org/api-ref/compute/
class ComputeService final : public service::Service {
public:
    static Result<std::unique_ptr<ComputeService>> open(service::Chassis& chassis, Peers peers, std::unique_ptr<HypervisorDriver> driver);
    ~ComputeService() override;

    /// Before start().
    void setOptions(const ComputeOptions& options) { m_options = options; }
    [[nodiscard]] const ComputeOptions& options() const { return m_options; }

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;
    service::Extension extension() override;
    /// Starts the driver. The book is compared with the hypervisor as soon as that answers, and after each reconnection.
    Result<> start() override;
    void dismantle() override;
    void stop() override;
    Result<> health() override;

    // For the network service.

    /// What a guest in that network gets from http://169.254.169.254: the server is the one whose port has the address
    /// that the connection comes from (Request::peerAddress).
    /// A guest may also post its password there.
    http::Response metadata(const http::Request& request, http::BodyReader& body, const QString& networkId);
    /// A port of a server went up or down, or has other addresses: its document is announced anew.
    void portChanged(const QString& serverId);

    // For the volume service.

    /// Lets the guest see the new size of a volume. Not running: nothing to do.
    Result<> extendVolume(const QString& serverId, const QString& volumeId, qint64 bytes);
    /// Tells in the server's instance actions that a volume of its grows; the task is the volume service's, and its steps
    /// are the action's events.
    Result<> noteExtend(const service::Context& context, const QString& serverId, const QString& taskId);

    [[nodiscard]] QuietGuests& quietGuests() { return m_quietGuests; }
    /// Of a resize that was confirmed, or a rebuild that is done: it can't be brought back from here on.
    void dropOldDisk(const QString& id);

    // For the cloud.

    /// How the APIs of its peers are asked for old clients. Set once, before start(); without it these are NotFound.
    void setPeerApi(PeerApi api) { m_peerApi = std::move(api); }
    /// NotFound, too, when there is no way to the peers.
    Result<QJsonObject> askPeer(const service::Context& context, const PeerRequest& request) const;

    // For the console service.

    [[nodiscard]] ConsoleTokens& consoleTokens() { return m_consoleTokens; }
    /// Where the console of that token is on this host; NotFound when the token is none or the server is gone.
    Result<ConsoleEndpoint> consoleEndpoint(const ConsoleTokens::Grant& grant);

    // For its own handlers and tasks.

    [[nodiscard]] HypervisorDriver& driver() const { return *m_driver; }
    /// What the guest does as far as its owner is concerned: the driver's errors, and its answer but for QuietGuests.
    Result<GuestStatus> guestState(const QString& serverId) const;
    [[nodiscard]] Networks& networks() const { return m_peers.networks; }
    [[nodiscard]] Images& images() const { return m_peers.images; }
    [[nodiscard]] Volumes& volumes() const { return m_peers.volumes; }
    /// What projects may have, with the defaults as they are now.
    [[nodiscard]] service::Quota quota() const;
    /// Takes the limits of the quota class "default" as the defaults of all projects.
    Result<> loadQuotaDefaults();
    [[nodiscard]] const InstanceFiles& files() const { return m_files; }
    [[nodiscard]] Scheduling& scheduling() { return m_scheduling; }
    [[nodiscard]] Intents& intents() { return m_intents; }
    [[nodiscard]] Metrics& metrics() { return m_metrics; }
    /// The name of this host in the book; the same for ever.
    [[nodiscard]] QString hostName() const;

    /// The row, if the caller may see it; NotFound in Nova's words otherwise, and for what lies in the trash unless the
    /// cloud itself asks.
    static Result<ServerRow> find(db::Connection& connection, const service::Context& context, const QString& id);
    Result<ServerRow> server(const service::Context& context, const QString& id);
    using Edit = std::function<Result<>(ServerRow&)>;
    using Also = std::function<Result<>(db::Transaction&, const ServerRow&)>;
    /// Changes a server under the writer: reads, lets `edit` work on it, writes, announces, all or nothing.
    /// `also` runs in the same transaction (to enqueue a task).
    Result<ServerRow> change(const service::Context& context, const QString& id, const Edit& edit, const Also& also = {});
    /// change() that begins an action with a task: state, locks, task and entry of os-instance-actions at once.
    struct Begin {
        state::Action action;
        QString kind;            ///< of the task, "compute.server.stop"; empty = none
        QJsonObject payload = {};
        QString actionName = {}; ///< in os-instance-actions; empty = nameOf(action)
        QStringList intents = {}; ///< what it makes part of the book
    };
    Result<ServerRow> beginAction(const service::Context& context, const QString& id, const Begin& begin, const Edit& edit = {});
    /// Conflict when the server is locked and the caller is no administrator.
    static Result<> requireUnlocked(const service::Context& context, const ServerRow& server);
    Result<> recordAction(db::Transaction& transaction, const service::Context& context, const ServerRow& server, const QString& action, const QString& taskId);
    /// `ports` are the server's, read before the transaction.
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const ServerRow& server, const std::vector<ServerPort>& ports);
    std::vector<ServerPort> portsOf(const QString& serverId);

    /// Passwords of servers that are being built, for their config drive; never stored.
    void keepPassword(const QString& serverId, const Secret& password);
    Secret takePassword(const QString& serverId);

    enum class Deletion : std::uint8_t {
        Plain,       ///< as the options have it: a server that ran may wait for its restore
        Forced,      ///< now
        Trashed,     ///< now, if it lies in the trash and nothing is at work on it; NotFound, Conflict
    };
    /// Begins the delete: calls off what goes on, then everything that the server has goes.
    Result<> beginDelete(const service::Context& context, const QString& id, Deletion deletion = Deletion::Plain);
    /// Deletes and offloads what has waited long enough for it, and empties the trash of what has lain there long enough.
    void reclaim();

    // The trash. A server in it is NotFound for every request but these; it keeps its host, claims, ports and volumes, and
    // is outside the quota, as Nova has it for SOFT_DELETED. Restoring and purging: Conflict while a task is at work on it.

    /// Gone at once; what is at work on it ends first, then its guest is stopped.
    Result<> beginTrash(const service::Context& context, const QString& id);
    /// As it was, started again if it ran. OverQuota when there is no room for it any more.
    Result<> restoreFromTrash(const service::Context& context, const QString& id);
    Result<> purgeFromTrash(const service::Context& context, const QString& id);
    /// Those that the caller may see, the newest first.
    Result<std::vector<ServerRow>> trashed(const service::Context& context);
    Result<> announceTrash(db::Transaction& transaction, const service::Context& context, const char* what, const ServerRow& server);

    /// Whether `count` more servers like this one fit into the project's quota; OverQuota in Nova's words.
    Result<> requireQuota(db::Connection& connection, const ServerRow& server, qint64 count) const;
    /// Whether a resize fits into the quotas of project and owner; the book has the new flavor already.
    Result<> requireGrowth(db::Connection& connection, const ServerRow& server) const;
    /// Compares one server with its guest, when no task is at work on it.
    void syncServer(const QString& id, const QString& explanation = {});
    /// The same after a task, which may have left it in ERROR for a reason that is to be seen.
    void syncAfterTask(const QString& id);
    /// Cancelled once stop() has begun: long work asks this between its steps.
    Result<> requireRunning() const;
    /// Waits until everything that the driver reported so far is worked off. For tests.
    void waitForWatch();

private:
    ComputeService(service::Chassis& chassis, Peers peers, std::unique_ptr<HypervisorDriver> driver);
    void addTasks();
    Result<HostRow> adoptHost();
    Result<> keepClaims(Scheduling::Heal what);
    void reconcile();
    Result<> compareWithGuests(bool rebooted);
    Result<bool> resumeAfterBoot(const ServerRow& server, const GuestStatus* guest);
    Result<> settleServer(const ServerRow& server, const GuestStatus* guest, bool rebooted);
    Result<> removeLeftovers(const std::vector<GuestStatus>& guests);
    Result<> pruneDeleted();
    Result<> resumeDeletes();
    Result<> dropLeftCopies();
    Result<std::vector<HostAggregate>> aggregatesOf(const QString& host) const;
    Result<> beginSoftDelete(const service::Context& context, const QString& id);
    void callOff(const QStringList& tasks);
    static Result<ServerRow> findInTrash(db::Connection& connection, const service::Context& context, const QString& id);
    Result<> requireIdle(db::Connection& connection, const ServerRow& server) const;
    Result<> settleTrashed(const ServerRow& row, PowerState power);
    void emptyTrash();
    Result<bool> hasOpenTask(db::Connection& connection, const QString& serverId, const QString& besides = QLatin1String("")) const;

    Peers m_peers;
    PeerApi m_peerApi;
    std::unique_ptr<HypervisorDriver> m_driver;
    InstanceFiles m_files;
    Scheduling m_scheduling;
    Intents m_intents;
    QuietGuests m_quietGuests;
    Metrics m_metrics;
    ConsoleTokens m_consoleTokens;
    std::atomic<bool> m_stopping = false;
    SerialQueue m_watch;
    Periodic m_reclaim;
    ComputeOptions m_options;
    mutable std::mutex m_mutex;
    service::Quota m_quota;          ///< under m_mutex
    QString m_hostName;
    std::map<QString, Secret> m_passwords;
    std::unique_ptr<Handlers> m_handlers;
};

} // namespace skylab::compute
