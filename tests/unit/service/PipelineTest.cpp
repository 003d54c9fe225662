#include "Toys.h"

#include "service/Pipeline.h"
#include "service/extension/SkylabService.h"
#include "support/TestMain.h"

#include <QTemporaryFile>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
QByteArray toyNamed(const char* name) { return QByteArrayLiteral("{\"toy\":{\"name\":\"") + name + "\",\"size\":1}}"; }
} // namespace

class PipelineTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<service::Chassis> m_chassis;
    std::unique_ptr<ToyService> m_toys;
    std::unique_ptr<service::Pipeline> m_pipeline;
    ToyAuthenticator m_authenticator;
    http::Response m_last;

    QJsonObject call(const QByteArray& method, const QByteArray& target, const QByteArray& body = {}, const QByteArray& token = "p1:member", const QByteArray& version = {})
    {
        http::Request request;
        request.method = method;
        request.target = target;
        request.path = target.split('?')[0];
        request.rawQuery = target.mid(request.path.size() + 1);
        request.host = "cloud:5000";
        if (!token.isEmpty())
            request.headers.add("X-Auth-Token", token);
        if (!version.isEmpty())
            request.headers.add("OpenStack-API-Version", "toy " + version);
        request.contentLength = body.size();
        http::MemoryBody reader(body);
        m_last = m_pipeline->handle(request, reader);
        return QJsonDocument::fromJson(m_last.bytes()).object();
    }

