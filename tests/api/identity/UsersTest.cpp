#include "Login.h"

#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class UsersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;

    QJsonObject make(const char* json)
    {
        const auto answer = m_admin->post(QStringLiteral("/users"), { { QStringLiteral("user"), fromJson(json) } });
        if (answer.status != 201)
            qWarning("%d %s", answer.status, answer.body.constData());
        return answer.json()[u"user"].toObject();
    }
    int loginStatus(const char* user, const char* password)
    {
        return m_admin->post(QStringLiteral("/auth/tokens"), withScope(passwordLogin(user, password, nullptr), QStringLiteral("unscoped"))).status;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
    }

    void makesShowsChangesRemoves()
    {
        const auto user = make(R"({"name":"Zoë 🦊","password":"p","email":"zoe@example.org","description":"d"})");
        const auto id = user[u"id"].toString();
        QCOMPARE(id.size(), 32);
        QCOMPARE(user[u"domain_id"].toString(), QStringLiteral("default"));
        QCOMPARE(user[u"enabled"].toBool(), true);
        QCOMPARE(user[u"email"].toString(), QStringLiteral("zoe@example.org"));
        QVERIFY(user.contains(u"password_expires_at") && user[u"password_expires_at"].isNull());
        QVERIFY(!user.contains(u"password") && !user.contains(u"password_hash") && !user.contains(u"extra") && !user.contains(u"default_project_id"));
        QCOMPARE(user[u"links"][u"self"].toString(), m_admin->baseUrl() + QStringLiteral("/users/") + id);
        const auto path = QStringLiteral("/users/") + id;
        QCOMPARE(m_admin->get(path).json()[u"user"].toObject(), user);
        const auto changed = m_admin->patch(path, fromJson(R"({"user":{"name":"zoe","phone":"1","description":null}})")).json()[u"user"].toObject();
        QCOMPARE(changed[u"name"].toString(), QStringLiteral("zoe"));
        QCOMPARE(changed[u"phone"].toString(), QStringLiteral("1"));
        QCOMPARE(changed[u"email"].toString(), QStringLiteral("zoe@example.org"));
        QVERIFY(!changed.contains(u"description"));
        m_cloud->restart();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        QCOMPARE(m_admin->get(path).json()[u"user"][u"name"].toString(), QStringLiteral("zoe"));
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->get(path).fault(), QStringLiteral("Could not find user: %1.").arg(id));
        QCOMPARE(m_admin->del(path).status, 404);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"user":{"name":"x"}})")).status, 404);
    }
    void filters()
    {
        make(R"({"name":"filter-one","enabled":false})");
        make(R"({"name":"filter-two"})");
        const auto names = [&](const char* query) {
            QStringList names;
            const auto users = m_admin->get(QStringLiteral("/users") + QLatin1String(query)).json()[u"users"].toArray();
            for (const auto& user : users)
                names << user[u"name"].toString();
            names.sort();
            return names.join(u',');
        };
        QCOMPARE(names("?name=filter-one"), QStringLiteral("filter-one"));
        QCOMPARE(names("?name__contains=filter"), QStringLiteral("filter-one,filter-two"));
        QCOMPARE(names("?name__startswith=filter-t"), QStringLiteral("filter-two"));
        QCOMPARE(names("?enabled=false&name__contains=filter"), QStringLiteral("filter-one"));
        QCOMPARE(names("?domain_id=nowhere"), QString());
        QCOMPARE(names("?name=filter-one&unknown=x"), QStringLiteral("filter-one"));
        QCOMPARE(names("?name=fil%25"), QString());
        const auto list = m_admin->get(QStringLiteral("/users?name=filter-one")).json();
        QCOMPARE(list[u"links"][u"self"].toString(), m_admin->baseUrl() + QStringLiteral("/users?name=filter-one"));
        QVERIFY(list[u"links"][u"next"].isNull() && list[u"links"][u"previous"].isNull());
        QCOMPARE(m_admin->get(QStringLiteral("/users?limit=1")).json()[u"users"].toArray().size(), 1);
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char* body, int status) { QTest::newRow(body) << QByteArray(body) << status; };
        row(R"({})", 400);
        row(R"({"user":[]})", 400);
        row(R"({"user":{}})", 400);
        row(R"({"user":{"name":""}})", 400);
        row(R"({"user":{"name":"   "}})", 400);
        row(R"({"user":{"name":5}})", 400);
        row(R"({"user":{"name":"x","enabled":"True"}})", 400);
        row(R"({"user":{"name":"x","password":""}})", 400);
        row(R"({"user":{"name":"x","domain_id":"nowhere"}})", 404);
        row(R"({"user":{"name":"admin"}})", 409);
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        const auto answer = m_admin->sendBytes("POST", QStringLiteral("/users"), body, "application/json", {});
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.json()[u"error"][u"code"].toInt(), status);
        QVERIFY(!answer.fault().isEmpty());
    }
    void doesNotMoveToAnotherDomain()
    {
        const auto id = make(R"({"name":"stays"})")[u"id"].toString();
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + id, fromJson(R"({"user":{"domain_id":"other"}})")).status, 400);
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + id, fromJson(R"({"user":{"domain_id":"default"}})")).status, 200);
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + id, fromJson(R"({"user":{"name":"admin"}})")).status, 409);
    }
    void changesItsPassword()
    {
        const auto tenant = m_cloud->makeTenant(QStringLiteral("changer"), QStringLiteral("member"));
        const auto path = QStringLiteral("/users/%1/password").arg(tenant.userId);
        ApiClient nobody(m_admin->baseUrl());
        QCOMPARE(nobody.get(QStringLiteral("/auth/projects"), tenant.token).status, 200);
        QCOMPARE(nobody.post(path, fromJson(R"({"user":{"original_password":"wrong","password":"new"}})")).status, 401);
        QCOMPARE(nobody.post(path, fromJson(R"({"user":{"original_password":"secret","password":"secret"}})")).status, 400);
        QCOMPARE(nobody.post(path, fromJson(R"({"user":{"password":"new"}})")).status, 400);
        QCOMPARE(nobody.post(QStringLiteral("/users/nobody/password"), fromJson(R"({"user":{"original_password":"secret","password":"new"}})")).status, 401);
        QCOMPARE(nobody.get(QStringLiteral("/auth/projects"), tenant.token).status, 200);
        QCOMPARE(nobody.post(path, fromJson(R"({"user":{"original_password":"secret","password":"new"}})")).status, 204);
        QCOMPARE(nobody.get(QStringLiteral("/auth/projects"), tenant.token).status, 401);      // old tokens end
        QCOMPARE(loginStatus("changer", "secret"), 401);
        QCOMPARE(loginStatus("changer", "new"), 201);
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + tenant.userId, fromJson(R"({"user":{"password":"by the admin"}})")).status, 200);
        QCOMPARE(loginStatus("changer", "new"), 401);
        QCOMPARE(loginStatus("changer", "by the admin"), 201);
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + tenant.userId, fromJson(R"({"user":{"password":null}})")).status, 200);
        QCOMPARE(loginStatus("changer", "by the admin"), 401);
    }
    void disablingEndsItsTokensForGood()
    {
        const auto tenant = m_cloud->makeTenant(QStringLiteral("disabled"), QStringLiteral("member"));
        const auto path = QStringLiteral("/users/") + tenant.userId;
        QCOMPARE(m_admin->patch(path, fromJson(R"({"user":{"enabled":false}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), tenant.token).status, 401);
        QCOMPARE(loginStatus("disabled", "secret"), 401);
        QCOMPARE(m_admin->patch(path, fromJson(R"({"user":{"enabled":true}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), tenant.token).status, 401);
        QCOMPARE(loginStatus("disabled", "secret"), 201);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(loginStatus("disabled", "secret"), 401);
    }
    void eventsNeverHoldPasswords()
    {
        make(R"({"name":"quiet","password":"Sesame-9914"})");
        m_cloud->chassis().events().flush();
        const auto events = m_cloud->chassis().events().since(0, 1000, service::ProjectScope::all()).value();
        bool found = false;
        for (const auto& event : events) {
            const auto text = QJsonDocument(event.payload).toJson();
            QVERIFY2(!text.contains("Sesame") && !text.contains("$2b$") && !text.contains("password_hash"), text.constData());
            found = found || (event.type == u"identity.user.create" && event.payload[u"name"].toString() == u"quiet");
        }
        QVERIFY(found);
    }
};
SKYLAB_TEST(UsersTest)
#include "UsersTest.moc"
