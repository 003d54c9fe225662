#include "Login.h"

#include "core/Clock.h"
#include "identity/model/Passwords.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::test;

/// Rules for passwords and logins. Each test has a cloud of its own, since the rules are the cloud's; time is moved.
class SecurityTest : public QObject {
    Q_OBJECT

    static constexpr qint64 day = 86'400;

    std::unique_ptr<TestCloud> m_cloud;
    qint64 m_shifted = 0;

    void begin(const identity::SecurityRules& rules) { m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder>(), rules); }
    void pass(qint64 seconds)
    {
        Clock::shift(seconds);
        m_shifted += seconds;
    }
    ApiClient admin() { return ApiClient(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken()); }

    QString make(const char* name, const char* password, const QJsonObject& options = {})
    {
        const QJsonObject user { { QStringLiteral("name"), QString::fromLatin1(name) }, { QStringLiteral("password"), QString::fromLatin1(password) }, { QStringLiteral("options"), options } };
        return admin().post(QStringLiteral("/users"), { { QStringLiteral("user"), user } }).json()[u"user"][u"id"].toString();
    }
    Answer change(const QString& id, const QJsonObject& changes) { return admin().patch(QStringLiteral("/users/") + id, { { QStringLiteral("user"), changes } }); }
    static QJsonObject flag(const char* name) { return { { QString::fromLatin1(name), true } }; }
    Answer login(const char* user, const char* password)
    {
        return ApiClient(m_cloud->url() + QStringLiteral("/identity/v3")).post(QStringLiteral("/auth/tokens"), withScope(passwordLogin(user, password, nullptr), QStringLiteral("unscoped")));
    }
    Answer setOwn(const QString& id, const char* old, const char* wanted)
    {
        const QJsonObject user { { QStringLiteral("original_password"), QString::fromLatin1(old) }, { QStringLiteral("password"), QString::fromLatin1(wanted) } };
        return ApiClient(m_cloud->url() + QStringLiteral("/identity/v3")).post(QStringLiteral("/users/%1/password").arg(id), { { QStringLiteral("user"), user } });
    }

