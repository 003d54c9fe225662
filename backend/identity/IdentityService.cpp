#include "identity/IdentityService.h"

#include "identity/Parts.h"
#include "identity/store/CatalogStore.h"
#include "service/AccessRules.h"
#include "service/Chassis.h"

#include <QLoggingCategory>

namespace skylab::identity {

namespace {

Q_LOGGING_CATEGORY(lcIdentity, "skylab.identity")

constexpr int tokenKeysKept = 3;

service::ServiceTraits identityTraits()
{
    return { .name = QStringLiteral("identity"),
             .types = { QStringLiteral("identity") },
             .catalogName = QStringLiteral("keystone"),
             .prefix = QStringLiteral("/identity/v3"),
             .root = QStringLiteral("/identity"),
             .endpointPath = QStringLiteral("/identity/v3"),
             .faults = service::FaultStyle::Keystone,
             .lists = service::ListStyle::Keystone,
             .listRules = { .underscoreOps = true } };
}

} // namespace

IdentityService::IdentityService(service::Chassis& chassis) : Service(chassis, identityTraits()) { }

IdentityService::~IdentityService()
{
    m_chassis.setAuthenticator(nullptr);
}

Result<std::unique_ptr<IdentityService>> IdentityService::open(service::Chassis& chassis, IdentityOptions options)
{
    TRY(options.security.check());
    std::unique_ptr<IdentityService> service(new IdentityService(chassis));
    TRY(service->openDatabase());
    auto tokenKeys = TRY(KeyRing::open(chassis.path(QStringLiteral("identity/keys")), tokenKeysKept));
    auto credentialKeys = TRY(KeyRing::open(chassis.path(QStringLiteral("identity/credential-keys")), 0));
    service->m_parts = std::make_unique<Parts>(service->database(), chassis.events(), std::move(tokenKeys), std::move(credentialKeys), options);
    TRY(service->m_parts->sessions.revocations().load(service->database(), options.tokenSeconds + AuthHandler::allowExpiredSeconds));
    service->m_parts->notices = db::Notices::listen(chassis.databaseLocation(), service->database().name(), [parts = service->m_parts.get(), &database = service->database()](const QString& notice) {
        parts->hear(notice, database);
    });
    chassis.setAuthenticator(&service->m_parts->sessions);
    return service;
}

void IdentityService::Parts::hear(const QString& notice, db::Database& database)
{
    if (notice.isEmpty() || RevocationStore::isNotice(notice))
        if (const auto read = notice.isEmpty() ? sessions.revocations().reload(database) : sessions.revocations().refresh(database); !read)
            qCWarning(lcIdentity).noquote() << "Revocations of other controllers can't be read:" << read.error().message;
    if (notice.isEmpty() || directory.isFromElsewhere(notice))
        directory.changedElsewhere();
}

Result<> IdentityService::registerCatalog(const QList<service::ServiceTraits>& services)
{
    const auto region = m_chassis.options().region;
    return m_parts->directory.write([&](db::Transaction& transaction) -> Result<> {
        TRY(CatalogStore::ensureRegion(transaction, region));
        for (const auto& traits : services)
            TRY(CatalogStore::ensureService(transaction, traits, region));
        return {};
    });
}

Result<QByteArray> IdentityService::issueToken(const QString& userName, const QString& projectName)
{
    Token token;
    token.methods = { QStringLiteral("password") };
    token.scope = ScopeKind::Project;
    TRY(m_parts->directory.read([&](db::Connection& connection) -> Result<> {
        const auto where = QStringLiteral("domain_id = 'default' AND name = ?");
        const auto user = TRY(service::Store<UserRow>::findWhere(connection, where, { userName }));
        const auto project = TRY(service::Store<ProjectRow>::findWhere(connection, where, { projectName }));
        if (!user || !project)
            return fail(ErrorCode::Unauthorized, QStringLiteral("There is no user %1 or no project %2 in the domain Default.").arg(userName, projectName));
        token.userId = user->id;
        token.scopeId = project->id;
        return {};
    }));
    return TRY(m_parts->sessions.issue(token)).token;
}

bool IdentityService::hasDirectories() const { return m_parts->backends.hasDirectories(); }

bool IdentityService::isSlow(const http::Request& request, bool directories)
{
    static const QByteArray prefix = "/identity/v3/";
    if (!request.path.startsWith(prefix))
        return false;
    // Writing a user may hash a password. Reading users or groups may ask LDAP; reading tokens never does: that is what
    // all services live on.
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && !directories)
        return false;
    // As the router takes it: "//auth/tokens" and "/%61uth/tokens" are the same place.
    const auto path = service::AccessRules::normalized(QByteArrayView(request.path).sliced(prefix.size()));
    if (path.startsWith(u"/users") || path.startsWith(u"/groups"))
        return directories || (!reads && path.startsWith(u"/users"));
    return request.method == "POST" && (path.startsWith(u"/auth/") || path.startsWith(u"/ec2tokens") || path.startsWith(u"/s3tokens") || path.startsWith(u"/OS-OAUTH1/"));
}

Result<> IdentityService::start()
{
    m_parts->backends.start();
    return {};
}

void IdentityService::stop() { m_parts->backends.stop(); }

void IdentityService::refreshDirectories() { m_parts->backends.refreshKnown(); }

Result<> IdentityService::rotateKeys() { return m_parts->tokenKeys->rotate(); }

QString IdentityService::projectName(const QString& id) { return m_parts->directory.projectName(id); }
QString IdentityService::userName(const QString& id) { return m_parts->directory.userName(id); }

} // namespace skylab::identity
