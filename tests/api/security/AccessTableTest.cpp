#include "Belongings.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

using Listed = service::Pipeline::Listed;
using Whose = Belongings::Whose;

/// A row of a short list of routes that are as they are for a reason. `path` is the beginning of "METHOD path[ action]".
struct Exception {
    const char* route;
    const char* reason;
};

/// Routes that ask for no token.
constexpr Exception publicRoutes[] = {
    { "GET /identity/", "versions" },
    { "GET /identity/v3/", "versions" },
    { "POST /identity/v3/auth/tokens", "logging in" },
    { "POST /identity/v3/users/{user_id}/password", "the old password is in the body: who is told to change it gets no token" },
    { "POST /identity/v3/OS-OAUTH1/request_token", "signed by the consumer" },
    { "POST /identity/v3/OS-OAUTH1/access_token", "signed by the consumer" },
    { "GET /compute/", "versions" },
    { "GET /compute/v2", "versions" },
    { "GET /compute/v2.1", "versions" },
    { "GET /console/ws", "the console's own token is in the query" },
    { "GET /console/{file*}", "the console's page, the same for all" },
    { "GET /image/", "versions" },
    { "GET /image/v2", "versions" },
    { "GET /image/versions", "versions" },
    { "GET /network", "versions" },
    { "GET /network/", "versions" },
    { "GET /placement/", "versions" },
    { "GET /volume/", "versions" },
    { "GET /volume/v3", "versions" },
    { "GET /skylab/", "versions" },
    { "GET /skylab/v1", "versions" },
    { "GET /object-store/crossdomain.xml", "the same for all" },
    { "GET /object-store/healthcheck", "the same for all" },
    { "GET /object-store/info", "what the store can do" },
    { "* /object-store/endpoints", "a refusal: the middleware is not there" },
    { "* /object-store/endpoints/{path*}", "a refusal: the middleware is not there" },
    { "* /object-store/v1/endpoints", "a refusal: the middleware is not there" },
    { "* /object-store/v1/endpoints/{path*}", "a refusal: the middleware is not there" },
    { "* /object-store/v1/{account}", "public containers, signed addresses, CORS: the handler decides" },
    { "* /object-store/v1/{account}/{container}", "public containers, signed addresses, CORS: the handler decides" },
    { "* /object-store/v1/{account}/{container}/{object*}", "public containers, signed addresses, CORS: the handler decides" },
};

/// Writes by their method that are not refused to a reader with 403.
constexpr Exception readersMay[] = {
    { "DELETE /identity/v3/auth/tokens", "one's own token" },
    { "POST /compute/v2.1/os-keypairs", "of the user, not of the project" },
    { "DELETE /compute/v2.1/os-keypairs/{key_name}", "of the user, not of the project" },
    { "POST /volume/v3/volumes/{volume_id}/action os-show_image_metadata", "only reads" },
    { "POST /skylab/v1/fit", "only asks whether there is room" },
};
/// Where others may tell what is there from what is not, or are answered.
constexpr Exception told[] = {
    { "* /identity/v3/OS-TRUST/trusts/{trust_id}", "Keystone says 404 for no trust on purpose (its bug 1840288); the ids can't be guessed" },
    { "* /identity/v3/OS-TRUST/trusts/{trust_id}/roles", "the same" },
    { "* /identity/v3/OS-TRUST/trusts/{trust_id}/roles/{role_id}", "the same" },
    { "POST /volume/v3/os-volume-transfer/{transfer_id}/accept", "whoever has the id and its key may accept: a wrong key is 400" },
    { "POST /volume/v3/volume-transfers/{transfer_id}/accept", "the same" },
    { "GET /compute/v2.1/os-quota-sets/{project_id}/defaults", "the cloud's defaults, the same for every project" },
};
/// What even an administrator is refused.
constexpr Exception nobodyMay[] = {
    { "POST /identity/v3/users/{user_id}/application_credentials", "each for themselves: it would carry the user's roles" },
    { "POST /identity/v3/OS-TRUST/trusts", "only the trustor, by whose name it acts" },
    { "POST /identity/v3/ec2tokens", "the signature is wrong" },
};

