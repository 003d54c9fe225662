#include "Belongings.h"
#include "support/TestMain.h"
#include "unit/http/RawClient.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDirIterator>
#include <QMessageAuthenticationCode>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Names that would be headers, paths or lines of a log.
class InjectionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SecurityCloud> m_cloud;
    std::unique_ptr<Belongings> m_things;
    SecurityCloud::Person m_alice;

    QByteArray account() const { return "/object-store/v1/AUTH_" + m_alice.projectId.toLatin1(); }
    /// Asked on a raw socket, so that nobody tidies the target up on its way.
    RawResponse ask(const QByteArray& method, const QByteArray& target, const QByteArray& headers = {}, const QByteArray& body = {}, const QByteArray& token = {})
    {
        RawClient client(m_cloud->port());
        return client.ask(method + ' ' + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Auth-Token: " + (token.isEmpty() ? m_alice.token : token) + "\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    static bool isSplit(const RawResponse& response) { return response.headers.contains("X-Evil") || response.headers.contains("Set-Cookie"); }
    /// Every file of the data directory but those of the object store.
    QSet<QString> filesElsewhere() const
    {
        QSet<QString> files;
        const auto dir = m_cloud->cloud().config().dataDir;
        for (QDirIterator it(dir, QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories); it.hasNext();)
            if (const auto file = it.next(); !file.startsWith(dir + text("/objects/")) && !file.endsWith(text("-wal")) && !file.endsWith(text("-shm")))
                files << file;
        return files;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<SecurityCloud>();
        const auto alpha = m_cloud->makeProject(text("alpha")), third = m_cloud->makeProject(text("gamma"));
        m_alice = m_cloud->makePerson(text("alice"), text("member"), alpha);
        m_things = std::make_unique<Belongings>(*m_cloud, m_alice, m_cloud->makePerson(text("rita"), text("reader"), alpha), third);
    }
    void cleanupTestCase()
    {
        m_things.reset();
        m_cloud.reset();
    }
    void namesMakeNoHeaders()
    {
        const QByteArray evil("a%0d%0aX-Evil:%20yes%0d%0a%0d%0a");
        QVERIFY(ask("PUT", account() + "/c").status < 300);
        for (const auto& target : { account() + '/' + evil, account() + "/c/" + evil, account() + "/c/" + evil + "?multipart-manifest=get" })
            for (const auto* method : { "PUT", "POST", "GET", "HEAD", "DELETE", "OPTIONS" }) {
                const auto answer = ask(method, target, "Content-Type: text/plain\r\n");
                QVERIFY2(!isSplit(answer) && answer.status < 500, method + QByteArray(" ") + target + QByteArray::number(answer.status));
            }
        QVERIFY(ask("PUT", account() + "/c/" + evil, {}, "content").status < 300);
        for (const auto& [method, target, headers] : { std::tuple<QByteArray, QByteArray, QByteArray> { "COPY", account() + "/c/" + evil, "Destination: c/copy\r\n" }, { "PUT", account() + "/c/copy2", "X-Copy-From: c/" + evil + "\r\n" }, { "GET", account() + "/c/copy", "" },
                 { "PUT", account() + "/c/link", "X-Symlink-Target: c/" + evil + "\r\n" }, { "GET", account() + "/c/link", "" }, { "HEAD", account() + "/c/link?symlink=get", "" }, { "PUT", account() + "/c/large", "X-Object-Manifest: c/" + evil + "\r\n" }, { "GET", account() + "/c/large", "" }, { "HEAD", account() + "/c/large", "" },
                 { "GET", account() + "/c?format=json", "" }, { "GET", account() + "/c?format=xml&marker=" + evil, "" }, { "GET", account() + "/c?prefix=" + evil, "" } }) {
            const auto answer = ask(method, target, headers);
            QVERIFY2(!isSplit(answer) && answer.status < 500, method + ' ' + target + ' ' + QByteArray::number(answer.status));
        }
        const auto server = "/compute/v2.1/servers/" + m_things->id("{server_id}").toLatin1();
        const auto tagged = ask("PUT", server + "/tags/" + evil, "OpenStack-API-Version: compute 2.79\r\n");
        QVERIFY2(!isSplit(tagged) && tagged.status == 201, QByteArray::number(tagged.status));
        QVERIFY(tagged.headers.value("Location").contains("/tags/a%0D%0AX-Evil"));
        const auto space = ask("POST", "/image/v2/metadefs/namespaces", "Content-Type: application/json\r\n", json("{'namespace':'a\\r\\nX-Evil: yes'}"), m_cloud->admin().token);
        QVERIFY2(!isSplit(space) && space.status == 201, QByteArray::number(space.status));
    }
    void signedNamesMakeNoHeaders()
    {
        QVERIFY(ask("POST", account(), "X-Account-Meta-Temp-URL-Key: key\r\n").status < 300);
        QVERIFY(ask("PUT", account() + "/signed").status < 300);
        QVERIFY(ask("PUT", account() + "/signed/o", {}, "content").status < 300);
        const auto expires = QByteArray::number(QDateTime::currentSecsSinceEpoch() + 600);
        const auto signature = QMessageAuthenticationCode::hash("GET\n" + expires + "\n" + account() + "/signed/o", "key", QCryptographicHash::Sha256).toHex();
        const auto target = account() + "/signed/o?temp_url_sig=" + signature + "&temp_url_expires=" + expires;
        QCOMPARE(ask("GET", target).body, QByteArray("content"));
        const auto named = ask("GET", target + "&filename=a%0d%0aX-Evil:%20yes%22%3b");
        QVERIFY2(!isSplit(named) && named.status == 200, QByteArray::number(named.status));
        QVERIFY(!named.headers.value("Content-Disposition").contains("a\""));
    }
    void metadataMakesNoHeaders()
    {
        QVERIFY(ask("PUT", account() + "/meta").status < 300);
        for (const auto* value : { "a%0d%0aX-Evil: yes", "a\\r\\nX-Evil: yes", "=?utf-8?q?=0D=0AX-Evil:_yes?=", "\x85X-Evil: yes", "\xe2\x80\xa8X-Evil: yes" }) {
            QVERIFY(ask("PUT", account() + "/meta/o", QByteArray("X-Object-Meta-A: ") + value + "\r\nContent-Type: " + value + "\r\nContent-Disposition: " + value + "\r\n").status < 500);
            const auto got = ask("GET", account() + "/meta/o");
            QVERIFY(!isSplit(got) && got.status < 500);
            QVERIFY(ask("POST", account() + "/meta", QByteArray("X-Container-Meta-A: ") + value + "\r\n").status < 500);
            QVERIFY(!isSplit(ask("HEAD", account() + "/meta")));
        }
        // A field's name is a token.
        QCOMPARE(ask("PUT", account() + "/meta/o", "X-Object-Meta-A b: x\r\n").status, 400);
    }
    void requestIdsAreOurs()
    {
        for (const auto* given : { "req-11111111-1111-4111-8111-111111111111", "evil", "req-x\tX-Evil: yes" }) {
            const auto answer = ask("GET", "/compute/v2.1/servers", QByteArray("X-Openstack-Request-Id: ") + given + "\r\n");
            QVERIFY(!answer.headers.value("X-Openstack-Request-Id").contains(given));
            QVERIFY(!isSplit(answer));
        }
    }
    void objectsStayInTheStore()
    {
        const auto before = filesElsewhere();
        QVERIFY(ask("PUT", account() + "/paths").status < 300);
        const auto longest = QByteArray("%ed%95%9c").repeated(341) + "a";      // 1024 bytes of UTF-8
        for (const auto& name : { QByteArray("../../../evil"), QByteArray("..%2f..%2f..%2fevil"), QByteArray("%2e%2e/%2e%2e/evil"), QByteArray("/etc/evil"), QByteArray("//evil"), QByteArray("a/../../../evil"), QByteArray("."), QByteArray(".."), QByteArray("./evil"), QByteArray("C:%5cevil"), QByteArray("~/evil"), longest }) {
            const auto made = ask("PUT", account() + "/paths/" + name, {}, "mine " + name);
            QVERIFY2(made.status == 201, name + QByteArray::number(made.status));
            QCOMPARE(ask("GET", account() + "/paths/" + name).body, "mine " + name);
        }
        QCOMPARE(ask("GET", account() + "/paths?format=json").body.count("\"name\""), 11);      // %2f and / are one
        for (const auto& name : { QByteArray("%00"), QByteArray("a%00b"), QByteArray(longest + "b"), QByteArray("%ff%fe") }) {
            const auto answer = ask("PUT", account() + "/paths/" + name, {}, "x");
            QVERIFY2(answer.status == 412 || answer.status == 400, name.left(20) + QByteArray::number(answer.status));
        }
        for (const auto& name : { QByteArray(".."), QByteArray("."), QByteArray("%2e%2e"), QByteArray("..%2f..%2fevil"), QByteArray("%00"), QByteArray(300, 'c'), QByteArray("%ff") }) {
            const auto answer = ask("PUT", account() + '/' + name);
            QVERIFY2(answer.status < 500, name + QByteArray::number(answer.status));
            ask("PUT", account() + '/' + name + "/o", {}, "x");
        }
        for (const auto& name : { QByteArray(".."), QByteArray("AUTH_..%2f..%2fevil"), QByteArray("AUTH_%00"), QByteArray("%2e%2e%2f%2e%2e") })
            for (const auto* rest : { "", "/c", "/c/o" }) {
                const auto answer = ask("PUT", "/object-store/v1/" + name + rest, {}, "x", m_cloud->admin().token);
                QVERIFY2(answer.status < 500, name + rest + QByteArray::number(answer.status));
            }
        QCOMPARE(filesElsewhere(), before);
    }
    void imagesStayInTheirFolder()
    {
        const auto before = filesElsewhere();
        for (const auto* id : { "../../identity.db", "..", "/etc/passwd", "a/b", "x%00" }) {
            const auto made = ask("POST", "/image/v2/images", "Content-Type: application/json\r\n", QByteArray("{\"id\":\"") + id + "\",\"name\":\"x\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}");
            QCOMPARE(made.status, 400);
            const auto encoded = QByteArray(id).replace("/", "%2f");
            for (const auto* rest : { "", "/file", "/stage", "/members", "/tags/x" }) {
                QCOMPARE(ask("GET", "/image/v2/images/" + encoded + rest).status / 100, 4);
                QCOMPARE(ask("PUT", "/image/v2/images/" + encoded + rest, "Content-Type: application/octet-stream\r\n", "x").status / 100, 4);
            }
        }
        QCOMPARE(filesElsewhere(), before);
    }
    void backupsStayInTheirContainer()
    {
        const auto before = filesElsewhere();
        for (const auto* name : { "../../evil", "a/b", "..", "a\\u0000b", "/" }) {
            const auto made = ask("POST", "/volume/v3/backups", "Content-Type: application/json\r\n", QByteArray("{\"backup\":{\"volume_id\":\"") + m_things->id("{volume_id}").toLatin1() + "\",\"force\":true,\"name\":\"../../evil\",\"container\":\"" + name + "\"}}");
            QVERIFY2(made.status < 500, made.body);
        }
        QVERIFY(m_cloud->settle());
        QCOMPARE(filesElsewhere(), before);
    }
    void pagesOfTheConsoleStayInTheirFolder()
    {
        for (const auto* path : { "../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "//etc/passwd", "vnc.html%00.png", "....//....//etc/passwd", "app%2f..%2f..%2f..%2fetc%2fpasswd" }) {
            const auto answer = ask("GET", QByteArray("/console/") + path);
            QVERIFY2(answer.status == 404, path + QByteArray::number(answer.status));
        }
    }
};
SKYLAB_TEST(InjectionTest)
#include "InjectionTest.moc"