private Q_SLOTS:
    void init()
    {
        m_chassis = service::Chassis::open({ .dataDir = m_dir.filePath(QString::number(QTest::currentTestFunction()[0]) + QLatin1String(QTest::currentTestFunction())) }).value();
        m_toys = std::make_unique<ToyService>(*m_chassis);
        QVERIFY(m_toys->open());
        m_chassis->setAuthenticator(&m_authenticator);
        m_pipeline = std::make_unique<service::Pipeline>(*m_chassis);
        const auto added = m_pipeline->addService(*m_toys);
        QVERIFY2(added, qPrintable(added ? QString() : added.error().message));
        QVERIFY(m_chassis->events().start());
    }
    void cleanup()
    {
        m_pipeline.reset();
        m_chassis->tasks().stop();
        m_chassis->events().stop();
        m_toys.reset();
        m_chassis.reset();
    }
    /// What was parsed for one row is remembered for the next: more rows than are remembered, each twice.
    void rowsKeepTheirOwnDocuments()
    {
        using Toys = service::Store<ToyRow>;
        constexpr int count = 24;
        const auto written = m_toys->database().write([&](db::Transaction& transaction) -> Result<> {
            for (int i = 0; i < count; ++i) {
                ToyRow row;
                row.id = QStringLiteral("%1").arg(i, 3, 10, QLatin1Char('0'));
                row.parts.resize(std::size_t(i % 12));
                for (auto& part : row.parts)
                    part.colour = QString::number(i % 12);
                if (i % 12)
                    row.metadata.insert(QStringLiteral("n"), QString::number(i % 12));
                TRY(Toys::insert(transaction, row));
            }
            return {};
        });
        QVERIFY(written);
        const auto rows = m_toys->database().read([](db::Connection& connection) { return Toys::select(connection); });
        QVERIFY(rows && rows->size() == std::size_t(count));
        for (int i = 0; i < count; ++i) {
            QCOMPARE((*rows)[std::size_t(i)].parts, std::vector<Part>(std::size_t(i % 12), Part { QString::number(i % 12) }));
            QCOMPARE((*rows)[std::size_t(i)].metadata.value(QStringLiteral("n")), i % 12 ? QString::number(i % 12) : QString());
        }
    }
    void makesShowsChangesRemoves()
    {
        auto toy = call("POST", "/toy/v2.1/toys", R"({"toy":{"name":"ball","size":"3","metadata":{"a":"b"},"parts":[{"colour":"red"}]}})")[u"toy"].toObject();
        QCOMPARE(m_last.status, 201);
        QCOMPARE(toy[u"parts"][0][u"colour"].toString(), QStringLiteral("red"));
        QVERIFY(!toy.contains(u"secret") && !toy.contains(u"shared"));
        QVERIFY(call("GET", "/toy/v2.1/toys/toy-ball", {}, "p1:reader", "2.5")[u"toy"].toObject().contains(u"shared"));
        toy = call("PUT", "/toy/v2.1/toys/toy-ball", R"({"toy":{"size":4}})")[u"toy"].toObject();
        QCOMPARE(toy[u"size"].toInt(), 4);
        QCOMPARE(toy[u"metadata"][u"a"].toString(), QStringLiteral("b"));
        call("DELETE", "/toy/v2.1/toys/toy-ball");
        QCOMPARE(m_last.status, 204);
        call("GET", "/toy/v2.1/toys/toy-ball");
        QCOMPARE(m_last.status, 404);
        QVERIFY(m_last.bytes().contains("itemNotFound"));
        m_chassis->events().flush();
        QCOMPARE(m_chassis->events().since(0, 10, service::ProjectScope::of(QStringLiteral("p1")))->size(), std::size_t(1));
    }
    void asksRulesAboutTheResource()
    {
        call("POST", "/toy/v2.1/toys", R"({"toy":{"name":"mine"}})");
        call("GET", "/toy/v2.1/mine/toy-mine");
        QCOMPARE(m_last.status, 200);
        call("GET", "/toy/v2.1/mine/toy-theirs");
        QCOMPARE(m_last.status, 403);
    }
    /// What a service adds to Skylab's own API is there once the service of that place is, whichever comes first.
    void mountsExtensions()
    {
        call("GET", "/skylab/v1/toys/ball");
        QCOMPARE(m_last.status, 404);
        service::SkylabService skylab(*m_chassis);
        QVERIFY(m_pipeline->addService(skylab));
        QCOMPARE(call("GET", "/skylab/v1/toys/ball")[u"toy"].toString(), QStringLiteral("ball"));
        QCOMPARE(m_last.status, 200);
        QVERIFY(!m_last.headers.contains("OpenStack-API-Version"));
        call("GET", "/skylab/v1/toys/none");
        QCOMPARE(m_last.status, 404);
        QVERIFY(m_last.bytes().contains("\"error\""));      // Keystone's shape, not the toys'
        call("GET", "/skylab/v1/toys/ball", {}, "p1:nobody");
        QCOMPARE(m_last.status, 403);
        call("GET", "/skylab/v1/toys/ball", {}, {});
        QCOMPARE(m_last.status, 401);
        QVERIFY(call("GET", "/skylab/v1")[u"version"][u"features"].toArray().contains(QStringLiteral("toys")));
    }
    void tellsWhichRulesHold()
    {
        service::SkylabService skylab(*m_chassis);
        QVERIFY(m_pipeline->addService(skylab));
        const auto rules = [&](const QByteArray& token, const QByteArray& query = {}) { return call("GET", "/skylab/v1/policy" + query, {}, token)[u"policy"][u"rules"].toObject(); };
        auto mine = rules("p1:reader");
        QCOMPARE(mine[u"toy:read"].toBool(), true);
        QCOMPARE(mine[u"toy:write"].toBool(true), false);
        QCOMPARE(mine[u"skylab:policy"].toBool(), true);
        QVERIFY(!mine.contains(u"admin_required") && !mine.contains(u"default"));      // no route asks these
        mine = rules("p1:member", "?service=toy");
        QCOMPARE(mine[u"toy:write"].toBool(), true);
        QVERIFY(!mine.contains(u"skylab:policy"));
        QCOMPARE(rules("p1:nobody")[u"toy:read"].toBool(true), false);
        call("GET", "/skylab/v1/policy?service=games");
        QCOMPARE(m_last.status, 400);
        QVERIFY(m_last.bytes().contains("There are skylab, toy."));
    }
    void keepsTenantsApart()
    {
        call("POST", "/toy/v2.1/toys", R"({"toy":{"name":"mine"}})");
        call("GET", "/toy/v2.1/toys/toy-mine", {}, "p2:member");
        QCOMPARE(m_last.status, 404);
        QCOMPARE(call("GET", "/toy/v2.1/toys", {}, "p2:member")[u"toys"].toArray().size(), 0);
        QCOMPARE(call("GET", "/toy/v2.1/toys?all_tenants=1", {}, "p2:member")[u"toys"].toArray().size(), 0);
        QCOMPARE(call("GET", "/toy/v2.1/toys?all_tenants=1", {}, "p2:admin")[u"toys"].toArray().size(), 1);
    }
    void asksForTokenBeforeItTellsWhatExists()
    {
        for (const auto* path : { "/toy/v2.1/toys", "/toy/v2.1/nothing" }) {
            call("GET", path, {}, {});
            QCOMPARE(m_last.status, 401);
            QVERIFY(m_last.headers.contains("WWW-Authenticate"));
        }
        call("GET", "/toy/v2.1/nothing");
        QCOMPARE(m_last.status, 404);
        call("PATCH", "/toy/v2.1/toys");
        QCOMPARE(m_last.status, 405);
        call("POST", "/toy/v2.1/toys", R"({"toy":{"name":"a"}})", "p1:reader");
        QCOMPARE(m_last.status, 403);
        call("GET", "/elsewhere");
        QCOMPARE(m_last.status, 404);
    }
    void negotiatesVersions()
    {
        call("GET", "/toy/v2.1/toys", {}, "p1:reader", "2.3");
        QCOMPARE(m_last.headers.value("OpenStack-API-Version"), QByteArray("toy 2.3"));
        QCOMPARE(m_last.headers.value("X-Toy-Version"), QByteArray("2.3"));
        call("GET", "/toy/v2.1/toys", {}, "p1:reader", "latest");
        QCOMPARE(m_last.headers.value("X-Toy-Version"), QByteArray("2.9"));
        call("GET", "/toy/v2.1/toys", {}, "p1:reader", "9.9");
        QCOMPARE(m_last.status, 406);
        QVERIFY(m_last.bytes().contains("computeFault"));
        call("GET", "/toy/v2.1/toys", {}, "p1:reader", "abc");
        QCOMPARE(m_last.status, 400);
    }
    void dispatchesActionsByNameAndVersion()
    {
        call("POST", "/toy/v2.1/toys", R"({"toy":{"name":"car"}})");
        call("POST", "/toy/v2.1/toys/toy-car/action", R"({"wind":null})");
        QCOMPARE(m_last.status, 202);
        call("POST", "/toy/v2.1/toys/toy-car/action", R"({"unwind":null})");
        QCOMPARE(m_last.status, 404);
        call("POST", "/toy/v2.1/toys/toy-car/action", R"({"unwind":null})", "p1:member", "2.7");
        QCOMPARE(m_last.status, 202);
        call("POST", "/toy/v2.1/toys/toy-car/action", R"({"fly":null})");
        QCOMPARE(m_last.status, 400);
        QCOMPARE(m_toys->winds, 2);
    }
    void pagesByKeyset()
    {
        for (const auto* name : { "d", "a", "c", "b", "e" })
            call("POST", "/toy/v2.1/toys", toyNamed(name));
        QStringList seen;
        QByteArray target = "/toy/v2.1/toys?sort_key=size&sort_dir=asc&limit=2";
        for (int page = 0; page < 5 && !target.isEmpty(); ++page) {
            const auto json = call("GET", target);
            for (const auto& toy : json[u"toys"].toArray())
                seen << toy[u"name"].toString();
            const auto next = json[u"toys_links"][0][u"href"].toString();
            target = next.isEmpty() ? QByteArray() : next.mid(QStringLiteral("http://cloud:5000").size()).toUtf8();
        }
        QCOMPARE(seen.join(QString()), QStringLiteral("abcde"));
        call("GET", "/toy/v2.1/toys?marker=nobody");
        QCOMPARE(m_last.status, 400);
        QCOMPARE(call("GET", "/toy/v2.1/toys?name=a&name=b")[u"toys"].toArray().size(), 2);
    }
    void pagesWhereNothingIsKnown_data()
    {
        QTest::addColumn<QByteArray>("sort");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("upwards") << QByteArray("sort_key=wound_at&sort_dir=asc") << QStringLiteral("acedb");
        QTest::newRow("downwards") << QByteArray("sort_key=wound_at&sort_dir=desc") << QStringLiteral("bdeca");
        QTest::newRow("after another key") << QByteArray("sort_key=size&sort_dir=asc&sort_key=wound_at&sort_dir=desc") << QStringLiteral("bdeca");
        QTest::newRow("before another key") << QByteArray("sort_key=wound_at&sort_dir=desc&sort_key=name&sort_dir=asc") << QStringLiteral("bdace");
    }
    void pagesWhereNothingIsKnown()
    {
        QFETCH(QByteArray, sort);
        QFETCH(QString, wanted);
        for (const auto* name : { "d", "a", "c", "b", "e" })
            call("POST", "/toy/v2.1/toys", toyNamed(name));
        for (const auto* wound : { "d", "b" }) {
            call("POST", QByteArray("/toy/v2.1/toys/toy-") + wound + "/action", R"({"wind":null})");
            QCOMPARE(m_last.status, 202);
            Clock::shift(1);
        }
        Clock::shift(-2);
        for (const auto* limit : { "1", "2", "3", "4" }) {
            QString seen;
            QByteArray target = "/toy/v2.1/toys?" + sort + "&limit=" + limit;
            for (int page = 0; page < 6 && !target.isEmpty(); ++page) {
                const auto json = call("GET", target);
                for (const auto& toy : json[u"toys"].toArray())
                    seen += toy[u"name"].toString();
                const auto next = json[u"toys_links"][0][u"href"].toString();
                target = next.isEmpty() ? QByteArray() : next.mid(QStringLiteral("http://cloud:5000").size()).toUtf8();
            }
            QCOMPARE(seen, wanted);
        }
    }
    void refusesOverQuotaAndBadBodies()
    {
        for (const auto* name : { "1", "2", "3", "4", "5" })
            call("POST", "/toy/v2.1/toys", toyNamed(name));
        call("POST", "/toy/v2.1/toys", R"({"toy":{"name":"6"}})");
        QCOMPARE(m_last.status, 403);
        QVERIFY(m_last.bytes().contains("Quota exceeded for toys"));
        QCOMPARE(m_last.headers.value("X-Skylab-Fault"), QByteArray("quota"));      // a role that is missing is 403 too
        for (const auto* body : { "{", "[]", "{}", R"({"toy":3})", R"({"toy":{"name":"a","x":1}})" }) {
            call("POST", "/toy/v2.1/toys", body);
            QCOMPARE(m_last.status, 400);
        }
    }
    void takesTheProjectInThePath()
    {
        const QByteArray project = "0a6d7b1e00004000800000000000000a";
        call("GET", "/toy/v2.1/" + project + "/toys", {}, project + ":member");
        QCOMPARE(m_last.status, 200);
        for (const auto* who : { "p1:member", "p1:admin" }) {      // administrators act in the project of their token, too
            call("GET", "/toy/v2.1/" + project + "/toys", {}, who);
            QCOMPARE(m_last.status, 400);
        }
    }
    void tellsQuickRequestsByTheirRoute()
    {
        const auto isQuick = [&](const QByteArray& method, const QByteArray& path) {
            http::Request request;
            request.method = method;
            request.path = path;
            return m_pipeline->isQuick(request);
        };
        QVERIFY(isQuick("GET", "/toy/v2.1/toys/one"));
        QVERIFY(isQuick("HEAD", "/toy/v2.1/toys/one"));
        QVERIFY(isQuick("GET", "/toy/v2.1/0a6d7b1e00004000800000000000000a/toys/one"));
        QVERIFY(!isQuick("GET", "/toy/v2.1/toys"));
        QVERIFY(!isQuick("GET", "/toy/v2.1/mine/one"));
        QVERIFY(!isQuick("PUT", "/toy/v2.1/toys/one"));
        QVERIFY(!isQuick("GET", "/toy/v2.1/nothing"));
        QVERIFY(!isQuick("GET", "/elsewhere/one"));
    }
    /// Clients of the API before microversions: none is heard, and none is told.
    void servesTheLegacyPrefixAtTheFirstVersion()
    {
        call("POST", "/toy/v2/toys", toyNamed("old"));
        QCOMPARE(m_last.status, 201);
        call("GET", "/toy/v2/toys/toy-old", {}, "p1:member", "9.9");
        QCOMPARE(m_last.status, 200);
        QVERIFY(m_last.headers.value("OpenStack-API-Version").isEmpty());
        QVERIFY(m_last.headers.value("Vary").isEmpty());
        call("GET", "/toy/v2/nothing");
        QCOMPARE(m_last.status, 404);
        call("GET", "/toy/v2x/toys");
        QCOMPARE(m_last.status, 404);
    }
    void asksRulesOfFilesAboutTheOwner()
    {
        // The toys of this service belong to the user whose name they have; the token's user is "user".
        for (const auto* name : { "user", "other" }) {
            call("POST", "/toy/v2.1/toys", toyNamed(name));
            QCOMPARE(m_last.status, 201);
        }
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("\"toy:read\": \"user_id:%(user_id)s and project_id:%(project_id)s\"\n");
        file.flush();
        QVERIFY(m_chassis->policy().loadOverrides(file.fileName()));
        call("GET", "/toy/v2.1/toys/toy-user");
        QCOMPARE(m_last.status, 200);
        call("GET", "/toy/v2.1/toys/toy-other");
        QCOMPARE(m_last.status, 403);
        call("GET", "/toy/v2.1/toys/toy-other", {}, "p2:member");      // another project's is not there, whatever the rule
        QCOMPARE(m_last.status, 404);
        call("GET", "/toy/v2.1/toys/toy-user", {}, "p2:admin");        // the rule asks about the thing, not about the administrator
        QCOMPARE(m_last.status, 403);
    }
};
SKYLAB_TEST(PipelineTest)
#include "PipelineTest.moc"
