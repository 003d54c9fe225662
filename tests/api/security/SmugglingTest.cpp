#include "SecurityCloud.h"
#include "support/TestMain.h"
#include "unit/http/RawClient.h"

#include <QJsonDocument>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Requests that two readers could read as different ones, against the whole product: what is hidden in one is never done.
class SmugglingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SecurityCloud> m_cloud;
    SecurityCloud::Person m_alice;

    QByteArray account() const { return "/object-store/v1/AUTH_" + m_alice.projectId.toLatin1(); }
    /// The request that is hidden: it would make a container.
    QByteArray evil() const { return "PUT " + account() + "/evil HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + m_alice.token + "\r\nContent-Length: 0\r\n\r\n"; }
    bool wasDone() { return m_cloud->client().get(QString::fromLatin1(account()) + text("/evil"), m_alice.token).status != 404; }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<SecurityCloud>();
        m_alice = m_cloud->makePerson(text("alice"), text("member"), m_cloud->makeProject(text("alpha")));
    }
    void cleanupTestCase() { m_cloud.reset(); }
    void theHiddenRequestWouldWork()
    {
        RawClient client(m_cloud->port());
        QCOMPARE(client.ask(evil()).status, 201);
        QVERIFY(wasDone());
        QCOMPARE(m_cloud->client().del(QString::fromLatin1(account()) + text("/evil"), m_alice.token).status, 204);
        QVERIFY(!wasDone());
    }
    void oneRequestStaysOne_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("before");      // what the body begins with, before the hidden request
        const QByteArray end("0\r\n\r\n");
        QTest::newRow("length and coding") << QByteArray("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") << end;
        QTest::newRow("coding and length") << QByteArray("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") << end;
        QTest::newRow("two lengths") << QByteArray("Content-Length: 0\r\nContent-Length: 400\r\n") << QByteArray();
        QTest::newRow("a list of lengths") << QByteArray("Content-Length: 0, 400\r\n") << QByteArray();
        QTest::newRow("the same length twice") << QByteArray("Content-Length: 0\r\nContent-Length: 0\r\n") << QByteArray();
        QTest::newRow("a signed length") << QByteArray("Content-Length: +0\r\n") << QByteArray();
        QTest::newRow("a negative length") << QByteArray("Content-Length: -1\r\n") << QByteArray();
        QTest::newRow("a hexadecimal length") << QByteArray("Content-Length: 0x0\r\n") << QByteArray();
        QTest::newRow("an endless length") << QByteArray("Content-Length: 18446744073709551616\r\n") << QByteArray();
        QTest::newRow("a blank before the colon of the length") << QByteArray("Content-Length : 0\r\n") << QByteArray();
        QTest::newRow("a blank before the colon of the coding") << QByteArray("Transfer-Encoding : chunked\r\n") << end;
        QTest::newRow("a coding twice") << QByteArray("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") << end;
        QTest::newRow("another coding") << QByteArray("Transfer-Encoding: xchunked\r\n") << end;
        QTest::newRow("a list of codings") << QByteArray("Transfer-Encoding: gzip, chunked\r\n") << end;
        QTest::newRow("a coding behind a tab") << QByteArray("Transfer-Encoding:\x0b" "chunked\r\n") << end;
        QTest::newRow("a coding in quotes") << QByteArray("Transfer-Encoding: \"chunked\"\r\n") << end;
        QTest::newRow("a folded coding") << QByteArray("Transfer-Encoding:\r\n chunked\r\n") << end;
        QTest::newRow("a coding behind a bare feed") << QByteArray("X: y\nTransfer-Encoding: chunked\r\n") << end;
        QTest::newRow("a coding behind a bare return") << QByteArray("X: y\rTransfer-Encoding: chunked\r\n") << end;
        QTest::newRow("a nul") << QByteArray("X: y\0z\r\nContent-Length: 0\r\n", 27) << QByteArray();
        QTest::newRow("a chunk that is too large") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("10000000000000000\r\n");
        QTest::newRow("a signed chunk") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("-1\r\n");
        QTest::newRow("a chunk in another notation") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("0x0\r\n\r\n");
        QTest::newRow("a chunk that ends with a feed") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("0\n\n");
        QTest::newRow("a chunk longer than said") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("1\r\nabc\r\n0\r\n\r\n");
        QTest::newRow("an extension with a feed") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("0;x\n\r\n\r\n");
        QTest::newRow("trailers with a feed") << QByteArray("Transfer-Encoding: chunked\r\n") << QByteArray("0\r\nX: y\n\r\n\r\n");
        QTest::newRow("two hosts") << QByteArray("Host: other\r\nContent-Length: 0\r\n") << QByteArray();
    }
    void oneRequestStaysOne()
    {
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, before);
        for (const auto& line : { QByteArray("POST /identity/v3/auth/tokens"), QByteArray("GET /identity/v3/"), "PUT " + account() + "/good" }) {
            RawClient client(m_cloud->port());
            client.send(line + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + m_alice.token + "\r\n" + headers + "\r\n" + before + evil());
            const auto first = client.response();
            // Who reads no body may answer well, but then nothing after it counts.
            const bool isBodyBroken = headers == "Transfer-Encoding: chunked\r\n";
            QVERIFY2((first.status >= 400 || isBodyBroken) && first.status != 500, line + ' ' + QByteArray::number(first.status));
            QVERIFY2(client.isClosed(), line);
            QVERIFY(!wasDone());
        }
    }
    void leftoversAreRequestsOfTheirOwn()
    {
        // What a handler does not read of a body is not taken for a request.
        RawClient client(m_cloud->port());
        const auto hidden = evil();
        client.send("GET /identity/v3/ HTTP/1.1\r\nHost: h\r\nContent-Length: " + QByteArray::number(hidden.size()) + "\r\n\r\n" + hidden + "GET /volume/ HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(client.response().status, 200);
        QVERIFY(client.response().body.contains("/volume/"));
        QVERIFY(!wasDone());
        // Nor what a refused upload holds.
        RawClient refused(m_cloud->port());
        refused.send("PUT /object-store/v1/AUTH_other/c/o HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + m_alice.token + "\r\nContent-Length: " + QByteArray::number(hidden.size()) + "\r\n\r\n" + hidden);
        QCOMPARE(refused.response().status, 403);
        QVERIFY(!wasDone());
    }
    void targetsOfOtherForms()
    {
        const auto ask = [this](const QByteArray& request) {
            RawClient client(m_cloud->port());
            return client.ask(request);
        };
        // The absolute form: Host counts for nothing else than links, and no request is sent anywhere.
        const auto absolute = ask("GET http://evil.example/identity/v3/ HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(absolute.status, 200);
        QVERIFY(!absolute.body.contains("evil.example"));
        for (const auto* target : { "CONNECT 127.0.0.1:22 HTTP/1.1", "OPTIONS * HTTP/1.1", "GET identity/v3/ HTTP/1.1", "GET //identity/v3/ HTTP/1.1", "GET /identity/../object-store/info HTTP/1.1", "GET \\identity HTTP/1.1" }) {
            const auto answer = ask(QByteArray(target) + "\r\nHost: h\r\n\r\n");
            QVERIFY2(answer.status >= 400 && answer.status < 500, target + QByteArray::number(answer.status));
        }
        for (const auto* line : { "GET /identity/v3/", "GET /identity/v3/ HTTP/1.1 x", "GET  /identity/v3/ HTTP/1.1", "GET\t/identity/v3/ HTTP/1.1", "G\x01T /identity/v3/ HTTP/1.1", "GET /identity/v3/ HTTP/2.0", "GET /identity/v3/ HTTP/0.9", "PRI * HTTP/2.0" }) {
            const auto answer = ask(QByteArray(line) + "\r\nHost: h\r\n\r\n");
            QVERIFY2(answer.status == 400 || answer.status == 505, line + QByteArray(" ") + QByteArray::number(answer.status));
        }
        for (const auto* host : { "", "a b", "evil.example/x?", "user@evil.example", "h:99999999", "\xff" })
            QCOMPARE(ask("GET /identity/v3/ HTTP/1.1\r\nHost: " + QByteArray(host) + "\r\n\r\n").status, 400);
    }
    void oldClients()
    {
        RawClient kept(m_cloud->port());
        QCOMPARE(kept.ask("GET /identity/v3/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").status, 200);
        QCOMPARE(kept.ask("GET /identity/v3/ HTTP/1.0\r\n\r\n").status, 200);
        QVERIFY(kept.isClosed());
        RawClient chunked(m_cloud->port());
        chunked.send("POST /identity/v3/auth/tokens HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + evil());
        QCOMPARE(chunked.response().status, 400);
        QVERIFY(chunked.isClosed());
        QVERIFY(!wasDone());
    }
};
SKYLAB_TEST(SmugglingTest)
#include "SmugglingTest.moc"
