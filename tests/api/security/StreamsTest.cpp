#include "Belongings.h"
#include "core/Clock.h"
#include "service/extension/SkylabService.h"
#include "support/TestMain.h"
#include "unit/http/RawClient.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

struct Frame {
    int opcode = -1;           ///< 1: text, 8: close, -1: the connection has ended
    QByteArray payload;
};

QByteArray exactly(RawClient& client, qsizetype count)
{
    QByteArray bytes;
    while (bytes.size() < count) {
        const auto more = client.read(count - bytes.size());
        if (more.isEmpty())
            return {};
        bytes += more;
    }
    return bytes;
}

Frame nextFrame(RawClient& client)
{
    const auto head = exactly(client, 2);
    if (head.isEmpty())
        return {};
    qsizetype length = quint8(head[1]);
    if (length >= 126) {
        const auto wide = exactly(client, length == 126 ? 2 : 8);
        length = 0;
        for (const auto byte : wide)
            length = length << 8 | quint8(byte);
    }
    return { head[0] & 0x0f, exactly(client, length) };
}

QByteArray upgrade(const QByteArray& path, const QByteArray& token)
{
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Auth-Token: " + token + "\r\n\r\n";
}

} // namespace

/// What happens in a project is told to those who may know, for as long as they may.
class StreamsTest : public QObject {
    Q_OBJECT

    static void makeNetwork(SecurityCloud& cloud, const SecurityCloud::Person& person, const QByteArray& name)
    {
        QCOMPARE(cloud.client().sendBytes("POST", text("/network/v2.0/networks"), json("{'network':{'name':'") + name + json("'}}"), "application/json", person.token).status, 201);
    }
    /// The first frame that has the text, or ends the stream.
    static Frame frameWith(RawClient& stream, const QByteArray& part)
    {
        for (;;) {
            const auto frame = nextFrame(stream);
            if (frame.opcode != 1 || frame.payload.contains(part))
                return frame;
        }
    }

private Q_SLOTS:
    void tokensWithoutAProjectSeeNoOthers()
    {
        SecurityCloud cloud;
        auto& client = cloud.client();
        const auto alice = cloud.makePerson(text("alice"), text("member"), cloud.makeProject(text("alpha")));
        makeNetwork(cloud, alice, "hers");
        const auto dora = cloud.makePerson(text("dora"), text("reader"), cloud.makeProject(text("delta")));
        for (const auto* role : { "reader", "member" }) {
            const auto id = client.get(text("/identity/v3/roles?name=") + text(role), cloud.admin().token).json()[u"roles"][0][u"id"].toString();
            QCOMPARE(client.put(text("/identity/v3/domains/default/users/%1/roles/%2").arg(dora.userId, id), {}, cloud.admin().token).status, 204);
        }
        const auto token = client.sendBytes("POST", text("/identity/v3/auth/tokens"), json("{'auth':{'identity':{'methods':['password'],'password':{'user':{'id':'") + dora.userId.toLatin1()
                                                + json("','password':'secret'}}},'scope':{'domain':{'id':'default'}}}}"), "application/json", {}).header("x-subject-token");
        QVERIFY(!token.isEmpty());
        for (const auto* path : { "/events", "/events?since=0", "/tasks", "/tasks?open=true", "/tasks/0123456789abcdef0123456789abcdef" })
            QCOMPARE(client.get(text("/skylab/v1") + text(path), token).status, 403);
        QCOMPARE(client.post(text("/skylab/v1/tasks/0123456789abcdef0123456789abcdef/cancel"), {}, token).status, 403);
        QCOMPARE(RawClient(cloud.port()).ask(upgrade("/skylab/v1/events?since=0", token)).status, 403);
        // Of a project only its own; administrators see all.
        const auto seen = [&](const QByteArray& who) { return client.get(text("/skylab/v1/events?since=0"), who); };
        QTRY_VERIFY(seen(alice.token).body.contains("hers"));
        QCOMPARE(seen(dora.token).status, 200);
        QVERIFY(!seen(dora.token).body.contains(alice.projectId.toUtf8()));
        QVERIFY(seen(cloud.systemToken()).body.contains("hers"));
    }
    void streamsEndWithWhatTheyStandOn()
    {
        SecurityCloud cloud;
        auto& client = cloud.client();
        const auto& admin = cloud.admin().token;
        const auto project = cloud.makeProject(text("alpha"));
        const auto alice = cloud.makePerson(text("alice"), text("member"), project);
        const auto reader = client.get(text("/identity/v3/roles?name=reader"), admin).json()[u"roles"][0][u"id"].toString();
        const std::pair<const char*, std::function<int(const SecurityCloud::Person&)>> ends[] = {
            { "revoked", [&](const SecurityCloud::Person& who) { return client.sendBytes("DELETE", text("/identity/v3/auth/tokens"), {}, {}, who.token, { { "X-Subject-Token", who.token } }).status; } },
            { "expelled", [&](const SecurityCloud::Person& who) { return client.sendBytes("DELETE", text("/identity/v3/projects/%1/users/%2/roles/%3").arg(project, who.userId, reader), {}, {}, admin).status; } },
            { "deleted", [&](const SecurityCloud::Person& who) { return client.sendBytes("DELETE", text("/identity/v3/users/") + who.userId, {}, {}, admin).status; } },
        };
        RawClient hers(cloud.port());
        QCOMPARE(hers.ask(upgrade("/skylab/v1/events", alice.token)).status, 101);
        for (const auto& [how, end] : ends) {
            const auto bob = cloud.makePerson(text(how), text("reader"), project);
            RawClient his(cloud.port());
            QCOMPARE(his.ask(upgrade("/skylab/v1/events", bob.token)).status, 101);
            QVERIFY(nextFrame(his).payload.contains("hello"));
            makeNetwork(cloud, alice, QByteArray("before-") + how);
            QCOMPARE(frameWith(his, QByteArray("before-") + how).opcode, 1);
            QCOMPARE(end(bob), 204);
            Clock::shift(service::SkylabService::recheckSeconds + 1);
            makeNetwork(cloud, alice, QByteArray("after-") + how);
            const auto last = frameWith(his, QByteArray("after-") + how);
            Clock::shift(-service::SkylabService::recheckSeconds - 1);
            QVERIFY2(last.opcode == 8, how);
            QCOMPARE(last.payload.first(2), QByteArray("\x03\xf0"));      // 1008
            QCOMPARE(frameWith(hers, QByteArray("after-") + how).opcode, 1);      // who may still listen does
        }
    }
};
SKYLAB_TEST(StreamsTest)
#include "StreamsTest.moc"
