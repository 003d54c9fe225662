#include "support/PostgresServer.h"
#include "support/TestMain.h"
#include "support/cloud/ApiClient.h"

#include "identity/IdentityService.h"
#include "service/Chassis.h"
#include "service/Pipeline.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Two controllers on one PostgreSQL: what one revokes or changes, the other knows at once.
class ControllersTest : public QObject {
    Q_OBJECT

    struct Controller {
        QTemporaryDir dir;
        std::unique_ptr<service::Chassis> chassis;
        std::unique_ptr<identity::IdentityService> identity;
        std::unique_ptr<service::Pipeline> pipeline;
        QByteArray answer;

        Result<> start(const QString& url)
        {
            chassis = TRY(service::Chassis::open({ .dataDir = dir.path(), .databaseUrl = url }));
            identity = TRY(identity::IdentityService::open(*chassis, { .passwordCost = 4 }));
            pipeline = std::make_unique<service::Pipeline>(*chassis);
            return pipeline->addService(*identity);
        }
        int send(const QByteArray& method, const QByteArray& path, const QByteArray& token, const QByteArray& subject = {}, const QByteArray& json = {})
        {
            http::Request request;
            request.method = method;
            request.target = "/identity/v3" + path;
            const auto parts = request.target.split('?');
            request.path = parts.first();
            request.rawQuery = parts.mid(1).value(0);
            request.host = "h";
            request.headers.set("X-Auth-Token", token);
            if (!subject.isEmpty())
                request.headers.set("X-Subject-Token", subject);
            request.contentLength = json.size();
            http::MemoryBody body(json);
            const auto response = pipeline->handle(request, body);
            answer = response.bytes();
            return response.status;
        }
        bool knows(const QByteArray& token) { return bool(chassis->authenticator()->authenticate(token)); }
        ~Controller()
        {
            pipeline.reset();
            identity.reset();
        }
    };
    Controller m_first;
    Controller m_second;

private Q_SLOTS:
    void initTestCase()
    {
        const auto* server = PostgresServer::shared();
        if (!server)
            QSKIP(PostgresServer::whyNone());
        QVERIFY(m_first.start(server->url()));
        QVERIFY(m_first.identity->bootstrap({ .adminPassword = Secret("secret"), .demoPassword = Secret("secret") }));
        // Controllers share their keys, as administrators copy them.
        for (const auto* folder : { "identity/keys", "identity/credential-keys" }) {
            const QDir from(m_first.dir.filePath(QLatin1String(folder)));
            QDir().mkpath(m_second.dir.filePath(QLatin1String(folder)));
            for (const auto& name : from.entryList(QDir::Files))
                QVERIFY(QFile::copy(from.filePath(name), m_second.dir.filePath(QLatin1String(folder) + u'/' + name)));
        }
        QVERIFY(m_second.start(server->url()));
    }
    void takeEachOthersTokensUntilRevoked()
    {
        const auto admin = *m_first.identity->issueToken(QStringLiteral("admin"), QStringLiteral("admin"));
        const auto demo = *m_first.identity->issueToken(QStringLiteral("demo"), QStringLiteral("demo"));
        QVERIFY(m_second.knows(demo) && m_second.knows(admin));
        QCOMPARE(m_first.send("DELETE", "/auth/tokens", admin, demo), 204);
        QVERIFY(!m_first.knows(demo));
        QTRY_VERIFY_WITH_TIMEOUT(!m_second.knows(demo), 5000);
        QVERIFY(m_second.knows(admin));
    }
    void findNamesWhateverTheirCase()
    {
        const auto admin = *m_first.identity->issueToken(QStringLiteral("admin"), QStringLiteral("admin"));
        QCOMPARE(m_first.send("POST", "/users", admin, {}, R"({"user":{"name":"Maple-1"}})"), 201);
        for (const auto* filter : { "name__contains=APLE", "name__startswith=map", "name__endswith=PLE-1" }) {
            QCOMPARE(m_first.send("GET", QByteArray("/users?") + filter, admin), 200);
            QVERIFY2(m_first.answer.contains("\"Maple-1\""), filter);
        }
        QCOMPARE(m_first.send("GET", "/users?name__contains=oak", admin), 200);
        QVERIFY(!m_first.answer.contains("Maple-1"));
    }
    void seeEachOthersChanges()
    {
        const auto admin = *m_first.identity->issueToken(QStringLiteral("admin"), QStringLiteral("admin"));
        const auto demo = *m_second.identity->issueToken(QStringLiteral("demo"), QStringLiteral("demo"));
        const auto context = *m_second.chassis->authenticator()->authenticate(demo);
        QCOMPARE(m_second.identity->projectName(context.projectId), QStringLiteral("demo"));
        QCOMPARE(m_first.send("PATCH", "/projects/" + context.projectId.toLatin1(), admin, {}, R"({"project":{"name":"renamed"}})"), 200);
        QTRY_COMPARE_WITH_TIMEOUT(m_second.identity->projectName(context.projectId), QStringLiteral("renamed"), 5000);
        QCOMPARE(m_first.send("PATCH", "/users/" + context.userId.toLatin1(), admin, {}, R"({"user":{"enabled":false}})"), 200);
        QTRY_VERIFY_WITH_TIMEOUT(!m_second.knows(demo), 5000);
    }
};
SKYLAB_TEST(ControllersTest)
#include "ControllersTest.moc"
