#pragma once

#include "core/Secret.h"
#include "identity/driver/IdentityDriver.h"
#include "identity/model/SecurityRules.h"
#include "service/Service.h"

#include <QStringList>

namespace skylab::identity {

struct IdentityOptions {
    int passwordCost = 12;           ///< bcrypt's; tests use 4
    int tokenSeconds = 3600;         ///< how long a token is good
    SecurityRules security = {};     ///< what passwords and logins must keep to
    QHash<QString, IdentityDriverMaker> drivers = {};      ///< where domains may keep their users beside the database: "ldap"
};

struct BootstrapOptions {
    QString region = QStringLiteral("RegionOne");
    Secret adminPassword = {};       ///< empty: one is made
    Secret demoPassword = {};
    bool demo = true;                ///< also make project and user `demo`
};

/// Passwords only of users that were made by this call; they can't be had again.
struct Bootstrap {
    Secret adminPassword;
    Secret demoPassword;
};

/// Keystone's place in the cloud. Made first, since every request of every service needs it. Thread-safe once opened.
class IdentityService final : public service::Service {
public:
    /// Opens the database and the keys below <data>/identity, and becomes the chassis' authenticator.
    static Result<std::unique_ptr<IdentityService>> open(service::Chassis& chassis, IdentityOptions options = {});
    ~IdentityService() override;

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;
    Result<> start() override;
    void stop() override;

    /// Makes what a cloud can't be without, as far as it is missing: domain Default, the roles and their implications,
    /// region, project and user `admin` (admin there and of the system). In a new cloud also project and user `demo`.
    /// Changes nothing that is there already.
    Result<Bootstrap> bootstrap(const BootstrapOptions& options);

    /// Passwords for those users whom bootstrap() would make now, empty for the others. Whoever keeps them for good before they are
    /// given to bootstrap() can't lose them: a start that is cut off in between leaves no user with a password that nobody knows.
    [[nodiscard]] Result<Bootstrap> passwordsToMake() const;

    /// Whether bootstrap() has never run on this database.
    [[nodiscard]] Result<bool> isNew() const;

    /// Puts the services into the catalog, one entry per type, with public, internal and admin endpoints. What an
    /// administrator changed or added stays; own endpoints whose path has changed follow.
    Result<> registerCatalog(const QList<service::ServiceTraits>& services);

    /// A token for a user of the domain Default in a project of that domain, without a password: for the cloud's own
    /// calls to its API. Unauthorized when the user has no role there.
    Result<QByteArray> issueToken(const QString& userName, const QString& projectName);

    /// Whether a request computes password hashes or asks a directory server: it goes to the slow threads of the server.
    /// Asked before the body is read, on a thread that must not wait. `directories`: see hasDirectories().
    static bool isSlow(const http::Request& request, bool directories);
    /// Whether a domain has its users elsewhere, as far as that was seen since the start: then even to read users may
    /// mean to wait for a server, and without one it must not wait behind logins.
    [[nodiscard]] bool hasDirectories() const;

    /// Asks all directories at once what became of their users and groups; else that is done every few minutes.
    void refreshDirectories();

    /// A new key seals tokens from now on; tokens sealed before stay good.
    Result<> rotateKeys();

    /// For other services, from memory when asked again. Empty when there is none.
    QString projectName(const QString& id);
    QString userName(const QString& id);
    bool projectExists(const QString& id) { return !projectName(id).isEmpty(); }

    struct Parts;

private:
    explicit IdentityService(service::Chassis& chassis);

    std::unique_ptr<Parts> m_parts;
};

} // namespace skylab::identity
