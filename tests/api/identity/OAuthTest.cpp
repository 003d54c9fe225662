#include "Login.h"

#include "core/Clock.h"
#include "core/Uuid.h"
#include "identity/model/OAuthSignature.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>
#include <QUrl>
#include <QUrlQuery>

using namespace skylab;
using namespace skylab::test;

class OAuthTest : public QObject {
    Q_OBJECT

    struct Pair {
        QString id;
        QString secret;
    };
    using Items = identity::OAuthParameters::Items;

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    QString m_adminId;
    QString m_projectId;

    Pair consumer()
    {
        const auto made = m_admin->post(QStringLiteral("/OS-OAUTH1/consumers"), fromJson(R"({"consumer":{"description":"d"}})")).json()[u"consumer"].toObject();
        return { made[u"id"].toString(), made[u"secret"].toString() };
    }
    /// An Authorization header for POST <path>, signed with both.
    QByteArray header(const QString& path, const Pair& consumer, const Pair& token, const Items& more, qint64 secondsAgo = 0)
    {
        identity::OAuthParameters request { "POST", m_admin->baseUrl() + path, more, {} };
        request.items << qMakePair(QStringLiteral("oauth_consumer_key"), consumer.id) << qMakePair(QStringLiteral("oauth_signature_method"), QStringLiteral("HMAC-SHA1"))
                      << qMakePair(QStringLiteral("oauth_timestamp"), QString::number(Clock::now().micros / 1'000'000 - secondsAgo)) << qMakePair(QStringLiteral("oauth_nonce"), newHexId());
        if (!token.id.isEmpty())
            request.items << qMakePair(QStringLiteral("oauth_token"), token.id);
        QByteArray text = "OAuth realm=\"cloud\"";
        for (const auto& [key, value] : request.items)
            text += ", " + key.toLatin1() + "=\"" + QUrl::toPercentEncoding(value) + '"';
        return text + ", oauth_signature=\"" + QUrl::toPercentEncoding(request.signatureWith(consumer.secret.toUtf8(), token.secret.toUtf8())) + '"';
    }
    Answer sign(const QString& path, const Pair& consumer, const Pair& token, const Items& more, const QJsonObject& body = {}, const ApiClient::Headers& headers = {})
    {
        ApiClient client(m_admin->baseUrl());
        return client.send("POST", path, body, {}, ApiClient::Headers { { "Authorization", header(path, consumer, token, more) } } + headers);
    }
    static Pair tokenIn(const Answer& answer)
    {
        const QUrlQuery form(QString::fromUtf8(answer.body));
        return { form.queryItemValue(QStringLiteral("oauth_token")), form.queryItemValue(QStringLiteral("oauth_token_secret")) };
    }
    Answer requestToken(const Pair& consumer)
    {
        return sign(QStringLiteral("/OS-OAUTH1/request_token"), consumer, {}, { { QStringLiteral("oauth_callback"), QStringLiteral("oob") } }, {}, { { "Requested-Project-Id", m_projectId.toUtf8() } });
    }
    Answer authorize(const Pair& token, const char* role)
    {
        return m_admin->put(QStringLiteral("/OS-OAUTH1/authorize/") + token.id, { { QStringLiteral("roles"), QJsonArray { QJsonObject { { QStringLiteral("name"), QLatin1String(role) } } } } });
    }
    Answer accessToken(const Pair& consumer, const Pair& token, const QString& verifier)
    {
        return sign(QStringLiteral("/OS-OAUTH1/access_token"), consumer, token, { { QStringLiteral("oauth_verifier"), verifier } });
    }
    Pair granted(const Pair& consumer)
    {
        const auto request = tokenIn(requestToken(consumer));
        return tokenIn(accessToken(consumer, request, authorize(request, "reader").json()[u"token"][u"oauth_verifier"].toString()));
    }
    QJsonObject login() const { return fromJson(R"({"auth":{"identity":{"methods":["oauth1"],"oauth1":{}}}})"); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_projectId = m_admin->get(QStringLiteral("/projects?name=admin")).json()[u"projects"][0][u"id"].toString();
        m_adminId = m_admin->get(QStringLiteral("/users?name=admin")).json()[u"users"][0][u"id"].toString();
    }