QString nameOf(const Listed& listed)
{
    auto name = QString::fromLatin1(listed.route->method) + u' ' + listed.fullPath;
    return listed.route->action.isEmpty() ? name : name + u' ' + listed.route->action;
}

template <std::size_t size>
int indexIn(const Exception (&list)[size], const Listed& listed)
{
    for (std::size_t i = 0; i < size; ++i) {
        const auto route = QString::fromLatin1(list[i].route);
        if (route == nameOf(listed) || route == QStringLiteral("* ") + listed.fullPath)
            return int(i);
    }
    return -1;
}

bool writes(const Listed& listed) { return listed.route->method != "GET" && listed.route->method != "HEAD" && listed.route->method != "OPTIONS"; }

/// Whether the rule lets nobody in who is only a member of a project. Read from the rule's text, not asked of the policy.
bool isAdministrators(const QString& check)
{
    const auto alternatives = QString(check).replace(QStringLiteral("rule:project_member_or_admin"), QStringLiteral("role:member")).replace(QStringLiteral("rule:project_reader_or_admin"), QStringLiteral("role:reader")).split(QStringLiteral(" or "));
    return std::all_of(alternatives.begin(), alternatives.end(), [](const QString& one) {
        for (const auto* word : { "admin_required", "role:admin", "role:service", "role:ResellerAdmin", "role:manager", "system_scope:all", "domain_id:" })
            if (one.contains(QLatin1String(word)))
                return true;
        return false;
    });
}

} // namespace

