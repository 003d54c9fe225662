#include "Belongings.h"
#include "core/Log.h"
#include "support/TestMain.h"
#include "unit/http/RawClient.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

/// Requests that hold a secret, which always holds the word s3cr3t.
struct Telling {
    const char* method;
    const char* path;
    const char* json;
    bool byAdministrator = false;
};
constexpr Telling tellings[] = {
    { "POST", "/identity/v3/users", "{'user':{'name':'u','password':'s3cr3t-a'}}", true },
    { "POST", "/identity/v3/users", "{'user':{'name':'u','password':'s3cr3t-b'}}", true },
    { "POST", "/identity/v3/users", "{'user':{'name':7,'password':'s3cr3t-c'}}", true },
    { "PATCH", "/identity/v3/users/{user_id}", "{'user':{'password':'s3cr3t-d'}}", true },
    { "POST", "/identity/v3/users/{user_id}/password", "{'user':{'original_password':'s3cr3t-e','password':'s3cr3t-f'}}" },
    { "POST", "/identity/v3/users/{user_id}/password", "{'user':{'original_password':'s3cr3t-d','password':'s3cr3t-f'}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['password'],'password':{'user':{'id':'{user_id}','password':'s3cr3t-f'}}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'s3cr3t-typed-in-the-wrong-place','domain':{'id':'default'},'password':'s3cr3t-g'}}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['totp'],'totp':{'user':{'id':'{user_id}','passcode':'s3cr3t'}}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['application_credential'],'application_credential':{'id':'{application_credential_id}','secret':'s3cr3t-h'}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['token'],'token':{'id':'s3cr3t-i'}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':'s3cr3t-j" },
    { "POST", "/identity/v3/users/{user_id}/application_credentials", "{'application_credential':{'name':'n','secret':'s3cr3t-k'}}" },
    { "POST", "/identity/v3/credentials", "{'credential':{'type':'totp','blob':'s3cr3t-l','user_id':'{user_id}'}}", true },
    { "POST", "/identity/v3/credentials", "{'credential':{'type':'cert','blob':'s3cr3t-m'}}" },
    { "PUT", "/identity/v3/domains/{domain_id}/config", "{'config':{'ldap':{'url':'ldap:x','password':'s3cr3t-n'},'identity':{'driver':'ldap'}}}", true },
    { "POST", "/identity/v3/ec2tokens", "{'credentials':{'access':'{access}','signature':'s3cr3t-o','host':'x','verb':'GET','path':'/','params':{'a':'s3cr3t'}}}", true },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'{image_id}','flavorRef':'1','networks':[{'uuid':'{network_id}'}],'adminPass':'s3cr3t-p','user_data':'czNjcjN0LXE=','personality':[{'path':'/x','contents':'czNjcjN0LXE='}]}}" },
    { "POST", "/compute/v2.1/servers/{server_id}/action", "{'changePassword':{'adminPass':'s3cr3t-r'}}" },
    { "POST", "/compute/v2.1/servers/{server_id}/action", "{'rebuild':{'imageRef':'{image_id}','adminPass':'s3cr3t-s'}}" },
    { "POST", "/compute/v2.1/servers/{server_id}/action", "{'rescue':{'adminPass':'s3cr3t-t'}}" },
    { "POST", "/compute/v2.1/os-keypairs", "{'keypair':{'name':'generated'}}" },
    { "POST", "/compute/v2.1/servers/{server_id}/remote-consoles", "{'remote_console':{'protocol':'vnc','type':'novnc'}}" },
    { "POST", "/volume/v3/volume-transfers/{transfer_id}/accept", "{'accept':{'auth_key':'s3cr3t-u'}}" },
    { "POST", "/volume/v3/attachments", "{'attachment':{'volume_uuid':'{volume_id}','instance_uuid':'{server_id}','connector':{'host':'h','password':'s3cr3t-v'}}}" },
    { "POST", "/image/v2/images/{image_id}/import", "{'method':{'name':'web-download','uri':'http:s3cr3t-w'}}" },
    { "GET", "/skylab/v1/events?token=s3cr3t-x", "" },
    { "GET", "/console/ws?token=s3cr3t-y", "" },
    { "GET", "/object-store/v1/{account}/alpha-only/alpha-only/thing?temp_url_sig=s3cr3t-z&temp_url_expires=99999999999", "" },
};

} // namespace

