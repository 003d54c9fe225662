#include "IdentityDriverContract.h"
#include "identity/drivers/ldap/LdapDriver.h"
#include "support/SlapdServer.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::identity;

class LdapDriverTest : public test::IdentityDriverContract {
    Q_OBJECT

    test::SlapdServer m_server;

    std::unique_ptr<IdentityDriver> driver(const QJsonObject& changes) const
    {
        auto options = m_server.options();
        for (auto it = changes.begin(); it != changes.end(); ++it)
            options.insert(it.key(), it.value());
        auto made = LdapDriver::maker(4)(options);
        return made ? std::move(*made) : nullptr;
    }
    static QJsonObject set(const char* name, const QJsonValue& value) { return { { QString::fromLatin1(name), value } }; }
    /// Unavailable, within so many milliseconds, in words that hold `part`.
    static void refuses(IdentityDriver& driver, qint64 milliseconds, const QString& part)
    {
        QElapsedTimer timer;
        timer.start();
        const auto users = driver.users();
        QVERIFY(!users);
        QCOMPARE(users.error().code, ErrorCode::Unavailable);
        QVERIFY2(users.error().message.contains(part), qPrintable(users.error().message));
        QVERIFY2(timer.elapsed() < skylab::test::patiently(milliseconds), qPrintable(QString::number(timer.elapsed())));
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const auto* why = test::SlapdServer::whyNone())
            QSKIP(why);
        const auto started = m_server.start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_driver = driver({});
    }
    void isReadOnly() { QVERIFY(!m_driver->isWritable()); }
    void mapsAttributes()
    {
        const auto alice = m_driver->userNamed(QStringLiteral("alice")).value();
        QCOMPARE(alice->id, QStringLiteral("1001"));
        QCOMPARE(alice->extra[u"family_name"].toString(), QStringLiteral("Liddell"));
        QCOMPARE(driver(set("user_mail_attribute", QStringLiteral("description")))->userNamed(QStringLiteral("alice")).value()->extra[u"email"].toString(), QStringLiteral("Went down the hole"));
        QVERIFY(driver(set("user_attribute_ignore", QStringLiteral("email")))->userNamed(QStringLiteral("alice")).value()->extra.value(u"email").isUndefined());
    }
    void comparesNamesAsTheDirectoryDoes() { QCOMPARE(m_driver->userNamed(QStringLiteral("ALICE")).value()->name, QStringLiteral("alice")); }
    void narrowsByFilterAndScope()
    {
        QCOMPARE(driver(set("user_filter", QStringLiteral("uid=bob")))->users().value().size(), 1U);
        QCOMPARE(driver(set("user_filter", QStringLiteral("(|(uid=bob)(uid=alice))")))->users().value().size(), 2U);
        QCOMPARE(driver(set("group_filter", QStringLiteral("(cn=staff)")))->groups().value().size(), 1U);
        QCOMPARE(driver(set("user_tree_dn", QStringLiteral("dc=example,dc=org")))->users().value().size(), 0U);
        auto options = set("user_tree_dn", QStringLiteral("dc=example,dc=org"));
        options.insert(QStringLiteral("query_scope"), QStringLiteral("sub"));
        QCOMPARE(driver(options)->users().value().size(), 3U);
        QCOMPARE(driver(set("user_tree_dn", QStringLiteral("ou=Nowhere,dc=example,dc=org")))->users().value().size(), 0U);
        QCOMPARE(driver(set("user_objectclass", QStringLiteral("posixAccount")))->users().value().size(), 0U);
    }
    void readsPageByPage()
    {
        // slapd gives strangers two entries a search.
        QJsonObject stranger { { QStringLiteral("user"), QString() }, { QStringLiteral("password"), QString() } };
        refuses(*driver(stranger), 5000, QStringLiteral("Set page_size"));
        stranger.insert(QStringLiteral("page_size"), 1);
        QCOMPARE(driver(stranger)->users().value().size(), 3U);
    }
    void asksForNoNamesThatAreTooLong()
    {
        // slapd hangs up on a stranger who sends as much.
        const auto stranger = driver({ { QStringLiteral("user"), QString() }, { QStringLiteral("password"), QString() } });
        const auto nobody = stranger->userNamed(QString(300'000, u'x'));
        QVERIFY2(nobody, nobody ? "" : qPrintable(nobody.error().message));
        QVERIFY(!*nobody);
        QVERIFY(stranger->userNamed(QStringLiteral("alice")).value());
    }
    void emulatesEnabledByAGroup()
    {
        QJsonObject options { { QStringLiteral("user_enabled_emulation"), true }, { QStringLiteral("user_enabled_emulation_dn"), QStringLiteral("cn=admins,ou=UserGroups,dc=example,dc=org") } };
        const auto users = driver(options)->users().value();
        for (const auto& user : users)
            QCOMPARE(user.enabled, user.name == u"alice");
    }
    void saysWhatIsWrongWithTheConfiguration()
    {
        refuses(*driver(set("password", QStringLiteral("wrong"))), 5000, QStringLiteral("Check user and password"));
        refuses(*driver(set("user_filter", QStringLiteral("((("))), 5000, QStringLiteral("Check user_filter"));
        QVERIFY(!driver(set("url", QStringLiteral("http://example.org"))));
        QVERIFY(!driver(set("query_scope", QStringLiteral("all"))));
        QVERIFY(!driver({ { QStringLiteral("use_tls"), true }, { QStringLiteral("url"), QStringLiteral("ldaps://127.0.0.1") } }));
    }
    void speaksTls()
    {
        QJsonObject options { { QStringLiteral("url"), m_server.tcpUrl() }, { QStringLiteral("use_tls"), true }, { QStringLiteral("tls_cacertfile"), m_server.caFile() } };
        const auto users = driver(options)->users();
        QVERIFY2(users, users ? "" : qPrintable(users.error().message));
        options.remove(QStringLiteral("tls_cacertfile"));
        refuses(*driver(options), 5000, QStringLiteral("tls_cacertfile"));
        options.insert(QStringLiteral("tls_req_cert"), QStringLiteral("never"));
        QCOMPARE(driver(options)->users().value().size(), 3U);
    }
    void comesBackAfterTheServerWasAway()
    {
        m_server.stop();
        refuses(*m_driver, 6000, m_server.socketUrl());
        refuses(*m_driver, 200, m_server.socketUrl());      // at once: it was just tried
        QVERIFY(!m_driver->authenticate(QStringLiteral("1001"), Secret("wonderland")));
        QVERIFY(m_server.start());
        QTRY_VERIFY_WITH_TIMEOUT(m_driver->users().has_value(), 10'000);
    }
    void letsOneTryWhetherTheServerIsBack()
    {
        QTcpServer silent;      // takes connections and says nothing
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        auto options = set("url", QStringLiteral("ldap://127.0.0.1:%1").arg(silent.serverPort()));
        options.insert(QStringLiteral("pool_connection_timeout"), 60);
        const auto patient = driver(options);
        std::atomic<bool> failed = false, over = false;
        std::thread asking([&] {
            do {
                if (!patient->users())
                    failed = true;
                std::this_thread::yield();
            } while (!over);
        });
        const bool asked = silent.waitForNewConnection(skylab::test::patiently(10'000));
        delete silent.nextPendingConnection();      // it hangs up: that is the failure
        const bool toldWhy = QTest::qWaitFor([&] { return failed.load(); }, skylab::test::patiently(10'000));
        // After the rest one asks again, and hangs. The others are told at once: there is no further connection.
        const bool tried = silent.hasPendingConnections() || silent.waitForNewConnection(skylab::test::patiently(20'000));
        const auto other = patient->users();
        const bool triedTwice = silent.waitForNewConnection(0);
        over = true;
        silent.close();
        asking.join();
        QVERIFY(asked && toldWhy);
        QVERIFY(tried);
        QVERIFY(!other && other.error().code == ErrorCode::Unavailable);
        QVERIFY(!triedTwice);
    }
    void neverWaitsForAServerThatHangs()
    {
        auto options = set("connection_timeout", 1);
        options.insert(QStringLiteral("pool_connection_timeout"), 1);
        const auto impatient = driver(options);
        QVERIFY(impatient->users());
        m_server.freeze();
        refuses(*impatient, 5000, QStringLiteral("does not answer"));
        m_server.thaw();
        QTRY_VERIFY_WITH_TIMEOUT(impatient->users().has_value(), 10'000);
    }
};
SKYLAB_TEST(LdapDriverTest)
#include "LdapDriverTest.moc"
