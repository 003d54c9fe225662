#include "ObjectCloud.h"

#include "core/Uuid.h"
#include "support/TestMain.h"

#include <QCryptographicHash>
#include <QTest>

#include <atomic>

using namespace skylab;
using namespace skylab::test;

/// Objects: bytes in and out, conditions, metadata, copies, expiry, quotas.
class ObjectsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;
    const QString m_path = QStringLiteral("c/o");
    const QByteArray m_large = QByteArray(10'000, 'x');      // has a file of its own

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<ObjectCloud>();
        QCOMPARE(m_cloud->put(QStringLiteral("c")).status, 201);
    }
    void cleanup() { m_cloud.reset(); }

    void smallOnesLieInTheirRows_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("blobs");
        QTest::newRow("one byte") << 1 << 0;
        QTest::newRow("the most") << int(object::smallObject) << 0;
        QTest::newRow("more") << int(object::smallObject) + 1 << 1;
    }
    void smallOnesLieInTheirRows()
    {
        QFETCH(int, bytes);
        QFETCH(int, blobs);
        QByteArray content(bytes, '\0');
        for (int i = 0; i < bytes; ++i)
            content[i] = char(i * 7);
        const auto md5 = QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex();
        QCOMPARE(m_cloud->put(m_path, content, { { "ETag", QByteArray(32, '0') } }).status, 422);
        QCOMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->put(m_path, content).header("etag"), md5);
        QCOMPARE(m_cloud->blobs(), blobs);
        m_cloud->restart();
        QVERIFY(m_cloud->get(m_path).body == content);
        QVERIFY(m_cloud->get(m_path, { { "Range", "bytes=-1" } }).body == content.right(1));
        QCOMPARE(m_cloud->put(QStringLiteral("c/copy"), {}, { { "X-Copy-From", "c/o" } }).header("etag"), md5);
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QVERIFY(m_cloud->get(QStringLiteral("c/copy")).body == content);
        QCOMPARE(m_cloud->blobs(), blobs);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), QByteArray::number(bytes));
    }
    /// What a thread that everybody waits for answers by itself.
    void smallOnesWaitForNobody_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<bool>("atOnce");
        const QByteArray all;
        QTest::newRow("small") << m_path << all << true;
        QTest::newRow("a part") << m_path << QByteArray("bytes=1-2") << true;
        QTest::newRow("a link") << QStringLiteral("c/link") << all << true;
        QTest::newRow("none") << QStringLiteral("c/none") << all << true;
        QTest::newRow("several parts") << m_path << QByteArray("bytes=0-0,2-2") << false;
        QTest::newRow("a file") << QStringLiteral("c/large") << all << false;
        QTest::newRow("dynamic") << QStringLiteral("c/dynamic") << all << false;
        QTest::newRow("static") << QStringLiteral("c/static?multipart-manifest=get") << all << false;
    }
    void smallOnesWaitForNobody()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, range);
        QFETCH(bool, atOnce);
        m_cloud->put(m_path, "small");
        m_cloud->put(QStringLiteral("c/large"), m_large);
        m_cloud->put(QStringLiteral("c/link"), {}, { { "X-Symlink-Target", "c/o" } });
        m_cloud->put(QStringLiteral("c/dynamic"), {}, { { "X-Object-Manifest", "c/o" } });
        m_cloud->put(QStringLiteral("c/static?multipart-manifest=put"), R"([{"path":"/c/o"}])");
        http::Request request { .method = "GET", .target = m_cloud->target(path).toLatin1() };
        const auto query = request.target.indexOf('?');
        request.path = query < 0 ? request.target : request.target.left(query);
        request.rawQuery = query < 0 ? QByteArray() : request.target.mid(query + 1);
        request.headers = { { "X-Auth-Token", m_cloud->owner().token } };
        if (!range.isEmpty())
            request.headers.set("Range", range);
        request.mayBlock = false;
        QVERIFY(m_cloud->cloud().pipeline().isQuick(request));
        http::MemoryBody body { {} };
        const auto early = m_cloud->cloud().pipeline().handle(request, body);
        QCOMPARE(early.status, atOnce ? m_cloud->get(path, { { "Range", range } }).status : 200);
        QCOMPARE(std::holds_alternative<http::OnWorker>(early.body), !atOnce);
        request.mayBlock = true;
        QVERIFY(!std::holds_alternative<http::OnWorker>(m_cloud->cloud().pipeline().handle(request, body).body));
        QVERIFY(m_cloud->get(path, { { "Range", range } }).status < 500);
    }
    void carriesBytesBothWays()
    {
        QByteArray bytes(3'000'000, '\0');
        for (qsizetype i = 0; i < bytes.size(); ++i)
            bytes[i] = char((i * 31) >> 3);
        const auto md5 = QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex();
        const auto made = m_cloud->put(m_path, bytes, { { "Content-Type", "application/x-thing" }, { "ETag", md5 } });
        QCOMPARE(made.status, 201);
        QCOMPARE(made.header("etag"), md5);
        const auto answer = m_cloud->get(m_path);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body == bytes);
        QCOMPARE(answer.header("content-type"), QByteArray("application/x-thing"));
        QCOMPARE(answer.header("etag"), md5);
        QCOMPARE(answer.header("accept-ranges"), QByteArray("bytes"));
        const auto head = m_cloud->head(m_path);
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("content-length"), QByteArray::number(bytes.size()));
        QVERIFY(!head.header("last-modified").isEmpty());
        QCOMPARE(m_cloud->blobs(), 1);
        QCOMPARE(m_cloud->put(m_path, "short").status, 201);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("short"));
        QCOMPARE(m_cloud->blobs(), 0);      // small ones lie in their rows
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), QByteArray("5"));
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-object-count"), QByteArray("1"));
        QCOMPARE(m_cloud->del(m_path).status, 204);
        QCOMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->del(m_path).status, 404);
        QCOMPARE(m_cloud->files(), 0);
    }
    void emptyOnesExist()
    {
        QCOMPARE(m_cloud->put(m_path).status, 201);
        const auto answer = m_cloud->get(m_path);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray());
        QCOMPARE(answer.header("etag"), QByteArray("d41d8cd98f00b204e9800998ecf8427e"));
    }
    void guessesTheType()
    {
        m_cloud->raw("PUT", QStringLiteral("c/page.html"), "Content-Length: 1\r\n\r\nx");
        QCOMPARE(m_cloud->head(QStringLiteral("c/page.html")).header("content-type"), QByteArray("text/html"));
        m_cloud->put(QStringLiteral("c/two.html"), "x", { { "Content-Type", "a/b" }, { "X-Detect-Content-Type", "true" } });
        QCOMPARE(m_cloud->head(QStringLiteral("c/two.html")).header("content-type"), QByteArray("text/html"));
    }
    void keepsNamesInAnyScript_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto* name : { "plain", "with blank", "a/b/c", "/leading", "double//slash", "trailing/", "100%", "%41", "%2F", "q?a=b&c#d", "a+b", "it's \"quoted\"", "<tag>&", "한국어/파일.txt", "日本語", "naïve", "emoji-😀", "\\back", ".", "..", "a/../b", "semi;colon", "new\nline" })
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void keepsNamesInAnyScript()
    {
        QFETCH(QString, name);
        const auto encode = [](const QString& text, const char* keep) {
            auto encoded = QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
            return text.startsWith(u'.') || text.contains(QStringLiteral("/..")) ? encoded.replace(u'.', QStringLiteral("%2E")) : encoded;
        };
        const auto body = name.toUtf8();
        for (const auto* keep : { "/", "" }) {      // a client may encode slashes or not
            const auto status = m_cloud->raw("PUT", QStringLiteral("c/") + encode(name, keep), "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            QCOMPARE(status, 201);
        }
        const auto entries = QJsonDocument::fromJson(m_cloud->get(QStringLiteral("c?format=json")).body).array();
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0][u"name"].toString(), name);
        QCOMPARE(m_cloud->raw("HEAD", QStringLiteral("c/") + encode(name, ""), "\r\n"), 200);
        QCOMPARE(m_cloud->raw("DELETE", QStringLiteral("c/") + encode(name, ""), "\r\n"), 204);
    }
    void refusesNamesThatAreNoText()
    {
        QCOMPARE(m_cloud->raw("PUT", QStringLiteral("c/%FF%FE"), "Content-Length: 0\r\n\r\n"), 412);
        QCOMPARE(m_cloud->raw("PUT", QStringLiteral("c/a%00b"), "Content-Length: 0\r\n\r\n"), 412);
    }

    void givesParts_data()
    {
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("contentRange");
        QTest::newRow("first") << QByteArray("bytes=0-2") << 206 << QByteArray("abc") << QByteArray("bytes 0-2/10");
        QTest::newRow("open") << QByteArray("bytes=7-") << 206 << QByteArray("hij") << QByteArray("bytes 7-9/10");
        QTest::newRow("suffix") << QByteArray("bytes=-2") << 206 << QByteArray("ij") << QByteArray("bytes 8-9/10");
        QTest::newRow("long") << QByteArray("bytes=8-100") << 206 << QByteArray("ij") << QByteArray("bytes 8-9/10");
        QTest::newRow("nonsense") << QByteArray("bytes=x-y") << 200 << QByteArray("abcdefghij") << QByteArray();
        QTest::newRow("other unit") << QByteArray("lines=1-2") << 200 << QByteArray("abcdefghij") << QByteArray();
        QTest::newRow("one inside") << QByteArray("bytes=50-60,1-1") << 206 << QByteArray("b") << QByteArray("bytes 1-1/10");
    }
    void givesParts()
    {
        QFETCH(QByteArray, range);
        m_cloud->put(m_path, "abcdefghij");
        const auto answer = m_cloud->get(m_path, { { "Range", range } });
        QTEST(answer.status, "status");
        QTEST(answer.body, "body");
        QTEST(answer.header("content-range"), "contentRange");
    }
    void givesSeveralParts()
    {
        m_cloud->put(m_path, "abcdefghij", { { "Content-Type", "text/x" } });
        const auto answer = m_cloud->get(m_path, { { "Range", "bytes=0-1,-3" } });
        QCOMPARE(answer.status, 206);
        const auto type = answer.header("content-type");
        QVERIFY(type.startsWith("multipart/byteranges;boundary="));
        const auto boundary = "--" + type.mid(type.indexOf('=') + 1);
        QCOMPARE(answer.body, QByteArray(boundary + "\r\nContent-Type: text/x\r\nContent-Range: bytes 0-1/10\r\n\r\nab\r\n" + boundary + "\r\nContent-Type: text/x\r\nContent-Range: bytes 7-9/10\r\n\r\nhij\r\n" + boundary + "--"));
    }
    void refusesPartsOutside()
    {
        m_cloud->put(m_path, "abcdefghij");
        for (const auto* range : { "bytes=10-", "bytes=-0", "bytes=10-20,30-" }) {
            const auto answer = m_cloud->get(m_path, { { "Range", range } });
            QCOMPARE(answer.status, 416);
            QCOMPARE(answer.header("content-range"), QByteArray("bytes */10"));
        }
        m_cloud->put(m_path);
        QCOMPARE(m_cloud->get(m_path, { { "Range", "bytes=0-" } }).status, 416);
    }
    void heedsConditions()
    {
        m_cloud->put(m_path, "abc");
        const QByteArray etag = "900150983cd24fb0d6963f7d28e17f72";
        const auto status = [&](const QByteArray& name, const QByteArray& value) { return m_cloud->get(m_path, { { name, value } }).status; };
        QCOMPARE(status("If-Match", etag), 200);
        QCOMPARE(status("If-Match", "\"" + etag + "\""), 200);
        QCOMPARE(status("If-Match", "\"x\", \"" + etag + "\""), 200);
        QCOMPARE(status("If-Match", "*"), 200);
        QCOMPARE(status("If-Match", "x"), 412);
        QCOMPARE(status("If-None-Match", etag), 304);
        QCOMPARE(status("If-None-Match", "W/\"" + etag + "\""), 304);
        QCOMPARE(status("If-None-Match", "*"), 304);
        QCOMPARE(status("If-None-Match", "x"), 200);
        const QByteArray past = "Sat, 01 Jan 2000 00:00:00 GMT", future = "Wed, 01 Jan 2098 00:00:00 GMT";
        QCOMPARE(status("If-Modified-Since", past), 200);
        QCOMPARE(status("If-Modified-Since", future), 304);
        QCOMPARE(status("If-Unmodified-Since", past), 412);
        QCOMPARE(status("If-Unmodified-Since", future), 200);
        QCOMPARE(status("If-Modified-Since", "yesterday"), 200);
        const auto told = m_cloud->head(m_path).header("last-modified");
        QCOMPARE(status("If-Modified-Since", told), 304);
        QCOMPARE(status("If-Unmodified-Since", told), 200);
        QCOMPARE(m_cloud->put(m_path, "new", { { "If-None-Match", "*" } }).status, 412);
        QCOMPARE(m_cloud->put(QStringLiteral("c/other"), "new", { { "If-None-Match", "*" } }).status, 201);
        QCOMPARE(m_cloud->put(m_path, "new", { { "If-None-Match", etag } }).status, 400);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("abc"));
    }
    void refusesAnotherChecksum()
    {
        m_cloud->put(m_path, m_large);
        QCOMPARE(m_cloud->put(m_path, m_large + 'y', { { "ETag", "00000000000000000000000000000000" } }).status, 422);
        QCOMPARE(m_cloud->get(m_path).body, m_large);
        QCOMPARE(m_cloud->files(), 1);
        QCOMPARE(m_cloud->put(m_path, "abc", { { "ETag", "\"900150983CD24FB0D6963F7D28E17F72\"" } }).status, 201);
    }
    void replacesMetadataAsAWhole()
    {
        QCOMPARE(m_cloud->put(m_path, "abc", { { "X-Object-Meta-Colour", "red" }, { "X-Object-Meta-Name", "Jos\xc3\xa9" }, { "Content-Encoding", "gzip" }, { "Content-Disposition", "inline" }, { "Content-Type", "a/b" } }).status, 201);
        auto head = m_cloud->head(m_path);
        QCOMPARE(head.header("x-object-meta-colour"), QByteArray("red"));
        QCOMPARE(head.header("x-object-meta-name"), QByteArray("Jos\xc3\xa9"));
        QCOMPARE(head.header("content-encoding"), QByteArray("gzip"));
        QCOMPARE(head.header("content-disposition"), QByteArray("inline"));
        QCOMPARE(m_cloud->post(m_path, { { "X-Object-Meta-Size", "big" }, { "Content-Type", "c/d" } }).status, 202);
        head = m_cloud->head(m_path);
        QCOMPARE(head.header("x-object-meta-size"), QByteArray("big"));
        QVERIFY(!head.headers.contains("x-object-meta-colour"));
        QVERIFY(!head.headers.contains("content-encoding"));
        QCOMPARE(head.header("content-type"), QByteArray("c/d"));
        QCOMPARE(head.header("etag"), QByteArray("900150983cd24fb0d6963f7d28e17f72"));
        QCOMPARE(m_cloud->post(QStringLiteral("c/none"), {}).status, 404);
        QCOMPARE(m_cloud->post(m_path, { { "X-Object-Meta-N", QByteArray(257, 'v') } }).status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("c/p"), "x", { { "X-Object-Meta-N", QByteArray(257, 'v') } }).status, 400);
        QCOMPARE(m_cloud->head(QStringLiteral("c/p")).status, 404);
    }

    void keepsEmptyMetadataAndHyphens()
    {
        QCOMPARE(m_cloud->raw("PUT", m_path, "Content-Length: 0\r\nX-Object-Meta-Empty:\r\nX-Object-Meta-under_score: x\r\n\r\n"), 201);
        QCOMPARE(m_cloud->head(m_path).header("x-object-meta-under-score"), QByteArray("x"));
        QTcpSocket socket;      // Qt's client leaves out headers without a value
        m_cloud->begin(socket, "HEAD", m_path, "Connection: close\r\n\r\n");
        QByteArray answer;
        while (socket.waitForReadyRead(20'000))
            answer += socket.readAll();
        QVERIFY2(answer.toLower().contains("\r\nx-object-meta-empty:"), answer);
    }
    void downloadsGoOnWhileReplaced()
    {
        const auto bytes = QByteArray("0123456789").repeated(2'000'000);
        m_cloud->put(m_path, bytes);
        QTcpSocket socket;
        socket.setReadBufferSize(65536);      // takes no more: the server has to wait
        m_cloud->begin(socket, "GET", m_path, "Connection: close\r\n\r\n");
        QVERIFY(socket.waitForReadyRead(20'000));
        QCOMPARE(m_cloud->put(m_path, "new").status, 201);
        QCOMPARE(m_cloud->blobs(), 0);
        socket.setReadBufferSize(0);
        QByteArray answer = socket.readAll();
        while (socket.waitForReadyRead(20'000))
            answer += socket.readAll();
        QVERIFY(answer.mid(answer.indexOf("\r\n\r\n") + 4) == bytes);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("new"));
    }
    void partsGoOnWhileReplaced()
    {
        const auto bytes = QByteArray("0123456789").repeated(2'000'000);
        m_cloud->put(m_path, bytes);
        QTcpSocket socket;
        socket.setReadBufferSize(65536);
        m_cloud->begin(socket, "GET", m_path, "Connection: close\r\nRange: bytes=0-9999999,11000000-19999999\r\n\r\n");
        QVERIFY(socket.waitForReadyRead(20'000));
        QCOMPARE(m_cloud->put(m_path, "new").status, 201);
        socket.setReadBufferSize(0);
        QByteArray answer = socket.readAll();
        while (socket.waitForReadyRead(20'000))
            answer += socket.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 206"), answer.left(500));
        QVERIFY(answer.size() > 19'000'000);
        QVERIFY(answer.endsWith("--"));
    }
    /// Its source is replaced when it is found and not open yet.
    void copiesWhatIsReplaced()
    {
        m_cloud->put(m_path, m_large);
        std::atomic<int> times { 0 };
        m_cloud->beforeOpen = [&] {
            if (const int left = times--; left > 0)
                m_cloud->cloud().client(m_cloud->owner().token).sendBytes("PUT", m_cloud->target(m_path), QByteArray(9'999 + left, 'y'), {}, m_cloud->owner().token, {});
        };
        times = 1;
        QCOMPARE(m_cloud->call("COPY", m_path, { { "Destination", "c/copy" } }).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/copy")).body, QByteArray(10'000, 'y'));
        times = 100;
        const auto never = m_cloud->call("COPY", m_path, { { "Destination", "c/copy" } });
        QCOMPARE(never.status, 409);
        QVERIFY2(never.body.contains("c/o"), never.body);
        times = 0;
        QCOMPARE(m_cloud->blobs(), 2);
    }
    void aCopyOfWhatRefersToNothingSaysSo()
    {
        QCOMPARE(m_cloud->put(QStringLiteral("c/parts/1"), {}, { { "X-Symlink-Target", "c/nothing" } }).status, 201);
        QCOMPARE(m_cloud->put(m_path, {}, { { "X-Object-Manifest", "c/parts/" } }).status, 201);
        QCOMPARE(m_cloud->call("COPY", m_path, { { "Destination", "c/copy" } }).status, 404);
    }

    void copies()
    {
        m_cloud->put(QStringLiteral("d"));
        m_cloud->put(m_path, "abc", { { "X-Object-Meta-Colour", "red" }, { "Content-Type", "a/b" } });
        const auto made = m_cloud->call("COPY", m_path, { { "Destination", "/d/copy%20one" }, { "X-Object-Meta-Size", "big" } });
        QCOMPARE(made.status, 201);
        QCOMPARE(made.header("x-copied-from"), QByteArray("c/o"));
        QCOMPARE(made.header("etag"), QByteArray("900150983cd24fb0d6963f7d28e17f72"));
        auto copy = m_cloud->get(QStringLiteral("d/copy%20one"));
        QCOMPARE(copy.body, QByteArray("abc"));
        QCOMPARE(copy.header("x-object-meta-colour"), QByteArray("red"));
        QCOMPARE(copy.header("x-object-meta-size"), QByteArray("big"));
        QCOMPARE(copy.header("content-type"), QByteArray("a/b"));
        QCOMPARE(m_cloud->put(QStringLiteral("d/two"), {}, { { "X-Copy-From", "c/o" }, { "X-Fresh-Metadata", "true" }, { "Content-Type", "c/d" } }).status, 201);
        copy = m_cloud->get(QStringLiteral("d/two"));
        QCOMPARE(copy.body, QByteArray("abc"));
        QVERIFY(!copy.headers.contains("x-object-meta-colour"));
        QCOMPARE(copy.header("content-type"), QByteArray("c/d"));
        m_cloud->del(m_path);
        QCOMPARE(m_cloud->get(QStringLiteral("d/two")).body, QByteArray("abc"));
    }
    void copyRefuses()
    {
        m_cloud->put(m_path, m_large);
        const auto copy = [&](const ObjectCloud::Headers& headers) { return m_cloud->call("COPY", m_path, headers).status; };
        QCOMPARE(copy({}), 412);
        QCOMPARE(copy({ { "Destination", "nowhere" } }), 412);
        QCOMPARE(copy({ { "Destination", "none/o" } }), 404);
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/none"), { { "Destination", "c/x" } }).status, 404);
        QCOMPARE(m_cloud->put(QStringLiteral("c/x"), {}, { { "X-Copy-From", "c/none" } }).status, 404);
        QCOMPARE(m_cloud->put(QStringLiteral("c/x"), {}, { { "X-Copy-From", "nowhere" } }).status, 412);
        QCOMPARE(m_cloud->put(QStringLiteral("c/x"), "a body", { { "X-Copy-From", "c/o" } }).status, 400);
        QCOMPARE(m_cloud->blobs(), 1);
    }
    void copiesOntoItself()
    {
        m_cloud->put(m_path, m_large, { { "X-Object-Meta-Colour", "red" } });
        QCOMPARE(m_cloud->call("COPY", m_path, { { "Destination", "c/o" }, { "X-Object-Meta-Size", "big" } }).status, 201);
        QCOMPARE(m_cloud->get(m_path).body, m_large);
        QCOMPARE(m_cloud->head(m_path).header("x-object-meta-colour"), QByteArray("red"));
        QCOMPARE(m_cloud->blobs(), 1);
    }
    void copiesBetweenAccountsWithLeave()
    {
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto theirs = QStringLiteral("/object-store/v1/AUTH_") + other.projectId;
        auto client = m_cloud->cloud().client(other.token);
        client.sendBytes("PUT", theirs + QStringLiteral("/in"), {}, {}, {});
        m_cloud->put(m_path, "abc");
        const QByteArray account = "AUTH_" + other.projectId.toLatin1();
        QCOMPARE(m_cloud->call("COPY", m_path, { { "Destination", "in/o" }, { "Destination-Account", account } }).status, 403);
        client.sendBytes("POST", theirs + QStringLiteral("/in"), {}, {}, {}, { { "X-Container-Write", m_cloud->owner().projectId.toLatin1() + ":*" } });
        QCOMPARE(m_cloud->call("COPY", m_path, { { "Destination", "in/o" }, { "Destination-Account", account } }).status, 201);
        QCOMPARE(client.sendBytes("GET", theirs + QStringLiteral("/in/o"), {}, {}, {}).body, QByteArray("abc"));
    }

    void expires()
    {
        const auto now = QDateTime::currentSecsSinceEpoch();
        QCOMPARE(m_cloud->put(m_path, m_large, { { "X-Delete-After", "1" } }).status, 201);
        QVERIFY(m_cloud->head(m_path).header("x-delete-at").toLongLong() >= now || m_cloud->head(m_path).status == 404);
        QTRY_COMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QString());
        m_cloud->restart();      // the one who removes them begins its rounds at once
        QTRY_COMPARE(m_cloud->files(), 0);
        QTRY_COMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-object-count"), QByteArray("0"));
        QCOMPARE(m_cloud->put(m_path, "abc", { { "X-Delete-At", QByteArray::number(now + 1000) } }).status, 201);
        QCOMPARE(m_cloud->head(m_path).header("x-delete-at"), QByteArray::number(now + 1000));
        QCOMPARE(m_cloud->post(m_path, {}).status, 202);
        QVERIFY(!m_cloud->head(m_path).headers.contains("x-delete-at"));
    }
    void expiredOnesAreNotInTheWay()
    {
        QCOMPARE(m_cloud->put(m_path, m_large, { { "X-Delete-After", "1" } }).status, 201);
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 409);
        QTRY_COMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->put(m_path, m_large, { { "If-None-Match", "*" }, { "X-Delete-After", "1" } }).status, 201);
        QTRY_COMPARE(m_cloud->get(m_path).status, 404);
        QCOMPARE(m_cloud->del(m_path).status, 404);
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 204);
        QCOMPARE(m_cloud->files(), 0);
        QCOMPARE(m_cloud->head({}).header("x-account-object-count") + m_cloud->head({}).header("x-account-bytes-used"), QByteArray("00"));
    }
    /// More than are removed at once.
    void manyExpiredOnesAreNotInTheWayEither()
    {
        QVERIFY(m_cloud->service().database().write([&](db::Transaction& transaction) -> Result<> {
            const auto container = TRY(object::ContentStore::container(transaction, m_cloud->account(), QStringLiteral("c"))).value();
            object::ObjectRow row;
            row.createdAt = Clock::now().addSeconds(-20);
            row.deleteAt = Clock::now().addSeconds(-10);
            for (int i = 0; i < 1001; ++i) {
                row.name = QString::number(i);
                row.blobId = u'-' + newUuid();
                TRY(object::ContentStore::put(transaction, container, row));
            }
            return {};
        }));
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 204);
        QCOMPARE(m_cloud->head({}).header("x-account-container-count") + m_cloud->head({}).header("x-account-object-count"), QByteArray("00"));
    }
    void refusesImpossibleTimes()
    {
        for (const auto& [name, value] : { std::pair { "X-Delete-At", "yesterday" }, { "X-Delete-At", "5" }, { "X-Delete-At", "-5" }, { "X-Delete-After", "-1" }, { "X-Delete-After", "soon" },
                                           { "X-Delete-At", "99999999999999999" }, { "X-Delete-After", "9223372036854775807" } })
            QCOMPARE(m_cloud->put(m_path, "abc", { { name, value } }).status, 400);
        QCOMPARE(m_cloud->files(), 0);
    }
    void containersHaveQuotas()
    {
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Container-Meta-Quota-Bytes", "50000" }, { "X-Container-Meta-Quota-Count", "2" } }).status, 204);
        const QByteArray tooMuch(0x4000, '2');
        QCOMPARE(m_cloud->put(QStringLiteral("c/a"), QByteArray(40'000, '1')).status, 201);
        QCOMPARE(m_cloud->put(QStringLiteral("c/b"), tooMuch).status, 413);
        QCOMPARE(m_cloud->raw("PUT", QStringLiteral("c/b"), "Transfer-Encoding: chunked\r\n\r\n4000\r\n" + tooMuch + "\r\n0\r\n\r\n"), 413);
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/a"), { { "Destination", "c/b" } }).status, 413);
        QCOMPARE(m_cloud->put(QStringLiteral("c/b"), m_large).status, 201);
        QCOMPARE(m_cloud->put(QStringLiteral("c/d")).status, 413);
        QCOMPARE(m_cloud->files(), 2);
        for (const auto* bad : { "much", "-1", "1.5" })
            QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Container-Meta-Quota-Bytes", bad } }).status, 400);
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Container-Meta-Quota-Bytes", "" }, { "X-Container-Meta-Quota-Count", "" } }).status, 204);
        QCOMPARE(m_cloud->put(QStringLiteral("c/d"), "much more than before").status, 201);
    }

    void takesChunks()
    {
        QCOMPARE(m_cloud->raw("PUT", m_path, "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"), 201);
        QCOMPARE(m_cloud->get(m_path).body, QByteArray("abcdefg"));
    }
    void wantsALength()
    {
        QCOMPARE(m_cloud->raw("PUT", m_path, "\r\n"), 411);
        QCOMPARE(m_cloud->raw("PUT", m_path, "Content-Length: 5368709123\r\nExpect: 100-continue\r\n\r\n"), 413);
    }
    void brokenUploadLeavesNothing()
    {
        m_cloud->put(m_path, m_large);
        {
            QTcpSocket socket;
            m_cloud->begin(socket, "PUT", m_path, "Content-Length: 5000000\r\n\r\n" + QByteArray(2'000'000, 'x'));
            QTRY_VERIFY(m_cloud->files() > 1);
        }
        QTRY_COMPARE(m_cloud->files(), 1);
        QCOMPARE(m_cloud->raw("PUT", m_path, "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nnonsense\r\n\r\n"), 400);
        QCOMPARE(m_cloud->files(), 1);
        QCOMPARE(m_cloud->get(m_path).body, m_large);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), QByteArray("10000"));
    }
    void restartKeepsAll()
    {
        m_cloud->post({}, { { "X-Account-Meta-Colour", "red" } });
        m_cloud->post(QStringLiteral("c"), { { "X-Container-Meta-Colour", "blue" }, { "X-Container-Read", ".r:*" } });
        m_cloud->put(m_path, "abc", { { "X-Object-Meta-Colour", "green" }, { "Content-Type", "a/b" } });
        const auto before = m_cloud->get(m_path);
        m_cloud->restart();
        const auto after = m_cloud->get(m_path);
        QCOMPARE(after.body, QByteArray("abc"));
        for (const auto* name : { "etag", "content-type", "x-object-meta-colour", "x-timestamp", "last-modified" })
            QCOMPARE(after.header(name), before.header(name));
        QCOMPARE(m_cloud->head({}).header("x-account-meta-colour"), QByteArray("red"));
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-read"), QByteArray(".r:*"));
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), QByteArray("3"));
    }
    void removesBlobsThatNobodyOwns()
    {
        m_cloud->put(m_path, m_large);
        auto& store = m_cloud->service().blobs();
        auto writer = store.begin(m_cloud->account(), 6).value();
        QVERIFY(writer->write("orphan"));
        QVERIFY(writer->commit(QStringLiteral("99999999-9999-4999-8999-999999999999")));
        QCOMPARE(m_cloud->blobs(), 2);
        writer.reset();
        m_cloud->restart();
        QCOMPARE(m_cloud->blobs(), 1);
        QCOMPARE(m_cloud->get(m_path).body, m_large);
    }
};

SKYLAB_TEST(ObjectsTest)
#include "ObjectsTest.moc"