/// The whole log of a cloud at its most talkative: a JSON object on each line, and no secret on any.
class LogTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<SecurityCloud> m_cloud;
    QByteArrayList m_secrets;      ///< that the cloud itself made up
    QtMessageHandler m_handler = nullptr;

    QByteArray log()
    {
        QFile file(m_dir.filePath(text("log")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Whatever looks like a secret in an answer is one.
    void gather(const Answer& answer)
    {
        static const QRegularExpression names(text("\"(secret|adminPass|private_key|auth_key|password|blob|admin_password)\": ?\"([^\"]{8,})\""));
        for (auto it = names.globalMatch(QString::fromUtf8(answer.body)); it.hasNext();)
            if (const auto secret = it.next().captured(2).left(60).toUtf8(); secret != Belongings::mark)      // names are none
                m_secrets << secret;
        static const QRegularExpression urls(text("token(?:=|%3D)([0-9a-f-]{20,})"));
        for (auto it = urls.globalMatch(QString::fromUtf8(answer.body)); it.hasNext();)
            m_secrets << it.next().captured(1).toUtf8();
        if (!answer.header("x-subject-token").isEmpty())
            m_secrets << answer.header("x-subject-token");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_handler = qInstallMessageHandler(nullptr);
        QVERIFY(installLog(m_dir.filePath(text("log")), QtDebugMsg));
        QLoggingCategory::setFilterRules(text("skylab.*=true\ndefault=true"));
        ApiClient::onAnswer([this](const QByteArray&, const QUrl&, const Answer& answer) { gather(answer); });
        m_cloud = std::make_unique<SecurityCloud>();
    }
    void cleanupTestCase()
    {
        ApiClient::onAnswer({});
        m_cloud.reset();
        qInstallMessageHandler(m_handler);
    }
    void secretsNeverReachIt()
    {
        const auto alpha = m_cloud->makeProject(text("alpha")), third = m_cloud->makeProject(text("gamma"));
        auto alice = m_cloud->makePerson(text("alice"), text("member"), alpha);
        const Belongings things(*m_cloud, alice, m_cloud->makePerson(text("rita"), text("reader"), alpha), third);
        for (const auto& telling : tellings) {
            const auto path = things.filled(text(telling.path));
            const auto body = things.filled(QString::fromUtf8(json(telling.json))).toUtf8();
            m_cloud->client().sendBytes(telling.method, path, body, "application/json", telling.byAdministrator ? m_cloud->admin().token : alice.token, { { "OpenStack-API-Version", "compute 2.37, volume 3.60" } });
            m_cloud->settle();
            if (auto fresh = m_cloud->logIn(alice.userId, text("s3cr3t-f"), alpha); !fresh.isEmpty())
                alice.token = fresh;      // a new password ends the tokens before
        }
        auto& client = m_cloud->client();
        const auto account = things.filled(text("/object-store/v1/{account}"));
        client.sendBytes("POST", account, {}, {}, alice.token, { { "X-Account-Meta-Temp-URL-Key", "s3cr3t-A" }, { "X-Account-Meta-Temp-URL-Key-2", "s3cr3t-B" } });
        client.sendBytes("GET", account, {}, {}, "s3cr3t-C");
        client.sendBytes("GET", text("/identity/v3/auth/tokens"), {}, {}, alice.token, { { "X-Subject-Token", "s3cr3t-D" } });
        client.sendBytes("GET", text("/compute/v2.1/servers"), {}, {}, alice.token, { { "Authorization", "Basic s3cr3t-E" }, { "Cookie", "s3cr3t-F" } });
        client.sendBytes("GET", text("/identity/v3/auth/tokens"), {}, {}, alice.token, { { "X-Subject-Token", alice.token } });
        m_secrets << alice.token << m_cloud->admin().token;
        QVERIFY(m_cloud->settle());
        const auto written = log();
        QVERIFY(written.count('\n') > 150);
        QVERIFY2(m_secrets.size() > 30, qPrintable(QString::number(m_secrets.size())));
        for (const auto& line : written.split('\n')) {
            QVERIFY2(!line.contains("s3cr3t"), line.left(1000));
            QVERIFY2(!line.contains("czNjcjN0"), line.left(1000));
            for (const auto& secret : m_secrets)
                QVERIFY2(!line.contains(secret), secret + " in " + line.left(1000));
        }
    }
    void eachLineIsOneEvent()
    {
        const auto before = log().size();
        for (const auto* request : { "GET /compute/v2.1/servers/a%0a%7b%22level%22:%22forged%22%7d HTTP/1.1\r\nHost: h\r\nX-Auth-Token: x\r\n", "GET /nothing%0d%0aforged HTTP/1.1\r\nHost: h\r\n", "GET /identity/v3/ HTTP/1.1\r\nHost: h\r\nUser-Agent: a\"},{\\u000a\xe2\x80\xa8 forged\r\nX-Openstack-Request-Id: req-\"forged\r\n",
                                     "F\"ORGED /identity/v3/ HTTP/1.1\r\nHost: h\r\n", "GET /identity/v3/\x1b[31mforged HTTP/1.1\r\nHost: h\r\n", "GET /identity/v3/%1b[31m\xff HTTP/1.1\r\nHost: h\r\n" }) {
            RawClient client(m_cloud->port());
            QVERIFY(client.ask(QByteArray(request) + "\r\n").status > 0);
        }
        const auto admin = m_cloud->admin().token;
        auto& client = m_cloud->client();
        client.sendBytes("POST", text("/identity/v3/users"), json("{'user':{'name':'a\\n{}\\u001b\\u2028forged','password':'x'}}"), "application/json", admin);
        client.sendBytes("PUT", text("/object-store/v1/AUTH_%1/a%0a%7b%7d").arg(m_cloud->admin().projectId), {}, {}, admin);
        const auto written = log().mid(before);
        QVERIFY(!written.isEmpty() && written.endsWith('\n'));
        for (const auto& line : written.chopped(1).split('\n')) {
            QJsonParseError error;
            const auto event = QJsonDocument::fromJson(line, &error).object();
            QVERIFY2(error.error == QJsonParseError::NoError, line);
            for (const auto* key : { "time", "level", "category", "message" })
                QVERIFY2(event.contains(QLatin1String(key)), line);
            QVERIFY2(event[u"level"] != QJsonValue(text("forged")), line);
            QVERIFY2(!line.contains('\x1b') && !line.contains('\r'), line);
        }
    }
};
SKYLAB_TEST(LogTest)
#include "LogTest.moc"
