#pragma once

#include "object/driver/ObjectStore.h"
#include "object/store/ObjectRows.h"
#include "service/Service.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace skylab::object {

class ContainersHandler;
class ObjectsHandler;

/// Object storage with Swift's v1 API: accounts, containers, objects.
/// Source: https://docs.openstack.org/api-ref/object-store/
class ObjectService : public service::Service {
public:
    static Result<std::unique_ptr<ObjectService>> open(service::Chassis& chassis, std::unique_ptr<ObjectStore> store);
    ~ObjectService() override;

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;
    /// Removes blobs that no object owns (what a crash left) and begins to remove expired objects.
    Result<> start() override;
    void stop() override;
    Result<> health() override { return m_store->health(); }

    [[nodiscard]] ObjectStore& blobs() const { return *m_store; }

    enum class Want : std::uint8_t { Read, List, Write };
    /// Who may: the account's own project (a member to write, a reader to read), an administrator, or whom the
    /// container's ACL lets in. Unauthorized for strangers, Forbidden for others.
    Result<> authorize(const service::Call& call, const QString& account, const ContainerRow* container, Want want) const;
    /// The container, or NotFound.
    Result<ContainerRow> container(db::Connection& connection, const QString& account, const QString& name) const;
    /// Tells the world about a container's or object's change, in its transaction.
    Result<> announce(db::Transaction& transaction, const service::Call& call, const char* what, const ContainerRow& container, const QString& object = {});

private:
    ObjectService(service::Chassis& chassis, std::unique_ptr<ObjectStore> store);
    Result<> removeOrphans();
    void expire();
    Result<http::Response> info(service::Call& call);

    std::unique_ptr<ObjectStore> m_store;
    std::unique_ptr<ContainersHandler> m_containers;
    std::unique_ptr<ObjectsHandler> m_objects;
    std::thread m_expirer;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
};

/// "AUTH_<project>" to "<project>", or an empty string.
QString projectOfAccount(const QString& account);

} // namespace skylab::object
