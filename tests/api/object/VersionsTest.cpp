#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What an object was before, in Swift's two ways; and links from one object to another.
class VersionsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;
    const QString m_path = QStringLiteral("c/o");

    QByteArray putVersion(const QByteArray& body) { return m_cloud->put(m_path, body).header("x-object-version-id"); }
    QByteArray count(const char* container) { return m_cloud->head(QString::fromLatin1(container)).header("x-container-object-count"); }
    QByteArray used(const char* container) { return m_cloud->head(QString::fromLatin1(container)).header("x-container-bytes-used"); }
    QString version(const QByteArray& id) { return m_path + QStringLiteral("?version-id=") + QString::fromLatin1(id); }
    /// "name:bytes:latest" of each.
    QString versions(const QString& query = {})
    {
        QStringList all;
        const auto list = QJsonDocument::fromJson(m_cloud->get(QStringLiteral("c?versions&format=json") + query).body).array();
        for (const auto& one : list)
            all << QStringLiteral("%1:%2%3").arg(one[u"name"].toString()).arg(one[u"bytes"].toInt()).arg(one[u"is_latest"].toBool() ? QStringLiteral("!") : QString());
        return all.join(u' ');
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<ObjectCloud>();
        QCOMPARE(m_cloud->put(QStringLiteral("c")).status, 201);
    }
    void cleanup() { m_cloud.reset(); }

    void movesOlderOnesAway()
    {
        m_cloud->put(QStringLiteral("v"));
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Versions-Location", "v" } }).status, 204);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-versions-location"), QByteArray("v"));
        for (const auto* body : { "1", "22", "333" })
            QCOMPARE(m_cloud->put(m_path, body, { { "X-Object-Meta-Body", body } }).status, 201);
        QVERIFY(m_cloud->list(QStringLiteral("v")).startsWith(QStringLiteral("001o/")));
        QCOMPARE(count("v") + used("v") + count("c") + used("c"), QByteArray("2313"));
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("22"));
        QCOMPARE(m_cloud->get(m_path).header("x-object-meta-body"), QByteArray("22"));
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("1"));
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->del(m_path).status, 404);
        QCOMPARE(count("v") + used("v") + count("c") + used("c"), QByteArray("0000"));
        QCOMPARE(m_cloud->files(), 0);
    }
    void writesHistory()
    {
        m_cloud->put(QStringLiteral("v"));
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-History-Location", "v" } }).status, 204);
        m_cloud->put(m_path, "1");
        m_cloud->put(m_path, "22");
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(m_cloud->get(m_path).status, 404);
        const auto list = QJsonDocument::fromJson(m_cloud->get(QStringLiteral("v?format=json")).body).array();
        QCOMPARE(list.size(), 3);
        QCOMPARE(list[2][u"content_type"].toString(), QStringLiteral("application/x-deleted;swift_versions_deleted=1"));
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Remove-History-Location", "x" } }).status, 204);
        QVERIFY(!m_cloud->head(QStringLiteral("c")).headers.contains("x-history-location"));
    }
    void refusesSettingsThatContradict()
    {
        const auto set = [&](const ObjectCloud::Headers& headers) { return m_cloud->post(QStringLiteral("c"), headers).status; };
        QCOMPARE(set({ { "X-Versions-Location", "v" }, { "X-History-Location", "w" } }), 400);
        QCOMPARE(set({ { "X-Versions-Location", "v/w" } }), 412);
        QCOMPARE(set({ { "X-Versions-Enabled", "perhaps" } }), 400);
        QCOMPARE(set({ { "X-Versions-Location", "none" } }), 204);
        const QByteArray large(10'000, '1');
        QCOMPARE(m_cloud->put(m_path, large).status, 201);
        QCOMPARE(m_cloud->put(m_path, QByteArray(10'000, '2')).status, 412);      // nowhere to move it
        QCOMPARE(m_cloud->get(m_path).body, large);
        QCOMPARE(m_cloud->files(), 1);
        QCOMPARE(set({ { "X-Versions-Enabled", "true" } }), 400);
        QCOMPARE(set({ { "X-Versions-Location", "" } }), 204);
        QCOMPARE(set({ { "X-Versions-Enabled", "true" } }), 204);
        QCOMPARE(set({ { "X-Versions-Location", "v" } }), 400);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-versions-enabled"), QByteArray("True"));
    }
    void keepsVersions()
    {
        m_cloud->put(m_path, "null");
        m_cloud->post(QStringLiteral("c"), { { "X-Versions-Enabled", "true" } });
        QCOMPARE(m_cloud->head(m_path).header("x-object-version-id"), QByteArray("null"));
        const auto first = putVersion("1");
        const auto second = putVersion("22");
        QVERIFY(!first.isEmpty() && second > first);
        QCOMPARE(versions(), QStringLiteral("o:2! o:1 o:4"));
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QStringLiteral("o"));
        QCOMPARE(count("c") + used("c"), QByteArray("17"));
        QCOMPARE(m_cloud->head({}).header("x-account-bytes-used"), QByteArray("7"));
        QCOMPARE(m_cloud->get(m_path).header("x-object-version-id"), second);
        QCOMPARE(m_cloud->get(version(first)).body, QByteArray("1"));
        QCOMPARE(m_cloud->get(version(second)).body, QByteArray("22"));
        QCOMPARE(m_cloud->get(version("1000000000.00000")).status, 404);
        QCOMPARE(m_cloud->put(version(first)).status, 201);      // back to an older one
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("1"));
        QCOMPARE(versions(), QStringLiteral("o:1! o:2 o:4"));
        QCOMPARE(m_cloud->put(version(first), "body").status, 400);
        QCOMPARE(m_cloud->put(version("1000000000.00000")).status, 404);
    }
    void olderOnesAreHeldToTheQuotas()
    {
        const auto set = [&](const char* name, const char* value) { return m_cloud->post(QStringLiteral("c"), { { name, value } }).status; };
        QCOMPARE(set("X-Versions-Enabled", "true"), 204);
        const auto first = putVersion("1");
        const auto second = putVersion("22");
        QCOMPARE(set("X-Container-Meta-Quota-Count", "1"), 204);
        QCOMPARE(m_cloud->put(version(first)).status, 201);      // in the place of the second
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(m_cloud->put(QStringLiteral("c/other")).status, 201);
        QCOMPARE(m_cloud->put(version(second)).status, 413);
        QCOMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(count("c"), QByteArray("1"));
        QCOMPARE(m_cloud->del(QStringLiteral("c/other")).status, 204);
        QCOMPARE(m_cloud->put(version(second)).status, 201);
        QCOMPARE(set("X-Container-Meta-Quota-Bytes", "2"), 204);      // of the three that the versions have
        QCOMPARE(m_cloud->put(version(first)).status, 413);
        QCOMPARE(set("X-Container-Meta-Quota-Bytes", ""), 204);
        const auto admin = m_cloud->cloud().adminToken();
        QCOMPARE(m_cloud->callAs(admin, "POST", {}, { { "X-Account-Meta-Quota-Bytes", "2" } }).status, 204);
        QCOMPARE(m_cloud->put(version(first)).status, 413);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("22"));
        QCOMPARE(m_cloud->callAs(admin, "PUT", version(first)).status, 201);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("1"));
    }
    void deletesVersions()
    {
        m_cloud->post(QStringLiteral("c"), { { "X-Versions-Enabled", "true" } });
        const auto first = putVersion("1");
        const auto second = putVersion("22");
        const auto mark = m_cloud->del(m_path);
        QCOMPARE(mark.status, 204);
        QVERIFY(mark.header("x-object-version-id") > second);
        QCOMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QString());
        QCOMPARE(versions(), QStringLiteral("o:0! o:2 o:1"));
        QCOMPARE(m_cloud->get(version(mark.header("x-object-version-id"))).status, 404);
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 409);
        QCOMPARE(m_cloud->del(version(first)).status, 204);
        QCOMPARE(m_cloud->put(version(second)).status, 201);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("22"));
        const auto gone = m_cloud->del(version(second));
        QCOMPARE(gone.header("x-object-current-version-id"), QByteArray("null"));
        QCOMPARE(m_cloud->del(version(mark.header("x-object-version-id"))).status, 204);
        QCOMPARE(m_cloud->del(version(second)).status, 404);
        QCOMPARE(m_cloud->files(), 0);
        QCOMPARE(used("c"), QByteArray("0"));
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 204);
    }
    void suspends()
    {
        m_cloud->post(QStringLiteral("c"), { { "X-Versions-Enabled", "true" } });
        const auto first = putVersion("1");
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Versions-Enabled", "false" } }).status, 204);
        QCOMPARE(putVersion("22"), QByteArray());
        QCOMPARE(putVersion("333"), QByteArray());
        QCOMPARE(versions(), QStringLiteral("o:3! o:1"));
        QCOMPARE(m_cloud->get(version(first)).body, QByteArray("1"));
        QCOMPARE(m_cloud->get(version("null")).body, QByteArray("333"));
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(versions(), QStringLiteral("o:1"));
    }
    void versionsWantAContainerThatKeepsThem()
    {
        m_cloud->put(m_path, "1");
        QCOMPARE(m_cloud->get(version("1000000000.00000")).status, 400);
        QCOMPARE(m_cloud->del(version("1000000000.00000")).status, 400);
        QCOMPARE(m_cloud->put(version("1000000000.00000")).status, 400);
        QCOMPARE(versions(), QStringLiteral("o:1!"));
    }
    void pagesVersions()
    {
        m_cloud->post(QStringLiteral("c"), { { "X-Versions-Enabled", "true" } });
        for (const auto* name : { "a", "b" })
            for (const auto* body : { "1", "22", "333" })
                m_cloud->put(QStringLiteral("c/") + QLatin1String(name), body);
        QCOMPARE(versions(), QStringLiteral("a:3! a:2 a:1 b:3! b:2 b:1"));
        QStringList all;
        QString query;
        for (int page = 0; page < 10; ++page) {
            const auto list = QJsonDocument::fromJson(m_cloud->get(QStringLiteral("c?versions&format=json&limit=2") + query).body).array();
            if (list.isEmpty())
                break;
            for (const auto& one : list)
                all << QStringLiteral("%1:%2").arg(one[u"name"].toString()).arg(one[u"bytes"].toInt());
            query = QStringLiteral("&marker=%1&version_marker=%2").arg(list.last()[u"name"].toString(), list.last()[u"version_id"].toString());
        }
        QCOMPARE(all.join(u' '), QStringLiteral("a:3 a:2 a:1 b:3 b:2 b:1"));
        QCOMPARE(versions(QStringLiteral("&prefix=b&limit=1")), QStringLiteral("b:3!"));
        QCOMPARE(m_cloud->get(QStringLiteral("c?versions&version_marker=x")).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("c?versions&reverse=on")).status, 400);
    }

    void followsLinks()
    {
        m_cloud->put(m_path, "abc", { { "Content-Type", "a/b" } });
        QCOMPARE(m_cloud->put(QStringLiteral("c/link"), {}, { { "X-Symlink-Target", "c/o" }, { "Content-Type", "x/y" } }).status, 201);
        const auto answer = m_cloud->get(QStringLiteral("c/link"));
        QCOMPARE(answer.body, QByteArray("abc"));
        QCOMPARE(answer.header("content-type"), QByteArray("a/b"));
        QCOMPARE(answer.header("content-location"), "/v1/" + m_cloud->account().toLatin1() + "/c/o");
        QVERIFY(!answer.headers.contains("x-symlink-target"));
        const auto link = m_cloud->get(QStringLiteral("c/link?symlink=get"));
        QCOMPARE(link.body, QByteArray());
        QCOMPARE(link.header("x-symlink-target"), QByteArray("c/o"));
        QCOMPARE(link.header("content-type"), QByteArray("x/y"));
        const auto entry = QJsonDocument::fromJson(m_cloud->get(QStringLiteral("c?format=json")).body).array().at(0);
        QCOMPARE(entry[u"symlink_path"].toString(), QStringLiteral("/v1/%1/c/o").arg(m_cloud->account()));
        QCOMPARE(m_cloud->post(QStringLiteral("c/link"), {}).status, 307);
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/link"), { { "Destination", "c/copy" } }).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/copy?symlink=get")).body, QByteArray("abc"));
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/link?symlink=get"), { { "Destination", "c/second" } }).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/second?symlink=get")).header("x-symlink-target"), QByteArray("c/o"));
        QCOMPARE(m_cloud->del(QStringLiteral("c/link")).status, 204);
        QCOMPARE(m_cloud->get(m_path).status, 200);
        m_cloud->del(m_path);
        QCOMPARE(m_cloud->get(QStringLiteral("c/second")).status, 404);
    }
    void refusesLinksThatLeadNowhere()
    {
        const auto link = [&](const char* name, const QByteArray& target, const QByteArray& etag = {}) {
            ObjectCloud::Headers headers { { "X-Symlink-Target", target } };
            if (!etag.isEmpty())
                headers << std::pair { QByteArray("X-Symlink-Target-Etag"), etag };
            return m_cloud->put(QStringLiteral("c/") + QLatin1String(name), {}, headers).status;
        };
        QCOMPARE(link("o", "c/o"), 400);
        QCOMPARE(link("o", "c"), 412);
        QCOMPARE(link("o", "/c/x"), 412);
        QCOMPARE(m_cloud->put(m_path, "body", { { "X-Symlink-Target", "c/x" } }).status, 400);
        QCOMPARE(link("a", "c/b"), 201);
        QCOMPARE(link("b", "c/d"), 201);
        QCOMPARE(link("d", "c/e"), 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/d")).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("c/a")).status, 409);
        QCOMPARE(link("e", "c/a"), 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/a")).status, 409);
        m_cloud->put(m_path, "abc");
        QCOMPARE(link("s", "c/o", "00000000000000000000000000000000"), 409);
        QCOMPARE(link("s", "c/none", "900150983cd24fb0d6963f7d28e17f72"), 409);
        QCOMPARE(link("s", "c/o", "900150983cd24fb0d6963f7d28e17f72"), 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/s")).body, QByteArray("abc"));
        m_cloud->put(m_path, "changed");
        QCOMPARE(m_cloud->get(QStringLiteral("c/s")).status, 409);
    }
    void linksNeedLeaveForBoth()
    {
        m_cloud->put(QStringLiteral("hidden"));
        m_cloud->put(QStringLiteral("hidden/o"), "abc");
        m_cloud->put(QStringLiteral("c/link"), {}, { { "X-Symlink-Target", "hidden/o" } });
        m_cloud->post(QStringLiteral("c"), { { "X-Container-Read", ".r:*" } });
        QCOMPARE(m_cloud->callAs({}, "GET", QStringLiteral("c/link")).status, 401);
        m_cloud->post(QStringLiteral("hidden"), { { "X-Container-Read", ".r:*" } });
        QCOMPARE(m_cloud->callAs({}, "GET", QStringLiteral("c/link")).body, QByteArray("abc"));
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        auto client = m_cloud->cloud().client(other.token);
        const auto theirs = QStringLiteral("/object-store/v1/AUTH_%1/x").arg(other.projectId);
        client.sendBytes("PUT", theirs, {}, {}, {});
        QCOMPARE(client.sendBytes("PUT", theirs + QStringLiteral("/l"), {}, {}, {}, { { "X-Symlink-Target", "hidden/o" }, { "X-Symlink-Target-Account", m_cloud->account().toLatin1() } }).status, 201);
        QCOMPARE(client.sendBytes("GET", theirs + QStringLiteral("/l"), {}, {}, {}).body, QByteArray("abc"));
    }
};

SKYLAB_TEST(VersionsTest)
#include "VersionsTest.moc"
