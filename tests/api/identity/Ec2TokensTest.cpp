#include "Login.h"

#include "core/Clock.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;

class Ec2TokensTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    TestCloud::Tenant m_alice;

    QJsonObject credential(const QByteArray& token) { return m_admin->post(QStringLiteral("/users/%1/credentials/OS-EC2").arg(m_alice.userId), { { QStringLiteral("tenant_id"), m_alice.projectId } }, token).json()[u"credential"].toObject(); }

    /// A request of Signature Version 2.
    static QJsonObject signedRequest(const QJsonObject& credential, qint64 secondsAgo = 0)
    {
        const auto time = toString(Clock::now().addSeconds(-secondsAgo), TimeFormat::SecondsZ);
        const auto access = credential[u"access"].toString();
        const auto query = "AWSAccessKeyId=" + access.toUtf8() + "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=" + QUrl::toPercentEncoding(time);
        const auto mac = QMessageAuthenticationCode::hash("GET\ncloud:8788\n/services/Cloud\n" + query, credential[u"secret"].toString().toUtf8(), QCryptographicHash::Sha256);
        const QJsonObject params { { QStringLiteral("AWSAccessKeyId"), access }, { QStringLiteral("SignatureMethod"), QStringLiteral("HmacSHA256") }, { QStringLiteral("SignatureVersion"), QStringLiteral("2") }, { QStringLiteral("Timestamp"), time } };
        return { { QStringLiteral("credentials"), QJsonObject { { QStringLiteral("access"), access }, { QStringLiteral("signature"), QString::fromLatin1(mac.toBase64()) }, { QStringLiteral("host"), QStringLiteral("cloud:8788") },
                                                                 { QStringLiteral("verb"), QStringLiteral("GET") }, { QStringLiteral("path"), QStringLiteral("/services/Cloud") }, { QStringLiteral("params"), params } } } };
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("member"));
    }

    void aSignedRequestIsItsOwners()
    {
        const auto own = credential(m_alice.token);
        const auto answer = m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(own));
        QCOMPARE(answer.status, 200);
        const auto token = answer.json()[u"token"].toObject();
        QCOMPARE(token[u"user"][u"id"].toString(), m_alice.userId);
        QCOMPARE(token[u"project"][u"id"].toString(), m_alice.projectId);
        QCOMPARE(token[u"methods"].toArray(), QJsonArray { QStringLiteral("ec2credential") });
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), answer.header("x-subject-token")).status, 200);
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(own), m_alice.token).status, 403);      // not for everybody to ask
    }
    void whatIsNotRightIsRefused()
    {
        auto own = credential(m_alice.token);
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(own, 1000)).status, 401);
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(own, -1000)).status, 401);
        auto unknown = own;
        unknown[u"access"] = QStringLiteral("nobody");
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(unknown)).status, 401);
        own[u"secret"] = QStringLiteral("wrong");
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(own)).status, 401);
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), {}).status, 400);
        const auto wrong = m_admin->post(QStringLiteral("/ec2tokens"), fromJson(R"({"credentials":{"access":"x"}})"));
        QCOMPARE(wrong.status, 400);
        QVERIFY(wrong.fault().contains(QStringLiteral("credentials.signature")) && wrong.fault().contains(QStringLiteral("credentials.verb")));
    }
    void s3RequestsToo()
    {
        const auto own = credential(m_alice.token);
        const QByteArray text = "GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/box/object";
        const auto mac = QMessageAuthenticationCode::hash(text, own[u"secret"].toString().toUtf8(), QCryptographicHash::Sha1);
        QJsonObject credentials { { QStringLiteral("access"), own[u"access"] }, { QStringLiteral("token"), QString::fromLatin1(text.toBase64()) }, { QStringLiteral("signature"), QString::fromLatin1(mac.toBase64()) } };
        const auto answer = m_admin->post(QStringLiteral("/s3tokens"), { { QStringLiteral("credentials"), credentials } });
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"token"][u"user"][u"id"].toString(), m_alice.userId);
        QVERIFY(answer.header("x-subject-token").isEmpty());
        credentials[u"signature"] = QStringLiteral("wrong");
        QCOMPARE(m_admin->post(QStringLiteral("/s3tokens"), { { QStringLiteral("credentials"), credentials } }).status, 401);
        QCOMPARE(m_admin->post(QStringLiteral("/s3tokens"), { { QStringLiteral("credentials"), credentials } }, m_alice.token).status, 403);
    }
    void aKeyIsWorthNoMoreThanTheUsersRoles()
    {
        // As Keystone's, a key may name any project; where its user has no role, it opens nothing.
        const auto eve = m_cloud->makeTenant(QStringLiteral("eve"), QStringLiteral("member"));
        const auto key = m_admin->post(QStringLiteral("/users/%1/credentials/OS-EC2").arg(eve.userId), { { QStringLiteral("tenant_id"), m_alice.projectId } }, eve.token).json()[u"credential"].toObject();
        QVERIFY(!key[u"access"].toString().isEmpty());
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(key)).status, 401);
        const auto own = m_admin->post(QStringLiteral("/users/%1/credentials/OS-EC2").arg(eve.userId), { { QStringLiteral("tenant_id"), eve.projectId } }, eve.token).json()[u"credential"].toObject();
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(own)).status, 200);
    }
    void whatWasLentStaysBound()
    {
        const auto bob = m_cloud->makeTenant(QStringLiteral("bob"), QStringLiteral("member"));
        const QJsonObject trust { { QStringLiteral("trustor_user_id"), m_alice.userId }, { QStringLiteral("trustee_user_id"), bob.userId }, { QStringLiteral("project_id"), m_alice.projectId },
                                  { QStringLiteral("impersonation"), true }, { QStringLiteral("roles"), QJsonArray { fromJson(R"({"name":"reader"})") } } };
        const auto id = m_admin->post(QStringLiteral("/OS-TRUST/trusts"), { { QStringLiteral("trust"), trust } }, m_alice.token).json()[u"trust"][u"id"].toString();
        const QJsonObject scope { { QStringLiteral("OS-TRUST:trust"), QJsonObject { { QStringLiteral("id"), id } } } };
        const auto bearer = m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(bob.token, scope)).header("x-subject-token");
        const auto lent = credential(bearer);
        QCOMPARE(lent[u"trust_id"].toString(), id);
        const auto answer = m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(lent));
        QCOMPARE(answer.json()[u"token"][u"roles"].toArray().size(), 1);
        QCOMPARE(answer.json()[u"token"][u"OS-TRUST:trust"][u"id"].toString(), id);
        // The others are not in reach, nor is another way in.
        const auto own = credential(m_alice.token);
        const auto base = QStringLiteral("/users/%1/credentials/OS-EC2").arg(m_alice.userId);
        QCOMPARE(m_admin->get(base, bearer).json()[u"credentials"].toArray().size(), 1);
        QVERIFY(m_admin->get(base, m_alice.token).json()[u"credentials"].toArray().size() >= 2);
        QCOMPARE(m_admin->get(base + u'/' + own[u"access"].toString(), bearer).status, 404);
        QCOMPARE(m_admin->del(base + u'/' + own[u"access"].toString(), bearer).status, 404);
        QCOMPARE(m_admin->get(base + u'/' + lent[u"access"].toString(), bearer).status, 200);
        QCOMPARE(m_admin->post(QStringLiteral("/credentials"), fromJson(R"({"credential":{"type":"totp","blob":"GEZDGNBVGY3TQOJQ"}})"), bearer).status, 403);
        // Neither does a change of the blob set it free, nor one that is made with the blob of one's own.
        QCOMPARE(m_admin->get(QStringLiteral("/credentials"), bearer).json()[u"credentials"].toArray().size(), 1);
        const auto stored = m_admin->get(QStringLiteral("/credentials?type=ec2"), bearer).json()[u"credentials"].toArray();
        QString path;
        for (const auto& one : stored)
            if (one[u"blob"].toString().contains(lent[u"access"].toString()))
                path = QStringLiteral("/credentials/") + one[u"id"].toString();
        const QJsonObject blob { { QStringLiteral("access"), lent[u"access"] }, { QStringLiteral("secret"), lent[u"secret"] } };
        const auto text = QString::fromUtf8(QJsonDocument(blob).toJson(QJsonDocument::Compact));
        const auto changed = m_admin->patch(path, { { QStringLiteral("credential"), QJsonObject { { QStringLiteral("blob"), text } } } }, bearer);
        QCOMPARE(changed.status, 200);
        QVERIFY(changed.json()[u"credential"][u"blob"].toString().contains(id));
        QCOMPARE(m_admin->patch(path, fromJson(R"({"credential":{"type":"totp"}})"), bearer).status, 400);
        QCOMPARE(m_admin->del(QStringLiteral("/OS-TRUST/trusts/") + id, m_alice.token).status, 204);
        QCOMPARE(m_admin->post(QStringLiteral("/ec2tokens"), signedRequest(lent)).status, 401);
    }
};
SKYLAB_TEST(Ec2TokensTest)
#include "Ec2TokensTest.moc"
