#pragma once

#include "object/driver/ObjectStore.h"
#include "object/handlers/Visit.h"
#include "object/store/ContentStore.h"
#include "service/Service.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace skylab::object {

class FrontHandler;

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
    /// Who may: the account's own project (a member to write, a reader to read), an administrator, whom the container's
    /// ACL lets in, or whom a signature lets. Without a container the ACL does not count: what only owners may.
    /// Unauthorized for strangers, Forbidden for others. Not inside of a write of the database.
    Result<> authorize(const Caller& caller, const QString& account, const ContainerRow* container, Want want) const;
    /// Sees ACLs and keys, changes containers and accounts.
    [[nodiscard]] bool isOwner(const Caller& caller, const QString& account) const;
    /// Sets quotas of accounts, and is not bound by them.
    [[nodiscard]] bool isReseller(const Caller& caller) const;
    /// The container after the check of who may; NotFound for those who may look.
    Result<ContainerRow> container(const Caller& caller, const ObjectPath& path, Want want) const;
    /// Tells the world about a container's or object's change, in its transaction.
    Result<> announce(db::Transaction& transaction, const Caller& caller, const char* what, const ContainerRow& container, const QString& object = {});
    /// Removes what a change left over. Best effort: what stays is removed at the next start.
    void removeBlobs(const Change& change) const;
    /// The domain of the caller's project, when the account is that project's.
    [[nodiscard]] static QString ownDomain(const Caller& caller, const QString& account);
    static constexpr int expiryBatch = 100;
    /// Removes what is over now, of one container or of all; the background job does so every minute. Gives how many:
    /// when it is less than expiryBatch nothing is left.
    Result<int> removeExpired(const QString& containerId = {});

private:
    ObjectService(service::Chassis& chassis, std::unique_ptr<ObjectStore> store);
    Result<> removeOrphans();
    Result<bool> namesCount(const Caller& caller, const QString& account) const;
    void expire();

    std::unique_ptr<ObjectStore> m_store;
    std::unique_ptr<FrontHandler> m_front;
    std::thread m_expirer;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
};

/// "AUTH_<project>" to "<project>", or an empty string.
QString projectOfAccount(const QString& account);

} // namespace skylab::object
