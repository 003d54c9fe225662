#include "RawClient.h"
#include "support/TestMain.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <sys/resource.h>
#include <unistd.h>

using namespace skylab;
using namespace skylab::http;
using namespace skylab::test;

class SlowLaneTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsSlowRequestsApart()
    {
        // One thread for each kind, and room for one slow request to wait.
        std::mutex mutex;
        std::condition_variable wake;
        bool finish = false;
        std::atomic<int> inside = 0;
        const auto handler = [&](const Request& request, BodyReader&) {
            if (request.path == "/slow") {
                ++inside;
                std::unique_lock lock(mutex);
                wake.wait(lock, [&] { return finish; });
            }
            return Response::text(200, "done");
        };
        ServerOptions options;
        options.workers = 1;
        options.isSlow = [](const Request& request) { return request.path == "/slow"; };
        options.slowWorkers = 1;
        options.slowQueueLimit = 1;
        const auto server = startServer(handler, options);
        const QByteArray slow = "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n";
        RawClient first(server->port()), second(server->port()), third(server->port()), other(server->port());
        first.send(slow);
        QTRY_COMPARE(inside.load(), 1);
        second.send(slow);
        QTRY_COMPARE(server->counters().queued, qint64(1));
        const auto refused = third.ask(slow);
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.headers.contains("Retry-After"));
        for (int i = 0; i < 20; ++i)
            QCOMPARE(other.ask("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);      // not behind them
        {
            const std::lock_guard lock(mutex);
            finish = true;
        }
        wake.notify_all();
        QCOMPARE(first.response().status, 200);
        QCOMPARE(second.response().status, 200);
    }
    void answersQuickRequestsBesideBusyWorkers()
    {
        std::mutex mutex;
        std::condition_variable wake;
        bool finish = false;
        std::atomic<int> inside = 0;
        const auto handler = [&](const Request& request, BodyReader& body) {
            if (request.path == "/long") {
                ++inside;
                std::unique_lock lock(mutex);
                wake.wait(lock, [&] { return finish; });
            }
            return Response::text(200, body.readAll(100).value_or("broken"));
        };
        ServerOptions options;
        options.workers = 1;
        options.isQuick = [](const Request& request) { return request.path == "/quick"; };
        const auto server = startServer(handler, options);
        const auto letGo = [&] {
            {
                const std::lock_guard lock(mutex);
                finish = true;
            }
            wake.notify_all();
        };
        const auto guard = qScopeGuard(letGo);      // when a check fails, too
        RawClient first(server->port()), second(server->port()), other(server->port());
        first.send("GET /long HTTP/1.1\r\nHost: h\r\n\r\n");
        QTRY_COMPARE(inside.load(), 1);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(other.ask("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
        second.send("POST /quick HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");      // a body is read on a worker
        QTRY_COMPARE(server->counters().queued, qint64(1));
        letGo();
        QCOMPARE(first.response().status, 200);
        QCOMPARE(second.response().body, "body");
    }
    void aQuickRequestMayTurnOutToBeMore()
    {
        std::atomic<int> calls = 0;
        const auto handler = [&](const Request& request, BodyReader&) {
            ++calls;
            if (!request.mayBlock && request.path != "/short")
                return Response::onWorker();
            if (request.path == "/never")
                return Response::onWorker();
            char thread[16] {};
            pthread_getname_np(pthread_self(), thread, sizeof thread);
            return Response::text(200, thread);
        };
        ServerOptions options;
        options.isQuick = [](const Request& request) { return request.path != "/long"; };
        const auto server = startServer(handler, options);
        RawClient client(server->port());
        const auto ask = [&](const QByteArray& path) { return client.ask("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"); };
        QVERIFY(ask("/short").body != "http-worker");
        QCOMPARE(calls.load(), 1);
        QCOMPARE(ask("/middle").body, "http-worker");
        QCOMPARE(calls.load(), 3);
        QCOMPARE(ask("/long").body, "http-worker");
        QCOMPARE(calls.load(), 4);
        QCOMPARE(ask("/never").status, 500);
        QCOMPARE(ask("/short").status, 200);
    }
    void givesWayToTheOthers()
    {
        const auto handler = [](const Request&, BodyReader&) { return Response::text(200, QByteArray::number(getpriority(PRIO_PROCESS, id_t(gettid())))); };
        ServerOptions options;
        options.isSlow = [](const Request& request) { return request.path == "/slow"; };
        const auto server = startServer(handler, options);
        RawClient client(server->port());
        const int own = getpriority(PRIO_PROCESS, 0);
        QCOMPARE(client.ask("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").body.toInt(), own);
        QCOMPARE(client.ask("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n").body.toInt(), std::max(own, 10));
    }
};
SKYLAB_TEST(SlowLaneTest)
#include "SlowLaneTest.moc"
