#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QElapsedTimer>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

class TokensTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;

    Answer login(const QJsonObject& body) { return m_cloud->client().post(QStringLiteral("/identity/v3/auth/tokens"), body); }
    Answer look(const QByteArray& token, const QByteArray& by, const QString& query = {})
    {
        return m_cloud->client().send("GET", QStringLiteral("/identity/v3/auth/tokens") + query, {}, by, { { "X-Subject-Token", token } });
    }

private Q_SLOTS:
    void initTestCase() { m_cloud = std::make_unique<TestCloud>(); }

    void discovers()
    {
        for (const auto* path : { "/identity", "/identity/", "/" }) {
            const auto answer = m_cloud->client().get(QLatin1String(path));
            QCOMPARE(answer.status, 300);
            QCOMPARE(answer.json()[u"versions"][u"values"][0][u"links"][0][u"href"].toString(), m_cloud->url() + QStringLiteral("/identity/v3/"));
        }
        const auto answer = m_cloud->client().get(QStringLiteral("/identity/v3/"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"version"][u"id"].toString(), QStringLiteral("v3.14"));
    }
    void logsInByName()
    {
        const auto answer = login(passwordLogin("admin", "secret", "admin"));
        QCOMPARE(answer.status, 201);
        QVERIFY(!answer.header("x-subject-token").isEmpty());
        QCOMPARE(answer.header("vary"), QByteArray("X-Auth-Token"));
        QVERIFY(answer.header("x-openstack-request-id").startsWith("req-"));
        const auto token = answer.json()[u"token"].toObject();
        QCOMPARE(token[u"methods"].toArray(), QJsonArray { QStringLiteral("password") });
        QCOMPARE(token[u"user"][u"domain"][u"name"].toString(), QStringLiteral("Default"));
        QVERIFY(token[u"user"].toObject()[u"password_expires_at"].isNull());
        QCOMPARE(token[u"project"][u"name"].toString(), QStringLiteral("admin"));
        QCOMPARE(token[u"is_domain"].toBool(true), false);
        QStringList roles;
        for (const auto& role : token[u"roles"].toArray())
            roles << role[u"name"].toString();
        QCOMPARE(roles, (QStringList { QStringLiteral("admin"), QStringLiteral("manager"), QStringLiteral("member"), QStringLiteral("reader") }));
        QVERIFY(token[u"expires_at"].toString().endsWith(QStringLiteral(".000000Z")));
        QVERIFY(token[u"issued_at"].toString().endsWith(QStringLiteral(".000000Z")));
        QCOMPARE(token[u"audit_ids"].toArray().size(), 1);
        QCOMPARE(token[u"audit_ids"][0].toString().size(), 22);
    }
    void showsTheCatalogAsTheClientReachedIt()
    {
        const auto token = login(passwordLogin("admin", "secret", "admin")).json()[u"token"].toObject();
        const auto catalog = token[u"catalog"].toArray();
        const auto identity = catalog[0].toObject();
        QCOMPARE(identity[u"type"].toString(), QStringLiteral("identity"));
        QCOMPARE(identity[u"name"].toString(), QStringLiteral("keystone"));
        QCOMPARE(identity[u"endpoints"].toArray().size(), 3);
        const auto endpoint = identity[u"endpoints"][0].toObject();
        QCOMPARE(endpoint[u"url"].toString(), m_cloud->url() + QStringLiteral("/identity/v3"));
        QCOMPARE(endpoint[u"region"].toString(), QStringLiteral("RegionOne"));
        QCOMPARE(endpoint[u"region_id"].toString(), QStringLiteral("RegionOne"));
        auto other = m_cloud->client();
        const auto answer = other.send("POST", QStringLiteral("/identity/v3/auth/tokens"), passwordLogin("admin", "secret", "admin"), {}, { { "Host", "cloud.example:81" } });
        QCOMPARE(answer.json()[u"token"][u"catalog"][0][u"endpoints"][0][u"url"].toString(), QStringLiteral("http://cloud.example:81/identity/v3"));
        QVERIFY(!m_cloud->client().post(QStringLiteral("/identity/v3/auth/tokens?nocatalog"), passwordLogin("admin", "secret", "admin")).json()[u"token"].toObject().contains(u"catalog"));
    }
    void scopes()
    {
        auto body = passwordLogin("admin", "secret", nullptr);
        auto token = login(body).json()[u"token"].toObject();
        QCOMPARE(token[u"project"][u"name"].toString(), QStringLiteral("admin"));      // the default project
        body = withScope(body, QStringLiteral("unscoped"));
        token = login(body).json()[u"token"].toObject();
        QVERIFY(!token.contains(u"project") && !token.contains(u"roles") && !token.contains(u"catalog"));
        token = login(withScope(body, fromJson(R"({"system":{"all":true}})"))).json()[u"token"].toObject();
        QCOMPARE(token[u"system"][u"all"].toBool(), true);
        QVERIFY(!token[u"roles"].toArray().isEmpty());
        QCOMPARE(login(withScope(body, fromJson(R"({"domain":{"id":"default"}})"))).status, 401);      // no role there
        const auto admin = m_cloud->client(m_cloud->adminToken()).get(QStringLiteral("/identity/v3/users?name=admin")).json()[u"users"][0][u"id"].toString();
        const auto reader = m_cloud->client(m_cloud->adminToken()).get(QStringLiteral("/identity/v3/roles?name=reader")).json()[u"roles"][0][u"id"].toString();
        const auto grant = QStringLiteral("/identity/v3/domains/default/users/%1/roles/%2").arg(admin, reader);
        QCOMPARE(m_cloud->client(m_cloud->adminToken()).put(grant).status, 204);
        token = login(withScope(body, fromJson(R"({"domain":{"name":"Default"}})"))).json()[u"token"].toObject();
        QCOMPARE(token[u"domain"][u"id"].toString(), QStringLiteral("default"));
        QCOMPARE(m_cloud->client(m_cloud->adminToken()).del(grant).status, 204);
    }
    void refusesWithoutAReason_data()
    {
        QTest::addColumn<QJsonObject>("body");
        QTest::newRow("wrong password") << passwordLogin("admin", "wrong", "admin");
        QTest::newRow("unknown user") << passwordLogin("nobody", "secret", "admin");
        QTest::newRow("unknown project") << passwordLogin("admin", "secret", "nowhere");
        QTest::newRow("project without a role") << passwordLogin("admin", "secret", "demo");
        QTest::newRow("unknown domain") << withScope(passwordLogin("admin", "secret", nullptr), fromJson(R"({"domain":{"name":"x"}})"));
        QTest::newRow("system without a role") << withScope(passwordLogin("demo", "secret", nullptr), fromJson(R"({"system":{"all":true}})"));
        QTest::newRow("unknown credential") << fromJson(R"({"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"x","secret":"y"}}}})");
    }
    void refusesWithoutAReason()
    {
        QFETCH(QJsonObject, body);
        const auto answer = login(body);
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.fault(), QStringLiteral("The request you have made requires authentication."));
        QCOMPARE(answer.header("www-authenticate"), QStringLiteral("Keystone uri=\"%1/identity/v3\"").arg(m_cloud->url()).toUtf8());
        QCOMPARE(answer.json()[u"error"][u"title"].toString(), QStringLiteral("Unauthorized"));
    }
    void aTokenThatIsNotValidIsNotFound()
    {
        const auto answer = login(fromJson(R"({"auth":{"identity":{"methods":["token"],"token":{"id":"gAAAA"}}}})"));
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.fault(), QStringLiteral("Could not find token."));
        const auto token = m_cloud->demoToken();
        QCOMPARE(login(tokenLogin(token, QStringLiteral("unscoped"))).status, 201);
        QCOMPARE(m_cloud->client(token).send("DELETE", QStringLiteral("/identity/v3/auth/tokens"), {}, {}, { { "X-Subject-Token", token } }).status, 204);
        QCOMPARE(login(tokenLogin(token, QStringLiteral("unscoped"))).status, 404);
    }
    void refusesMalformedBodies()
    {
        QCOMPARE(login({}).status, 400);
        QCOMPARE(login(fromJson(R"({"auth":{"identity":{"methods":["password"]}}})")).status, 400);
        QCOMPARE(m_cloud->client().sendBytes("POST", QStringLiteral("/identity/v3/auth/tokens"), "{", "application/json", {}).status, 400);
    }
    void validates()
    {
        const auto demo = login(passwordLogin("demo", "secret", "demo"));
        const auto token = demo.header("x-subject-token");
        const auto seen = look(token, m_cloud->adminToken());
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.header("x-subject-token"), token);
        QCOMPARE(seen.json()[u"token"].toObject(), demo.json()[u"token"].toObject());
        QCOMPARE(look(token, token).status, 200);      // one's own
        QCOMPARE(m_cloud->client().send("HEAD", QStringLiteral("/identity/v3/auth/tokens"), {}, m_cloud->adminToken(), { { "X-Subject-Token", token } }).status, 200);
        QCOMPARE(look(m_cloud->adminToken(), token).status, 403);
        QCOMPARE(look("nonsense", m_cloud->adminToken()).status, 404);
        QCOMPARE(look(token, "nonsense").status, 401);
        QCOMPARE(look({}, m_cloud->adminToken()).status, 404);
        QCOMPARE(look("nonsense", token).status, 404);
        QVERIFY(!look(token, m_cloud->adminToken(), QStringLiteral("?nocatalog")).json()[u"token"].toObject().contains(u"catalog"));
    }
    void rescopes()
    {
        const auto first = login(withScope(passwordLogin("admin", "secret", nullptr), QStringLiteral("unscoped")));
        const auto again = login(tokenLogin(first.header("x-subject-token"), fromJson(R"({"project":{"name":"admin","domain":{"id":"default"}}})")));
        QCOMPARE(again.status, 201);
        const auto token = again.json()[u"token"].toObject();
        QCOMPARE(token[u"audit_ids"].toArray().size(), 2);
        QCOMPARE(token[u"audit_ids"][1], first.json()[u"token"][u"audit_ids"][0]);
        QCOMPARE(token[u"expires_at"], first.json()[u"token"][u"expires_at"]);
        QVERIFY(token[u"methods"].toArray().contains(QStringLiteral("password")) && token[u"methods"].toArray().contains(QStringLiteral("token")));
    }
    void revokes()
    {
        const auto token = login(passwordLogin("demo", "secret", "demo")).header("x-subject-token");
        const auto other = login(passwordLogin("demo", "secret", "demo")).header("x-subject-token");
        QCOMPARE(look(token, token).status, 200);
        QCOMPARE(m_cloud->client().send("DELETE", QStringLiteral("/identity/v3/auth/tokens"), {}, token, { { "X-Subject-Token", token } }).status, 204);
        QCOMPARE(look(token, token).status, 401);
        QCOMPARE(look(token, m_cloud->adminToken()).status, 404);
        QCOMPARE(look(other, other).status, 200);
        Clock::shift(7300);      // nor is it shown after its end
        m_cloud->restart();
        QCOMPARE(look(token, m_cloud->adminToken(), QStringLiteral("?allow_expired=1")).status, 404);
        Clock::shift(-7300);
        QCOMPARE(look(token, m_cloud->adminToken()).status, 404);      // the revocation is kept
        QCOMPARE(look(other, other).status, 200);                      // and so is the key
    }
    void expires()
    {
        const auto token = login(passwordLogin("demo", "secret", "demo")).header("x-subject-token");
        Clock::shift(3601);
        const auto admin = m_cloud->adminToken();
        QCOMPARE(look(token, admin).status, 404);
        QCOMPARE(look(token, admin, QStringLiteral("?allow_expired=1")).status, 200);
        QCOMPARE(m_cloud->client(token).get(QStringLiteral("/identity/v3/auth/projects")).status, 401);
        Clock::shift(172'800);
        QCOMPARE(look(token, m_cloud->adminToken(), QStringLiteral("?allow_expired=1")).status, 404);
        Clock::shift(-3601 - 172'800);
    }
    void rotatesKeys()
    {
        const auto before = m_cloud->demoToken();
        QVERIFY(m_cloud->identity().rotateKeys());
        const auto after = m_cloud->demoToken();
        m_cloud->restart();
        QCOMPARE(look(before, before).status, 200);
        QCOMPARE(look(after, after).status, 200);
    }
    void tellsWhereOneMayGo()
    {
        auto demo = m_cloud->client(m_cloud->demoToken());
        const auto projects = demo.get(QStringLiteral("/identity/v3/auth/projects")).json();
        QCOMPARE(projects[u"projects"].toArray().size(), 1);
        QCOMPARE(projects[u"projects"][0][u"name"].toString(), QStringLiteral("demo"));
        QVERIFY(projects[u"links"][u"self"].toString().endsWith(QStringLiteral("/identity/v3/auth/projects")));
        QVERIFY(demo.get(QStringLiteral("/identity/v3/auth/domains")).json()[u"domains"].toArray().isEmpty());
        QVERIFY(demo.get(QStringLiteral("/identity/v3/auth/system")).json()[u"system"].toArray().isEmpty());
        QCOMPARE(m_cloud->client(m_cloud->adminToken()).get(QStringLiteral("/identity/v3/auth/system")).json()[u"system"][0][u"all"].toBool(), true);
        QCOMPARE(demo.get(QStringLiteral("/identity/v3/auth/catalog")).json()[u"catalog"][0][u"type"].toString(), QStringLiteral("identity"));
        const auto unscoped = login(withScope(passwordLogin("demo", "secret", nullptr), QStringLiteral("unscoped"))).header("x-subject-token");
        QCOMPARE(m_cloud->client(unscoped).get(QStringLiteral("/identity/v3/auth/projects")).json()[u"projects"].toArray().size(), 1);
        QCOMPARE(m_cloud->client(unscoped).get(QStringLiteral("/identity/v3/auth/catalog")).status, 403);
    }
    void validatesFromMemory()
    {
        const auto token = m_cloud->demoToken();
        auto* authenticator = m_cloud->chassis().authenticator();
        QVERIFY(authenticator->authenticate(token));
        QElapsedTimer timer;
        timer.start();
        constexpr int rounds = 2000;
        for (int i = 0; i < rounds; ++i)
            QVERIFY(authenticator->authenticate(token));
        const auto micros = double(timer.nsecsElapsed()) / 1000 / rounds;
        qInfo("A warm validation takes %.2f us", micros);
        QVERIFY2(micros < 200, qPrintable(QString::number(micros)));      // 20 on an idle machine without -O0
    }
};
SKYLAB_TEST(TokensTest)
#include "TokensTest.moc"
