#include "object/ObjectService.h"
#include "object/drivers/file/FileObjectStore.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// The rules of application credentials hold for every service: here for identity and the object store.
class AccessRulesApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_client;
    TestCloud::Tenant m_alice;
    int m_made = 0;

    /// A token of a new application credential with the rules.
    QByteArray tokenWith(const QJsonArray& rules)
    {
        const QJsonObject wanted { { QStringLiteral("name"), QStringLiteral("robot%1").arg(++m_made) }, { QStringLiteral("access_rules"), rules } };
        const auto made = m_client->post(QStringLiteral("/identity/v3/users/%1/application_credentials").arg(m_alice.userId), { { QStringLiteral("application_credential"), wanted } }, m_alice.token)
                              .json()[u"application_credential"].toObject();
        const QJsonObject credential { { QStringLiteral("id"), made[u"id"] }, { QStringLiteral("secret"), made[u"secret"] } };
        const QJsonObject identity { { QStringLiteral("methods"), QJsonArray { QStringLiteral("application_credential") } }, { QStringLiteral("application_credential"), credential } };
        return m_client->post(QStringLiteral("/identity/v3/auth/tokens"), { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), identity } } } }).header("x-subject-token");
    }
    static QJsonObject rule(const char* service, const char* method, const QString& path)
    {
        return { { QStringLiteral("service"), QLatin1String(service) }, { QStringLiteral("method"), QLatin1String(method) }, { QStringLiteral("path"), path } };
    }
    [[nodiscard]] QString account(const QString& end = {}) const { return QStringLiteral("/object-store/v1/AUTH_") + m_alice.projectId + end; }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { [](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
            return TRY(object::ObjectService::open(chassis, TRY(object::FileObjectStore::at(chassis.path(QStringLiteral("objects"))))));
        } });
        m_client = std::make_unique<ApiClient>(m_cloud->url());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("admin"));
        QCOMPARE(m_client->put(account(QStringLiteral("/box")), {}, m_alice.token).status, 201);
    }

    void anotherServiceIsHeldToThem()
    {
        const auto robot = tokenWith({ rule("object-store", "GET", QStringLiteral("/v1/AUTH_{project_id}/*")) });
        QVERIFY(!robot.isEmpty());
        QCOMPARE(m_client->get(account(QStringLiteral("/box")), robot).status / 100, 2);
        QCOMPARE(m_client->get(account(), robot).status, 401);                                   // another path
        QCOMPARE(m_client->get(account(QStringLiteral("/box/object")), robot).status, 401);      // one segment only
        QCOMPARE(m_client->put(account(QStringLiteral("/box2")), {}, robot).status, 401);        // another method
        QCOMPARE(m_client->head(account(QStringLiteral("/box")), robot).status, 401);
        QCOMPARE(m_client->get(QStringLiteral("/identity/v3/auth/projects"), robot).status, 401);      // another service
    }
    void wildcardsReachBelow()
    {
        const auto robot = tokenWith({ rule("object-store", "GET", QStringLiteral("/v1/**")), rule("identity", "GET", QStringLiteral("/v3/users/*")) });
        QCOMPARE(m_client->get(account(), robot).status / 100, 2);
        QCOMPARE(m_client->get(account(QStringLiteral("/box/missing/object")), robot).status, 404);      // it was allowed to ask
        QCOMPARE(m_client->get(QStringLiteral("/identity/v3/users/") + m_alice.userId, robot).status, 200);
        const auto refused = m_client->get(QStringLiteral("/identity/v3/users"), robot);
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.json()[u"error"][u"code"].toInt(), 401);
    }
    /// An object's name is all that follows its container, also with an encoded slash or one more in front.
    void objectsAreTheNamesThatAreServed()
    {
        QCOMPARE(m_client->put(account(QStringLiteral("/names")), {}, m_alice.token).status, 201);
        for (const auto* name : { "/names/a", "/names/d%2Fb", "/names//a" })
            QCOMPARE(m_client->put(account(QString::fromLatin1(name)), {}, m_alice.token).status, 201);
        for (const auto* end : { "*", "a" }) {
            const auto robot = tokenWith({ rule("object-store", "GET", QStringLiteral("/v1/AUTH_*/names/") + QLatin1String(end)) });
            QCOMPARE(m_client->get(account(QStringLiteral("/names/a")), robot).status, 200);
            QCOMPARE(m_client->get(account(QStringLiteral("/names/d%2Fb")), robot).status, 401);
            QCOMPARE(m_client->get(account(QStringLiteral("/names//a")), robot).status, 401);
        }
    }
    void tokensGotWithTheTokenAreHeldToo()
    {
        const auto robot = tokenWith({ rule("identity", "POST", QStringLiteral("/v3/auth/tokens")), rule("object-store", "GET", QStringLiteral("/v1/*/box")) });
        const QJsonObject identity { { QStringLiteral("methods"), QJsonArray { QStringLiteral("token") } }, { QStringLiteral("token"), QJsonObject { { QStringLiteral("id"), QString::fromLatin1(robot) } } } };
        const auto second = m_client->post(QStringLiteral("/identity/v3/auth/tokens"), { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), identity } } } }).header("x-subject-token");
        QCOMPARE(m_client->get(account(QStringLiteral("/box")), second).status / 100, 2);
        QCOMPARE(m_client->get(account(), second).status, 401);
    }
};
SKYLAB_TEST(AccessRulesApiTest)
#include "AccessRulesTest.moc"
