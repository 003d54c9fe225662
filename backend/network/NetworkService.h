#pragma once

#include "network/MetadataProxy.h"
#include "network/Realiser.h"
#include "network/ServerPorts.h"
#include "network/store/Change.h"
#include "service/Quota.h"
#include "service/Service.h"

#include <functional>
#include <memory>

namespace skylab::network {

class FloatingIpsHandler;
class SecurityGroupsHandler;

struct NetworkOptions {
    int defaultMtu = 1500;       ///< of flat and VLAN networks
};

/// Networking with Neutron's API v2.0, and the facade by which compute gives servers their ports: servers().
/// Source: https://docs.openstack.org/api-ref/network/v2/
class NetworkService final : public service::Service {
public:
    static Result<std::unique_ptr<NetworkService>> open(service::Chassis& chassis, NetworkOptions options, std::unique_ptr<NetworkDriver> driver);
    ~NetworkService() override;

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;
    /// Connects to the engine and begins to make it agree with the book; does not wait for it.
    Result<> start() override;
    void dismantle() override;
    void stop() override;
    Result<> health() override { return m_driver->health(); }

    // For compute.

    [[nodiscard]] ServerPorts& servers() { return *m_servers; }
    /// Who answers guests at 169.254.169.254. Before attachServer().
    void setMetadataResponder(MetadataResponder responder) { m_metadata.setResponder(std::move(responder)); }
    /// The cloud's server, once it listens: it serves the metadata sockets until stop().
    void attachServer(http::Server& server);

    // For its own handlers.

    [[nodiscard]] NetworkDriver& driver() const { return *m_driver; }
    [[nodiscard]] MetadataProxy& metadata() { return m_metadata; }
    [[nodiscard]] SecurityGroupsHandler& groups();
    [[nodiscard]] FloatingIpsHandler& floatingIps();
    [[nodiscard]] const service::Quota& quota() const { return m_quota; }
    [[nodiscard]] const NetworkOptions& options() const { return m_options; }
    /// What the engine can do, as it last said; defaults while it was never reached.
    [[nodiscard]] Capabilities capabilities();

    /// Changes the book in one transaction, then tells the engine. The book stands when the engine can't be reached:
    /// the rest is made up for later. `work(Change&) -> Result<T>` may run more than once.
    template <typename F>
    auto change(const service::Context& context, F&& work) -> std::invoke_result_t<F, Change&>
    {
        std::vector<Mark> marks;
        auto done = write(context, marks, work);
        if (done)
            (void)m_realiser->realise(marks);
        return done;
    }

    /// The same for something new: when the engine can't take it, `undo(Change&, const T&)` takes it out of the book
    /// again, and the engine's error is the answer.
    template <typename F, typename U>
    auto create(const service::Context& context, F&& work, U&& undo) -> std::invoke_result_t<F, Change&>
    {
        std::vector<Mark> marks;
        auto made = write(context, marks, work);
        if (!made)
            return made;
        auto realised = m_realiser->realise(marks);
        if (realised)
            return made;
        std::vector<Mark> left;
        if (auto undone = write(context, left, [&](Change& change) -> Result<> { return undo(change, *made); }); !undone)
            reportLeftover(undone.error());
        m_realiser->wake();
        return fail(realised.error());
    }

private:
    NetworkService(service::Chassis& chassis, NetworkOptions options, std::unique_ptr<NetworkDriver> driver);

    template <typename F>
    auto write(const service::Context& context, std::vector<Mark>& marks, F&& work) -> std::invoke_result_t<F, Change&>
    {
        return database().write([&](db::Transaction& transaction) {
            Change change(transaction, context, chassis());
            auto result = work(change);
            marks = change.marks();
            return result;
        });
    }
    static void reportLeftover(const Error& error);
    void portChanged(const QString& portId, bool up);
    void comparePorts();

    struct Handlers;
    NetworkOptions m_options;
    std::unique_ptr<NetworkDriver> m_driver;
    service::Quota m_quota;
    std::mutex m_capabilitiesMutex;
    Capabilities m_capabilities;
    bool m_stopped = true;
    JobQueue m_news;                 ///< what the driver tells of ports
    MetadataProxy m_metadata;
    std::unique_ptr<Realiser> m_realiser;
    std::unique_ptr<ServerPorts> m_servers;
    std::unique_ptr<Handlers> m_handlers;
};

} // namespace skylab::network
