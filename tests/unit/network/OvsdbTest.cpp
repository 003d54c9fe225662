#include "network/drivers/ovn/JsonFramer.h"
#include "network/drivers/ovn/Ovsdb.h"
#include "support/TestMain.h"

#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace skylab;
using namespace skylab::network::ovn;
using namespace std::chrono_literals;

/// A server that a test scripts.
class ScriptedServer : public QObject {
public:
    explicit ScriptedServer(const QString& path)
    {
        connect(&m_server, &QLocalServer::newConnection, this, [this] {
            m_framer.clear();
            socket = m_server.nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, this, [this] {
                m_framer.append(socket->readAll());
                for (;;) {
                    auto message = m_framer.next();
                    if (!message || !*message)
                        return;
                    received << QJsonDocument::fromJson(**message).object();
                    if (onMessage)
                        onMessage(received.last());
                }
            });
        });
        QLocalServer::removeServer(path);
        m_server.listen(path);
    }
    void send(const QJsonObject& message) { sendRaw(QJsonDocument(message).toJson(QJsonDocument::Compact)); }
    void sendRaw(const QByteArray& bytes)
    {
        socket->write(bytes);
        socket->flush();
    }
    void reply(const QJsonObject& request, const QJsonArray& result)
    {
        send({ { "id", request.value("id") }, { "result", result }, { "error", QJsonValue::Null } });
    }

    QLocalSocket* socket = nullptr;
    QList<QJsonObject> received;
    std::function<void(const QJsonObject&)> onMessage;

private:
    QLocalServer m_server;
    JsonFramer m_framer { 1 << 20 };
};

class OvsdbTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    [[nodiscard]] QString path() const { return m_folder.filePath("db.sock"); }
    [[nodiscard]] Ovsdb::Options options() const
    {
        Ovsdb::Options options;
        options.database = "Test";
        options.remotes = QStringList { "unix:" + path() };
        options.hint = "Start it.";
        return options;
    }
    static std::future<Result<QJsonArray>> later(Ovsdb& db, std::chrono::milliseconds timeout = 5s)
    {
        return std::async(std::launch::async, [&db, timeout] {
            return db.transact({ QJsonObject { { "op", "comment" } } }, timeout);
        });
    }
    static bool ready(const std::future<Result<QJsonArray>>& future)
    {
        return future.wait_for(0s) == std::future_status::ready;
    }