    void consumersComeAndGo()
    {
        const auto made = m_admin->post(QStringLiteral("/OS-OAUTH1/consumers"), fromJson(R"({"consumer":{"description":"d","note":"kept"}})"));
        QCOMPARE(made.status, 201);
        auto consumer = made.json()[u"consumer"].toObject();
        QVERIFY(!consumer[u"secret"].toString().isEmpty());
        QCOMPARE(consumer[u"note"].toString(), QStringLiteral("kept"));
        const auto path = QStringLiteral("/OS-OAUTH1/consumers/") + consumer[u"id"].toString();
        consumer.remove(QStringLiteral("secret"));      // shown once
        QCOMPARE(m_admin->get(path).json()[u"consumer"].toObject(), consumer);
        QVERIFY(!m_admin->get(QStringLiteral("/OS-OAUTH1/consumers")).body.contains("secret"));
        QCOMPARE(m_admin->patch(path, fromJson(R"({"consumer":{"description":"e"}})")).json()[u"consumer"][u"description"].toString(), QStringLiteral("e"));
        QCOMPARE(m_admin->patch(path, fromJson(R"({"consumer":{"secret":"mine"}})")).status, 400);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(path).status, 404);
        QCOMPARE(m_admin->get(path).fault(), QStringLiteral("Consumer not found"));
    }
    void aConsumerGetsItsWayIn()
    {
        const auto who = consumer();
        const auto asked = requestToken(who);
        QCOMPARE(asked.status, 201);
        QCOMPARE(asked.header("content-type"), QByteArray("application/x-www-form-urlencoded"));
        const auto request = tokenIn(asked);
        QCOMPARE(accessToken(who, request, QStringLiteral("guessed")).status, 401);      // nobody has authorized it
        const auto authorized = authorize(request, "reader");
        QCOMPARE(authorized.status, 200);
        const auto verifier = authorized.json()[u"token"][u"oauth_verifier"].toString();
        QCOMPARE(accessToken(who, request, QStringLiteral("guessed")).status, 401);
        const auto exchanged = accessToken(who, request, verifier);
        QCOMPARE(exchanged.status, 201);
        QCOMPARE(accessToken(who, request, verifier).status, 401);      // used up
        const auto access = tokenIn(exchanged);

        const auto in = sign(QStringLiteral("/auth/tokens"), who, access, {}, login());
        QCOMPARE(in.status, 201);
        const auto token = in.json()[u"token"].toObject();
        QCOMPARE(token[u"user"][u"id"].toString(), m_adminId);
        QCOMPARE(token[u"project"][u"id"].toString(), m_projectId);
        QCOMPARE(token[u"roles"].toArray().size(), 1);      // of an administrator, the role that was granted
        QCOMPARE(token[u"OS-OAUTH1"][u"access_token_id"].toString(), access.id);
        QCOMPARE(token[u"OS-OAUTH1"][u"consumer_id"].toString(), who.id);
        const auto bearer = in.header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 200);
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(bearer, QJsonValue(QJsonValue::Undefined))).status, 403);

        const auto path = QStringLiteral("/users/%1/OS-OAUTH1/access_tokens/%2").arg(m_adminId, access.id);
        QCOMPARE(m_admin->get(path).json()[u"access_token"][u"consumer_id"].toString(), who.id);
        QVERIFY(!m_admin->get(path).body.contains("secret"));
        QCOMPARE(m_admin->get(QStringLiteral("/users/%1/OS-OAUTH1/access_tokens").arg(m_adminId)).json()[u"access_tokens"].toArray().size(), 1);
        const auto roles = m_admin->get(path + QStringLiteral("/roles")).json()[u"roles"].toArray();
        QCOMPARE(roles.size(), 1);
        QCOMPARE(m_admin->get(path + QStringLiteral("/roles/") + roles[0][u"id"].toString()).status, 200);
        QCOMPARE(m_admin->get(path + QStringLiteral("/roles/nothing")).status, 404);
        QCOMPARE(m_admin->del(path).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 401);
        QCOMPARE(sign(QStringLiteral("/auth/tokens"), who, access, {}, login()).status, 401);
    }
    void badSignaturesAreRefused()
    {
        const auto who = consumer();
        const auto access = granted(who);
        QVERIFY(!access.id.isEmpty());
        const auto path = QStringLiteral("/auth/tokens");
        QCOMPARE(sign(path, { who.id, QStringLiteral("wrong") }, access, {}, login()).status, 401);
        QCOMPARE(sign(path, who, { access.id, QStringLiteral("wrong") }, {}, login()).status, 401);
        QCOMPARE(sign(path, consumer(), access, {}, login()).status, 401);      // another's token
        ApiClient client(m_admin->baseUrl());
        const auto once = header(path, who, access, {});
        QCOMPARE(client.send("POST", path, login(), {}, { { "Authorization", once } }).status, 201);
        QCOMPARE(client.send("POST", path, login(), {}, { { "Authorization", once } }).status, 401);      // replayed
        QCOMPARE(client.send("POST", path, login(), {}, { { "Authorization", header(path, who, access, {}, 4000) } }).status, 401);
        QCOMPARE(client.send("POST", path, login(), {}, {}).status, 400);
    }
    void grantsNoMoreThanTheUserHas()
    {
        const auto who = consumer();
        const auto request = tokenIn(requestToken(who));
        const auto extra = m_admin->post(QStringLiteral("/roles"), fromJson(R"({"role":{"name":"unheld"}})")).json()[u"role"][u"id"].toString();
        QVERIFY(!extra.isEmpty());
        QCOMPARE(authorize(request, "unheld").status, 401);
        QCOMPARE(authorize(request, "unknown").status, 404);
        QCOMPARE(authorize({ QStringLiteral("nothing"), {} }, "reader").status, 404);
        QCOMPARE(m_admin->put(QStringLiteral("/OS-OAUTH1/authorize/") + request.id, {}).status, 400);
    }
    void consumersTakeTheirTokensAlong()
    {
        const auto who = consumer();
        const auto access = granted(who);
        const auto bearer = sign(QStringLiteral("/auth/tokens"), who, access, {}, login()).header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 200);
        QCOMPARE(m_admin->del(QStringLiteral("/OS-OAUTH1/consumers/") + who.id).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 401);
    }
};
SKYLAB_TEST(OAuthTest)
#include "OAuthTest.moc"
