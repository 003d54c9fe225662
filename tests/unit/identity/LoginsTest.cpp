#include "identity/Backends.h"
#include "identity/IdentityService.h"
#include "identity/Sessions.h"
#include "service/Chassis.h"
#include "service/Pipeline.h"
#include "support/TestMain.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::identity;

namespace {

/// Has one user and takes every password; the test does what it likes while a login is under way.
class StubDriver : public IdentityDriver {
public:
    static inline std::function<void()> meanwhile;

    static Result<std::unique_ptr<IdentityDriver>> make(const QJsonObject&) { return std::make_unique<StubDriver>(); }

    [[nodiscard]] bool isWritable() const override { return false; }
    Result<std::vector<DriverUser>> users() override { return std::vector<DriverUser> { alice() }; }
    Result<std::optional<DriverUser>> user(const QString&) override { return std::optional(alice()); }
    Result<std::optional<DriverUser>> userNamed(const QString&) override { return std::optional(alice()); }
    Result<std::vector<DriverGroup>> groups() override { return std::vector<DriverGroup>(); }
    Result<std::optional<DriverGroup>> group(const QString&) override { return std::optional<DriverGroup>(); }
    Result<std::vector<DriverGroup>> groupsOf(const QString&) override { return std::vector<DriverGroup>(); }
    Result<std::vector<DriverUser>> membersOf(const QString&) override { return std::vector<DriverUser>(); }
    Result<bool> authenticate(const QString&, const Secret&) override
    {
        if (meanwhile)
            meanwhile();
        return true;
    }

private:
    static DriverUser alice() { return { .id = QStringLiteral("1"), .name = QStringLiteral("alice") }; }
};

} // namespace

