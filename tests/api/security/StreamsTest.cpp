#include "Belongings.h"
#include "support/TestMain.h"
#include "unit/http/RawClient.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

QByteArray upgrade(const QByteArray& path, const QByteArray& token)
{
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Auth-Token: " + token + "\r\n\r\n";
}

} // namespace

/// What happens in a project is told to those who may know.
class StreamsTest : public QObject {
    Q_OBJECT

    static void makeNetwork(SecurityCloud& cloud, const SecurityCloud::Person& person, const QByteArray& name)
    {
        QCOMPARE(cloud.client().sendBytes("POST", text("/network/v2.0/networks"), json("{'network':{'name':'") + name + json("'}}"), "application/json", person.token).status, 201);
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
};
SKYLAB_TEST(StreamsTest)
#include "StreamsTest.moc"
