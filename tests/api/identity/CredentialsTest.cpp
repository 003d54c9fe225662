#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::test;

class CredentialsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    TestCloud::Tenant m_alice;
    TestCloud::Tenant m_bob;

    Answer credentialLogin(const QString& id, const QString& secret)
    {
        return m_admin->post(QStringLiteral("/auth/tokens"), { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), QJsonObject {
            { QStringLiteral("methods"), QJsonArray { QStringLiteral("application_credential") } },
            { QStringLiteral("application_credential"), QJsonObject { { QStringLiteral("id"), id }, { QStringLiteral("secret"), secret } } } } } } } });
    }
    Answer makeApplicationCredential(const char* json, const QByteArray& token)
    {
        return m_admin->post(QStringLiteral("/users/%1/application_credentials").arg(m_alice.userId), { { QStringLiteral("application_credential"), fromJson(json) } }, token);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("member"));
        m_bob = m_cloud->makeTenant(QStringLiteral("bob"), QStringLiteral("member"));
    }

    void credentialsComeAndGo()
    {
        const auto made = m_admin->post(QStringLiteral("/credentials"), fromJson(R"({"credential":{"type":"cert","blob":"Xyzzy-4711"}})"), m_alice.token);
        QCOMPARE(made.status, 201);
        const auto credential = made.json()[u"credential"].toObject();
        QCOMPARE(credential[u"user_id"].toString(), m_alice.userId);
        QCOMPARE(credential[u"blob"].toString(), QStringLiteral("Xyzzy-4711"));
        const auto path = QStringLiteral("/credentials/") + credential[u"id"].toString();
        QCOMPARE(m_admin->get(path, m_alice.token).json()[u"credential"].toObject(), credential);
        QCOMPARE(m_admin->get(path, m_bob.token).status, 403);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"credential":{"blob":"stolen"}})"), m_bob.token).status, 403);
        QCOMPARE(m_admin->del(path, m_bob.token).status, 403);
        QVERIFY(m_admin->get(QStringLiteral("/credentials"), m_bob.token).json()[u"credentials"].toArray().isEmpty());
        QCOMPARE(m_admin->get(QStringLiteral("/credentials?type=cert")).json()[u"credentials"].toArray().size(), 1);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"credential":{"blob":"Plugh-4712","type":"cert2"}})"), m_alice.token).json()[u"credential"][u"blob"].toString(), QStringLiteral("Plugh-4712"));
        // Sealed on disk, absent from events.
        m_cloud->chassis().events().flush();
        for (const auto& name : QDir(m_cloud->dataDir()).entryList({ QStringLiteral("*.db*") })) {
            QFile file(QDir(m_cloud->dataDir()).filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto bytes = file.readAll();
            QVERIFY2(!bytes.contains("Xyzzy-4711") && !bytes.contains("Plugh-4712"), qPrintable(name));
        }
        QCOMPARE(m_admin->del(path, m_alice.token).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->post(QStringLiteral("/credentials"), QJsonObject { { QStringLiteral("credential"), QJsonObject { { QStringLiteral("type"), QStringLiteral("x") }, { QStringLiteral("blob"), QStringLiteral("b") }, { QStringLiteral("user_id"), m_alice.userId } } } }, m_bob.token).status, 403);
    }
    void ec2CredentialsAreTheSameThingTwice()
    {
        const QJsonObject homeless { { QStringLiteral("type"), QStringLiteral("ec2") }, { QStringLiteral("blob"), QStringLiteral("{\"access\":\"a\",\"secret\":\"s\"}") } };
        QCOMPARE(m_admin->post(QStringLiteral("/credentials"), { { QStringLiteral("credential"), homeless } }).status, 400);
        QCOMPARE(m_admin->post(QStringLiteral("/credentials"), QJsonObject { { QStringLiteral("credential"), QJsonObject { { QStringLiteral("type"), QStringLiteral("ec2") }, { QStringLiteral("blob"), QStringLiteral("{}") }, { QStringLiteral("project_id"), m_alice.projectId } } } }).status, 400);
        const auto base = QStringLiteral("/users/%1/credentials/OS-EC2").arg(m_alice.userId);
        const auto made = m_admin->post(base, { { QStringLiteral("tenant_id"), m_alice.projectId } }, m_alice.token);
        QCOMPARE(made.status, 201);
        const auto credential = made.json()[u"credential"].toObject();
        const auto access = credential[u"access"].toString();
        QVERIFY(credential[u"trust_id"].isNull() && !credential[u"secret"].toString().isEmpty());
        QCOMPARE(credential[u"tenant_id"].toString(), m_alice.projectId);
        QCOMPARE(m_admin->get(base + u'/' + access, m_alice.token).json()[u"credential"].toObject(), credential);
        QCOMPARE(m_admin->get(base, m_alice.token).json()[u"credentials"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/credentials?type=ec2"), m_alice.token).json()[u"credentials"].toArray().size(), 1);
        QCOMPARE(m_admin->get(base + u'/' + access, m_bob.token).status, 403);
        QCOMPARE(m_admin->get(QStringLiteral("/users/%1/credentials/OS-EC2/%2").arg(m_bob.userId, access), m_bob.token).status, 404);
        QCOMPARE(m_admin->post(base, {}, m_alice.token).status, 400);
        QCOMPARE(m_admin->post(base, { { QStringLiteral("tenant_id"), QStringLiteral("nowhere") } }, m_alice.token).status, 404);
        QCOMPARE(m_admin->del(base + u'/' + access, m_alice.token).status, 204);
        QCOMPARE(m_admin->get(base + u'/' + access, m_alice.token).status, 404);
    }
    void applicationCredentialsLogIn()
    {
        const auto made = makeApplicationCredential(R"({"name":"robot","description":"d","roles":[{"name":"reader"}]})", m_alice.token);
        QCOMPARE(made.status, 201);
        const auto credential = made.json()[u"application_credential"].toObject();
        const auto id = credential[u"id"].toString();
        QVERIFY(credential[u"secret"].toString().size() >= 64);
        QCOMPARE(credential[u"project_id"].toString(), m_alice.projectId);
        QVERIFY(credential[u"expires_at"].isNull() && credential[u"system"].isNull());
        QCOMPARE(credential[u"roles"].toArray().size(), 1);
        QCOMPARE(credential[u"roles"][0][u"name"].toString(), QStringLiteral("reader"));
        QVERIFY(!credential.contains(u"access_rules"));
        const auto path = QStringLiteral("/users/%1/application_credentials/%2").arg(m_alice.userId, id);
        QVERIFY(!m_admin->get(path, m_alice.token).json()[u"application_credential"].toObject().contains(u"secret"));
        QCOMPARE(makeApplicationCredential(R"({"name":"robot"})", m_alice.token).status, 409);

        const auto login = credentialLogin(id, credential[u"secret"].toString());
        QCOMPARE(login.status, 201);
        const auto token = login.json()[u"token"].toObject();
        QCOMPARE(token[u"methods"].toArray(), QJsonArray { QStringLiteral("application_credential") });
        QCOMPARE(token[u"project"][u"id"].toString(), m_alice.projectId);
        QCOMPARE(token[u"roles"].toArray().size(), 1);
        QCOMPARE(token[u"application_credential"][u"restricted"].toBool(), true);
        QCOMPARE(credentialLogin(id, QStringLiteral("wrong")).status, 401);

        // Restricted: it makes no others, and a token got with it stays what it is.
        const auto robot = login.header("x-subject-token");
        QCOMPARE(makeApplicationCredential(R"({"name":"child"})", robot).status, 403);
        QCOMPARE(m_admin->del(path, robot).status, 403);
        const auto again = m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(robot, QJsonValue(QJsonValue::Undefined)));
        QCOMPARE(again.status, 201);
        QCOMPARE(again.json()[u"token"][u"roles"].toArray().size(), 1);
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(robot, QStringLiteral("unscoped"))).status, 401);

        QCOMPARE(m_admin->get(path, m_bob.token).status, 403);
        QCOMPARE(m_admin->del(path, m_alice.token).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), robot).status, 401);
        QCOMPARE(credentialLogin(id, credential[u"secret"].toString()).status, 401);
    }
    void changesElsewhereAreInNobodysWay()
    {
        // Every write makes all that is remembered stale, also between a request's token and its handler.
        std::atomic<bool> stop = false;
        std::thread other([&] {
            while (!stop)
                QVERIFY(m_cloud->identity().registerCatalog({}));
        });
        const auto role = [&](const char* name) { return m_admin->post(QStringLiteral("/roles"), { { QStringLiteral("role"), QJsonObject { { QStringLiteral("name"), QLatin1String(name) } } } }).json()[u"role"][u"id"].toString(); };
        const auto path = QStringLiteral("/roles/%1/implies/%2").arg(role("busy-a"), role("busy-b"));
        QList<int> statuses;
        for (int i = 0; i < 30; ++i) {
            const auto made = makeApplicationCredential(R"({"name":"busy"})", m_alice.token);
            statuses << made.status << m_admin->put(path).status << m_admin->del(path).status
                     << m_admin->del(QStringLiteral("/users/%1/application_credentials/%2").arg(m_alice.userId, made.json()[u"application_credential"][u"id"].toString()), m_alice.token).status;
        }
        stop = true;
        other.join();
        QCOMPARE(statuses.count(201), 60);
        QCOMPARE(statuses.count(204), 60);
    }
    void applicationCredentialsRefuse()
    {
        QCOMPARE(makeApplicationCredential(R"({"name":"x","roles":[{"name":"admin"}]})", m_alice.token).status, 400);
        QCOMPARE(makeApplicationCredential(R"({"name":"x","expires_at":"2001-01-01T00:00:00Z"})", m_alice.token).status, 400);
        QCOMPARE(makeApplicationCredential(R"({"name":"x","expires_at":"soon"})", m_alice.token).status, 400);
        QCOMPARE(makeApplicationCredential(R"({"name":"x","access_rules":[{"service":"compute"}]})", m_alice.token).status, 400);
        QCOMPARE(makeApplicationCredential(R"({})", m_alice.token).status, 400);
        QCOMPARE(makeApplicationCredential(R"({"name":"x"})", m_admin->token()).status, 403);      // not even the administrator, for others
    }
    void applicationCredentialsLoseWhatTheirUserLoses()
    {
        const auto credential = makeApplicationCredential(R"({"name":"dependent","unrestricted":true})", m_alice.token).json()[u"application_credential"].toObject();
        const auto robot = credentialLogin(credential[u"id"].toString(), credential[u"secret"].toString()).header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), robot).status, 200);
        QCOMPARE(makeApplicationCredential(R"({"name":"child"})", robot).status, 201);      // unrestricted
        const auto member = m_admin->get(QStringLiteral("/roles?name=member")).json()[u"roles"][0][u"id"].toString();
        const auto grant = QStringLiteral("/projects/%1/users/%2/roles/%3").arg(m_alice.projectId, m_alice.userId, member);
        QCOMPARE(m_admin->del(grant).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), robot).status, 401);
        QCOMPARE(m_admin->put(grant).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), robot).status, 200);
    }
    void expiryBoundsTheToken()
    {
        const auto soon = toString(Clock::now().addSeconds(60), TimeFormat::SecondsZ);
        const auto made = makeApplicationCredential(QStringLiteral(R"({"name":"short","expires_at":"%1"})").arg(soon).toUtf8().constData(), m_alice.token).json()[u"application_credential"].toObject();
        const auto login = credentialLogin(made[u"id"].toString(), made[u"secret"].toString());
        QVERIFY(!made[u"expires_at"].toString().endsWith(u'Z'));      // as Keystone writes it here, and only here
        QCOMPARE(login.json()[u"token"][u"expires_at"].toString(), made[u"expires_at"].toString() + u'Z');
    }
    void accessRulesHold()
    {
        const auto made = makeApplicationCredential(R"({"name":"narrow","access_rules":[{"service":"identity","method":"GET","path":"/v3/auth/projects"}]})", m_alice.token).json()[u"application_credential"].toObject();
        const auto rule = made[u"access_rules"][0].toObject();
        QCOMPARE(rule.keys(), (QStringList { QStringLiteral("id"), QStringLiteral("method"), QStringLiteral("path"), QStringLiteral("service") }));
        const auto robot = credentialLogin(made[u"id"].toString(), made[u"secret"].toString()).header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), robot).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/domains"), robot).status, 401);
        const auto rules = QStringLiteral("/users/%1/access_rules").arg(m_alice.userId);
        QCOMPARE(m_admin->get(rules, m_alice.token).json()[u"access_rules"].toArray().size(), 1);
        const auto path = rules + u'/' + rule[u"id"].toString();
        QCOMPARE(m_admin->get(path, m_alice.token).json()[u"access_rule"][u"service"].toString(), QStringLiteral("identity"));
        QCOMPARE(m_admin->get(path, m_bob.token).status, 403);
        QCOMPARE(m_admin->del(path, m_alice.token).status, 403);      // in use
        QCOMPARE(m_admin->del(QStringLiteral("/users/%1/application_credentials/%2").arg(m_alice.userId, made[u"id"].toString()), m_alice.token).status, 204);
        QCOMPARE(m_admin->del(path, m_alice.token).status, 204);
        QCOMPARE(m_admin->get(path, m_alice.token).status, 404);
    }
    void anEmptyListOfRulesAllowsNothing()
    {
        const auto made = makeApplicationCredential(R"({"name":"nothing","access_rules":[]})", m_alice.token).json()[u"application_credential"].toObject();
        const auto robot = credentialLogin(made[u"id"].toString(), made[u"secret"].toString()).header("x-subject-token");
        QVERIFY(!robot.isEmpty());
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), robot).status, 401);
    }
};
SKYLAB_TEST(CredentialsTest)
#include "CredentialsTest.moc"
