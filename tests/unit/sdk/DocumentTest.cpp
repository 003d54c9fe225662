#include "sdk/resource/ListQuery.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::sdk;

namespace {

struct Hop {
    QString destination;
    QString nexthop;
    bool operator==(const Hop&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&Hop::destination> { "destination", { .in = In::All, .required = true, .format = Format::Cidr } },
        Field<&Hop::nexthop> { "nexthop", { .in = In::All, .required = true, .format = Format::IpAddress } },
    };
};

struct Thing {
    QString id;
    QString name;
    QString projectId;
    std::optional<QString> gateway;
    int size = 1;
    bool shared = false;
    QString host;
    QString locked;
    std::vector<Hop> routes;
    StringMap metadata;
    Timestamp createdAt;

    static constexpr auto fields = std::tuple {
        Field<&Thing::id> { "id", { .filter = true } },
        Field<&Thing::name> { "name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 8, .format = Format::Name, .filter = true, .sort = true } },
        Field<&Thing::projectId> { "project_id", { .in = In::Read | In::Create, .filter = true, .alias = "tenant_id" } },
        Field<&Thing::gateway> { "gateway", { .in = In::All, .nullable = true, .format = Format::IpAddress } },
        Field<&Thing::size> { "size", { .in = In::All, .min = 1, .max = 100, .filter = true, .sort = true } },
        Field<&Thing::shared> { "shared", { .in = In::All, .filter = true } },
        Field<&Thing::host> { "os-x:host", { .adminOnly = true, .column = "host" } },
        Field<&Thing::locked> { "locked", { .since = mv(2, 9), .omitEmpty = true } },
        Field<&Thing::routes> { "routes", { .in = In::All, .maxLength = 2 } },
        Field<&Thing::metadata> { "metadata", { .in = In::All, .maxLength = 255 } },
        Field<&Thing::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
    };
};

QJsonObject fromJson(const char* text) { return QJsonDocument::fromJson(text).object(); }

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesEveryViolationAtOnce()
    {
        const auto result = decode<Thing>(fromJson(R"({"name":"","size":"many","routes":[{"destination":"10.0.0.0/40","nexthop":"x"}],"colour":1,"created_at":"2026"})"), In::Create);
        QVERIFY(!result);
        const auto text = result.error().message;
        for (const auto* part : { "'name'", "'size'", "'routes[0].destination'", "'routes[0].nexthop'", "'colour'", "'created_at'" })
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        QCOMPARE(result.error().field, QStringLiteral("name"));
    }
    void tellsAbsentFromNull()
    {
        const auto absent = decode<Thing>(fromJson(R"({"name":"a"})"), In::Create);
        const auto null = decode<Thing>(fromJson(R"({"name":"a","gateway":null})"), In::Create);
        QVERIFY(absent && !absent->has("gateway"));
        QVERIFY(null && null->has("gateway") && !null->value.gateway);
    }
    void updateKeepsWhatIsAbsent()
    {
        Thing stored;
        stored.name = QStringLiteral("old");
        stored.size = 7;
        const auto result = decode<Thing>(fromJson(R"({"size":8})"), In::Update, {}, stored);
        QCOMPARE(result->value.name, QStringLiteral("old"));
        QCOMPARE(result->value.size, 8);
    }
    void takesTheAlias()
    {
        const auto result = decode<Thing>(fromJson(R"({"name":"a","tenant_id":"p1"})"), In::Create);
        QVERIFY2(result, qPrintable(result ? QString() : result.error().message));
        QCOMPARE(result->value.projectId, QStringLiteral("p1"));
    }
    void readsNumbersAndFlagsAsClientsSendThem()
    {
        const auto result = decode<Thing>(fromJson(R"({"name":"a","size":"12","shared":"True"})"), In::Create);
        QVERIFY(result && result->value.size == 12 && result->value.shared);
        QVERIFY(!decode<Thing>(fromJson(R"({"name":"a","size":1.5})"), In::Create));
        QVERIFY(!decode<Thing>(fromJson(R"({"name":"a","size":101})"), In::Create));
    }
    void refusesNumbersThatAreNone()
    {
        const auto takes = [](const QJsonValue& value, auto number) {
            static constexpr Rules any {};
            Problems problems;
            Decoding decoding { problems, QStringLiteral("n"), any };
            return Codec<decltype(number)>::decode(value, number, decoding);
        };
        QVERIFY(takes(-9.2e18, qint64()) && takes(QJsonValue(std::numeric_limits<qint64>::max()), qint64()));
        for (const double wide : { 9.25e18, -9.25e18, 0x1p63, 1e300 })
            QVERIFY(!takes(wide, qint64()));
        QVERIFY(takes(QStringLiteral("1.5"), double()));
        for (const auto* word : { "nan", "inf", "-inf", "1e999" })
            QVERIFY2(!takes(QLatin1String(word), double()), word);
    }
    void theWordsAboutManyWrongThingsAreBounded()
    {
        QJsonObject json { { QStringLiteral("name"), QStringLiteral("a") } };
        for (int i = 0; i < 10'000; ++i)
            json.insert(QStringLiteral("x%1").arg(i), 1);
        const auto result = decode<Thing>(json, In::Create);
        QVERIFY(!result && result.error().message.size() < 10'000);
        QVERIFY2(result.error().message.endsWith(u"; and 9950 more"), qPrintable(result.error().message.right(40)));
    }
    void refusesLooseFlagsWhereTheServiceIsStrict()
    {
        static constexpr Rules rules { .strict = true };
        const auto accepts = [](const QJsonValue& value) {
            Problems problems;
            Decoding decoding { problems, QStringLiteral("on"), rules };
            bool flag = false;
            return Codec<bool>::decode(value, flag, decoding);
        };
        QVERIFY(accepts(true));
        QVERIFY(!accepts(QStringLiteral("True")));
        QVERIFY(!accepts(1));
    }
    void showsByVersionAndRights()
    {
        Thing thing;
        thing.locked = QStringLiteral("yes");
        thing.createdAt = parseTimestamp(u"2026-01-02T03:04:05Z");
        QVERIFY(!toJson(thing, { .version = mv(2, 8) }).contains(u"locked"));
        QVERIFY(toJson(thing, { .version = mv(2, 9) }).contains(u"locked"));
        QVERIFY(!toJson(thing).contains(u"os-x:host") && toJson(thing, { .admin = true }).contains(u"os-x:host"));
        QVERIFY(toJson(thing).contains(u"tenant_id"));
        QCOMPARE(toJson(thing)[u"created_at"].toString(), QStringLiteral("2026-01-02T03:04:05.000000"));
        QVERIFY(toJson(thing)[u"gateway"].isNull());
        const QStringList only { QStringLiteral("id") };
        QCOMPARE(toJson(thing, { .only = &only }).keys(), only);
    }
    void parsesLists()
    {
        const ListRules rules { .underscoreOps = true };
        const auto query = parseListQuery<Thing>({ { QStringLiteral("name__contains"), QStringLiteral("a") }, { QStringLiteral("size"), QStringLiteral("3") }, { QStringLiteral("size"), QStringLiteral("4") }, { QStringLiteral("sort_key"), QStringLiteral("name") }, { QStringLiteral("sort_dir"), QStringLiteral("desc") }, { QStringLiteral("limit"), QStringLiteral("5000") }, { QStringLiteral("all_tenants"), QStringLiteral("1") } }, rules);
        QVERIFY(query);
        QCOMPARE(query->filters.size(), std::size_t(2));
        QCOMPARE(query->filters[1].values.size(), 2);
        QVERIFY(query->sort[0].descending);
        QCOMPARE(*query->limit, 1000);
        QVERIFY(query->flag(u"all_tenants"));
    }
    void refusesUnknownFiltersWhereTheServiceDoes()
    {
        const auto query = parseListQuery<Thing>({ { QStringLiteral("foo"), QStringLiteral("1") }, { QStringLiteral("limit"), QStringLiteral("-1") } }, { .refuseUnknown = true });
        QVERIFY(!query && query.error().message.contains(u"foo") && query.error().message.contains(u"limit"));
    }
};
SKYLAB_TEST(DocumentTest)
#include "DocumentTest.moc"
