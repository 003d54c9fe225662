#include "support/cloud/TestCloud.h"

#include "identity/drivers/ldap/LdapDriver.h"
#include "service/extension/SkylabService.h"

#include <QLoggingCategory>

namespace skylab::test {

TestCloud::TestCloud(std::vector<Builder> more, const identity::SecurityRules& security) : m_more(std::move(more)), m_security(security)
{
    if (!qEnvironmentVariableIsSet("QT_LOGGING_RULES"))
        QLoggingCategory::setFilterRules(QStringLiteral("skylab.request.info=false"));
    if (const auto started = start(); !started)
        qFatal("The test's cloud does not start: %s", qPrintable(started.error().message));
}

TestCloud::~TestCloud() { stop(); }

void TestCloud::restart()
{
    stop();
    if (const auto started = start(); !started)
        qFatal("The test's cloud does not start again: %s", qPrintable(started.error().message));
}

Result<> TestCloud::start()
{
    m_chassis = TRY(service::Chassis::open({ .dataDir = m_dir.path() }));
    auto identity = TRY(identity::IdentityService::open(*m_chassis, { .passwordCost = 4, .security = m_security, .drivers = { { QStringLiteral("ldap"), identity::LdapDriver::maker(1) } } }));
    m_identity = identity.get();
    m_services.push_back(std::move(identity));
    for (const auto& build : m_more)
        m_services.push_back(TRY(build(*m_chassis, *m_identity)));
    m_services.push_back(std::make_unique<service::SkylabService>(*m_chassis));
    m_pipeline = std::make_unique<service::Pipeline>(*m_chassis);
    QList<service::ServiceTraits> traits;
    for (const auto& service : m_services) {
        TRY(m_pipeline->addService(*service));
        traits << service->traits();
    }
    TRY(m_identity->bootstrap({ .adminPassword = Secret("secret"), .demoPassword = Secret("secret") }));
    TRY(m_identity->registerCatalog(traits));
    TRY(m_chassis->events().start());
    for (const auto& service : m_services)
        TRY(service->start());
    TRY(m_chassis->tasks().start());
    m_server = std::make_unique<http::Server>(http::ServerOptions { .workers = 4, .streamWorkers = 4, .isSlow = [](const http::Request& request) { return identity::IdentityService::isSlow(request, true); }, .slowWorkers = 2, .isQuick = [this](const http::Request& request) { return m_pipeline->isQuick(request); } }, [this](const http::Request& request, http::BodyReader& body) {
        return m_pipeline->handle(request, body);
    });
    TRY(m_server->start());
    m_chassis->setPublicUrl(url());
    return {};
}

void TestCloud::stop()
{
    if (m_server)
        m_server->stop(std::chrono::milliseconds(1000));
    if (m_chassis) {
        m_chassis->tasks().stop();
        for (auto it = m_services.rbegin(); it != m_services.rend(); ++it)
            (*it)->stop();
        m_chassis->events().stop();
    }
    m_pipeline.reset();
    while (!m_services.empty())
        m_services.pop_back();
    m_chassis.reset();
    m_server.reset();
}

QString TestCloud::url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_server->port()); }

QByteArray TestCloud::token(const QString& user, const QString& project)
{
    const auto token = m_identity->issueToken(user, project);
    if (!token)
        qFatal("No token for %s in %s: %s", qPrintable(user), qPrintable(project), qPrintable(token.error().message));
    return *token;
}

TestCloud::Tenant TestCloud::makeTenant(const QString& name, const QString& role)
{
    auto admin = client(adminToken());
    Tenant tenant;
    const auto made = [&](const Answer& answer, const char* key) {
        if (answer.status != 201)
            qFatal("%s %s can't be made: %d %s", key, qPrintable(name), answer.status, answer.body.constData());
        return answer.json()[QLatin1String(key)][u"id"].toString();
    };
    tenant.projectId = made(admin.post(QStringLiteral("/identity/v3/projects"), { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), name } } } }), "project");
    tenant.userId = made(admin.post(QStringLiteral("/identity/v3/users"), { { QStringLiteral("user"), QJsonObject { { QStringLiteral("name"), name }, { QStringLiteral("password"), QStringLiteral("secret") } } } }), "user");
    const auto roleId = admin.get(QStringLiteral("/identity/v3/roles?name=") + role).json()[u"roles"][0][u"id"].toString();
    if (admin.put(QStringLiteral("/identity/v3/projects/%1/users/%2/roles/%3").arg(tenant.projectId, tenant.userId, roleId)).status != 204)
        qFatal("Role %s can't be granted.", qPrintable(role));
    tenant.token = token(name, name);
    return tenant;
}

} // namespace skylab::test
