#include "Belongings.h"
#include "compute/ComputeService.h"
#include "core/Clock.h"
#include "identity/model/Passwords.h"
#include "support/TestMain.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What guests say about themselves, what images are fetched from, and what a failed login gives away.
class GuestsAndLoginsTest : public QObject {
    Q_OBJECT

    struct Place {
        QString serverId, network, address;
    };
    static compute::ComputeService& computeOf(SecurityCloud& cloud)
    {
        for (const auto& listed : cloud.routes())
            if (auto* found = const_cast<compute::ComputeService*>(dynamic_cast<const compute::ComputeService*>(listed.service)))
                return *found;
        qFatal("there is no compute service");
    }
    /// A server of a person on a network of its own, which has the same addresses as everybody's.
    static Place serverOf(SecurityCloud& cloud, const SecurityCloud::Person& person)
    {
        auto& client = cloud.client();
        const auto post = [&](const char* path, const QByteArray& body) { return client.sendBytes("POST", text(path), body, "application/json", person.token, { { "OpenStack-API-Version", "compute 2.37" } }).json(); };
        const auto network = post("/network/v2.0/networks", json("{'network':{'name':'n'}}"))[u"network"][u"id"].toString();
        post("/network/v2.0/subnets", json("{'subnet':{'network_id':'") + network.toLatin1() + json("','ip_version':4,'cidr':'10.5.0.0/24'}}"));
        const auto image = post("/image/v2/images", json("{'name':'i','disk_format':'raw','container_format':'bare','os_distro':'none'}"))[u"id"].toString();
        client.sendBytes("PUT", text("/image/v2/images/%1/file").arg(image), "x", "application/octet-stream", person.token);
        const auto server = post("/compute/v2.1/servers", json("{'server':{'name':'") + person.name.toLatin1() + json("','flavorRef':'1','imageRef':'") + image.toLatin1() + json("','networks':[{'uuid':'") + network.toLatin1() + json("'}]}}"))[u"server"][u"id"].toString();
        cloud.settle();
        return { server, network, client.get(text("/compute/v2.1/servers/") + server, person.token).json()[u"server"][u"addresses"][u"n"][0][u"addr"].toString() };
    }

private Q_SLOTS:
    void guestsAreWhereTheyConnectFrom()
    {
        SecurityCloud cloud;
        const auto alice = cloud.makePerson(text("alice"), text("member"), cloud.makeProject(text("alpha")));
        const auto bob = cloud.makePerson(text("bob"), text("member"), cloud.makeProject(text("beta")));
        const auto hers = serverOf(cloud, alice), his = serverOf(cloud, bob);
        QVERIFY(hers.address.startsWith(text("10.5.0.")));
        QCOMPARE(his.address, hers.address);
        auto& compute = computeOf(cloud);
        const auto ask = [&](const QString& network, const QString& peer, const http::Headers& headers, const QByteArray& method = "GET", const QByteArray& path = "/openstack/latest/meta_data.json") {
            http::Request request { .method = method, .target = path, .path = path, .headers = headers, .peerAddress = peer };
            http::MemoryBody body("stolen");
            return compute.metadata(request, body, network);
        };
        const auto bytes = [](const http::Response& response) { return std::get<QByteArray>(response.body); };
        QVERIFY(bytes(ask(hers.network, hers.address, {})).contains(hers.serverId.toUtf8()));
        QVERIFY(bytes(ask(his.network, his.address, {})).contains(his.serverId.toUtf8()));
        // What a guest says of itself counts for nothing.
        const http::Headers forged { { "X-Forwarded-For", hers.address.toUtf8() }, { "X-Instance-ID", hers.serverId.toUtf8() }, { "X-Instance-Id-Signature", "0" }, { "X-Tenant-ID", alice.projectId.toUtf8() }, { "X-Neutron-Network-Id", hers.network.toUtf8() }, { "X-Real-IP", hers.address.toUtf8() }, { "Forwarded", "for=" + hers.address.toUtf8() } };
        const auto answer = ask(his.network, his.address, forged);
        QVERIFY(bytes(answer).contains(his.serverId.toUtf8()) && !bytes(answer).contains(hers.serverId.toUtf8()));
        for (const auto* peer : { "10.5.0.77", "127.0.0.1", "unix", "" })
            QCOMPARE(ask(his.network, text(peer), forged).status, 404);
        QCOMPARE(ask(text("no-network"), hers.address, forged).status, 404);
        // A password is the guest's own, and given once.
        QCOMPARE(ask(his.network, his.address, forged, "POST", "/openstack/latest/password").status, 200);
        QCOMPARE(ask(his.network, his.address, forged, "POST", "/openstack/latest/password").status, 409);
        QCOMPARE(cloud.client().get(text("/compute/v2.1/servers/%1/os-server-password").arg(hers.serverId), alice.token).json()[u"password"].toString(), QString());
        // From outside there is no such thing.
        for (const auto* path : { "/openstack/latest/meta_data.json", "/latest/meta-data/", "/compute/latest/meta-data" })
            QVERIFY2(cloud.client().sendBytes("GET", text(path), {}, {}, {}, { { "X-Instance-ID", hers.serverId.toUtf8() } }).status >= 401, path);
    }
    void portsThatNameAnothersServerAreNotIts()
    {
        SecurityCloud cloud;
        const auto alice = cloud.makePerson(text("alice"), text("member"), cloud.makeProject(text("alpha")));
        const auto bob = cloud.makePerson(text("bob"), text("member"), cloud.makeProject(text("beta")));
        const auto hers = serverOf(cloud, alice), his = serverOf(cloud, bob);
        auto& client = cloud.client();
        auto& compute = computeOf(cloud);
        const auto ask = [&](const QString& network, const QString& peer, const QByteArray& method = "GET", const QByteArray& path = "/openstack/latest/meta_data.json") {
            http::Request request { .method = method, .target = path, .path = path, .headers = {}, .peerAddress = peer };
            http::MemoryBody body("stolen");
            return compute.metadata(request, body, network);
        };
        const auto bytes = [](const http::Response& response) { return std::get<QByteArray>(response.body); };
        const auto shown = [&](const QString& server, const char* what, const QByteArray& token) { return client.get(text("/compute/v2.1/servers/%1/%2").arg(server, text(what)), token).body; };
        const auto portOf = [&](const QString& server, const QByteArray& token) { return client.get(text("/compute/v2.1/servers/%1/os-interface").arg(server), token).json()[u"interfaceAttachments"][0][u"port_id"].toString(); };
        const auto cards = shown(his.serverId, "os-interface", bob.token), groups = shown(his.serverId, "os-security-groups", bob.token);
        // Neutron lets one write any device_id; what her guest asks then must not be answered as his.
        const auto port = portOf(hers.serverId, alice.token);
        QVERIFY(bytes(ask(hers.network, hers.address)).contains(hers.serverId.toUtf8()));
        QCOMPARE(client.sendBytes("PUT", text("/network/v2.0/ports/") + port, json("{'port':{'device_id':'") + his.serverId.toLatin1() + json("'}}"), "application/json", alice.token).status, 200);
        for (const auto* path : { "/openstack/latest/meta_data.json", "/openstack/latest/user_data", "/latest/meta-data/instance-id" })
            QCOMPARE(ask(hers.network, hers.address, "GET", path).status, 404);
        QCOMPARE(ask(hers.network, hers.address, "POST", "/openstack/latest/password").status, 404);
        QCOMPARE(client.get(text("/compute/v2.1/servers/%1/os-server-password").arg(his.serverId), bob.token).json()[u"password"].toString(), QString());
        // Nor has he gained a card, an address or a group.
        QCOMPARE(shown(his.serverId, "os-interface", bob.token), cards);
        QCOMPARE(shown(his.serverId, "os-security-groups", bob.token), groups);
        QVERIFY(!shown(his.serverId, "", bob.token).contains(hers.network.toUtf8()));
        QVERIFY(bytes(ask(his.network, his.address)).contains(his.serverId.toUtf8()));
        // What an administrator gives to a server is the server's, whoever's port it is.
        const QJsonValue made = client.sendBytes("POST", text("/network/v2.0/ports"), json("{'port':{'network_id':'") + his.network.toLatin1() + json("'}}"), "application/json", bob.token).json()[u"port"];
        const auto image = client.get(text("/image/v2/images"), bob.token).json()[u"images"][0][u"id"].toString();
        const auto given = client.sendBytes("POST", text("/compute/v2.1/servers"), json("{'server':{'name':'g','flavorRef':'1','imageRef':'") + image.toLatin1() + json("','networks':[{'port':'") + made[u"id"].toString().toLatin1() + json("'}]}}"), "application/json", cloud.admin().token).json()[u"server"][u"id"].toString();
        QVERIFY(cloud.settle());
        QCOMPARE(portOf(given, cloud.admin().token), made[u"id"].toString());
        QVERIFY(bytes(ask(his.network, made[u"fixed_ips"][0][u"ip_address"].toString())).contains(given.toUtf8()));
    }
    void consolesOpenByTheirTokenAlone()
    {
        SecurityCloud cloud;
        auto& tokens = computeOf(cloud).consoleTokens();
        QSet<QString> all;
        for (int i = 0; i < 50; ++i)
            all << tokens.issue(text("a"), text("novnc"));
        QCOMPARE(all.size(), 50);
        for (const auto& token : all)
            QCOMPARE(token.size(), 64);
        const auto one = tokens.issue(text("b"), text("novnc"));
        QCOMPARE(tokens.redeem(one)->serverId, text("b"));
        const auto status = [&](const QString& token) { return cloud.client().get(text("/console/ws?token=") + token).status; };
        for (const auto& wrong : { QString(), one.left(63), one.toUpper() + u'0', QString(64, u'0'), one + text("%00") })
            QCOMPARE(status(wrong), 404);
        tokens.revoke(text("b"));      // its server is gone
        QCOMPARE(status(one), 404);
        const auto late = tokens.issue(text("c"), text("novnc"));
        Clock::shift(compute::ConsoleTokens::lifetimeSeconds + 1);
        QCOMPARE(status(late), 404);
        Clock::shift(-compute::ConsoleTokens::lifetimeSeconds - 1);
    }
    void imagesComeFromNowhereInside()
    {
        QTcpServer inside;      // what must not be reached
        QVERIFY(inside.listen(QHostAddress::LocalHost));
        QTcpServer allowed;
        QVERIFY(allowed.listen(QHostAddress::LocalHost));
        const auto redirect = text("http://127.0.0.1:%1/secret").arg(inside.serverPort());
        connect(&allowed, &QTcpServer::newConnection, &allowed, [&] {
            auto* socket = allowed.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, redirect] {
                socket->write("HTTP/1.1 302 Found\r\nLocation: " + redirect.toLatin1() + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        SecurityCloud cloud([&](Config& config) { config.imageDownloadAllow = text("127.0.0.1/32:%1").arg(allowed.serverPort()); });
        const auto alice = cloud.makePerson(text("alice"), text("member"), cloud.makeProject(text("alpha")));
        const auto port = QString::number(inside.serverPort());
        QStringList urls { text("http://127.0.0.1:%1/redirected").arg(allowed.serverPort()) };
        for (const auto* host : { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "0", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "LOCALHOST.", "127.0.0.1%00.example.com", "example.com@127.0.0.1", "127.0.0.1#@example.com" })
            urls << text("http://%1:%2/").arg(text(host), port);
        for (const auto* url : { "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.0.1/", "https://[fe80::1]/", "file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:25/x", "dict://127.0.0.1/", "scp://127.0.0.1/etc/passwd", "http:///etc/passwd", "//127.0.0.1/", "" })
            urls << text(url);
        auto& client = cloud.client();
        for (const auto& url : urls) {
            const auto image = client.post(text("/image/v2/images"), { { text("name"), text("x") }, { text("disk_format"), text("raw") }, { text("container_format"), text("bare") } }, alice.token).json()[u"id"].toString();
            const auto answer = client.post(text("/image/v2/images/%1/import").arg(image), { { text("method"), QJsonObject { { text("name"), text("web-download") }, { text("uri"), url } } } }, alice.token);
            QVERIFY2(answer.status == 202 || answer.status == 400, qPrintable(url + u' ' + QString::number(answer.status)));
            if (answer.status == 202)
                QTRY_VERIFY2_WITH_TIMEOUT(client.get(text("/image/v2/images/%1/tasks").arg(image), alice.token).json()[u"tasks"][0][u"status"].toString() == u"failure", qPrintable(url), 20'000);
            const auto shown = client.get(text("/image/v2/images/%1").arg(image), alice.token);
            QVERIFY2(shown.json()[u"status"].toString() == u"queued", qPrintable(url));
            QVERIFY(!shown.body.contains("127.0.0.1"));
        }
        QVERIFY2(!inside.hasPendingConnections(), "an address inside was connected to");
    }
    void failedLoginsAllCostAHash()
    {
        SecurityCloud cloud;
        auto& client = cloud.client();
        const auto admin = cloud.admin().token;
        const auto made = [&](const char* body) { return client.sendBytes("POST", text("/identity/v3/users"), json(body), "application/json", admin).json()[u"user"][u"id"].toString(); };
        made("{'user':{'name':'known','password':'right'}}");
        made("{'user':{'name':'disabled','password':'right','enabled':false}}");
        made("{'user':{'name':'without'}}");
        const auto login = [&](const QByteArray& user) {
            const auto before = identity::Passwords::hashesMade();
            const auto answer = client.sendBytes("POST", text("/identity/v3/auth/tokens"), json("{'auth':{'identity':{'methods':['password'],'password':{'user':{'password':'wrong',") + json(user.constData()) + json("}}}}}"), "application/json", {});
            return std::pair { identity::Passwords::hashesMade() - before, QByteArray::number(answer.status) + answer.body };
        };
        login("'name':'nobody','domain':{'id':'default'}");      // makes the hash that nobody has
        const auto wanted = login("'name':'known','domain':{'id':'default'}");
        QCOMPARE(wanted.first, 1);
        for (const auto* user : { "'name':'nobody','domain':{'id':'default'}", "'name':'known','domain':{'name':'nowhere'}", "'name':'known','domain':{'id':'nowhere'}", "'id':'0123456789abcdef0123456789abcdef'", "'name':'disabled','domain':{'id':'default'}", "'name':'without','domain':{'id':'default'}" }) {
            const auto got = login(user);
            QVERIFY2(got.first == 1, user);
            QCOMPARE(got.second, wanted.second);
        }
        // Other secrets that are compared with hashes.
        const auto costs = [&](const char* path, const char* body) {
            const auto before = identity::Passwords::hashesMade();
            const auto answer = client.sendBytes("POST", text(path), json(body), "application/json", {});
            return answer.status == 401 ? identity::Passwords::hashesMade() - before : -answer.status;
        };
        QCOMPARE(costs("/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['application_credential'],'application_credential':{'id':'0123456789abcdef0123456789abcdef','secret':'x'}}}}"), 1);
        QCOMPARE(costs("/identity/v3/users/0123456789abcdef0123456789abcdef/password", "{'user':{'original_password':'x','password':'y'}}"), 1);
    }
};
SKYLAB_TEST(GuestsAndLoginsTest)
#include "GuestsAndLoginsTest.moc"