/// Every route of every service, as the pipeline itself lists them, asked by everybody: a new one is asked the day it appears.
class AccessTableTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SecurityCloud> m_cloud;
    std::unique_ptr<Belongings> m_things;
    SecurityCloud::Person m_owner, m_reader, m_other, m_otherReader;
    QHash<QString, QByteArray> m_before;
    QStringList m_faults;

    Answer ask(const Listed& listed, Whose whose, const QByteArray& token, const QString& query = {})
    {
        const auto path = m_things->path(listed, whose) + query;
        const auto& route = *listed.route;
        const auto& traits = listed.service->traits();
        ApiClient::Headers headers;
        if (!traits.versionWord.isEmpty()) {
            const auto version = route.until.isNull() ? traits.maxVersion : route.until;
            headers << std::pair { QByteArray("OpenStack-API-Version"), traits.versionWord + ' ' + QByteArray::number(version.major) + '.' + QByteArray::number(version.minor) };
        }
        if (route.method == "COPY")
            headers << std::pair { QByteArray("Destination"), QByteArray("alpha-only/stolen") };
        QByteArray body, type;
        if (route.method == "POST" || route.method == "PUT" || route.method == "PATCH") {
            body = m_things->body(listed, whose);
            type = route.body == service::BodyKind::Stream ? "application/octet-stream" : listed.fullPath == u"/image/v2/images/{image_id}" ? "application/openstack-images-v2.1-json-patch" : "application/json";
        }
        return m_cloud->client().sendBytes(route.method, path, body, type, token, headers);
    }
    void expect(bool holds, const Listed& listed, const char* who, const Answer& answer)
    {
        if (!holds)
            m_faults << QStringLiteral("%1 asks %2: %3 %4").arg(text(who), nameOf(listed)).arg(answer.status).arg(QString::fromUtf8(answer.body.left(200)).simplified());
    }
    void verdict()
    {
        const auto all = std::exchange(m_faults, {});
        for (const auto& fault : all)      // Qt Test cuts long messages
            qWarning().noquote() << fault;
        QVERIFY2(all.isEmpty(), qPrintable(QStringLiteral("%1 findings, see the warnings").arg(all.size())));
    }
    /// All that the owner sees of what is the owner's.
    QHash<QString, QByteArray> look()
    {
        QHash<QString, QByteArray> seen;
        for (const auto& listed : m_cloud->routes())
            if (listed.route->method == "GET" && m_things->isPrivate(listed) && listed.route->access != service::Access::Public && !isVolatile(listed))
                for (const auto& token : { m_owner.token, m_cloud->admin().token })
                    if (const auto answer = ask(listed, Whose::Owners, token); answer.status == 200)
                        seen[nameOf(listed) + QString::fromLatin1(token.right(8))] = m_things->anonymous(answer.body);
        return seen;
    }
    /// What changes by itself.
    static bool isVolatile(const Listed& listed)
    {
        return listed.fullPath.contains(QStringLiteral("diagnostics")) || listed.fullPath.contains(QStringLiteral("metrics")) || listed.fullPath.contains(QStringLiteral("simple-tenant-usage")) || listed.fullPath.contains(QStringLiteral("uptime"));
    }
    void nothingHasChanged()
    {
        m_cloud->settle();
        const auto now = look();
        QStringList changed;
        for (auto it = m_before.begin(); it != m_before.end(); ++it)
            if (now.value(it.key()) != it.value())
                changed << it.key() + QStringLiteral("\n  was ") + QString::fromUtf8(it.value().left(600)) + QStringLiteral("\n  is  ") + QString::fromUtf8(now.value(it.key()).left(600));
        QVERIFY2(changed.isEmpty(), qPrintable(changed.join(u'\n')));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<SecurityCloud>();
        const auto alpha = m_cloud->makeProject(text("alpha")), beta = m_cloud->makeProject(text("beta")), third = m_cloud->makeProject(text("gamma"));
        m_owner = m_cloud->makePerson(text("alice"), text("member"), alpha);
        m_reader = m_cloud->makePerson(text("rita"), text("reader"), alpha);
        m_other = m_cloud->makePerson(text("bob"), text("member"), beta);
        m_otherReader = m_cloud->makePerson(text("bert"), text("reader"), beta);
        m_things = std::make_unique<Belongings>(*m_cloud, m_owner, m_reader, third);
        m_before = look();
        QVERIFY2(m_before.size() > 150, qPrintable(QString::number(m_before.size())));
    }
    void cleanupTestCase()
    {
        m_things.reset();
        m_cloud.reset();
    }
    void knowsEveryArgument()
    {
        QVERIFY(m_cloud->routes().size() > 1000);
        for (const auto& listed : m_cloud->routes()) {
            QString unknown;
            if (m_things->path(listed, Whose::Owners, &unknown).isEmpty())
                m_faults << QStringLiteral("Belongings does not know what %1 is (%2).").arg(unknown, nameOf(listed));
        }
        m_faults.removeDuplicates();
        verdict();
    }
    void strangersGetNothing()
    {
        QSet<int> used;
        for (const auto& listed : m_cloud->routes()) {
            const auto path = m_things->path(listed, Whose::Owners);
            const auto exception = indexIn(publicRoutes, listed);
            used << exception;
            if ((exception >= 0) != (listed.route->access != service::Access::Token))
                m_faults << nameOf(listed) + QStringLiteral(": is it public or not?");
            const auto without = ask(listed, Whose::Owners, {}), wrong = ask(listed, Whose::Owners, "gAAAAABnonsense");
            if (listed.route->access != service::Access::Public && listed.route->method != "OPTIONS") {
                expect(without.status == 401, listed, "a stranger", without);
                expect(wrong.status == 401, listed, "a bad token", wrong);
                expect(without.headers.contains("www-authenticate"), listed, "a stranger (WWW-Authenticate)", without);
            }
            if (m_things->isPrivate(listed)) {
                expect(without.status >= 400 || listed.route->method == "OPTIONS", listed, "a stranger", without);
                expect(!without.body.contains(Belongings::mark) || path.contains(text(Belongings::mark)), listed, "a stranger", without);
            }
        }
        for (std::size_t i = 0; i < std::size(publicRoutes); ++i)
            if (!used.contains(int(i)))
                m_faults << QStringLiteral("No route is %1, which is said to be public.").arg(text(publicRoutes[i].route));
        verdict();
        nothingHasChanged();
    }
    void otherTenantsLearnNothing_data()
    {
        QTest::addColumn<bool>("reads");
        QTest::newRow("member") << false;
        QTest::newRow("reader") << true;
    }
    void otherTenantsLearnNothing()
    {
        QFETCH(bool, reads);
        const auto& who = reads ? m_otherReader : m_other;
        for (const auto& listed : m_cloud->routes()) {
            if (listed.route->access == service::Access::Public)
                continue;
            const auto answer = ask(listed, Whose::Owners, who.token);
            if (!m_things->isPrivate(listed)) {
                const auto sent = m_things->body(listed, Whose::Owners);
                for (const auto& id : m_things->privateIds())
                    expect(!answer.body.contains(id.toUtf8()) || sent.contains(id.toUtf8()), listed, "another tenant, told an id,", answer);
                continue;
            }
            if (indexIn(told, listed) >= 0)
                continue;
            expect(answer.status == 403 || answer.status == 404 || answer.status == 410, listed, "another tenant", answer);
            const auto nothing = ask(listed, Whose::Nobodys, who.token);
            expect(answer.status == nothing.status, listed, "another tenant, as for nothing,", answer);
            expect(m_things->anonymous(answer.body) == m_things->anonymous(nothing.body), listed, "another tenant, in the same words as for nothing,", answer);
            if (m_things->anonymous(answer.body) != m_things->anonymous(nothing.body))
                m_faults << text("    but ") + QString::fromUtf8(nothing.body.left(200)).simplified();
        }
        verdict();
        nothingHasChanged();
    }
    void listsKeepToTheirProject_data()
    {
        QTest::addColumn<QString>("query");
        QTest::newRow("as they are") << QString();
        for (const auto* query : { "all_tenants=1", "all_projects=true", "project_id=%1", "tenant_id=%1", "owner=%1", "user_id=%2", "owner=%1&visibility=all", "member_status=all&visibility=shared", "deleted=true", "host=x&all_tenants=True", "name=alpha-only" })
            QTest::newRow(query) << text(query);
    }
    void listsKeepToTheirProject()
    {
        QFETCH(QString, query);
        if (query.contains(text("%1")))
            query = query.arg(m_owner.projectId);
        query.replace(text("%2"), m_owner.userId);
        for (const auto& listed : m_cloud->routes()) {
            if (listed.route->method != "GET" || listed.route->access == service::Access::Public || m_things->isPrivate(listed))
                continue;
            const auto answer = ask(listed, Whose::Owners, m_other.token, u'?' + query);
            expect(answer.status < 500, listed, "another tenant", answer);
            for (const auto& id : m_things->privateIds())
                expect(!answer.body.contains(id.toUtf8()) || query.contains(id), listed, qPrintable(query), answer);
        }
        verdict();
    }
    void readersChangeNothing()
    {
        for (const auto& listed : m_cloud->routes()) {
            if (!writes(listed) || listed.route->access == service::Access::Public)
                continue;
            const auto answer = ask(listed, Whose::Owners, m_reader.token);
            expect(answer.status == 403 || answer.status == 410 || indexIn(readersMay, listed) >= 0, listed, "a reader", answer);
        }
        verdict();
        nothingHasChanged();
    }
    void membersAreNoAdministrators()
    {
        int count = 0;
        for (const auto& listed : m_cloud->routes()) {
            if (listed.route->access != service::Access::Token || !isAdministrators(listed.route->check))
                continue;
            ++count;
            const auto answer = ask(listed, Whose::Owners, m_owner.token);
            expect(answer.status == 403, listed, "a member", answer);
        }
        QVERIFY2(count > 300, qPrintable(QString::number(count)));
        verdict();
        nothingHasChanged();
    }
    void administratorsMayAll()
    {
        for (const auto& listed : m_cloud->routes()) {
            if (listed.route->access == service::Access::Public)
                continue;
            const auto answer = ask(listed, writes(listed) ? Whose::Nobodys : Whose::Owners, m_cloud->admin().token);
            expect((answer.status != 401 && answer.status != 403) || indexIn(nobodyMay, listed) >= 0, listed, "the administrator", answer);
            expect(answer.status < 500 || answer.status == 501, listed, "the administrator", answer);
        }
        verdict();
    }
};
SKYLAB_TEST(AccessTableTest)
#include "AccessTableTest.moc"
