#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QTest>

#include <thread>

using namespace skylab;
using namespace skylab::test;

/// Accounts: what they count, what they may hold, who rules them; what the store says of itself; many at once.
class AccountsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;

    QByteArray counts()
    {
        const auto head = m_cloud->head({});
        return head.header("x-account-container-count") + ' ' + head.header("x-account-object-count") + ' ' + head.header("x-account-bytes-used");
    }
    QByteArray adminPost(const QByteArray& name, const QByteArray& value) { return QByteArray::number(m_cloud->callAs(m_cloud->cloud().adminToken(), "POST", {}, { { name, value } }).status); }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<ObjectCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void areCounted()
    {
        QCOMPARE(counts(), QByteArray("0 0 0"));
        m_cloud->put(QStringLiteral("c"));
        m_cloud->put(QStringLiteral("d"));
        m_cloud->put(QStringLiteral("c/o"), "abc");
        m_cloud->put(QStringLiteral("c/o"), "abcd");
        m_cloud->put(QStringLiteral("d/o"), "12");
        QCOMPARE(counts(), QByteArray("2 2 6"));
        m_cloud->call("COPY", QStringLiteral("c/o"), { { "Destination", "d/p" } });
        QCOMPARE(counts(), QByteArray("2 3 10"));
        m_cloud->del(QStringLiteral("c/o"));
        m_cloud->del(QStringLiteral("c"));
        QCOMPARE(counts(), QByteArray("1 2 6"));
        m_cloud->restart();
        QCOMPARE(counts(), QByteArray("1 2 6"));
    }
    void haveQuotas()
    {
        m_cloud->put(QStringLiteral("c"));
        QCOMPARE(m_cloud->post({}, { { "X-Account-Meta-Quota-Bytes", "5" } }).status, 403);
        QCOMPARE(adminPost("X-Account-Meta-Quota-Bytes", "much"), QByteArray("400"));
        QCOMPARE(adminPost("X-Account-Meta-Quota-Bytes", "50000"), QByteArray("204"));
        QCOMPARE(m_cloud->post({}, { { "X-Remove-Account-Meta-Quota-Bytes", "x" } }).status, 403);
        QCOMPARE(m_cloud->post({}, { { "X-Account-Meta-Quota_Bytes", "500" } }).status, 403);      // another spelling of the same
        QCOMPARE(m_cloud->post({}, { { "X-Remove-Account-Meta-Quota_Bytes", "x" } }).status, 403);
        QCOMPARE(m_cloud->head({}).header("x-account-meta-quota-bytes"), QByteArray("50000"));
        QCOMPARE(m_cloud->post({}, { { "X-Account-Meta-Other", "x" } }).status, 204);
        const QByteArray tooMuch(0x4000, '2');
        QCOMPARE(m_cloud->put(QStringLiteral("c/a"), QByteArray(40'000, '1')).status, 201);
        QCOMPARE(m_cloud->put(QStringLiteral("c/b"), tooMuch).status, 413);
        QCOMPARE(m_cloud->raw("PUT", QStringLiteral("c/b"), "Transfer-Encoding: chunked\r\n\r\n4000\r\n" + tooMuch + "\r\n0\r\n\r\n"), 413);
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/a"), { { "Destination", "c/b" } }).status, 413);
        QCOMPARE(m_cloud->files(), 1);
        QCOMPARE(m_cloud->callAs(m_cloud->cloud().adminToken(), "PUT", QStringLiteral("c/b"), {}, tooMuch).status, 201);
        QCOMPARE(adminPost("X-Account-Meta-Quota-Bytes", ""), QByteArray("204"));
        QCOMPARE(m_cloud->put(QStringLiteral("c/d"), "much more").status, 201);
    }
    void areNotMadeOrDeleted()
    {
        QCOMPARE(m_cloud->put({}).status, 405);
        QCOMPARE(m_cloud->del({}).status, 403);
        QCOMPARE(m_cloud->callAs(m_cloud->cloud().adminToken(), "DELETE", {}).status, 405);
    }
    void resellersRule()
    {
        auto admin = m_cloud->cloud().client(m_cloud->cloud().adminToken());
        admin.post(QStringLiteral("/identity/v3/roles"), { { QStringLiteral("role"), QJsonObject { { QStringLiteral("name"), QStringLiteral("ResellerAdmin") } } } });
        const auto reseller = m_cloud->cloud().makeTenant(QStringLiteral("reseller"), QStringLiteral("ResellerAdmin"));
        QCOMPARE(m_cloud->callAs(reseller.token, "PUT", QStringLiteral("c")).status, 201);
        QCOMPARE(m_cloud->callAs(reseller.token, "POST", {}, { { "X-Account-Meta-Quota-Bytes", "5" } }).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("c")).status, 204);
        QCOMPARE(m_cloud->put(QStringLiteral("c/o"), "123456").status, 413);
    }
    void tellsWhatItCan()
    {
        auto stranger = m_cloud->cloud().client();
        const auto info = stranger.get(QStringLiteral("/object-store/info")).json();
        for (const auto* feature : { "account_quotas", "bulk_delete", "bulk_upload", "container_quotas", "crossdomain", "dlo", "formpost", "list_endpoints", "object_versioning", "slo", "staticweb", "symlink", "tempurl", "versioned_writes" })
            QVERIFY2(info.contains(QLatin1String(feature)), feature);
        QVERIFY(!info.contains(QStringLiteral("container_sync")));
        QCOMPARE(stranger.get(QStringLiteral("/object-store/healthcheck")).body, QByteArray("OK"));
        QVERIFY(stranger.get(QStringLiteral("/object-store/crossdomain.xml")).body.startsWith("<?xml version=\"1.0\"?>"));
        QCOMPARE(m_cloud->put(QStringLiteral("c"), {}, { { "X-Storage-Policy", "Gold" } }).status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("c"), {}, { { "X-Storage-Policy", "policy-0" } }).status, 201);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-storage-policy"), QByteArray("Policy-0"));
    }
    void tellsWhereThingsAre()
    {
        auto stranger = m_cloud->cloud().client();
        const auto url = m_cloud->cloud().url() + QStringLiteral("/object-store/v1/");
        const auto ask = [&](const char* path) { return stranger.get(QStringLiteral("/object-store") + QLatin1String(path)); };
        const auto first = [&](const char* path) { return QJsonDocument::fromJson(ask(path).body)[0].toString(); };
        for (const auto* root : { "/endpoints", "/v1/endpoints", "/endpoints/v1", "/endpoints/v1.0", "/v1/endpoints/1", "/%65ndpoints" })
            for (const auto* place : { "AUTH_a", "AUTH_a/c", "AUTH_a/c%2F%20d/o/with/slashes%EA%B0%80", "AUTH_a/c/o/" })
                QCOMPARE(first((QByteArray(root) + '/' + place).constData()), url + QLatin1String(place));
        const auto two = ask("/endpoints/v2/AUTH_a/c/o");
        QCOMPARE(two.status, 200);
        QCOMPARE(two.json()[u"endpoints"].toArray(), QJsonArray { url + QStringLiteral("AUTH_a/c/o") });
        QCOMPARE(two.json()[u"headers"][u"X-Backend-Storage-Policy-Index"].toString(), QStringLiteral("0"));
        for (const auto* place : { "AUTH_a", "AUTH_a/c" }) {
            const auto answer = ask((QByteArray("/v1/endpoints/v2/") + place).constData()).json();
            QCOMPARE(answer[u"endpoints"][0].toString(), url + QLatin1String(place));
            QVERIFY(answer[u"headers"].isObject() && answer[u"headers"].toObject().isEmpty());
        }
        for (const auto* bad : { "/endpoints", "/v1/endpoints/", "/endpoints/v1", "/endpoints/v3/AUTH_a", "/endpoints/vx/a", "/endpoints/a//o" })
            QCOMPARE(ask(bad).status, 400);
        for (const auto* method : { "PUT", "POST", "DELETE", "HEAD" })
            QCOMPARE(stranger.send(method, QStringLiteral("/object-store/endpoints/AUTH_a"), {}, {}).header("allow"), QByteArray("GET"));
        // What is there and whose it is makes no difference: who has the endpoint must still show a token there.
        m_cloud->put(QStringLiteral("c"));
        QCOMPARE(stranger.get(QStringLiteral("/object-store/v1/%1/c").arg(m_cloud->account())).status, 401);
    }
    void manyMayWriteOneName()
    {
        m_cloud->put(QStringLiteral("c"));
        std::vector<std::thread> threads;
        std::atomic<int> made = 0;
        for (int number = 0; number < 8; ++number)
            threads.emplace_back([&, number] {
                ApiClient client(m_cloud->cloud().url());
                for (int i = 0; i < 5; ++i) {
                    const auto path = m_cloud->target(QStringLiteral("c/o"));
                    if (client.sendBytes("PUT", path, QByteArray(10'000 + number, char('a' + number)), {}, m_cloud->owner().token).status == 201)
                        ++made;
                    const auto body = client.sendBytes("GET", path, {}, {}, m_cloud->owner().token).body;
                    if (body.isEmpty() || body != QByteArray(10'000 + body[0] - 'a', body[0]))
                        made -= 1000;
                }
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(made.load(), 40);
        QCOMPARE(m_cloud->files(), 1);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-object-count"), QByteArray("1"));
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), m_cloud->head(QStringLiteral("c/o")).header("content-length"));
    }
    void onlyOneMakesWhatMustBeAbsent()
    {
        m_cloud->put(QStringLiteral("c"));
        std::atomic<int> made = 0;
        std::vector<std::thread> threads;
        for (int number = 0; number < 8; ++number)
            threads.emplace_back([&] {
                ApiClient client(m_cloud->cloud().url());
                made += client.sendBytes("PUT", m_cloud->target(QStringLiteral("c/o")), QByteArray(10'000, 'x'), {}, m_cloud->owner().token, { { "If-None-Match", "*" } }).status == 201;
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(made.load(), 1);
        QCOMPARE(m_cloud->files(), 1);
    }
};

SKYLAB_TEST(AccountsTest)
#include "AccountsTest.moc"