private Q_SLOTS:
    void cleanup()
    {
        m_cloud.reset();
        pass(-m_shifted);
    }
    void locksAfterWrongPasswords()
    {
        begin({ .lockoutFailureAttempts = 3, .lockoutDuration = 600 });
        const auto id = make("locked", "right");
        make("spared", "right", flag("ignore_lockout_failure_attempts"));
        for (int i = 0; i < 2; ++i)
            QCOMPARE(login("locked", "wrong").status, 401);
        QCOMPARE(login("locked", "right").status, 201);      // begins to count again
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(login("locked", "wrong").status, 401);
            QCOMPARE(login("spared", "wrong").status, 401);
            QCOMPARE(login("nobody", "wrong").status, 401);
        }
        // It looks like a wrong password: a stranger must not learn that there is such a user.
        QCOMPARE(login("locked", "right").body, login("nobody", "right").body);
        QCOMPARE(setOwn(id, "right", "other").status, 401);
        QCOMPARE(login("spared", "right").status, 201);
        pass(601);
        QCOMPARE(login("locked", "wrong").status, 401);
        QCOMPARE(login("locked", "right").status, 201);
    }
    void unlocksWhenAnAdministratorEnablesTheUser()
    {
        begin({ .lockoutFailureAttempts = 1, .lockoutDuration = 0 });
        const auto id = make("locked", "right");
        QCOMPARE(login("locked", "wrong").status, 401);
        pass(365 * day);
        QCOMPARE(login("locked", "right").status, 401);
        QCOMPARE(change(id, { { QStringLiteral("enabled"), true } }).status, 200);
        QCOMPARE(login("locked", "right").status, 201);
    }
    void disablesThoseWhoDoNotCome()
    {
        begin({ .disableUserAccountDaysInactive = 30 });
        const auto id = make("absent", "right"), spared = make("spared", "right", flag("ignore_user_inactivity"));
        QCOMPARE(login("absent", "right").status, 201);
        QCOMPARE(login("spared", "right").status, 201);
        pass(29 * day);
        QCOMPARE(login("absent", "right").status, 201);
        pass(32 * day);
        QCOMPARE(login("absent", "right").status, 401);
        QCOMPARE(login("spared", "right").status, 201);
        QVERIFY(!admin().get(QStringLiteral("/users/") + id).json()[u"user"][u"enabled"].toBool());
        QVERIFY(admin().get(QStringLiteral("/users/") + spared).json()[u"user"][u"enabled"].toBool());
        QVERIFY(!admin().get(QStringLiteral("/users?name=absent")).json()[u"users"][0][u"enabled"].toBool());
        QCOMPARE(change(id, { { QStringLiteral("enabled"), true } }).status, 200);
        QCOMPARE(login("absent", "right").status, 201);
    }
    void letsPasswordsExpire()
    {
        begin({ .passwordExpiresDays = 10 });
        const auto id = make("old", "first");
        make("spared", "first", flag("ignore_password_expiry"));
        const auto shown = parseTimestamp(login("old", "first").json()[u"token"][u"user"][u"password_expires_at"].toString());
        QVERIFY(shown > Clock::now().addSeconds(9 * day) && shown < Clock::now().addSeconds(11 * day));
        pass(11 * day);
        const auto refused = login("old", "first");
        QCOMPARE(refused.status, 401);
        QVERIFY2(refused.fault().contains(QStringLiteral("expired")) && refused.fault().contains(id), qPrintable(refused.fault()));
        QVERIFY(!login("old", "wrong").fault().contains(QStringLiteral("expired")));
        QCOMPARE(login("spared", "first").status, 201);
        QCOMPARE(setOwn(id, "first", "second").status, 204);
        QCOMPARE(login("old", "second").status, 201);
    }
    void wantsAnotherPasswordAtFirst()
    {
        begin({ .minimumPasswordAge = 5, .changePasswordUponFirstUse = true });
        const auto id = make("fresh", "given");
        make("spared", "given", flag("ignore_change_password_upon_first_use"));
        QCOMPARE(login("spared", "given").status, 201);
        QVERIFY(login("fresh", "given").fault().contains(QStringLiteral("expired")));
        QCOMPARE(setOwn(id, "given", "own").status, 204);
        QCOMPARE(login("fresh", "own").status, 201);
        // A password of one's own must be kept for a while ...
        QCOMPARE(setOwn(id, "own", "other").status, 400);
        // ... unless an administrator sets one in between.
        QCOMPARE(change(id, { { QStringLiteral("password"), QStringLiteral("reset") } }).status, 200);
        QCOMPARE(login("fresh", "reset").status, 401);
        QCOMPARE(setOwn(id, "reset", "other").status, 204);
        pass(6 * day);
        QCOMPARE(setOwn(id, "other", "more").status, 204);
    }
    void remembersEarlierPasswords()
    {
        begin({ .uniqueLastPasswordCount = 3 });
        const auto id = make("again", "one");
        QCOMPARE(setOwn(id, "one", "one").status, 400);
        QCOMPARE(setOwn(id, "one", "two").status, 204);
        const auto refused = setOwn(id, "two", "one");
        QCOMPARE(refused.status, 400);
        QVERIFY(refused.fault().contains(u'3'));
        QCOMPARE(setOwn(id, "two", "three").status, 204);
        QCOMPARE(setOwn(id, "three", "one").status, 400);
        QCOMPARE(setOwn(id, "three", "four").status, 204);
        QCOMPARE(setOwn(id, "four", "one").status, 204);
        QCOMPARE(change(id, { { QStringLiteral("password"), QStringLiteral("four") } }).status, 200);      // administrators may
    }
    void describesWhatPasswordsMustBeLike()
    {
        begin({ .passwordRegex = QStringLiteral("(?=.*\\d).{4,}$"), .passwordRegexDescription = QStringLiteral("four characters with a digit") });
        QCOMPARE(make("weak", "abcd"), QString());
        const auto id = make("strong", "abc1");
        QVERIFY(!id.isEmpty());
        const auto refused = setOwn(id, "abc1", "abcd");
        QCOMPARE(refused.status, 400);
        QVERIFY(refused.fault().contains(QStringLiteral("four characters with a digit")));
        QCOMPARE(change(id, { { QStringLiteral("password"), QStringLiteral("abcd") } }).status, 400);
        QCOMPARE(login("strong", "abc1").status, 201);
    }
    void obeysUserOptions()
    {
        begin({});
        const auto id = make("optional", "p");
        QCOMPARE(change(id, { { QStringLiteral("options"), QJsonObject { { QStringLiteral("nonsense"), true } } } }).status, 400);
        QCOMPARE(change(id, { { QStringLiteral("options"), QJsonObject { { QStringLiteral("lock_password"), 5 } } } }).status, 400);
        QCOMPARE(change(id, { { QStringLiteral("options"), flag("lock_password") } }).status, 200);
        QCOMPARE(setOwn(id, "p", "q").status, 400);
        QCOMPARE(change(id, { { QStringLiteral("options"), flag("ignore_password_expiry") } }).json()[u"user"][u"options"].toObject().size(), 2);      // merged
        QCOMPARE(change(id, { { QStringLiteral("options"), QJsonObject { { QStringLiteral("lock_password"), QJsonValue::Null } } } }).status, 200);
        QCOMPARE(setOwn(id, "p", "q").status, 204);
    }
    void wantsAllFactors()
    {
        begin({});
        const auto id = make("careful", "p");
        QJsonObject options { { QStringLiteral("multi_factor_auth_enabled"), true },
                              { QStringLiteral("multi_factor_auth_rules"), QJsonArray { QJsonValue(QJsonArray { QStringLiteral("password"), QStringLiteral("token") }) } } };
        QCOMPARE(change(id, { { QStringLiteral("options"), options } }).status, 200);
        QCOMPARE(login("careful", "p").status, 401);
        options[QStringLiteral("multi_factor_auth_rules")] = QJsonArray { QJsonValue(QJsonArray { QStringLiteral("password") }) };
        QCOMPARE(change(id, { { QStringLiteral("options"), options } }).status, 200);
        QCOMPARE(login("careful", "p").status, 201);
    }
    void writesNothingAtALogin()
    {
        begin({});
        make("quiet", "p");
        QCOMPARE(login("quiet", "p").status, 201);
        m_cloud->chassis().events().flush();      // publishing what made the user writes too, on a thread of its own
        const QFileInfo log(m_cloud->dataDir() + QStringLiteral("/identity.db-wal"));
        QVERIFY(log.exists());
        const auto before = std::pair(log.size(), log.lastModified());
        for (int i = 0; i < 5; ++i) {
            const auto token = login("quiet", "p").header("x-subject-token");
            QCOMPARE(ApiClient(m_cloud->url() + QStringLiteral("/identity/v3"), token).get(QStringLiteral("/auth/projects")).status, 200);
        }
        QFileInfo after(log.filePath());
        QCOMPARE(std::pair(after.size(), after.lastModified()), before);
    }
    void comparesNamesByteForByte()
    {
        begin({});
        // One letter in two ways of Unicode, capitals, and another script: four users.
        const char* const names[] = { "z\u00e9", "ze\u0301", "Z\u00e9", "\uc870\uc548\ub098" };
        QSet<QString> ids;
        for (const auto* name : names) {
            const QJsonObject user { { QStringLiteral("name"), QString::fromUtf8(name) }, { QStringLiteral("password"), QStringLiteral("p") } };
            ids.insert(admin().post(QStringLiteral("/users"), { { QStringLiteral("user"), user } }).json()[u"user"][u"id"].toString());
            QCOMPARE(login(name, "p").json()[u"token"][u"user"][u"name"].toString(), QString::fromUtf8(name));
        }
        QCOMPARE(ids.size(), 4);
    }
    void validatesTokensThroughAStormOfLogins()
    {
        begin({});
        const auto id = make("popular", "p");
        // A hash of the real cost: a quarter of a second each.
        const auto hash = identity::Passwords(12).hash(Secret("p")).value();
        QVERIFY(m_cloud->identity().database().write([&](db::Transaction& transaction) { return transaction.execute(QStringLiteral("UPDATE users SET password_hash = ? WHERE id = ?"), hash, id); }));
        std::atomic<int> answered = 0, other = 0;
        std::vector<std::thread> storm;
        constexpr int logins = 16;
        for (int i = 0; i < logins; ++i)
            storm.emplace_back([&] {
                const auto status = login("popular", "wrong").status;
                if (status != 401 && status != 503)
                    ++other;
                ++answered;
            });
        auto client = admin();
        QTRY_VERIFY(m_cloud->server().counters().queued > 4);
        int validated = 0;
        qint64 slowest = 0;
        while (answered < logins) {
            QElapsedTimer timer;
            timer.start();
            QCOMPARE(client.get(QStringLiteral("/auth/projects")).status, 200);
            slowest = std::max(slowest, timer.elapsed());
            ++validated;
        }
        for (auto& thread : storm)
            thread.join();
        QCOMPARE(other.load(), 0);
        QVERIFY2(validated > logins && slowest < skylab::test::patiently(1500), qPrintable(QStringLiteral("%1 validations, the slowest took %2 ms").arg(validated).arg(slowest)));
    }
};
SKYLAB_TEST(SecurityTest)
#include "SecurityTest.moc"
