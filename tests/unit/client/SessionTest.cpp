#include "core/Clock.h"
#include "sdk/client/EventStream.h"
#include "sdk/client/Session.h"
#include "support/TestMain.h"
#include "support/web/ScriptedServer.h"

#include <QBuffer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace skylab;
using namespace skylab::client;
using skylab::test::Answer;
using skylab::test::Ask;
using skylab::test::ScriptedServer;

namespace {

QJsonObject service(const QString& type, const QString& url)
{
    const QJsonObject endpoint { { QStringLiteral("interface"), QStringLiteral("public") }, { QStringLiteral("region_id"), QStringLiteral("R1") }, { QStringLiteral("url"), url } };
    return { { QStringLiteral("type"), type }, { QStringLiteral("endpoints"), QJsonArray { endpoint } } };
}

template <typename T>
T wait(const QFuture<T>& future, int deadline = 10'000)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, skylab::test::patiently(deadline)))
        qFatal("a call never ended");
    return future.result();
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Session> m_session;
    std::function<Answer(const Ask&)> m_answer;
    int m_tokens = 0;
    bool m_withStream = false;

    Answer token(const Ask& ask)
    {
        const auto identity = ask.json()[u"auth"][u"identity"];
        if (identity[u"password"][u"user"][u"password"].toString() == u"wrong")
            return Answer::json(QJsonObject { { QStringLiteral("error"), QJsonObject { { QStringLiteral("code"), 401 }, { QStringLiteral("message"), QStringLiteral("No.") } } } }, 401);
        const auto url = m_server->url();
        QJsonArray catalog { service(QStringLiteral("compute"), url + QStringLiteral("/compute/v2.1")), service(QStringLiteral("network"), url + QStringLiteral("/network/v2.0/")),
                             service(QStringLiteral("volumev3"), url + QStringLiteral("/volume/v3")), service(QStringLiteral("image"), url + QStringLiteral("/image")),
                             service(QStringLiteral("object-store"), url + QStringLiteral("/object/v1/AUTH_p1")) };
        if (m_withStream)
            catalog.append(service(QStringLiteral("skylab"), url + QStringLiteral("/skylab/v1")));
        const auto scope = ask.json()[u"auth"][u"scope"][u"project"];
        const auto project = scope[u"id"].toString(QStringLiteral("p1"));
        auto answer = Answer::json(QJsonObject { { QStringLiteral("token"), QJsonObject {
            { QStringLiteral("user"), QJsonObject { { QStringLiteral("id"), QStringLiteral("u1") }, { QStringLiteral("name"), QStringLiteral("demo") } } },
            { QStringLiteral("project"), QJsonObject { { QStringLiteral("id"), project }, { QStringLiteral("name"), project } } },
            { QStringLiteral("roles"), QJsonArray { QJsonObject { { QStringLiteral("name"), QStringLiteral("admin") } } } },
            { QStringLiteral("expires_at"), toString(Clock::now().addSeconds(3600), TimeFormat::MicrosZ) },
            { QStringLiteral("catalog"), catalog } } } }, 201);
        answer.headers["X-Subject-Token"] = "token-" + QByteArray::number(++m_tokens);
        return answer;
    }
    void signIn(const char* password = "right")
    {
        Connection connection;
        connection.authUrl = m_server->url() + QStringLiteral("/identity");
        connection.userName = QStringLiteral("demo");
        connection.projectName = QStringLiteral("demo");
        connection.password = Secret(password);
        const auto facts = wait(m_session->signIn(connection));
        QCOMPARE(bool(facts), qstrcmp(password, "right") == 0);
    }

private Q_SLOTS:
    void init()
    {
        m_tokens = 0;
        m_withStream = false;
        m_answer = [](const Ask&) { return Answer::json(QJsonObject()); };
        m_server = std::make_unique<ScriptedServer>([this](const Ask& ask) {
            return ask.path == u"/identity/v3/auth/tokens" ? token(ask) : m_answer(ask);
        });
        m_session = std::make_unique<Session>();
    }
    void cleanup()
    {
        m_session.reset();
        m_server.reset();
    }

    void signsInAndFindsEndpoints()
    {
        signIn();
        QVERIFY(m_session->isSignedIn() && m_session->facts().isAdmin());
        QCOMPARE(m_session->region(), QStringLiteral("R1"));
        QCOMPARE(m_session->endpoint(QStringLiteral("block-storage")).path(), QStringLiteral("/volume/v3"));
        QVERIFY(!m_session->hasService(QStringLiteral("skylab")));
        m_session->setServiceHeaders(QStringLiteral("compute"), { { "X-OpenStack-Nova-API-Version", "2.79" } });
        QVERIFY(wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers/detail"))));
        const auto ask = m_server->asked.last();
        QCOMPARE(ask.path, QStringLiteral("/compute/v2.1/servers/detail"));
        QCOMPARE(ask.headers["x-auth-token"], QByteArray("token-1"));
        QCOMPARE(ask.headers["x-openstack-nova-api-version"], QByteArray("2.79"));
        QVERIFY(wait(m_session->get(QStringLiteral("network"), QStringLiteral("/v2.0/ports?fields=id"))));
        QCOMPARE(m_server->asked.last().path, QStringLiteral("/network/v2.0/ports"));
        QCOMPARE(m_server->asked.last().query, QStringLiteral("fields=id"));
        QVERIFY(wait(m_session->get(QStringLiteral("image"), QStringLiteral("/v2/images"))));
        QCOMPARE(m_server->asked.last().path, QStringLiteral("/image/v2/images"));
    }
    void refusesAWrongPassword()
    {
        signIn("wrong");
        QVERIFY(!m_session->isSignedIn());
        QCOMPARE(wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers"))).error().code, ErrorCode::Unauthorized);
    }
    void saysWhenNobodyAnswers()
    {
        m_server->setListening(false);
        Connection connection;
        connection.authUrl = m_server->url();
        const auto facts = wait(m_session->signIn(connection));
        QVERIFY(!facts);
        QCOMPARE(facts.error().code, ErrorCode::Unavailable);
        QVERIFY2(facts.error().message.contains(QStringLiteral("127.0.0.1:")), qPrintable(facts.error().message));
    }
    void renewsTheTokenOnceOn401()
    {
        signIn();
        m_answer = [](const Ask& ask) { return ask.headers["x-auth-token"] == "token-1" ? Answer { 401, "{}" } : Answer::json(QJsonObject { { QStringLiteral("ok"), true } }); };
        const auto reply = wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers")));
        QVERIFY(reply && reply->object()[u"ok"].toBool());
        QCOMPARE(m_tokens, 2);
        m_answer = [](const Ask&) { return Answer { 401, "{}" }; };
        QCOMPARE(wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers"))).error().code, ErrorCode::Unauthorized);
        QCOMPARE(m_tokens, 3);
    }
    void renewsBeforeTheTokenEnds()
    {
        signIn();
        Clock::shift(3590);
        QVERIFY(wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers"))));
        Clock::shift(0);
        QCOMPARE(m_tokens, 2);
    }
    void retriesWhatIsIdempotent()
    {
        signIn();
        int calls = 0;
        m_answer = [&](const Ask&) { return ++calls < 3 ? Answer { 503, "" } : Answer::json(QJsonObject()); };
        QVERIFY(wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers"))));
        QCOMPARE(calls, 3);
        calls = 0;
        QCOMPARE(wait(m_session->post(QStringLiteral("compute"), QStringLiteral("/servers"), {})).error().code, ErrorCode::Unavailable);
        QCOMPARE(calls, 1);
    }
    void fallsBackToTheBaseVersion()
    {
        signIn();
        m_session->setServiceHeaders(QStringLiteral("compute"), { { "X-OpenStack-Nova-API-Version", "2.79" } });
        m_answer = [](const Ask& ask) { return ask.headers.contains("x-openstack-nova-api-version") ? Answer { 406, "{}" } : Answer::json(QJsonObject()); };
        QVERIFY(wait(m_session->get(QStringLiteral("compute"), QStringLiteral("/servers"))));
    }
    void followsPages()
    {
        signIn();
        m_answer = [](const Ask& ask) {
            QJsonObject page { { QStringLiteral("servers"), QJsonArray { QJsonObject { { QStringLiteral("id"), ask.query.isEmpty() ? 1 : 2 } } } } };
            if (ask.query.isEmpty())
                page[QStringLiteral("servers_links")] = QJsonArray { QJsonObject { { QStringLiteral("rel"), QStringLiteral("next") }, { QStringLiteral("href"), QStringLiteral("http://elsewhere:1/x?marker=1") } } };
            return Answer::json(page);
        };
        const auto reply = wait(m_session->list(QStringLiteral("compute"), QStringLiteral("/servers/detail"), QStringLiteral("servers")));
        QVERIFY(reply);
        QCOMPARE(reply->list(u"servers").size(), 2);
        QCOMPARE(m_server->asked.last().query, QStringLiteral("marker=1"));
    }
    void followsTheNamesOfAnObjectStore()
    {
        signIn();
        const auto row = [](const QString& key, const QString& name) { return QJsonObject { { key, name } }; };
        const auto name = QStringLiteral("name"), odd = QStringLiteral("b c+d&e%41/한글"), folder = QStringLiteral("z/");
        QStringList queries;
        m_answer = [&](const Ask& ask) {
            queries << ask.query;
            if (queries.size() == 1)
                return Answer::json(QJsonArray { row(name, QStringLiteral("a")), row(name, odd) });
            return Answer::json(queries.size() == 2 ? QJsonArray { row(name, QStringLiteral("y")), row(QStringLiteral("subdir"), folder) } : QJsonArray());
        };
        const auto list = [this] {
            QUrlQuery query;
            query.addQueryItem(QStringLiteral("prefix"), QStringLiteral("x"));
            return wait(m_session->list(QStringLiteral("object-store"), QStringLiteral("/c?format=json"), QStringLiteral("objects"), query), 90'000);      // up to 500 pages
        };
        const auto reply = list();
        QVERIFY(reply);
        QCOMPARE(reply->list(u"objects").size(), 4);
        const auto asked = [](const QString& marker) { return QStringLiteral("prefix=x%1&format=json").arg(marker); };
        QCOMPARE(queries, (QStringList { asked({}), asked(QStringLiteral("&marker=") + odd), asked(QStringLiteral("&marker=") + folder) }));
        // One that knows no markers says the same again.
        m_answer = [&](const Ask&) { return Answer::json(QJsonArray { row(name, odd) }); };
        const auto same = list();
        QVERIFY(same);
        QCOMPARE(same->list(u"objects").size(), 1);
        // One without an end is no list that was read.
        int count = 0;
        m_answer = [&](const Ask&) { return Answer::json(QJsonArray { row(name, QString::number(++count)) }); };
        const auto endless = list();
        QVERIFY(!endless);
        QCOMPARE(endless.error().code, ErrorCode::TooLarge);
    }
    void switchesProjectsAndKeepsTheOldOneOnFailure()
    {
        signIn();
        QSignalSpy changed(m_session.get(), &Session::projectChanged);
        QVERIFY(wait(m_session->switchProject(QStringLiteral("p2"))));
        QCOMPARE(m_session->facts().projectId, QStringLiteral("p2"));
        QCOMPARE(changed.size(), 1);
        m_server->setListening(false);
        QVERIFY(!wait(m_session->switchProject(QStringLiteral("p3"))));
        QCOMPARE(m_session->facts().projectId, QStringLiteral("p2"));
    }
    void goesOnWithNothingInAnotherProject()
    {
        signIn();
        const auto path = QStringLiteral("/compute/v2.1/servers/1");
        for (const int status : { 503, 401 }) {
            m_answer = [status](const Ask&) { return Answer { status, "{}" }; };
            m_server->hold(path);
            m_server->asked.clear();
            const auto put = m_session->put(QStringLiteral("compute"), QStringLiteral("/servers/1"), {});
            QTRY_COMPARE(m_server->askedFor("PUT", path).size(), 1);
            QVERIFY(wait(m_session->switchProject(QStringLiteral("to-%1").arg(status))));
            m_server->letGo();
            const auto reply = wait(put);
            QVERIFY(!reply);
            QCOMPARE(reply.error().code, ErrorCode::Cancelled);
            QCOMPARE(m_server->askedFor("PUT", path).size(), 1);
        }
        m_answer = [](const Ask&) { return Answer::json(QJsonObject()); };
        QVERIFY(wait(m_session->put(QStringLiteral("compute"), QStringLiteral("/servers/1"), {})));
    }
    void uploadsAndDownloads()
    {
        signIn();
        const QByteArray bytes(3 << 20, 'x');
        m_answer = [&](const Ask& ask) { return ask.verb == "PUT" ? Answer { 201, "" } : Answer { 200, bytes, "application/octet-stream" }; };
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(bytes);
        QVERIFY(buffer->open(QIODevice::ReadOnly));
        const auto future = m_session->upload({ "PUT", QStringLiteral("image"), QStringLiteral("/v2/images/1/file") }, std::move(buffer));
        QVERIFY(wait(future));
        QCOMPARE(m_server->asked.last().body.size(), bytes.size());
        QCOMPARE(future.progressMaximum(), 1000);
        QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("file"));
        QVERIFY(wait(m_session->download({ "GET", QStringLiteral("image"), QStringLiteral("/v2/images/1/file") }, path)));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), bytes);
    }
    void uploadsNoFileThatIsGone()
    {
        signIn();
        QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("file"));
        const client::Request put { "PUT", QStringLiteral("image"), QStringLiteral("/v2/images/1/file") };
        const auto opened = [&path] {
            auto file = std::make_unique<QFile>(path);
            file->open(QIODevice::ReadOnly);
            return file;
        };
        const auto gone = wait(m_session->upload(put, opened()));
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::BadRequest);
        QVERIFY2(gone.error().message.contains(path), qPrintable(gone.error().message));
        QVERIFY(m_server->askedFor("PUT", QStringLiteral("/image/v2/images/1/file")).isEmpty());
        // Another length at the second try is another file.
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("0123456789") == 10 && file.flush());
        m_answer = [&file](const Ask&) { return file.resize(3) ? Answer { 503, "" } : Answer { 500, "" }; };
        const auto shorter = wait(m_session->upload(put, opened()));
        QVERIFY(!shorter);
        QCOMPARE(shorter.error().code, ErrorCode::BadRequest);
        QCOMPARE(m_server->askedFor("PUT", QStringLiteral("/image/v2/images/1/file")).size(), 1);
    }
    void keepsNoFileOfAFailedDownload()
    {
        signIn();
        m_answer = [](const Ask&) { return Answer { 404, R"({"itemNotFound":{"message":"Gone.","code":404}})", "application/json", { { "x-openstack-request-id", "req-7" } } }; };
        QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("file"));
        const auto reply = wait(m_session->download({ "GET", QStringLiteral("image"), QStringLiteral("/v2/images/1/file") }, path));
        QCOMPARE(reply.error().message, QStringLiteral("Gone."));
        QCOMPARE(reply.error().requestId, QStringLiteral("req-7"));
        QVERIFY(!QFile::exists(path));
    }
    void followsEventsAndResumesAfterALoss()
    {
        m_withStream = true;
        QList<QWebSocket*> sockets;
        connect(m_server.get(), &ScriptedServer::webSocket, this, [&](QWebSocket* socket) {
            sockets << socket;
            socket->sendTextMessage(QStringLiteral(R"({"hello":true,"seq":%1})").arg(sockets.size() == 1 ? 10 : 12));
        });
        signIn();
        EventStream stream(*m_session);
        QSignalSpy received(&stream, &EventStream::received);
        QSignalSpy states(&stream, &EventStream::stateChanged);
        stream.start();
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        QCOMPARE(m_server->asked.last().headers["x-auth-token"], QByteArray("token-1"));
        const auto event = [](int seq) { return QStringLiteral(R"({"seq":%1,"type":"compute.server.update","resource_type":"server","resource_id":"a","payload":{"id":"a"}})").arg(seq); };
        sockets[0]->sendTextMessage(event(11));
        sockets[0]->sendTextMessage(event(12));
        QTRY_COMPARE(received.size(), 1);   // gathered into one
        QCOMPARE(received[0][0].value<QList<Event>>().size(), 2);
        sockets[0]->abort();
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        QTRY_COMPARE(sockets.size(), 2);
        QCOMPARE(m_server->asked.last().query, QStringLiteral("since=12"));
        sockets[1]->sendTextMessage(event(12));   // seen already
        sockets[1]->sendTextMessage(event(13));
        QTRY_COMPARE(received.size(), 2);
        QCOMPARE(received[1][0].value<QList<Event>>().size(), 1);
    }
    void streamsOnWithANewTokenWhenItsOwnIsRevoked()
    {
        m_withStream = true;
        QList<QWebSocket*> sockets;
        connect(m_server.get(), &ScriptedServer::webSocket, this, [&](QWebSocket* socket) {
            sockets << socket;
            socket->sendTextMessage(QStringLiteral(R"({"hello":true,"seq":10})"));
        });
        signIn();
        bool revoked = false;
        const auto judge = [&](const Ask& ask, int status) { return revoked && ask.headers["x-auth-token"] == "token-1" ? Answer { 401, "{}" } : Answer { status, "{}" }; };
        m_server->admit = [&](const Ask& ask) { return judge(ask, 101); };
        m_answer = [&](const Ask& ask) { return ask.path == u"/skylab/v1" ? Answer::json(QJsonObject()) : judge(ask, 200); };      // what the cloud is, it tells anybody
        EventStream stream(*m_session);
        stream.start();
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        revoked = true;
        sockets[0]->close(QWebSocketProtocol::CloseCodePolicyViolated);
        QTRY_COMPARE(sockets.size(), 2);
        QTRY_COMPARE(stream.state(), EventStream::State::Live);
        QCOMPARE(m_server->askedFor("GET", QStringLiteral("/skylab/v1/events")).last().headers["x-auth-token"], QByteArray("token-2"));
    }
    void pollsACloudWithoutStream()
    {
        signIn();
        EventStream stream(*m_session);
        stream.setPollInterval(5);
        QSignalSpy due(&stream, &EventStream::pollDue);
        stream.start();
        QCOMPARE(stream.state(), EventStream::State::Polling);
        QTRY_VERIFY(due.size() >= 2);
    }
};

SKYLAB_TEST(SessionTest)
#include "SessionTest.moc"
