#include "Login.h"

#include "core/Clock.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Lockout and password history, which a cloud has to ask for.
class PasswordRulesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QString make(const char* name, const QJsonObject& options = {})
    {
        return m_admin->post(QStringLiteral("/users"), { { QStringLiteral("user"), QJsonObject { { QStringLiteral("name"), QLatin1String(name) }, { QStringLiteral("password"), QStringLiteral("one") },
                                                                                                 { QStringLiteral("options"), options } } } }).json()[u"user"][u"id"].toString();
    }
    int login(const char* name, const char* password)
    {
        return m_cloud->client().post(QStringLiteral("/identity/v3/auth/tokens"), passwordLogin(name, password, nullptr)).status;
    }
    int change(const QString& id, const char* from, const char* to)
    {
        const QJsonObject user { { QStringLiteral("original_password"), QLatin1String(from) }, { QStringLiteral("password"), QLatin1String(to) } };
        return m_cloud->client().post(QStringLiteral("/identity/v3/users/%1/password").arg(id), { { QStringLiteral("user"), user } }).status;
    }
    int patch(const QString& id, const char* user) { return m_admin->patch(QStringLiteral("/users/") + id, { { QStringLiteral("user"), fromJson(user) } }).status; }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder>(), identity::SecurityRules { .lockoutFailureAttempts = 2, .lockoutDuration = 60, .uniqueLastPasswordCount = 3 });
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void wrongPasswordsInARowLockOut()
    {
        make("locked");
        QCOMPARE(login("locked", "bad"), 401);
        QCOMPARE(login("locked", "one"), 201);      // counting begins again
        QCOMPARE(login("locked", "bad"), 401);
        QCOMPARE(login("locked", "bad"), 401);
        QCOMPARE(login("locked", "one"), 401);
        Clock::shift(61);
        QCOMPARE(login("locked", "bad"), 401);      // the first of a new row
        QCOMPARE(login("locked", "one"), 201);
    }
    void aLockOutlastsARestart()
    {
        make("again");
        login("again", "bad");
        login("again", "bad");
        m_cloud->restart();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        QCOMPARE(login("again", "one"), 401);
    }
    void anAdministratorUnlocks()
    {
        const auto id = make("unlocked");
        login("unlocked", "bad");
        login("unlocked", "bad");
        QCOMPARE(patch(id, R"({"description":"d"})"), 200);
        QCOMPARE(login("unlocked", "one"), 401);
        QCOMPARE(patch(id, R"({"enabled":true})"), 200);
        QCOMPARE(login("unlocked", "one"), 201);
    }
    void wrongOriginalPasswordsCountToo()
    {
        const auto id = make("changer");
        QCOMPARE(change(id, "bad", "two"), 401);
        QCOMPARE(change(id, "bad", "two"), 401);
        QCOMPARE(change(id, "one", "two"), 401);
    }
    void anOptionExempts()
    {
        make("robot", fromJson(R"({"ignore_lockout_failure_attempts":true})"));
        login("robot", "bad");
        login("robot", "bad");
        QCOMPARE(login("robot", "one"), 201);
    }
    void theLastThreePasswordsAreUsedUp()
    {
        const auto id = make("historian");
        QCOMPARE(change(id, "one", "two"), 204);
        QCOMPARE(change(id, "two", "three"), 204);
        QCOMPARE(change(id, "three", "three"), 400);
        QCOMPARE(change(id, "three", "two"), 400);
        QCOMPARE(change(id, "three", "one"), 400);
        QCOMPARE(login("historian", "three"), 201);
        QCOMPARE(change(id, "three", "four"), 204);
        QCOMPARE(change(id, "four", "one"), 204);
    }
    void anAdministratorMaySetAnOldOne()
    {
        const auto id = make("reset");
        QCOMPARE(patch(id, R"({"password":"two"})"), 200);
        QCOMPARE(patch(id, R"({"password":"one"})"), 200);
        QCOMPARE(change(id, "one", "two"), 400);      // but it is remembered
        QCOMPARE(m_admin->del(QStringLiteral("/users/") + id).status, 204);
    }
};

SKYLAB_TEST(PasswordRulesTest)
#include "PasswordRulesTest.moc"
