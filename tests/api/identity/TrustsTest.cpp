#include "Login.h"

#include "core/Clock.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::test;

class TrustsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    std::unique_ptr<ApiClient> m_admin;
    TestCloud::Tenant m_alice;      // trustor
    TestCloud::Tenant m_bob;        // trustee
    TestCloud::Tenant m_carol;

    /// A trust of alice's for bob in her project, with the role reader; `more` adds to it or changes it.
    [[nodiscard]] QJsonObject wanted(const QJsonObject& more = {}) const
    {
        QJsonObject trust { { QStringLiteral("trustor_user_id"), m_alice.userId }, { QStringLiteral("trustee_user_id"), m_bob.userId }, { QStringLiteral("project_id"), m_alice.projectId },
                            { QStringLiteral("impersonation"), true }, { QStringLiteral("roles"), QJsonArray { fromJson(R"({"name":"reader"})") } } };
        for (auto it = more.begin(); it != more.end(); ++it)
            trust.insert(it.key(), it.value());
        return { { QStringLiteral("trust"), trust } };
    }
    Answer make(const QJsonObject& more = {}, const QByteArray& token = {}) { return m_admin->post(QStringLiteral("/OS-TRUST/trusts"), wanted(more), token.isEmpty() ? m_alice.token : token); }
    QString made(const QJsonObject& more = {}) { return make(more).json()[u"trust"][u"id"].toString(); }
    static QString path(const QString& id) { return QStringLiteral("/OS-TRUST/trusts/") + id; }
    static QJsonObject scope(const QString& id) { return { { QStringLiteral("OS-TRUST:trust"), QJsonObject { { QStringLiteral("id"), id } } } }; }
    Answer use(const QString& id, const char* user = "bob") { return m_admin->post(QStringLiteral("/auth/tokens"), withScope(passwordLogin(user, "secret", nullptr), scope(id))); }
    QString roleId(const char* name) { return m_admin->get(QStringLiteral("/roles?name=") + QLatin1String(name)).json()[u"roles"][0][u"id"].toString(); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<TestCloud>();
        m_admin = std::make_unique<ApiClient>(m_cloud->url() + QStringLiteral("/identity/v3"), m_cloud->adminToken());
        m_alice = m_cloud->makeTenant(QStringLiteral("alice"), QStringLiteral("member"));
        m_bob = m_cloud->makeTenant(QStringLiteral("bob"), QStringLiteral("member"));
        m_carol = m_cloud->makeTenant(QStringLiteral("carol"), QStringLiteral("member"));
    }

    void comesAndGoes()
    {
        const auto answer = make();
        QCOMPARE(answer.status, 201);
        const auto trust = answer.json()[u"trust"].toObject();
        const auto id = trust[u"id"].toString();
        QCOMPARE(trust.keys(), (QStringList { QStringLiteral("deleted_at"), QStringLiteral("expires_at"), QStringLiteral("id"), QStringLiteral("impersonation"), QStringLiteral("links"), QStringLiteral("project_id"),
                                              QStringLiteral("redelegated_trust_id"), QStringLiteral("redelegation_count"), QStringLiteral("remaining_uses"), QStringLiteral("roles"), QStringLiteral("roles_links"),
                                              QStringLiteral("trustee_user_id"), QStringLiteral("trustor_user_id") }));
        QVERIFY(trust[u"links"][u"self"].toString().endsWith(path(id)));
        QCOMPARE(trust[u"redelegation_count"].toInt(), 0);
        QCOMPARE(trust[u"roles"][0][u"name"].toString(), QStringLiteral("reader"));
        for (const auto& who : { m_alice.token, m_bob.token, m_admin->token() })
            QCOMPARE(m_admin->get(path(id), who).json()[u"trust"].toObject(), trust);
        QCOMPARE(m_admin->get(path(id), m_carol.token).status, 403);
        QCOMPARE(m_admin->get(path(QStringLiteral("nothing")), m_carol.token).status, 404);
        QCOMPARE(m_admin->head(path(id), m_alice.token).status, 200);

        const auto list = m_admin->get(QStringLiteral("/OS-TRUST/trusts?trustor_user_id=") + m_alice.userId, m_alice.token);
        QCOMPARE(list.json()[u"trusts"].toArray().size(), 1);
        QVERIFY(!list.json()[u"trusts"][0].toObject().contains(u"roles"));
        QCOMPARE(m_admin->get(QStringLiteral("/OS-TRUST/trusts?trustee_user_id=") + m_bob.userId, m_bob.token).json()[u"trusts"].toArray().size(), 1);
        QCOMPARE(m_admin->get(QStringLiteral("/OS-TRUST/trusts?trustee_user_id=") + m_bob.userId, m_carol.token).status, 403);
        QCOMPARE(m_admin->get(QStringLiteral("/OS-TRUST/trusts"), m_alice.token).status, 403);
        QCOMPARE(m_admin->get(QStringLiteral("/OS-TRUST/trusts")).json()[u"trusts"].toArray().size(), 1);

        const auto roles = path(id) + QStringLiteral("/roles");
        QCOMPARE(m_admin->get(roles, m_bob.token).json()[u"roles"].toArray().size(), 1);
        const auto role = roles + u'/' + roleId("reader");
        QCOMPARE(m_admin->get(role, m_bob.token).json()[u"role"][u"name"].toString(), QStringLiteral("reader"));
        QCOMPARE(m_admin->head(role, m_bob.token).status, 200);
        QCOMPARE(m_admin->get(roles + u'/' + roleId("member"), m_bob.token).status, 404);

        QCOMPARE(m_admin->del(path(id), m_bob.token).status, 403);      // the trustee can't
        QCOMPARE(m_admin->del(path(id), m_alice.token).status, 204);
        QCOMPARE(m_admin->get(path(id)).status, 404);
        QCOMPARE(m_admin->del(path(id)).status, 404);
    }
    /// A name that is given twice means either; the rule sees one of them.
    void nobodySeesOthersTrusts()
    {
        const auto id = made();
        const auto ids = [&](const QByteArray& token, const QString& users) {
            QStringList found;
            const auto answer = m_admin->get(QStringLiteral("/OS-TRUST/trusts?") + users, token);
            const auto rows = answer.json()[u"trusts"].toArray();
            for (const auto& row : rows)
                found << row[u"id"].toString();
            return found;
        };
        const auto both = QStringLiteral("trustor_user_id=%1&trustor_user_id=%2");
        QCOMPARE(ids(m_carol.token, both.arg(m_alice.userId, m_carol.userId)), QStringList());
        QCOMPARE(ids(m_alice.token, both.arg(m_carol.userId, m_alice.userId)), QStringList { id });
        QCOMPARE(ids(m_bob.token, QStringLiteral("trustee_user_id=") + m_bob.userId), QStringList { id });
    }
    void impersonationActsAsTheTrustor()
    {
        const auto id = made();
        const auto login = use(id);
        QCOMPARE(login.status, 201);
        const auto token = login.json()[u"token"].toObject();
        QCOMPARE(token[u"user"][u"id"].toString(), m_alice.userId);
        QCOMPARE(token[u"project"][u"id"].toString(), m_alice.projectId);
        QCOMPARE(token[u"roles"].toArray().size(), 1);      // not all that alice has
        QCOMPARE(token[u"OS-TRUST:trust"].toObject(), (QJsonObject { { QStringLiteral("id"), id }, { QStringLiteral("impersonation"), true },
            { QStringLiteral("trustor_user"), QJsonObject { { QStringLiteral("id"), m_alice.userId } } }, { QStringLiteral("trustee_user"), QJsonObject { { QStringLiteral("id"), m_bob.userId } } } }));
        const auto bearer = login.header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/users/") + m_alice.userId, bearer).status, 200);
        // What is lent is not lent on.
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(bearer, QJsonValue(QJsonValue::Undefined))).status, 403);
        QCOMPARE(make({}, bearer).status, 403);
        QCOMPARE(m_admin->post(QStringLiteral("/users/%1/application_credentials").arg(m_alice.userId), fromJson(R"({"application_credential":{"name":"x"}})"), bearer).status, 403);
    }
    void withoutImpersonationTheTrusteeStaysHimself()
    {
        const auto login = use(made({ { QStringLiteral("impersonation"), false } }));
        QCOMPARE(login.json()[u"token"][u"user"][u"id"].toString(), m_bob.userId);
        QCOMPARE(login.json()[u"token"][u"project"][u"id"].toString(), m_alice.projectId);
        QCOMPARE(m_admin->get(QStringLiteral("/projects/") + m_alice.projectId, login.header("x-subject-token")).status, 200);
    }
    void othersCantUseIt()
    {
        const auto id = made();
        QCOMPARE(use(id, "carol").status, 403);
        QCOMPARE(use(id, "alice").status, 403);
        QCOMPARE(use(QStringLiteral("nothing")).status, 404);
        auto wrong = withScope(passwordLogin("bob", "wrong", nullptr), scope(id));
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), wrong).status, 401);
    }
    void usesAreCounted()
    {
        const auto id = made({ { QStringLiteral("remaining_uses"), 2 } });
        const auto first = use(id).header("x-subject-token");
        QCOMPARE(m_admin->get(path(id)).json()[u"trust"][u"remaining_uses"].toInt(), 1);
        QCOMPARE(use(id).status, 201);
        QCOMPARE(use(id).status, 404);
        QCOMPARE(m_admin->get(path(id)).status, 404);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), first).status, 200);      // tokens got before stay
    }
    void usesAreCountedUnderContention()
    {
        const auto id = made({ { QStringLiteral("remaining_uses"), 5 } });
        const auto body = tokenLogin(m_bob.token, scope(id));
        std::atomic<int> good = 0;
        std::vector<std::thread> all;
        for (int i = 0; i < 4; ++i)
            all.emplace_back([&] {
                ApiClient client(m_admin->baseUrl());
                for (int k = 0; k < 4; ++k)
                    good += client.post(QStringLiteral("/auth/tokens"), body).status == 201 ? 1 : 0;
            });
        for (auto& one : all)
            one.join();
        QCOMPARE(good.load(), 5);
    }
    void endsInTime()
    {
        const auto soon = toString(Clock::now().addSeconds(60), TimeFormat::SecondsZ);
        const auto id = made({ { QStringLiteral("expires_at"), soon } });
        const auto shown = m_admin->get(path(id)).json()[u"trust"][u"expires_at"].toString();
        QCOMPARE(shown, soon.chopped(1) + QStringLiteral(".000000Z"));
        const auto login = use(id);
        QCOMPARE(login.json()[u"token"][u"expires_at"].toString(), shown);      // no longer than the trust
        Clock::shift(120);
        QCOMPARE(use(id).status, 404);
        QCOMPARE(m_admin->get(path(id)).status, 404);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), login.header("x-subject-token")).status, 401);
        Clock::shift(-120);
    }
    void diesWithTheRolesOfTheTrustor()
    {
        const auto id = made();
        const auto bearer = use(id).header("x-subject-token");
        const auto grant = QStringLiteral("/projects/%1/users/%2/roles/%3").arg(m_alice.projectId, m_alice.userId, roleId("member"));
        QCOMPARE(m_admin->del(grant).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 401);
        QCOMPARE(use(id).status, 403);
        QCOMPARE(m_admin->put(grant).status, 204);
        QCOMPARE(use(id).status, 201);
    }
    void diesWithItsParties()
    {
        const auto id = made();
        const auto bearer = use(id).header("x-subject-token");
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + m_bob.userId, fromJson(R"({"user":{"enabled":false}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 401);      // though the token is alice's
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + m_bob.userId, fromJson(R"({"user":{"enabled":true}})")).status, 200);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 401);      // revoked for good
        QCOMPARE(m_admin->patch(QStringLiteral("/users/") + m_alice.userId, fromJson(R"({"user":{"enabled":false}})")).status, 200);
        QCOMPARE(use(id).status, 403);
        QCOMPARE(m_admin->del(QStringLiteral("/users/") + m_alice.userId).status, 204);
        QCOMPARE(m_admin->get(path(id)).status, 404);
        QCOMPARE(use(id).status, 404);
    }
    void diesWithItsProject()
    {
        const auto id = made();
        QCOMPARE(m_admin->del(QStringLiteral("/projects/") + m_alice.projectId).status, 204);
        QCOMPARE(use(id).status, 404);
    }
    void deletingEndsItsTokens()
    {
        const auto id = made();
        const auto bearer = use(id).header("x-subject-token");
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 200);
        QCOMPARE(m_admin->del(path(id), m_alice.token).status, 204);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), bearer).status, 401);
    }
    void redelegationStaysInsideOfTheFirst()
    {
        const auto end = toString(Clock::now().addSeconds(600), TimeFormat::SecondsZ);
        const auto late = toString(Clock::now().addSeconds(900), TimeFormat::SecondsZ);
        const auto parent = made({ { QStringLiteral("allow_redelegation"), true }, { QStringLiteral("redelegation_count"), 2 }, { QStringLiteral("expires_at"), end } });
        QCOMPARE(m_admin->get(path(parent)).json()[u"trust"][u"redelegation_count"].toInt(), 2);
        const auto bearer = use(parent).header("x-subject-token");
        const auto toCarol = [&](QJsonObject more) {
            more.insert(QStringLiteral("trustee_user_id"), m_carol.userId);
            return make(more, bearer);
        };
        QCOMPARE(toCarol({ { QStringLiteral("roles"), QJsonArray { fromJson(R"({"name":"member"})") } } }).status, 403);
        QCOMPARE(toCarol({ { QStringLiteral("expires_at"), late } }).status, 403);
        QCOMPARE(toCarol({ { QStringLiteral("remaining_uses"), 3 } }).status, 403);
        QCOMPARE(toCarol({ { QStringLiteral("allow_redelegation"), true }, { QStringLiteral("redelegation_count"), 3 } }).status, 403);
        const auto child = toCarol({ { QStringLiteral("allow_redelegation"), true } });
        QCOMPARE(child.status, 201);
        const auto id = child.json()[u"trust"][u"id"].toString();
        QCOMPARE(child.json()[u"trust"][u"redelegated_trust_id"].toString(), parent);
        QCOMPARE(child.json()[u"trust"][u"redelegation_count"].toInt(), 1);
        QCOMPARE(child.json()[u"trust"][u"expires_at"].toString(), end.chopped(1) + QStringLiteral(".000000Z"));
        const auto carols = use(id, "carol");
        QCOMPARE(carols.status, 201);
        QCOMPARE(carols.json()[u"token"][u"user"][u"id"].toString(), m_alice.userId);
        // Once more, and then no further.
        const auto grandchild = make({ { QStringLiteral("allow_redelegation"), true } }, carols.header("x-subject-token"));
        QCOMPARE(grandchild.json()[u"trust"][u"redelegation_count"].toInt(), 0);
        QCOMPARE(make({}, use(grandchild.json()[u"trust"][u"id"].toString()).header("x-subject-token")).status, 403);
        // All go with the first.
        QCOMPARE(m_admin->del(path(parent), m_alice.token).status, 204);
        QCOMPARE(use(id, "carol").status, 404);
        QCOMPARE(m_admin->get(QStringLiteral("/auth/projects"), carols.header("x-subject-token")).status, 401);
    }
    void redelegationWithoutImpersonationStandsOnTheFirstTrustorsRoles()
    {
        const QJsonObject plain { { QStringLiteral("allow_redelegation"), true }, { QStringLiteral("impersonation"), false } };
        const auto bearer = use(made(plain)).header("x-subject-token");
        QCOMPARE(make({ { QStringLiteral("trustor_user_id"), m_bob.userId }, { QStringLiteral("trustee_user_id"), m_carol.userId } }, bearer).status, 403);      // impersonation was not lent
        const auto child = make({ { QStringLiteral("trustor_user_id"), m_bob.userId }, { QStringLiteral("trustee_user_id"), m_carol.userId }, { QStringLiteral("impersonation"), false } }, bearer);
        QCOMPARE(child.status, 201);
        QCOMPARE(use(child.json()[u"trust"][u"id"].toString(), "carol").status, 201);
        QCOMPARE(m_admin->del(QStringLiteral("/projects/%1/users/%2/roles/%3").arg(m_alice.projectId, m_alice.userId, roleId("member"))).status, 204);
        QCOMPARE(use(child.json()[u"trust"][u"id"].toString(), "carol").status, 403);
    }
    void applicationCredentialsTrustNoMoreThanTheyHave()
    {
        const auto robot = [&](const char* json) {
            const auto credential = m_admin->post(QStringLiteral("/users/%1/application_credentials").arg(m_alice.userId), { { QStringLiteral("application_credential"), fromJson(json) } }, m_alice.token)
                                        .json()[u"application_credential"].toObject();
            const QJsonObject method { { QStringLiteral("id"), credential[u"id"] }, { QStringLiteral("secret"), credential[u"secret"] } };
            const QJsonObject identity { { QStringLiteral("methods"), QJsonArray { QStringLiteral("application_credential") } }, { QStringLiteral("application_credential"), method } };
            return m_admin->post(QStringLiteral("/auth/tokens"), { { QStringLiteral("auth"), QJsonObject { { QStringLiteral("identity"), identity } } } }).header("x-subject-token");
        };
        const auto restricted = robot(R"({"name":"restricted"})");
        QVERIFY(!restricted.isEmpty());
        QCOMPARE(make({}, restricted).status, 403);
        const auto reader = robot(R"({"name":"reader","unrestricted":true,"roles":[{"name":"reader"}]})");
        QCOMPARE(make({}, reader).status, 201);
        QCOMPARE(make({ { QStringLiteral("roles"), QJsonArray { fromJson(R"({"name":"member"})") } } }, reader).status, 404);
        // One can't use a trust either: it is for its own project.
        QCOMPARE(m_admin->post(QStringLiteral("/auth/tokens"), tokenLogin(reader, scope(made()))).status, 401);
    }
    void refusesWhatIsWrong()
    {
        QCOMPARE(make({}, m_bob.token).status, 403);      // in alice's name
        QCOMPARE(make({}, m_admin->token()).status, 403);
        QCOMPARE(make({ { QStringLiteral("trustee_user_id"), QStringLiteral("nobody") } }).status, 404);
        QCOMPARE(make({ { QStringLiteral("project_id"), QStringLiteral("nowhere") } }).status, 404);
        QCOMPARE(make({ { QStringLiteral("roles"), QJsonArray {} } }).status, 403);
        QCOMPARE(make({ { QStringLiteral("roles"), QJsonArray { fromJson(R"({"name":"admin"})") } } }).status, 404);      // alice has it not
        QCOMPARE(make({ { QStringLiteral("roles"), QJsonArray { fromJson(R"({"id":"unknown"})") } } }).status, 404);
        QCOMPARE(make({ { QStringLiteral("expires_at"), QStringLiteral("2001-01-01T00:00:00Z") } }).status, 400);
        QCOMPARE(make({ { QStringLiteral("allow_redelegation"), true }, { QStringLiteral("remaining_uses"), 1 } }).status, 400);
        QCOMPARE(make({ { QStringLiteral("allow_redelegation"), true }, { QStringLiteral("redelegation_count"), 9 } }).status, 403);
        const auto wrong = make({ { QStringLiteral("impersonation"), QStringLiteral("maybe") }, { QStringLiteral("remaining_uses"), 0 }, { QStringLiteral("expires_at"), QStringLiteral("bad.123Z") }, { QStringLiteral("nonsense"), 1 } });
        QCOMPARE(wrong.status, 400);
        for (const auto* field : { "trust.impersonation", "trust.remaining_uses", "trust.expires_at", "trust.nonsense" })
            QVERIFY2(wrong.fault().contains(QLatin1String(field)), qPrintable(wrong.fault()));
        QCOMPARE(m_admin->post(QStringLiteral("/OS-TRUST/trusts"), {}, m_alice.token).status, 400);
    }
};
SKYLAB_TEST(TrustsTest)
#include "TrustsTest.moc"
