#pragma once

#include "identity/SqlDriver.h"
#include "identity/model/AuthRequest.h"
#include "identity/store/DomainConfigStore.h"
#include "identity/store/MirrorStore.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace skylab::identity {

/// Which driver has the users and groups of a domain: identity's own database, or the one that the domain's
/// configuration names. What another directory says is brought into identity's rows before they are read, so that all
/// else need not know where a user lives. Thread-safe. Its errors are the drivers': Unavailable when a directory can't
/// be reached.
class Backends {
public:
    /// Drivers beside "sql", by the name of the option `driver` and of the group of options.
    using Makers = QHash<QString, IdentityDriverMaker>;

    /// All must outlive it.
    Backends(Directory& directory, RevocationStore& revocations, const Passwords& passwords, const KeyRing& keys, Makers makers);
    ~Backends();
    Q_DISABLE_COPY_MOVE(Backends)

    /// Does refreshKnown() every few minutes.
    void start();
    void stop();
    /// Asks the directories what became of the users and groups that have rows, so that those whom they remove or disable
    /// lose their tokens, and those whom they take out of a group its roles. Where a directory doesn't answer all stays.
    void refreshKnown();
    /// Whether any domain's users were seen to live elsewhere, since the start or in the rows from before it.
    [[nodiscard]] bool hasDirectories() const { return m_hasDirectories; }
    /// Of how many domains the driver is remembered: at most those that there are.
    [[nodiscard]] qsizetype remembered() const;

    /// Who logs in. A name in a directory's domain becomes the id of its row, with the groups as they are now.
    struct Login {
        QString domainId;            ///< empty: identity's own database
        QString localName;
    };
    Result<Login> refresh(Reference& user);
    /// Whether it is the user's password; for nobody (`user` is empty) it does the same work and is false.
    Result<bool> authenticate(const std::optional<UserRow>& user, const Login& login, const Secret& password);

    /// Forbidden in a domain whose directory is read only.
    Result<> requireWritable(const QString& domainId);
    Result<bool> isReadOnly(const QString& domainId);

    /// To be called before the rows are read. NotFound: the directory no longer has it.
    Result<> refreshUser(const QString& id);
    Result<> refreshGroup(const QString& id);
    /// With a name: that user, unless the directory has none of that name, else all.
    Result<> refreshUsers(const QString& domainId, const QString& name = {});
    Result<> refreshGroups(const QString& domainId);
    Result<> refreshGroupsOf(const QString& userId);
    Result<> refreshMembersOf(const QString& groupId);

private:
    using Driver = std::shared_ptr<IdentityDriver>;
    struct Known {
        quint64 generation = 0;
        QJsonObject config;
        Driver driver;
    };
    /// Null: identity's own database.
    Result<Driver> driverOf(const QString& domainId);
    Result<Driver> make(const QString& domainId, const QString& name, const QJsonObject& options) const;
    template <typename Item>
    Result<> mirror(const QString& domainId, const std::vector<Item>& items, MirrorStore::Scope scope);
    template <typename Plan>
    Result<> forget(const QString& domainId, const Plan& plan);
    Result<> mirrorGroupsOf(IdentityDriver& driver, const QString& domainId, const QString& localId);
    Result<> mirrorMembers(const QString& domainId, const QString& groupId, const std::vector<DriverUser>& users);
    Result<> mirrorMemberships(const MirrorStore::Memberships& wanted);
    void run();
    bool isStopping();
    Result<> refreshKnownOf(const QString& domainId);

    Directory& m_directory;
    RevocationStore& m_revocations;
    DomainConfigStore m_configs;
    const Makers m_makers;
    SqlDriver m_sql;
    mutable std::mutex m_mutex;
    QHash<QString, Known> m_known;       ///< by domain id
    std::atomic<bool> m_hasDirectories = false;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace skylab::identity
