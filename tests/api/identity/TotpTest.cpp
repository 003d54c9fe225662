#include "Login.h"

#include "core/Clock.h"
#include "identity/model/Totp.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class TotpTest : public QObject {
    Q_OBJECT

    const QString m_secret = QStringLiteral("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    TestCloud::Tenant m_alice;
    qint64 m_shifted = 0;

    void begin(const identity::SecurityRules& rules)
    {
        m_cloud.reset();
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder>(), rules);
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("member"));
        const QJsonObject credential { { QStringLiteral("type"), QStringLiteral("totp") }, { QStringLiteral("blob"), m_secret } };
        QCOMPARE(m_admin->post(QStringLiteral("/credentials"), { { QStringLiteral("credential"), credential } }, m_alice.token).status, 201);
    }
    void pass(qint64 seconds)
    {
        Clock::shift(seconds);
        m_shifted += seconds;
    }
    int loginByPassword(const char* password) { return m_admin->post(QStringLiteral("/auth/tokens"), passwordLogin("alice", password, nullptr)).status; }
    int wrongPasscode() { return login(m_alice.userId, QStringLiteral("000000")).status; }

    QString passcode(qint64 secondsAgo = 0) const
    {
        return QString::fromLatin1(identity::Totp::passcode(*identity::Totp::secretOf(m_secret), identity::Totp::stepAt(Clock::now().addSeconds(-secondsAgo))));
    }
    static QJsonObject totp(const QString& userId, const QString& passcode)
    {
        return { { QStringLiteral("user"), QJsonObject { { QStringLiteral("id"), userId }, { QStringLiteral("passcode"), passcode } } } };
    }
    Answer login(const QString& userId, const QString& passcode)
    {
        const QJsonObject identity { { QStringLiteral("methods"), QJsonArray { QStringLiteral("totp") } }, { QStringLiteral("totp"), totp(userId, passcode) } };
        return m_admin->post(QStringLiteral("/auth/tokens"), { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), identity } } } });
    }
    Answer loginWithBoth(const char* password, const QString& userId, const QString& passcode)
    {
        auto body = passwordLogin("alice", password, "alice");
        auto auth = body[u"auth"].toObject();
        auto identity = auth[u"identity"].toObject();
        identity[u"methods"] = QJsonArray { QStringLiteral("password"), QStringLiteral("totp") };
        identity[u"totp"] = totp(userId, passcode);
        auth[u"identity"] = identity;
        return m_admin->post(QStringLiteral("/auth/tokens"), { { QStringLiteral("auth"), auth } });
    }

