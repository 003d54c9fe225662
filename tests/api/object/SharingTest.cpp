#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Who may: the project's own, those whom a container's ACL names, strangers.
class SharingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;
    TestCloud::Tenant m_other;
    const QByteArray m_stranger;

    void share(const char* header, const QByteArray& acl) { QCOMPARE(m_cloud->post(QStringLiteral("c"), { { header, acl } }).status, 204); }
    /// Statuses of: reading the object, listing, writing another object, changing the container.
    QString may(const QByteArray& token)
    {
        return QStringLiteral("%1 %2 %3 %4")
            .arg(m_cloud->callAs(token, "GET", QStringLiteral("c/o")).status)
            .arg(m_cloud->callAs(token, "GET", QStringLiteral("c")).status)
            .arg(m_cloud->callAs(token, "PUT", QStringLiteral("c/theirs"), {}, "x").status)
            .arg(m_cloud->callAs(token, "POST", QStringLiteral("c"), { { "X-Container-Meta-A", "b" } }).status);
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<ObjectCloud>();
        m_other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        m_cloud->put(QStringLiteral("c"));
        m_cloud->put(QStringLiteral("c/o"), "abc");
    }
    void cleanup() { m_cloud.reset(); }

    void nobodyElseByDefault()
    {
        QCOMPARE(may(m_cloud->owner().token), QStringLiteral("200 200 201 204"));
        QCOMPARE(may(m_other.token), QStringLiteral("403 403 403 403"));
        QCOMPARE(may(m_stranger), QStringLiteral("401 401 401 401"));
        QCOMPARE(may(m_cloud->cloud().adminToken()), QStringLiteral("200 200 201 204"));
        for (const auto* path : { "", "none", "none/o" }) {      // and what exists is nobody's business
            QCOMPARE(m_cloud->callAs(m_other.token, "GET", QLatin1String(path)).status, 403);
            QCOMPARE(m_cloud->callAs(m_stranger, "GET", QLatin1String(path)).status, 401);
        }
        QCOMPARE(m_cloud->callAs("no token", "GET", QStringLiteral("c/o")).status, 401);
    }
    void publicToRead()
    {
        share("X-Container-Read", ".r:*");
        QCOMPARE(may(m_stranger), QStringLiteral("200 401 401 401"));
        QCOMPARE(may(m_other.token), QStringLiteral("200 403 403 403"));
        QCOMPARE(m_cloud->callAs(m_stranger, "HEAD", QStringLiteral("c/o")).status, 200);
        QCOMPARE(m_cloud->callAs(m_stranger, "HEAD", QStringLiteral("c")).status, 401);
        QCOMPARE(m_cloud->callAs(m_stranger, "GET", QStringLiteral("c/none")).status, 404);
        share("X-Container-Read", ".r:*, .rlistings");
        const auto listing = m_cloud->callAs(m_stranger, "GET", QStringLiteral("c"));
        QCOMPARE(listing.status, 200);
        QVERIFY(!listing.headers.contains("x-container-read"));
        QCOMPARE(m_cloud->callAs(m_stranger, "HEAD", QStringLiteral("c")).status, 204);
        share("X-Container-Read", ".rlistings");
        QCOMPARE(may(m_stranger), QStringLiteral("401 401 401 401"));
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Remove-Container-Read", "x" } }).status, 204);
        QCOMPARE(may(m_stranger), QStringLiteral("401 401 401 401"));
    }
    void sharedWithAProject_data()
    {
        QTest::addColumn<QString>("acl");
        QTest::addColumn<bool>("lets");
        QTest::newRow("project and user") << QStringLiteral("%1:%2") << true;
        QTest::newRow("all of a project") << QStringLiteral("%1:*") << true;
        QTest::newRow("a user anywhere") << QStringLiteral("*:%2") << true;
        QTest::newRow("all who have a token") << QStringLiteral("*:*") << true;
        QTest::newRow("among others") << QStringLiteral("x:y, %1:%2") << true;
        QTest::newRow("another user") << QStringLiteral("%1:somebody") << false;
        QTest::newRow("another project") << QStringLiteral("nowhere:%2") << false;
        QTest::newRow("the project alone") << QStringLiteral("%1") << false;
    }
    void sharedWithAProject()
    {
        QFETCH(QString, acl);
        QFETCH(bool, lets);
        const auto text = acl.replace(QStringLiteral("%1"), m_other.projectId).replace(QStringLiteral("%2"), m_other.userId).toLatin1();
        share("X-Container-Read", text);
        QCOMPARE(may(m_other.token), lets ? QStringLiteral("200 200 403 403") : QStringLiteral("403 403 403 403"));
        QCOMPARE(may(m_stranger), QStringLiteral("401 401 401 401"));
        share("X-Container-Read", "");
        share("X-Container-Write", text);
        QCOMPARE(may(m_other.token), lets ? QStringLiteral("403 403 201 403") : QStringLiteral("403 403 403 403"));
        QCOMPARE(m_cloud->callAs(m_other.token, "DELETE", QStringLiteral("c/o")).status, lets ? 204 : 403);
        QCOMPARE(m_cloud->callAs(m_other.token, "DELETE", QStringLiteral("c")).status, 403);
    }
    void writingIsNeverPublic()
    {
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Container-Write", ".r:*" } }).status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("d"), {}, { { "X-Container-Write", ".r:*" } }).status, 400);
        QCOMPARE(m_cloud->head(QStringLiteral("d")).status, 404);
    }
    void sharedByNameInsideOfTheDefaultDomain()
    {
        share("X-Container-Read", "other:other");
        QCOMPARE(may(m_other.token), QStringLiteral("200 200 403 403"));
        auto admin = m_cloud->cloud().client(m_cloud->cloud().adminToken());
        const auto domain = admin.post(QStringLiteral("/identity/v3/domains"), test::fromJson(R"({"domain":{"name":"far"}})")).json()[u"domain"][u"id"].toString();
        const auto made = [&](const char* what, QJsonObject body) {
            body.insert(QStringLiteral("domain_id"), domain);
            body.insert(QStringLiteral("name"), QStringLiteral("other"));
            return admin.post(QStringLiteral("/identity/v3/%1s").arg(QLatin1String(what)), { { QLatin1String(what), body } }).json()[QLatin1String(what)][u"id"].toString();
        };
        const auto project = made("project", {});
        const auto user = made("user", { { QStringLiteral("password"), QStringLiteral("Secret-1") } });
        const auto role = admin.get(QStringLiteral("/identity/v3/roles?name=member")).json()[u"roles"][0][u"id"].toString();
        QCOMPARE(admin.put(QStringLiteral("/identity/v3/projects/%1/users/%2/roles/%3").arg(project, user, role)).status, 204);
        const auto login = admin.post(QStringLiteral("/identity/v3/auth/tokens"),
            QJsonDocument::fromJson(QStringLiteral(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"%1","password":"Secret-1"}}},"scope":{"project":{"id":"%2"}}}})").arg(user, project).toUtf8()).object());
        const auto token = login.header("x-subject-token");
        QVERIFY(!token.isEmpty());
        QCOMPARE(may(token), QStringLiteral("403 403 403 403"));      // of the same names, but not the ones meant
        share("X-Container-Read", (project + QStringLiteral(":") + user).toLatin1());
        QCOMPARE(may(token), QStringLiteral("200 200 403 403"));
        // An account that its own project has not used yet: of which domain it is, nobody knows.
        const auto at = [&](const QString& projectId, const QByteArray& who, const QByteArray& method, const ObjectCloud::Headers& headers = {}) {
            ApiClient client(m_cloud->cloud().url());
            return client.sendBytes(method, QStringLiteral("/object-store/v1/AUTH_%1/c").arg(projectId), {}, {}, who, headers).status;
        };
        const auto third = m_cloud->cloud().makeTenant(QStringLiteral("third"), QStringLiteral("member"));
        for (const auto& projectId : { project, third.projectId }) {
            QCOMPARE(at(projectId, m_cloud->cloud().adminToken(), "PUT", { { "X-Container-Read", "other:other" } }), 201);
            QCOMPARE(at(projectId, m_other.token, "GET"), 403);
        }
        QCOMPARE(at(third.projectId, third.token, "POST", { { "X-Container-Meta-A", "b" } }), 204);
        QCOMPARE(at(third.projectId, m_other.token, "GET"), 204);
        QCOMPARE(at(project, token, "POST", { { "X-Container-Meta-A", "b" } }), 204);
        QCOMPARE(at(project, m_other.token, "GET"), 403);
    }
    void sharedWithReferrers()
    {
        share("X-Container-Read", ".r:.example.com, .r:-bad.example.com");
        const auto from = [&](const QByteArray& referrer) { return m_cloud->callAs({}, "GET", QStringLiteral("c/o"), { { "Referer", referrer } }).status; };
        QCOMPARE(from("http://www.example.com/x"), 200);
        QCOMPARE(from("http://bad.example.com/x"), 401);
        QCOMPARE(from("http://example.org/"), 401);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-read"), QByteArray(".r:.example.com,.r:-bad.example.com"));
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Container-Read", ".x:y" } }).status, 400);
    }
    void copyWantsLeaveToRead()
    {
        m_cloud->put(QStringLiteral("in"), {}, { { "X-Container-Write", m_other.projectId.toLatin1() + ":*" } });
        QCOMPARE(m_cloud->callAs(m_other.token, "PUT", QStringLiteral("in/o"), { { "X-Copy-From", "c/o" } }).status, 403);
        share("X-Container-Read", m_other.projectId.toLatin1() + ":*");
        QCOMPARE(m_cloud->callAs(m_other.token, "PUT", QStringLiteral("in/o"), { { "X-Copy-From", "c/o" } }).status, 201);
    }
    void readersRead()
    {
        const auto& owner = m_cloud->owner();
        const auto reader = m_cloud->cloud().makeTenant(QStringLiteral("watcher"), QStringLiteral("reader"));
        auto admin = m_cloud->cloud().client(m_cloud->cloud().adminToken());
        const auto role = admin.get(QStringLiteral("/identity/v3/roles?name=reader")).json()[u"roles"][0][u"id"].toString();
        QCOMPARE(admin.put(QStringLiteral("/identity/v3/projects/%1/users/%2/roles/%3").arg(owner.projectId, reader.userId, role)).status, 204);
        QCOMPARE(may(m_cloud->cloud().token(QStringLiteral("watcher"), QStringLiteral("owner"))), QStringLiteral("200 200 403 403"));
    }
};

SKYLAB_TEST(SharingTest)
#include "SharingTest.moc"
