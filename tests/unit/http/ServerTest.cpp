#include "RawClient.h"
#include "support/TestMain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <fcntl.h>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>
#include <pthread.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace skylab;
using namespace skylab::http;
using namespace skylab::test;

namespace {

Response echo(const Request& request, BodyReader& body)
{
    const auto bytes = body.readAll(8 * 1024 * 1024);
    if (!bytes)
        return Response::fault(bytes.error().code == ErrorCode::Timeout ? 408 : 400, bytes.error().message);
    return Response::text(200, request.method + ' ' + request.path + ' ' + *bytes);
}

Response refuseLarge(const Request&, BodyReader& body)
{
    const auto bytes = body.readAll(1000);
    return bytes ? Response::text(200, *bytes) : Response::fault(413, bytes.error().message);
}

QByteArray errorTitle(const RawResponse& response)
{
    return QJsonDocument::fromJson(response.body)[u"error"][u"title"].toString().toLatin1();
}

} // namespace

class ServerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersAndKeepsTheConnection()
    {
        const auto server = startServer(echo);
        RawClient client(server->port());
        const auto first = client.ask(get);
        QCOMPARE(first.status, 200);
        QCOMPARE(first.body, QByteArray("GET /a "));
        QVERIFY(first.headers.value("Date").endsWith(" GMT"));
        QVERIFY(!first.headers.contains("Connection"));
        QCOMPARE(client.ask("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi").body, QByteArray("POST /b hi"));
        QCOMPARE(client.ask("\r\nPATCH /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n").body,
                 QByteArray("PATCH /c hi"));
        const auto last = client.ask("COPY /d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        QCOMPARE(last.body, QByteArray("COPY /d "));
        QCOMPARE(last.headers.value("Connection"), QByteArray("close"));
        QVERIFY(client.isClosed());
        QCOMPARE(server->counters().requests, 4);
    }
    void workersThatRestSaySo()
    {
        std::atomic<int> rests = 0;
        std::atomic<bool> onAnotherThread = false;
        thread_local bool worked = false;
        ServerOptions options;
        options.workers = 3;
        options.isQuick = [](const Request& request) { return request.path == "/quick"; };
        options.onRest = [&] {
            onAnotherThread = onAnotherThread || !worked;
            ++rests;
        };
        const auto server = startServer([&](const Request&, BodyReader&) { worked = true; return Response::text(200, "done"); }, options);
        RawClient client(server->port());
        QCOMPARE(client.ask(get).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(rests.load(), 1, 30'000);
        QVERIFY(!onAnotherThread);      // those that had no work hold nothing
        QCOMPARE(client.ask(get).status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(rests.load(), 2, 30'000);
        QCOMPARE(client.ask("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(rests.load(), 3, 30'000);      // the io thread's, too
        QVERIFY(!onAnotherThread);
    }
    void tellsTheHandlerWhoAsks()
    {
        const auto server = startServer([](const Request& request, BodyReader&) {
            return Response::text(200, request.peerAddress.toLatin1() + ' ' + request.baseUrl().toLatin1());
        });
        RawClient client(server->port());
        QCOMPARE(client.ask(get).body, QByteArray("127.0.0.1 http://h"));
        RawClient old(server->port());
        QCOMPARE(old.ask("GET / HTTP/1.0\r\n\r\n").body, "127.0.0.1 http://127.0.0.1:" + QByteArray::number(server->port()));
    }
    void answersPipelinedRequestsInOrder()
    {
        const auto server = startServer(echo);
        RawClient client(server->port());
        client.send("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx" + get
                    + "POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\ny\r\n0\r\n\r\n" + get);
        QCOMPARE(client.response().body, QByteArray("POST /1 x"));
        QCOMPARE(client.response().body, QByteArray("GET /a "));
        QCOMPARE(client.response().body, QByteArray("POST /3 y"));
        QCOMPARE(client.response().body, QByteArray("GET /a "));
    }
    void takesRequestsByteByByte()
    {
        const auto server = startServer(echo);
        RawClient client(server->port());
        for (const char byte : QByteArray("POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"))
            client.send({ &byte, 1 });
        QCOMPARE(client.response().body, QByteArray("POST /1 abc"));
    }
    void refusesSmugglingAndCloses()
    {
        std::atomic<int> calls = 0;
        const auto server = startServer([&calls](const Request&, BodyReader&) { ++calls; return Response::empty(); });
        RawClient client(server->port());
        const auto refused = client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "0\r\n\r\nGET /evil HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(refused.status, 400);
        QCOMPARE(errorTitle(refused), QByteArray("Bad Request"));
        QCOMPARE(refused.headers.value("Connection"), QByteArray("close"));
        QVERIFY(client.isClosed());
        QVERIFY(!client.wasReset());
        QCOMPARE(calls.load(), 0);
    }
    void refusesLongHeaders()
    {
        const auto server = startServer(echo);
        RawClient client(server->port());
        const auto refused = client.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Long: " + QByteArray(200'000, 'x') + "\r\n\r\n");
        QCOMPARE(refused.status, 431);
        QCOMPARE(errorTitle(refused), QByteArray("Request Header Fields Too Large"));
        // Endless ones are cut while they come.
        RawClient endless(server->port());
        endless.send("GET / HTTP/1.1\r\nHost: h\r\nX-Long: ");
        const QByteArray block(64 * 1024, 'x');
        int sent = 0;
        while (sent < 4000 && endless.send(block))
            ++sent;
        QVERIFY(sent < 2000);   // 64 MiB are drained at most
    }
    void sendsContinueLazily()
    {
        Gate asked;
        const auto server = startServer([&asked](const Request& request, BodyReader& body) {
            if (request.path == "/no")
                return Response::fault(403, QStringLiteral("no"));
            asked.wait();
            return echo(request, body);
        });
        RawClient client(server->port());
        client.send("PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        char byte = 0;
        QVERIFY(::recv(client.fd(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0);
        asked.open();
        QCOMPARE(client.response().status, 100);
        client.send("hi");
        QCOMPARE(client.response().body, QByteArray("PUT /a hi"));
        // A body that came along needs none.
        QCOMPARE(client.ask("PUT /b HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi").status, 200);
        const auto refused = client.ask("PUT /no HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.headers.value("Connection"), QByteArray("close"));
    }
    void answersAtOnceThatABodyIsTooLarge()
    {
        const auto server = startServer(refuseLarge);
        RawClient client(server->port());
        const auto refused = client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000000\r\n\r\n");
        QCOMPARE(refused.status, 413);
        QCOMPARE(refused.headers.value("Connection"), QByteArray("close"));
    }
    void drainsWhatTheHandlerDoesNotRead()
    {
        const auto server = startServer(refuseLarge);
        // The client sends all before it reads, as most do.
        RawClient client(server->port());
        QVERIFY(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n"));
        QVERIFY(client.send(QByteArray(20'000'000, 'x')));
        QCOMPARE(client.response().status, 413);
        QVERIFY(client.isClosed());
        QVERIFY(!client.wasReset());
    }
    void keepsTheConnectionAfterAnUnreadShortBody()
    {
        const auto server = startServer([](const Request&, BodyReader&) { return Response::empty(); });
        RawClient client(server->port());
        for (int i = 0; i < 3; ++i) {
            const auto gone = client.ask("DELETE /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{\"a\": {}}");
            QCOMPARE(gone.status, 204);
            QVERIFY(!gone.headers.contains("Connection"));
            QVERIFY(!gone.headers.contains("Content-Length"));
        }
        QCOMPARE(client.ask("DELETE /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n").status, 204);
    }
    void answersHeadWithoutABody()
    {
        const auto server = startServer([](const Request& request, BodyReader&) {
            if (request.path == "/declared")
                return Response { 200, Headers { { "Content-Length", "12345" } } };
            if (request.path == "/stream")
                return Response { 200, {}, StreamBody { [] { return Result<QByteArray>(QByteArray()); }, 77 } };
            if (request.path == "/304")
                return Response { 304, Headers { { "ETag", "\"x\"" } } };
            return Response::text(200, "hello");
        });
        RawClient client(server->port());
        QCOMPARE(client.ask("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").headers.value("Content-Length"), QByteArray("5"));
        QCOMPARE(client.ask("HEAD /declared HTTP/1.1\r\nHost: h\r\n\r\n").headers.value("Content-Length"), QByteArray("12345"));
        QCOMPARE(client.ask("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n").headers.value("Content-Length"), QByteArray("77"));
        QCOMPARE(client.ask("GET /304 HTTP/1.1\r\nHost: h\r\n\r\n").status, 304);
        QCOMPARE(client.ask("GET /declared HTTP/1.1\r\nHost: h\r\n\r\n").headers.value("Content-Length"), QByteArray("0"));
        QCOMPARE(client.ask(get).body, QByteArray("hello"));
    }
    void speaksHttp10()
    {
        const auto server = startServer([](const Request&, BodyReader&) {
            return Response { 200, {}, StreamBody { [n = 0]() mutable { return Result<QByteArray>(n++ < 3 ? "abc" : ""); } } };
        });
        RawClient client(server->port());
        const auto response = client.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        QVERIFY(!response.headers.contains("Transfer-Encoding"));
        QCOMPARE(response.body, QByteArray("abcabcabc"));
        QVERIFY(response.isComplete);
    }
    void refusesToSendInjectedHeaders()
    {
        const auto server = startServer([](const Request& request, BodyReader&) {
            return Response { 200, Headers { { "X-Meta", percentDecoded(request.rawQuery).toLatin1() } } };
        });
        RawClient client(server->port());
        QCOMPARE(client.ask("GET /?fine HTTP/1.1\r\nHost: h\r\n\r\n").headers.value("X-Meta"), QByteArray("fine"));
        const auto refused = client.ask("GET /?a%0d%0aSet-Cookie:%20x HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(refused.status, 500);
        QVERIFY(!refused.headers.contains("Set-Cookie"));
    }
    void catchesForeignExceptions()
    {
        const auto server = startServer([](const Request& request, BodyReader&) -> Response {
            if (request.path == "/a")
                throw std::runtime_error("foreign");
            throw 7;
        });
        RawClient client(server->port());
        QCOMPARE(client.ask(get).status, 500);
        const auto second = client.ask("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(errorTitle(second), QByteArray("Internal Server Error"));
    }
    void says503WhenTheQueueIsFull()
    {
        Gate entered;
        Gate leave;
        ServerOptions options;
        options.workers = 1;
        options.queueLimit = 1;
        const auto server = startServer([&](const Request&, BodyReader&) { entered.open(); leave.wait(); return Response::empty(); }, options);
        RawClient first(server->port());
        first.send(get);
        QVERIFY(entered.wait());
        RawClient second(server->port());
        second.send(get);
        QTRY_COMPARE(server->counters().queued, 1);
        RawClient third(server->port());
        const auto refused = third.ask(get);
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.headers.value("Retry-After"), QByteArray("1"));
        QVERIFY(!refused.headers.contains("Connection"));
        leave.open();
        QCOMPARE(first.response().status, 204);
        QCOMPARE(second.response().status, 204);
        QCOMPARE(third.ask(get).status, 204);
    }
    void says503WhenThereAreTooManyConnections()
    {
        ServerOptions options;
        options.maxConnections = 2;
        Gate leave;
        const auto server = startServer([&](const Request&, BodyReader&) { leave.wait(); return Response::empty(204); }, options);
        RawClient first(server->port());
        RawClient second(server->port());
        first.send(get);
        second.send(get);
        QTRY_COMPARE(server->counters().inFlight, 2);
        RawClient third(server->port());
        QCOMPARE(third.response().status, 503);
        leave.open();
        QCOMPARE(first.response().status, 204);
        first.close();
        QTRY_COMPARE(server->counters().connections, 1);
        RawClient fourth(server->port());
        QCOMPARE(fourth.ask(get).status, 204);
    }
    void closesTheLongestSilentOneForANewClient()
    {
        ServerOptions options;
        options.maxConnections = 2;
        const auto server = startServer(echo, options);
        RawClient silent(server->port());
        QTRY_COMPARE(server->counters().connections, 1);
        silent.send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        RawClient used(server->port());
        QCOMPARE(used.ask(get).status, 200);
        RawClient fresh(server->port());
        QCOMPARE(fresh.ask(get).status, 200);
        QCOMPARE(used.ask(get).status, 200);
        QVERIFY(silent.isClosed());
        QTRY_COMPARE(server->counters().connections, 2);
    }
    void addedSocketsHaveAQuarterOfTheConnections()
    {
        const QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("s"));
        const auto other = dir.filePath(QStringLiteral("o"));
        ServerOptions options;
        options.maxConnections = 8;
        const auto server = startServer(echo, options);
        QVERIFY(server->listenOn(listenAt(path), echo));
        QVERIFY(server->listenOn(listenAt(other), echo));
        RawClient idle(server->port());
        QCOMPARE(idle.ask(get).status, 200);
        RawClient quiet(other);
        QCOMPARE(quiet.ask(get).status, 200);
        std::vector<std::unique_ptr<RawClient>> guests;
        for (int i = 0; i < 12; ++i) {
            guests.push_back(std::make_unique<RawClient>(path));
            QCOMPARE(guests.back()->ask(get).status, 200);
            QTRY_COMPARE(server->counters().inFlight, 0);      // it waits for the next one
        }
        QVERIFY(guests.front()->isClosed());
        QTRY_COMPARE(server->counters().connections, 3);
        QCOMPARE(guests.back()->ask(get).status, 200);
        std::vector<std::unique_ptr<RawClient>> users;
        for (int i = 0; i < 5; ++i) {
            users.push_back(std::make_unique<RawClient>(server->port()));
            QCOMPARE(users.back()->ask(get).status, 200);
        }
        for (auto* kept : { &idle, &quiet, guests.back().get() })
            QCOMPARE(kept->ask(get).status, 200);
    }
    void servesManyIdleConnections()
    {
        const auto server = startServer(echo);
        std::vector<std::unique_ptr<RawClient>> idle;
        for (int i = 0; i < 400; ++i)
            idle.push_back(std::make_unique<RawClient>(server->port()));
        RawClient client(server->port());
        QCOMPARE(client.ask(get).status, 200);
        QTRY_COMPARE(server->counters().connections, 401);
        QCOMPARE(idle.back()->ask(get).status, 200);
    }
    void usesSeveralIoThreads()
    {
        ServerOptions options;
        options.ioThreads = 2;
        const auto server = startServer(echo, options);
        for (int i = 0; i < 8; ++i) {
            RawClient client(server->port());
            QCOMPARE(client.ask(get).status, 200);
            QCOMPARE(client.ask(get).status, 200);
        }
    }
    void saysWhyItCannotListen()
    {
        const auto server = startServer(echo);
        ServerOptions options;
        options.port = server->port();
        Server second(options, echo);
        const auto taken = second.start();
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Conflict);
        QVERIFY(taken.error().message.contains(QString::number(server->port())));
        options.address = QStringLiteral("192.0.2.1");
        options.port = 0;
        QCOMPARE(Server(options, echo).start().error().code, ErrorCode::BadRequest);
        options.address = QStringLiteral("nonsense");
        QCOMPARE(Server(options, echo).start().error().code, ErrorCode::BadRequest);
        QCOMPARE(server->address(), QStringLiteral("127.0.0.1"));
    }
    void listensOnMoreSockets()
    {
        ServerOptions options;
        options.isQuick = [](const Request&) { return true; };      // of the main socket's requests
        const auto server = startServer(echo, options);
        QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("s"));
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address {};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.toLocal8Bit().constData(), sizeof address.sun_path - 1);
        QCOMPARE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        QCOMPARE(server->listenOn(fd, echo).error().code, ErrorCode::BadRequest);   // it does not listen yet
        QCOMPARE(::listen(fd, 8), 0);
        Gate entered;
        Gate leave;
        std::atomic<bool> inside = false;
        QVERIFY(server->listenOn(fd, [&](const Request& request, BodyReader&) {
            if (request.path == "/slow") {
                inside = true;
                entered.open();
                leave.wait();
                inside = false;
            }
            char thread[16] {};
            pthread_getname_np(pthread_self(), thread, sizeof thread);
            return Response::text(200, QByteArray(thread) + " other " + request.peerAddress.toLatin1());
        }));
        RawClient client(path);
        QCOMPARE(client.ask(get).body, QByteArray("http-worker other unix"));
        RawClient main(server->port());
        QCOMPARE(main.ask(get).body, QByteArray("GET /a "));
        RawClient slow(path);
        slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
        QVERIFY(entered.wait());
        std::thread opener([&] { leave.open(); });
        QVERIFY(server->removeListener(fd));
        QVERIFY(!inside);
        opener.join();
        QVERIFY(client.isClosed());
        QCOMPARE(RawClient(path).fd(), -1);
        QCOMPARE(server->removeListener(fd).error().code, ErrorCode::NotFound);
        QCOMPARE(main.ask(get).status, 200);
    }
    void finishesWhatIsInFlightWhenItStops()
    {
        Gate entered;
        Gate leave;
        const auto server = startServer([&](const Request&, BodyReader&) { entered.open(); leave.wait(); return Response::text(200, "done"); });
        RawClient idle(server->port());
        RawClient busy(server->port());
        QTRY_COMPARE(server->counters().connections, 2);
        busy.send(get);
        QVERIFY(entered.wait());
        std::thread stopper([&] { server->stop(std::chrono::seconds(20)); });
        QVERIFY(idle.isClosed());
        QTRY_COMPARE(RawClient(server->port()).fd(), -1);
        leave.open();
        const auto response = busy.response();
        QCOMPARE(response.body, QByteArray("done"));
        QCOMPARE(response.headers.value("Connection"), QByteArray("close"));
        stopper.join();
        QVERIFY(busy.isClosed());
    }
    void cutsWhatDoesNotEndByTheDeadline()
    {
        const auto server = startServer([](const Request&, BodyReader& body) {
            return body.readAll(100'000'000) ? Response::empty() : Response::fault(400, QStringLiteral("cut"));
        });
        RawClient client(server->port());
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000000\r\n\r\nabc");
        QTRY_COMPARE(server->counters().inFlight, 1);
        server->stop(std::chrono::milliseconds(50));
        QVERIFY(client.isClosed());
    }
};

SKYLAB_TEST(ServerTest)
#include "ServerTest.moc"