private Q_SLOTS:
    void init()
    {
        begin({});
    }
    void cleanup()
    {
        m_cloud.reset();
        pass(-m_shifted);
    }

    void aPasscodeLogsInOnce()
    {
        const auto code = passcode();
        const auto answer = login(m_alice.userId, code);
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.json()[u"token"][u"methods"].toArray(), QJsonArray { QStringLiteral("totp") });
        QCOMPARE(login(m_alice.userId, code).status, 401);      // replayed
    }
    void theStepBeforeIsTakenAndNoOlderOne()
    {
        QCOMPARE(login(m_alice.userId, passcode(90)).status, 401);
        QCOMPARE(login(m_alice.userId, passcode(30)).status, 201);
        QCOMPARE(login(m_alice.userId, passcode(30)).status, 401);
    }
    void afterTheNewerTheOlderIsNoGood()
    {
        const auto older = passcode(30);
        QCOMPARE(login(m_alice.userId, passcode()).status, 201);
        QCOMPARE(login(m_alice.userId, older).status, 401);
    }
    void passwordAndPasscodeTogether()
    {
        QCOMPARE(loginWithBoth("wrong", m_alice.userId, passcode()).status, 401);
        QCOMPARE(loginWithBoth("secret", m_alice.userId, QStringLiteral("000000")).status, 401);
        const auto answer = loginWithBoth("secret", m_alice.userId, passcode());
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.json()[u"token"][u"methods"].toArray(), (QJsonArray { QStringLiteral("password"), QStringLiteral("totp") }));
        QCOMPARE(answer.json()[u"token"][u"project"][u"id"].toString(), m_alice.projectId);
    }
    void bothMustBeTheSameUser()
    {
        const auto bob = m_cloud->makeTenant(QStringLiteral("bob"), QStringLiteral("member"));
        const QJsonObject credential { { QStringLiteral("type"), QStringLiteral("totp") }, { QStringLiteral("blob"), m_secret } };
        QCOMPARE(m_admin->post(QStringLiteral("/credentials"), { { QStringLiteral("credential"), credential } }, bob.token).status, 201);
        QCOMPARE(loginWithBoth("secret", bob.userId, passcode()).status, 401);
    }
    void whoHasNoneCantLogIn()
    {
        const auto carol = m_cloud->makeTenant(QStringLiteral("carol"), QStringLiteral("member"));
        QCOMPARE(login(carol.userId, passcode()).status, 401);
        QCOMPARE(login(QStringLiteral("nobody"), passcode()).status, 401);
        QCOMPARE(login(m_alice.userId, QString()).status, 401);
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), fromJson(R"({"auth":{"identity":{"methods":["totp"]}}})")).status, 400);
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + m_alice.userId, fromJson(R"({"user":{"enabled":false}})")).status, 200);
        QCOMPARE(login(m_alice.userId, passcode()).status, 401);
    }
    /// No rule is set: passcodes have a limit all the same, passwords have none.
    void wrongPasscodesInARowLockThem()
    {
        for (int i = 0; i < 4; ++i)
            QCOMPARE(wrongPasscode(), 401);
        QCOMPARE(login(m_alice.userId, passcode()).status, 201);      // counting begins again
        for (int i = 0; i < 4; ++i)
            QCOMPARE(wrongPasscode(), 401);
        pass(60);
        QCOMPARE(login(m_alice.userId, passcode()).status, 201);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(wrongPasscode(), 401);
        pass(60);
        const auto refused = login(m_alice.userId, passcode());
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.body, login(QStringLiteral("nobody"), passcode()).body);
        QCOMPARE(loginWithBoth("secret", m_alice.userId, passcode()).status, 401);
        pass(1801);
        QCOMPARE(wrongPasscode(), 401);      // the first of a new row
        QCOMPARE(login(m_alice.userId, passcode()).status, 201);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(wrongPasscode(), 401);
        QCOMPARE(loginByPassword("secret"), 201);
    }
    void passcodesAndPasswordsCountTogether()
    {
        begin({ .lockoutFailureAttempts = 3, .lockoutDuration = 600 });
        QCOMPARE(loginByPassword("wrong"), 401);
        QCOMPARE(wrongPasscode(), 401);
        QCOMPARE(login(m_alice.userId, passcode()).status, 201);
        QCOMPARE(loginByPassword("wrong"), 401);
        QCOMPARE(wrongPasscode(), 401);
        QCOMPARE(wrongPasscode(), 401);
        pass(60);
        QCOMPARE(loginByPassword("secret"), 401);
        QCOMPARE(login(m_alice.userId, passcode()).status, 401);
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + m_alice.userId, fromJson(R"({"user":{"enabled":true}})")).status, 200);
        pass(60);
        QCOMPARE(login(m_alice.userId, passcode()).status, 201);
        QCOMPARE(loginByPassword("secret"), 201);
    }
    void aRightPasswordWithAWrongPasscodeIsAFailure()
    {
        begin({ .lockoutFailureAttempts = 3, .lockoutDuration = 600 });
        for (int i = 0; i < 3; ++i)
            QCOMPARE(loginWithBoth("secret", m_alice.userId, QStringLiteral("000000")).status, 401);
        QCOMPARE(loginWithBoth("secret", m_alice.userId, passcode()).status, 401);
        QCOMPARE(loginByPassword("secret"), 401);
    }
    /// Who has the password, and it alone, can't reset the count of passcodes.
    void onlyAWholeLoginResetsTheCount()
    {
        begin({ .lockoutFailureAttempts = 4, .lockoutDuration = 600 });
        const auto options = fromJson(R"({"user":{"options":{"multi_factor_auth_enabled":true,"multi_factor_auth_rules":[["password","totp"]]}}})");
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + m_alice.userId, options).status, 200);
        QCOMPARE(loginWithBoth("secret", m_alice.userId, QStringLiteral("000000")).status, 401);
        QCOMPARE(loginWithBoth("secret", m_alice.userId, passcode()).status, 201);      // a whole one does
        for (int i = 0; i < 3; ++i)
            QCOMPARE(loginWithBoth("secret", m_alice.userId, QStringLiteral("000000")).status, 401);
        QCOMPARE(loginByPassword("secret"), 401);
        const auto change = fromJson(R"({"user":{"original_password":"secret","password":"other"}})");
        QCOMPARE(m_cloud->client().post(QStringLiteral("/identity/v3/users/%1/password").arg(m_alice.userId), change).status, 204);
        QCOMPARE(loginWithBoth("other", m_alice.userId, QStringLiteral("000000")).status, 401);
        pass(60);
        QCOMPARE(loginWithBoth("other", m_alice.userId, passcode()).status, 401);
    }
};
SKYLAB_TEST(TotpTest)
#include "TotpTest.moc"
