#include "RawClient.h"
#include "http/engine/ChunkDecoder.h"
#include "http/engine/HeadParser.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::http;

class RequestTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsHeadersWhateverTheirCase()
    {
        Headers headers { { "Content-Type", "a" }, { "X-Meta", "1" }, { "x-meta", "2" } };
        QCOMPARE(headers.value("content-TYPE"), QByteArray("a"));
        QCOMPARE(headers.values("X-META"), (QList<QByteArray> { "1", "2" }));
        QCOMPARE(headers.value("none", "fallback"), QByteArray("fallback"));
        headers.set("X-Meta", "3");
        QCOMPARE(headers.values("x-meta"), (QList<QByteArray> { "3" }));
        headers.remove("x-META");
        QVERIFY(!headers.contains("X-Meta"));
        headers.add("Connection", "keep-alive, Upgrade");
        QVERIFY(headers.hasToken("connection", "upgrade"));
        QVERIFY(!headers.hasToken("connection", "grade"));
        QVERIFY(!headers.hasToken("connection", "") && !Headers({ { "X", "" } }).hasToken("x", "y"));
    }
    void understandsARequest()
    {
        const auto head = engine::parseHead("COPY /object-store/v1/AUTH_a/c%2Fd/o%C3%A9?x=1&y=a+b%26&x=%zz&flag HTTP/1.1\r\n"
                                            "Host: cloud.example:8080\r\nX-Forwarded-Proto: https\r\n\r\n");
        QVERIFY(head);
        const auto& request = head->request;
        QCOMPARE(request.method, QByteArray("COPY"));
        QCOMPARE(request.path, QByteArray("/object-store/v1/AUTH_a/c%2Fd/o%C3%A9"));
        QCOMPARE(request.rawQuery, QByteArray("x=1&y=a+b%26&x=%zz&flag"));
        using Item = Request::QueryItem;
        const QList<Item> expected { { u"x"_qs, u"1"_qs }, { u"y"_qs, u"a b&"_qs }, { u"x"_qs, u"%zz"_qs }, { u"flag"_qs, u""_qs } };
        QCOMPARE(request.query(), expected);
        QCOMPARE(request.queryValue(u"y"), u"a b&"_qs);
        QVERIFY(request.queryValue(u"z").isNull());
        QCOMPARE(request.baseUrl(), u"http://cloud.example:8080"_qs);
        QVERIFY(!request.hasBody());
        QVERIFY(head->keepAlive);
    }
    void understandsTheAbsoluteForm()
    {
        QCOMPARE(engine::parseHead("GET http://h/a/b?c HTTP/1.1\r\nHost: h\r\n\r\n")->request.path, QByteArray("/a/b"));
        QCOMPARE(engine::parseHead("GET http://h?c HTTP/1.1\r\nHost: h\r\n\r\n")->request.path, QByteArray("/"));
        QCOMPARE(engine::parseHead("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n")->request.path, QByteArray("/"));
        QCOMPARE(engine::parseHead("GET /a?u=http://x/y HTTP/1.1\r\nHost: h\r\n\r\n")->request.path, QByteArray("/a"));
    }
    void refusesWhatTwoReadersCouldReadDifferently_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("status");
        const QByteArray get = "GET / HTTP/1.1\r\nHost: h\r\n";
        const QByteArray post = "POST / HTTP/1.1\r\nHost: h\r\n";
        QTest::newRow("both framings") << post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" << 400;
        QTest::newRow("both framings, swapped") << post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" << 400;
        QTest::newRow("two lengths") << post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n" << 400;
        QTest::newRow("two equal lengths") << post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n" << 400;
        QTest::newRow("list of lengths") << post + "Content-Length: 5, 5\r\n\r\n" << 400;
        QTest::newRow("signed length") << post + "Content-Length: +5\r\n\r\n" << 400;
        QTest::newRow("negative length") << post + "Content-Length: -5\r\n\r\n" << 400;
        QTest::newRow("hex length") << post + "Content-Length: 0x5\r\n\r\n" << 400;
        QTest::newRow("huge length") << post + "Content-Length: 99999999999999999999999\r\n\r\n" << 400;
        QTest::newRow("unknown coding") << post + "Transfer-Encoding: gzip\r\n\r\n" << 501;
        QTest::newRow("coding list") << post + "Transfer-Encoding: gzip, chunked\r\n\r\n" << 501;
        QTest::newRow("coding twice") << post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" << 400;
        QTest::newRow("coding in 1.0") << QByteArray("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
        QTest::newRow("folded") << get + "X-A: b\r\n c\r\n\r\n" << 400;
        QTest::newRow("folded by tab") << get + "X-A: b\r\n\tc\r\n\r\n" << 400;
        QTest::newRow("blank before colon") << get + "X-A : b\r\n\r\n" << 400;
        QTest::newRow("no colon") << get + "X-A\r\n\r\n" << 400;
        QTest::newRow("bare LF") << get + "X-A: b\nX-B: c\r\n\r\n" << 400;
        QTest::newRow("bare CR") << get + "X-A: b\rX-B: c\r\n\r\n" << 400;
        QTest::newRow("NUL") << get + QByteArray("X-A: b\0c\r\n\r\n", 12) << 400;
        QTest::newRow("version 9.9") << QByteArray("GET / HTTP/9.9\r\nHost: h\r\n\r\n") << 505;
        QTest::newRow("version 1.2") << QByteArray("GET / HTTP/1.2\r\nHost: h\r\n\r\n") << 505;
        QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\n") << 505;
        QTest::newRow("no version") << QByteArray("GET /\r\nHost: h\r\n\r\n") << 400;
        QTest::newRow("lower case version") << QByteArray("GET / http/1.1\r\nHost: h\r\n\r\n") << 505;
        QTest::newRow("two blanks") << QByteArray("GET  / HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
        QTest::newRow("method with bracket") << QByteArray("G[T / HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("two hosts") << get + "Host: h\r\n\r\n" << 400;
        QTest::newRow("host with path") << QByteArray("GET / HTTP/1.1\r\nHost: h/evil\r\n\r\n") << 400;
        QTest::newRow("host with user") << QByteArray("GET / HTTP/1.1\r\nHost: a@h\r\n\r\n") << 400;
        QTest::newRow("host with quote") << QByteArray("GET / HTTP/1.1\r\nHost: h\"<x>\r\n\r\n") << 400;
        QTest::newRow("host with bad port") << QByteArray("GET / HTTP/1.1\r\nHost: h:80a\r\n\r\n") << 400;
        QTest::newRow("open bracket") << QByteArray("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n") << 400;
    }
    void refusesWhatTwoReadersCouldReadDifferently()
    {
        QFETCH(QByteArray, head);
        QFETCH(int, status);
        const auto parsed = engine::parseHead({ head.constData(), std::size_t(head.size()) });
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().status, status);
        QVERIFY(!parsed.error().message.isEmpty());
    }
    void acceptsAddressesAsHost()
    {
        for (const auto* host : { "[::1]:8080", "[fe80::1%25eth0]", "127.0.0.1", "my-host_1.example.:9", "h:" })
            QVERIFY2(engine::parseHead(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), host);
    }
    void decodesChunksWhateverThePieces()
    {
        const std::string coded = "5;ext=\"a;b\"\r\nhello\r\n00006\r\n world\r\n0\r\nTrailer: x\r\n\r\nNEXT";
        for (std::size_t piece = 1; piece <= coded.size(); ++piece) {
            engine::ChunkDecoder decoder;
            std::string body;
            std::size_t at = 0;
            while (at < coded.size() && !decoder.isDone()) {
                char out[4];
                const auto step = decoder.decode(std::string_view(coded).substr(at, piece), out, sizeof out);
                body.append(out, step.produced);
                at += step.consumed;
                QVERIFY(!decoder.isBroken());
            }
            QCOMPARE(body, std::string("hello world"));
            QVERIFY(decoder.isDone());
            QCOMPARE(coded.substr(at), std::string("NEXT"));
        }
    }
    void refusesBrokenChunks()
    {
        for (const std::string coded : { "\r\n", "g\r\n", "-1\r\n", " 5\r\nhello\r\n", "5\nhello\r\n", "5\r\nhelloX\r\n",
                                         "fffffffffffffffff\r\n", "5\r\nhello\r\n0\r\n\n", "0;a\nb\r\n\r\n", "0x5\r\n" }) {
            engine::ChunkDecoder decoder;
            char out[64];
            decoder.decode(coded, out, sizeof out);
            QVERIFY2(decoder.isBroken(), coded.c_str());
        }
        engine::ChunkDecoder decoder;
        char out[64];
        decoder.decode("5;" + std::string(20'000, 'x'), out, sizeof out);
        QVERIFY(decoder.isBroken());
    }
    void acceptsManySmallChunks()
    {
        engine::ChunkDecoder decoder;
        char out[64];
        for (int i = 0; i < 100'000; ++i) {
            decoder.decode("00005\r\nhello\r\n", out, sizeof out);
            QVERIFY(!decoder.isBroken());
        }
    }
    void readAllKnowsItsLimit()
    {
        MemoryBody exact(QByteArray(100, 'x'));
        QCOMPARE(exact.readAll(100).value().size(), 100);
        MemoryBody longer(QByteArray(101, 'x'));
        QCOMPARE(longer.readAll(100).error().code, ErrorCode::TooLarge);
        MemoryBody empty { QByteArray() };
        QVERIFY(empty.readAll(0).value().isEmpty());
    }
};

SKYLAB_TEST(RequestTest)
#include "RequestTest.moc"
