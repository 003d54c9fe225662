#include "sdk/client/Fault.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::client;

class FaultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryServicesShape_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("kind");
        const QByteArray json = "application/json";
        QTest::newRow("keystone") << 401 << json << QByteArray(R"({"error":{"code":401,"title":"Unauthorized","message":"Wrong."}})") << QStringLiteral("Wrong.") << QString();
        QTest::newRow("nova") << 404 << json << QByteArray(R"({"itemNotFound":{"code":404,"message":"No server."}})") << QStringLiteral("No server.") << QStringLiteral("itemNotFound");
        QTest::newRow("neutron") << 409 << json << QByteArray(R"({"NeutronError":{"type":"IpAddressInUse","message":"In use.","detail":""}})") << QStringLiteral("In use.") << QStringLiteral("IpAddressInUse");
        QTest::newRow("neutron old") << 500 << json << QByteArray(R"({"NeutronError":"Broken"})") << QStringLiteral("Broken") << QString();
        QTest::newRow("placement") << 400 << json << QByteArray(R"({"errors":[{"status":400,"title":"Bad Request","detail":"Bad name.","code":"placement.undefined_code"}]})") << QStringLiteral("Bad name.") << QStringLiteral("placement.undefined_code");
        QTest::newRow("octavia") << 400 << json << QByteArray(R"({"faultcode":"Client","faultstring":"No pool.","debuginfo":null})") << QStringLiteral("No pool.") << QString();
        QTest::newRow("glance") << 404 << QByteArray("text/html; charset=UTF-8") << QByteArray("<html><head><title>404</title></head><body><h1>404 Not Found</h1>No image &lt;x&gt;<br /><br /></body></html>") << QStringLiteral("No image <x>") << QString();
        QTest::newRow("plain") << 422 << QByteArray("text/plain") << QByteArray("Checksum differs.\n") << QStringLiteral("Checksum differs.") << QString();
        QTest::newRow("nothing") << 500 << QByteArray() << QByteArray() << QStringLiteral("The service answered with status 500 and no explanation.") << QString();
        QTest::newRow("broken") << 500 << json << QByteArray("{") << QStringLiteral("The service answered with status 500 and no explanation.") << QString();
    }
    void readsEveryServicesShape()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const auto error = decodeFault(status, type, body, QStringLiteral("req-1"));
        QTEST(error.message, "message");
        QTEST(error.type, "kind");
        QCOMPARE(error.requestId, QStringLiteral("req-1"));
        QCOMPARE(error.code, codeOfStatus(status));
    }
    void knowsQuotas()
    {
        QCOMPARE(decodeFault(409, "application/json", R"({"NeutronError":{"type":"OverQuota","message":"x"}})", {}).code, ErrorCode::OverQuota);
        QCOMPARE(decodeFault(413, "application/json", R"({"overLimit":{"code":413,"message":"x"}})", {}).code, ErrorCode::OverQuota);
    }
    void tellsNovasLimitsFromMissingRoles_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<bool>("limit");
        QTest::newRow("instances") << QByteArray("Quota exceeded for cores: Requested 8, but already used 8 of 8 cores") << true;
        QTest::newRow("groups") << QByteArray("Quota exceeded, too many servers in group") << true;
        QTest::newRow("keys") << QByteArray("Maximum number of key pairs exceeded") << true;
        QTest::newRow("unified limits") << QByteArray("Project p1 is over a limit for [Resource servers is over limit of 1]") << true;
        QTest::newRow("role") << QByteArray("Policy doesn't allow os_compute_api:servers:create to be performed.") << false;
        QTest::newRow("role for quotas") << QByteArray("Policy doesn't allow os_compute_api:os-quota-sets:update to be performed.") << false;
    }
    void tellsNovasLimitsFromMissingRoles()
    {
        QFETCH(QByteArray, message);
        QFETCH(bool, limit);
        const auto body = "{\"forbidden\":{\"code\":403,\"message\":\"" + message + "\"}}";
        QCOMPARE(decodeFault(403, "application/json", body, {}).code, limit ? ErrorCode::OverQuota : ErrorCode::Forbidden);
    }
    void believesSkylabsOwnWordForIt()
    {
        const QByteArray body = R"({"forbidden":{"code":403,"message":"Nothing that tells."}})";
        QCOMPARE(decodeFault(403, "application/json", body, {}, "quota").code, ErrorCode::OverQuota);
        QCOMPARE(decodeFault(400, "application/json", R"({"badRequest":{"code":400,"message":"x"}})", {}, "no-host").code, ErrorCode::NoValidHost);
        QCOMPARE(decodeFault(503, "text/html", "<h1>503</h1>x", {}, "no-space").code, ErrorCode::NoSpace);
        QCOMPARE(decodeFault(403, "application/json", body, {}, "a word of tomorrow").code, ErrorCode::Forbidden);
    }
};

SKYLAB_TEST(FaultTest)
#include "FaultTest.moc"
