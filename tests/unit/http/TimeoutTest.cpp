#include "RawClient.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

using namespace skylab;
using namespace skylab::http;
using namespace skylab::test;

namespace {

ServerOptions quick()
{
    ServerOptions options;
    options.headerTimeout = std::chrono::milliseconds(150);
    options.idleTimeout = std::chrono::milliseconds(150);
    options.bodyTimeout = std::chrono::milliseconds(300);
    return options;
}

Response readIt(const Request&, BodyReader& body)
{
    const auto bytes = body.readAll(100'000'000);
    if (bytes)
        return Response::text(200, QByteArray::number(bytes->size()));
    return Response::fault(bytes.error().code == ErrorCode::Timeout ? 408 : 400, bytes.error().message);
}

QByteArray put(const QByteArray& path, const QByteArray& fields) { return "PUT " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n"; }

/// What follows a "100 Continue", if there is one.
RawResponse finalResponse(RawClient& client)
{
    const auto response = client.response();
    return response.status == 100 ? client.response() : response;
}

void addSlowSenders()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QByteArray>("size");
    QTest::newRow("length") << QByteArray("Content-Length: 6") << QByteArray("abc") << QByteArray("def") << QByteArray("6");
    QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked") << QByteArray("6\r\nabc") << QByteArray("def\r\n0\r\n\r\n") << QByteArray("6");
    QTest::newRow("expect") << QByteArray("Expect: 100-continue\r\nContent-Length: 6") << QByteArray("abc") << QByteArray("def") << QByteArray("6");
}

} // namespace

class TimeoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cutsSilentConnections()
    {
        const auto server = startServer(readIt, quick());
        RawClient client(server->port());
        QVERIFY(client.isClosed());
    }
    void cutsIdleConnections()
    {
        const auto server = startServer(readIt, quick());
        RawClient client(server->port());
        QCOMPARE(client.ask(get).status, 200);
        QVERIFY(client.isClosed());
    }
    void cutsDrippedHeaders()
    {
        const auto server = startServer(readIt, quick());
        RawClient client(server->port());
        QElapsedTimer timer;
        timer.start();
        client.send("GET / HTTP/1.1\r\nHost: h\r\n");
        // Each byte comes well within the limit, the header as a whole does not.
        std::atomic<bool> stop = false;
        std::thread dripper([&] {
            std::mutex mutex;
            std::condition_variable pause;
            std::unique_lock lock(mutex);
            while (!stop && client.send("x"))
                pause.wait_for(lock, std::chrono::milliseconds(20));
        });
        const auto response = client.response();
        stop = true;
        dripper.join();
        QCOMPARE(response.status, 408);
        QVERIFY(timer.elapsed() < skylab::test::patiently(5000));
    }
    void answersStalledBodies()
    {
        const auto server = startServer(readIt, quick());
        // Short ones never reach a worker, long ones fail in the handler's hands.
        for (const auto* length : { "100", "5000000" }) {
            RawClient client(server->port());
            client.send(QByteArray("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ") + length + "\r\n\r\nabc");
            const auto response = client.response();
            QCOMPARE(response.status, 408);
            QCOMPARE(response.headers.value("Connection"), QByteArray("close"));
        }
    }
    void noticesThatTheClientLeft()
    {
        Gate done;
        ErrorCode code {};
        const auto server = startServer([&](const Request&, BodyReader& body) {
            code = body.readAll(100'000'000).error().code;
            done.open();
            return Response::empty();
        });
        RawClient client(server->port());
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\nabc");
        client.close();
        QVERIFY(done.wait());
        QCOMPARE(code, ErrorCode::BadRequest);
    }
    void slowSendersHoldNoWorker_data()
    {
        addSlowSenders();
        QTest::newRow("long") << QByteArray("Content-Length: 5000000") << QByteArray("abc") << QByteArray(4'999'997, 'x') << QByteArray("5000000");
        // More than is read ahead, so a worker has it when it stalls.
        QTest::newRow("long, chunked") << QByteArray("Transfer-Encoding: chunked") << "200000\r\n" + QByteArray(0x180000, 'x')
                                       << QByteArray(0x80000, 'x') + "\r\n0\r\n\r\n" << QByteArray::number(0x200000);
    }
    void slowSendersHoldNoWorker()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, rest);
        QFETCH(QByteArray, size);
        ServerOptions options;
        options.workers = 1;
        options.streamWorkers = 8;
        const auto server = startServer(readIt, options);
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 8; ++i) {
            slow.push_back(std::make_unique<RawClient>(server->port()));
            slow.back()->send(put("/", fields) + begin);
        }
        QTRY_COMPARE(server->counters().inFlight, 8);
        RawClient client(server->port());
        QCOMPARE(client.ask(get).status, 200);
        slow[3]->send(rest);
        QCOMPARE(finalResponse(*slow[3]).body, size);
    }
    // Where strangers may send, they don't hold up the uploads of others either.
    void slowStrangersHoldNothing_data()
    {
        addSlowSenders();
    }
    void slowStrangersHoldNothing()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, rest);
        QFETCH(QByteArray, size);
        const QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("s"));
        ServerOptions options;
        options.workers = 1;
        options.streamWorkers = 1;
        options.isSlow = [](const Request& request) { return request.path == "/slow"; };
        options.slowWorkers = 1;
        const auto server = startServer(readIt, options);
        QVERIFY(server->listenOn(listenAt(path), readIt));
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 8; ++i) {
            slow.push_back(i < 4 ? std::make_unique<RawClient>(server->port()) : std::make_unique<RawClient>(path));
            slow.back()->send(put("/slow", fields) + begin);
        }
        QTRY_COMPARE(server->counters().inFlight, 8);
        RawClient client(server->port()), guest(path), login(server->port()), uploader(server->port());
        QCOMPARE(client.ask(get).status, 200);
        QCOMPARE(guest.ask(get).status, 200);
        QCOMPARE(login.ask(put("/slow", "Content-Length: 2") + "hi").body, QByteArray("2"));
        QVERIFY(uploader.send(put("/", "Content-Length: 5000000") + QByteArray(5'000'000, 'x')));
        QCOMPARE(uploader.response().body, QByteArray("5000000"));
        for (const int i : { 3, 7 }) {
            slow[i]->send(rest);
            QCOMPARE(finalResponse(*slow[i]).body, size);
        }
    }
    void boundsWhatIsReadAhead()
    {
        ServerOptions options;
        options.bufferedTotalBytes = 60'000;
        options.isSlow = [](const Request& request) { return request.path == "/slow"; };
        const auto server = startServer(readIt, options);
        const auto body = QByteArray(60'000, 'x');
        const auto ask = [&](const QByteArray& path) {
            RawClient client(server->port());
            client.send(put(path, "Content-Length: 60000") + body);
            return client.response();
        };
        RawClient holder(server->port());
        holder.send(put("/slow", "Transfer-Encoding: chunked") + "EA60\r\n" + body.chopped(1));
        QTRY_COMPARE(server->counters().inFlight, 1);
        RawClient other(server->port());
        QCOMPARE(other.ask(get).status, 200);      // by then what the holder has sent is read
        QTRY_COMPARE(ask("/slow").status, 503);
        QCOMPARE(ask("/slow").headers.value("Retry-After"), QByteArray("1"));
        QCOMPARE(ask("/upload").body, QByteArray("60000"));      // read by a worker
        RawClient small(server->port());
        QCOMPARE(small.ask(put("/slow", "Content-Length: 2") + "hi").body, QByteArray("2"));
        holder.send("x\r\n0\r\n\r\n");
        QCOMPARE(holder.response().body, QByteArray("60000"));
        QCOMPARE(ask("/slow").body, QByteArray("60000"));
    }
    void cutsSlowReaders_data()
    {
        QTest::addColumn<QString>("kind");
        for (const auto* kind : { "bytes", "stream", "file" })
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void cutsSlowReaders()
    {
        QFETCH(QString, kind);
        const QByteArray large(32 * 1024 * 1024, 'x');
        const auto server = startServer([&](const Request&, BodyReader&) {
            if (kind == u"bytes")
                return Response::text(200, large);
            if (kind == u"file") {
                const int fd = ::memfd_create("large", MFD_CLOEXEC);
                const bool sized = ::ftruncate(fd, large.size()) == 0;
                return Response { sized ? 200 : 500, {}, FileBody(fd, 0, large.size()) };
            }
            return Response { 200, {}, StreamBody { [&large, n = 0]() mutable { return Result<QByteArray>(n++ ? QByteArray() : large); } } };
        }, quick());
        RawClient client(server->port(), 4096);
        client.send(get);
        QTRY_COMPARE(server->counters().inFlight, 1);
        QTRY_COMPARE(server->counters().inFlight, 0);
        const auto response = client.response();
        QCOMPARE(response.status, 200);
        QVERIFY(!response.isComplete);
    }
    void slowReadersOfStreamsHoldNoWorker()
    {
        ServerOptions options;
        options.workers = 1;
        const QByteArray block(256 * 1024, 'x');
        const auto server = startServer([&](const Request& request, BodyReader&) {
            if (request.path != "/stream")
                return Response::empty();
            return Response { 200, {}, StreamBody { [&block] { return Result<QByteArray>(block); } } };
        }, options);
        RawClient slow(server->port(), 4096);
        slow.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
        QTRY_COMPARE(server->counters().inFlight, 1);
        RawClient client(server->port());
        for (int i = 0; i < 20; ++i)
            QCOMPARE(client.ask(get).status, 204);
    }
};

SKYLAB_TEST(TimeoutTest)
#include "TimeoutTest.moc"
