#include "RawClient.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
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
    void slowSendersHoldNoWorker()
    {
        ServerOptions options;
        options.workers = 1;
        const auto server = startServer(readIt, options);
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 8; ++i) {
            slow.push_back(std::make_unique<RawClient>(server->port()));
            slow.back()->send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc");
        }
        QTRY_COMPARE(server->counters().inFlight, 8);
        RawClient client(server->port());
        QCOMPARE(client.ask(get).status, 200);
        slow[3]->send("def");
        QCOMPARE(slow[3]->response().body, QByteArray("6"));
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