private Q_SLOTS:
    void answersACallAndAProbe()
    {
        ScriptedServer server(path());
        Ovsdb db(options());
        db.start();
        auto call = later(db);
        QTRY_COMPARE(server.received.size(), 1);
        QCOMPARE(server.received[0].value("method").toString(), "transact");
        QCOMPARE(server.received[0].value("params").toArray().at(0).toString(), "Test");
        server.send({ { "id", "echo" }, { "method", "echo" }, { "params", QJsonArray { "x" } } });
        QTRY_COMPARE(server.received.size(), 2);
        QCOMPARE(server.received[1].value("result"), QJsonValue(QJsonArray { "x" }));
        server.reply(server.received[0], { QJsonObject { { "count", 1 } } });
        QTRY_VERIFY(ready(call));
        const auto result = call.get();
        QVERIFY(result);
        QCOMPARE(result->first().toObject().value("count").toInt(), 1);
        QVERIFY(db.isConnected());
    }

    void saysWhatIsDownAndWhatToDo()
    {
        Ovsdb db(options());
        db.start();
        QLocalServer::removeServer(path());
        const auto result = db.transact({ QJsonObject() }, 3s);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QVERIFY(result.error().message.contains("Test"));
        QVERIFY(result.error().message.contains(path()));
        QVERIFY(result.error().message.contains("Start it."));
    }

    void usesAServerThatComesLater()
    {
        Ovsdb db(options());
        db.start();
        QVERIFY(!db.transact({ QJsonObject() }, 3s));
        ScriptedServer server(path());
        server.onMessage = [&](const QJsonObject& request) { server.reply(request, { QJsonObject() }); };
        auto call = later(db);
        QTRY_VERIFY(ready(call));
        QVERIFY(call.get());
    }

    void watchesAgainAfterReconnect()
    {
        ScriptedServer server(path());
        int monitors = 0;
        server.onMessage = [&](const QJsonObject& request) {
            if (request.value("method") == "monitor")
                server.send({ { "id", request.value("id") }, { "error", QJsonValue::Null },
                              { "result", QJsonObject { { "T", QJsonObject { { "n", ++monitors } } } } } });
        };
        Ovsdb db(options());
        std::atomic<int> initial { 0 }, updates { 0 };
        db.monitor({ { "T", QJsonObject() } }, [&](const QJsonObject& tables, bool first) {
            if (tables.contains("T"))
                first ? ++initial : ++updates;
        });
        db.start();
        QTRY_COMPARE(initial.load(), 1);
        server.send({ { "id", QJsonValue::Null },
                      { "method", "update" },
                      { "params", QJsonArray { "monitor", QJsonObject { { "T", QJsonObject() } } } } });
        QTRY_COMPARE(updates.load(), 1);
        server.socket->abort();
        QTRY_COMPARE(initial.load(), 2);
    }

    void reportsALostReply()
    {
        ScriptedServer server(path());
        server.onMessage = [&](const QJsonObject&) { server.socket->abort(); };
        Ovsdb db(options());
        db.start();
        auto call = later(db);
        QTRY_VERIFY(ready(call));
        const auto result = call.get();
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QVERIFY(result.error().message.contains("before it answered"));
    }

    void dropsAServerThatSendsGarbage()
    {
        ScriptedServer server(path());
        server.onMessage = [&](const QJsonObject&) { server.sendRaw("HTTP/1.1 400\r\n"); };
        Ovsdb db(options());
        db.start();
        auto call = later(db);
        QTRY_VERIFY(ready(call));
        QCOMPARE(call.get().error().code, ErrorCode::Unavailable);
    }

    void doubtsAServerThatLeavesResultsOut()
    {
        ScriptedServer server(path());
        // A number that no id can be, then a list with nothing about the operation.
        server.onMessage = [&](const QJsonObject& request) {
            server.send({ { "id", 1e300 }, { "result", QJsonArray { QJsonObject() } }, { "error", QJsonValue::Null } });
            server.reply(request, {});
        };
        Ovsdb db(options());
        db.start();
        auto call = later(db);
        QTRY_VERIFY(ready(call));
        const auto result = call.get();
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Internal);
        QVERIFY2(result.error().message.contains("0 results for 1 operations"), qPrintable(result.error().message));
    }

    void givesUpAfterTheTimeout()
    {
        ScriptedServer server(path());
        Ovsdb db(options());
        db.start();
        auto call = later(db, 50ms);
        QTRY_VERIFY(ready(call));
        QCOMPARE(call.get().error().code, ErrorCode::Timeout);
        QTRY_COMPARE(server.received.size(), 1);
        server.reply(server.received[0], {});   // too late: ignored
        server.onMessage = [&](const QJsonObject& request) { server.reply(request, { QJsonObject() }); };
        auto next = later(db);
        QTRY_VERIFY(ready(next));
        QVERIFY(next.get());
    }

    void tellsConflictsFromMistakes_data()
    {
        QTest::addColumn<QString>("error");
        QTest::addColumn<int>("code");
        QTest::newRow("wait") << "timed out" << int(ErrorCode::Conflict);
        QTest::newRow("index") << "constraint violation" << int(ErrorCode::Conflict);
        QTest::newRow("reference") << "referential integrity violation" << int(ErrorCode::Conflict);
        QTest::newRow("mistake") << "syntax error" << int(ErrorCode::Internal);
    }
    void tellsConflictsFromMistakes()
    {
        QFETCH(QString, error);
        QFETCH(int, code);
        ScriptedServer server(path());
        server.onMessage = [&](const QJsonObject& request) {
            server.reply(request,
                         { QJsonObject(), QJsonObject { { "error", error }, { "details", "d" } }, QJsonValue::Null });
        };
        Ovsdb db(options());
        db.start();
        auto call = later(db);
        QTRY_VERIFY(ready(call));
        QCOMPARE(int(call.get().error().code), code);
    }

    void dropsASilentServer()
    {
        ScriptedServer server(path());
        auto quick = options();
        quick.probe = 30ms;
        Ovsdb db(quick);
        db.start();
        QTRY_VERIFY(server.socket);
        auto* const first = server.socket;
        QTRY_VERIFY(server.socket != first);   // it came again
        QVERIFY(!server.received.isEmpty());
        QCOMPARE(server.received[0].value("method").toString(), "echo");
    }

    void endsWaitingCallsWhenStopped()
    {
        ScriptedServer server(path());
        Ovsdb db(options());
        db.start();
        auto call = later(db);
        QTRY_COMPARE(server.received.size(), 1);
        db.stop();
        QTRY_VERIFY(ready(call));
        QCOMPARE(call.get().error().code, ErrorCode::Unavailable);
        QCOMPARE(db.transact({}).error().code, ErrorCode::Unavailable);
    }
};

SKYLAB_TEST(OvsdbTest)
#include "OvsdbTest.moc"
