#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Containers as web sites, and pages of other origins that use them.
class WebTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;

    /// The answer to a stranger, as it was sent: redirections are not followed.
    Answer visit(const QString& path, const ObjectCloud::Headers& headers = {}, const QByteArray& method = "GET")
    {
        QTcpSocket socket;
        const QUrl url(m_cloud->cloud().url());
        socket.connectToHost(url.host(), quint16(url.port()));
        socket.waitForConnected();
        auto request = method + ' ' + m_cloud->target(path).toLatin1() + " HTTP/1.1\r\nHost: cloud\r\nConnection: close\r\n";
        for (const auto& [name, value] : headers)
            request += name + ": " + value + "\r\n";
        socket.write(request + "\r\n");
        QByteArray bytes;
        while (socket.waitForReadyRead(20'000))
            bytes += socket.readAll();
        Answer answer;
        answer.status = bytes.mid(9, 3).toInt();
        const auto end = bytes.indexOf("\r\n\r\n");
        for (const auto& line : bytes.left(end).split('\n'))
            if (const auto colon = line.indexOf(':'); colon > 0)
                answer.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        answer.body = bytes.mid(end + 4);
        return answer;
    }
    void set(const ObjectCloud::Headers& headers) { QCOMPARE(m_cloud->post(QStringLiteral("c"), headers).status, 204); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<ObjectCloud>();
        m_cloud->put(QStringLiteral("c"), {}, { { "X-Container-Read", ".r:*,.rlistings" } });
        m_cloud->put(QStringLiteral("c/index.html"), "the index", { { "Content-Type", "text/html" } });
        m_cloud->put(QStringLiteral("c/dir/index.html"), "of dir");
        m_cloud->put(QStringLiteral("c/plain/file.txt"), "file");
        m_cloud->put(QStringLiteral("c/mark"), {}, { { "Content-Type", "application/directory" } });
        m_cloud->put(QStringLiteral("c/404error.html"), "lost?", { { "Content-Type", "text/html" } });
        m_cloud->put(QStringLiteral("c/401error.html"), "private");
    }
    void cleanup() { m_cloud.reset(); }

    void isNoSiteByDefault()
    {
        QCOMPARE(visit(QStringLiteral("c")).header("content-type"), QByteArray("text/plain; charset=utf-8"));
        QCOMPARE(visit(QStringLiteral("c/none")).status, 404);
        QCOMPARE(visit(QStringLiteral("c/mark")).status, 200);
    }
    void showsIndexes()
    {
        set({ { "X-Container-Meta-Web-Index", "index.html" } });
        const auto answer = visit(QStringLiteral("c/"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("the index"));
        QCOMPARE(answer.header("content-type"), QByteArray("text/html"));
        QVERIFY(!answer.headers.contains("x-backend-content-generator"));
        QCOMPARE(visit(QStringLiteral("c")).status, 301);
        QVERIFY(visit(QStringLiteral("c")).header("location").endsWith("/c/"));
        QCOMPARE(visit(QStringLiteral("c/dir/")).body, QByteArray("of dir"));
        QCOMPARE(visit(QStringLiteral("c/dir")).status, 301);
        QCOMPARE(visit(QStringLiteral("c/plain/file.txt")).body, QByteArray("file"));
        QCOMPARE(visit(QStringLiteral("c/plain/")).status, 404);
        QVERIFY(visit(QStringLiteral("c/plain/")).body.contains("Web Listing Disabled"));
        QCOMPARE(visit(QStringLiteral("c/mark")).status, 404);
        m_cloud->put(QStringLiteral("c/odd"), "more than a mark", { { "Content-Type", "application/directory" } });
        QCOMPARE(visit(QStringLiteral("c/odd")).body, QByteArray("more than a mark"));
        m_cloud->put(QStringLiteral("c/all"), {}, { { "X-Object-Manifest", "c/od" }, { "Content-Type", "application/directory" } });
        QCOMPARE(visit(QStringLiteral("c/all")).body, QByteArray("more than a mark"));
        QVERIFY(m_cloud->get(QStringLiteral("c")).body.startsWith("401error.html\n"));      // not for those with a token
        QCOMPARE(m_cloud->get(QStringLiteral("c/"), { { "X-Web-Mode", "true" } }).body, QByteArray("the index"));
    }
    void listsFiles()
    {
        set({ { "X-Container-Meta-Web-Listings", "true" }, { "X-Container-Meta-Web-Listings-CSS", "style.css" } });
        auto page = visit(QStringLiteral("c/"));
        QCOMPARE(page.status, 200);
        QCOMPARE(page.header("content-type"), QByteArray("text/html; charset=UTF-8"));
        QVERIFY(page.body.contains("<a href=\"./dir/\">dir/</a>") && page.body.contains("index%2Ehtml"));
        QVERIFY(page.body.contains("<link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\" />"));
        page = visit(QStringLiteral("c/plain/"));
        QVERIFY(page.body.contains("<a href=\"./file%2Etxt\">file.txt</a>") && page.body.contains("href=\"../style.css\""));
        QCOMPARE(visit(QStringLiteral("c/plain")).status, 301);
        QCOMPARE(visit(QStringLiteral("c/none/")).status, 404);
        set({ { "X-Container-Read", ".r:*" } });
        QCOMPARE(visit(QStringLiteral("c/")).status, 401);
        QCOMPARE(visit(QStringLiteral("c/index.html")).status, 200);
    }
    void hasPagesForErrors()
    {
        set({ { "X-Container-Meta-Web-Index", "index.html" }, { "X-Container-Meta-Web-Error", "error.html" } });
        const auto answer = visit(QStringLiteral("c/none"));
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.body, QByteArray("lost?"));
        QCOMPARE(answer.header("content-type"), QByteArray("text/html"));
        set({ { "X-Container-Read", ".r:*" } });
        QCOMPARE(visit(QStringLiteral("c/")).status, 401);
        QCOMPARE(visit(QStringLiteral("c/")).body, QByteArray("private"));
        set({ { "X-Container-Read", "" } });
        QVERIFY(visit(QStringLiteral("c/")).body.contains("401 Unauthorized"));
    }

    void letsPagesOfOtherOrigins()
    {
        const QByteArray origin = "https://page.example";
        const auto ask = [&](const QString& path) { return visit(path, { { "Origin", origin }, { "Access-Control-Request-Method", "PUT" } }, "OPTIONS"); };
        QCOMPARE(ask(QStringLiteral("c/o")).status, 401);
        QVERIFY(visit(QStringLiteral("c/o"), {}, "OPTIONS").header("allow").contains("COPY"));
        QCOMPARE(visit({}, {}, "OPTIONS").status, 200);
        set({ { "X-Container-Meta-Access-Control-Allow-Origin", origin }, { "X-Container-Meta-Access-Control-Max-Age", "60" } });
        const auto allowed = ask(QStringLiteral("c/o"));
        QCOMPARE(allowed.status, 200);
        QCOMPARE(allowed.header("access-control-allow-origin"), origin);
        QCOMPARE(allowed.header("access-control-max-age"), QByteArray("60"));
        QCOMPARE(visit(QStringLiteral("c/index.html"), { { "Origin", origin } }).header("access-control-allow-origin"), origin);
        QCOMPARE(visit(QStringLiteral("c/none"), { { "Origin", origin } }).status, 404);
        QCOMPARE(visit(QStringLiteral("c/none"), { { "Origin", origin } }).header("access-control-allow-origin"), origin);
        QVERIFY(!visit(QStringLiteral("c/index.html"), { { "Origin", "https://bad.example" } }).headers.contains("access-control-allow-origin"));
    }
};

SKYLAB_TEST(WebTest)
#include "WebTest.moc"