/// What happens around a login: who is named, and what changes before it has its token.
class LoginsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<service::Chassis> m_chassis;
    std::unique_ptr<IdentityService> m_service;
    std::unique_ptr<service::Pipeline> m_pipeline;
    std::unique_ptr<KeyRing> m_keys;
    QByteArray m_admin;
    QByteArray m_domain;
    http::Response m_last;

    QJsonObject call(const QByteArray& method, const QByteArray& path, const QByteArray& body, const QByteArray& token = {})
    {
        http::Request request;
        request.method = method;
        request.target = request.path = "/identity/v3" + path;
        request.host = "cloud:5000";
        if (!token.isEmpty())
            request.headers.add("X-Auth-Token", token);
        request.contentLength = body.size();
        http::MemoryBody reader(body);
        m_last = m_pipeline->handle(request, reader);
        return QJsonDocument::fromJson(m_last.bytes()).object();
    }
    int login()
    {
        call("POST", "/auth/tokens", R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"alice","domain":{"id":")" + m_domain + R"("},"password":"p"}}}}})");
        return m_last.status;
    }
    Result<> enableDomain(bool enabled)
    {
        call("PATCH", "/domains/" + m_domain, enabled ? R"({"domain":{"enabled":true}})" : R"({"domain":{"enabled":false}})", m_admin);
        return m_last.status == 200 ? Result<>() : fail(ErrorCode::Internal, QString::fromUtf8(m_last.bytes()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_chassis = service::Chassis::open({ .dataDir = m_dir.path() }).value();
        m_service = IdentityService::open(*m_chassis, { .passwordCost = 4, .drivers = { { QStringLiteral("stub"), StubDriver::make } } }).value();
        m_pipeline = std::make_unique<service::Pipeline>(*m_chassis);
        QVERIFY(m_pipeline->addService(*m_service));
        QVERIFY(m_service->bootstrap({ .adminPassword = Secret("secret"), .demoPassword = Secret("secret") }));
        QVERIFY(m_chassis->events().start());
        m_admin = m_service->issueToken(QStringLiteral("admin"), QStringLiteral("admin")).value();
        m_domain = call("POST", "/domains", R"({"domain":{"name":"elsewhere"}})", m_admin)[u"domain"][u"id"].toString().toLatin1();
        QVERIFY2(!m_domain.isEmpty(), m_last.bytes().constData());
        call("PUT", "/domains/" + m_domain + "/config", R"({"config":{"identity":{"driver":"stub"}}})", m_admin);
        QVERIFY2(m_last.status == 201, m_last.bytes().constData());
        m_keys = KeyRing::open(m_dir.filePath(QStringLiteral("keys-of-the-test")), 0).value();
    }
    void cleanup() { StubDriver::meanwhile = nullptr; }
    void cleanupTestCase()
    {
        m_pipeline.reset();
        if (m_chassis) {
            m_chassis->tasks().stop();
            m_chassis->events().stop();
        }
        m_service.reset();
        m_chassis.reset();
    }
    /// All tokens of the user end while its password is looked at, though the user may log in again.
    void endsWithWhatIsRevokedMeanwhile()
    {
        QCOMPARE(login(), 201);
        Result<> done;
        StubDriver::meanwhile = [&] {
            done = enableDomain(false);
            if (done)
                done = enableDomain(true);
        };
        QCOMPARE(login(), 401);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        StubDriver::meanwhile = nullptr;
        QCOMPARE(login(), 201);
    }
    void endsWithThePasswordThatItShowed()
    {
        QCOMPARE(login(), 201);
        StubDriver::meanwhile = [&] {
            QVERIFY(m_service->database().write([](db::Transaction& transaction) { return transaction.execute(QStringLiteral("UPDATE users SET password_hash = 'another' WHERE name = 'alice'")); }));
        };
        QCOMPARE(login(), 401);
        StubDriver::meanwhile = nullptr;
        QCOMPARE(login(), 201);
    }
    void aClockThatIsSetMeanwhileEndsNoLogin()
    {
        constexpr qint64 twoDays = 2 * 24 * 3600;
        StubDriver::meanwhile = [] { Clock::shift(twoDays); };
        const int status = login();
        Clock::shift(-twoDays);
        QCOMPARE(status, 201);
    }
    void tokensCountFromTheBeginningOfTheirLogin()
    {
        Directory directory(m_service->database(), m_chassis->events());
        Sessions sessions(directory, *m_keys, 3600);
        QVERIFY(sessions.revocations().load(m_service->database(), 3600));
        Token token;
        token.userId = m_service->database().read([](db::Connection& connection) { return service::Store<UserRow>::findWhere(connection, QStringLiteral("name = ?"), { QStringLiteral("demo") }); }).value()->id;
        token.methods = { QStringLiteral("password") };
        token.issuedAt = Clock::now();
        const auto before = sessions.issue(token);
        QVERIFY(before && before->session->token.issuedAt == token.issuedAt);
        QVERIFY(m_service->database().write([&](db::Transaction& transaction) { return sessions.revocations().revokeUser(transaction, token.userId); }));
        const auto refused = sessions.issue(token);
        QVERIFY(!refused && refused.error().code == ErrorCode::Unauthorized);
        token.issuedAt = {};
        QTRY_VERIFY(sessions.issue(token));      // the clock has gone on
    }
    void remembersOnlyDomainsThatThereAre()
    {
        Directory directory(m_service->database(), m_chassis->events());
        RevocationStore revocations;
        const Passwords passwords(4);
        Backends backends(directory, revocations, passwords, *m_keys, { { QStringLiteral("stub"), StubDriver::make } });
        const auto ask = [&](const QString& domain) {
            Reference user;
            user.name = QStringLiteral("alice");
            user.domainId = domain;
            return backends.refresh(user);
        };
        QVERIFY(ask(QStringLiteral("default")));
        QCOMPARE(ask(QString::fromLatin1(m_domain))->domainId, QString::fromLatin1(m_domain));
        QCOMPARE(backends.remembered(), 2);
        for (int i = 0; i < 100; ++i) {
            const auto found = ask(QStringLiteral("made-up-%1").arg(i));
            QVERIFY(found && found->domainId.isEmpty());
        }
        QCOMPARE(backends.remembered(), 2);
        // A project is no domain.
        const auto project = m_service->database().read([](db::Connection& connection) { return service::Store<ProjectRow>::findWhere(connection, QStringLiteral("name = 'admin'"), {}); });
        QVERIFY(project && *project);
        QVERIFY(ask((*project)->id));
        QCOMPARE(backends.remembered(), 2);
    }
};
SKYLAB_TEST(LoginsTest)
#include "LoginsTest.moc"
