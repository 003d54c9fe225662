#include "placement/model/Names.h"
#include "placement/model/Query.h"
#include "support/TestMain.h"
#include "support/Text.h"

#include <QJsonArray>
#include <QTest>

using namespace skylab;
using skylab::test::L;
using namespace skylab::placement;
using sdk::mv;

namespace {
template <typename T>
QString why(const Result<T>& result) { return result ? QString() : result.error().message; }
} // namespace

class QueryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsResources()
    {
        QCOMPARE(parseResources(L("VCPU:2,MEMORY_MB:512")).value(), (Amounts { { L("VCPU"), 2 }, { L("MEMORY_MB"), 512 } }));
        for (const auto& [text, told] : { std::pair { "", "Got: empty string." }, { "VCPU", "Got: VCPU." }, { "VCPU:two", "positive integer amount. Got: two." }, { "VCPU:0", "requires amount >= 1" }, { "VCPU:1,", "Got: ." } })
            QVERIFY2(why(parseResources(L(text))).contains(L(told)), text);
    }

    void readsTraitsByVersion()
    {
        const auto plain = parseTraits({ L("A"), L("B, C") }, mv(1, 18)).value();      // before 1.39 the last one counts
        QCOMPARE(plain.required.size(), std::size_t(2));
        QVERIFY(why(parseTraits({ L("!A") }, mv(1, 21))).contains(L("Got: !A")));
        QCOMPARE(parseTraits({ L("!A") }, mv(1, 22)).value().forbidden, QSet<QString> { L("A") });
        QVERIFY(why(parseTraits({ L("in:A,B") }, mv(1, 38))).contains(L("only supported since microversion 1.39")));
        const auto any = parseTraits({ L("in:A,B"), L("C,!D") }, mv(1, 39)).value();
        QCOMPARE(any.required.size(), std::size_t(2));
        QCOMPARE(any.required.front(), (QSet<QString> { L("A"), L("B") }));
        QVERIFY(why(parseTraits({ L("A,,B") }, mv(1, 39))).contains(L("Got an empty trait")));
        QVERIFY(why(parseTraits({ L("in:A,!B") }, mv(1, 39))).contains(L("does not support forbidden")));
    }

    void readsAggregatesByVersion()
    {
        const auto a = L("6a2e5c0e-7b1d-4b8e-9f53-3a3c8d5f0a01"), b = L("6a2e5c0e-7b1d-4b8e-9f53-3a3c8d5f0a02");
        QCOMPARE(parseAggregates({ L("in:") + a + u',' + b }, {}, mv(1, 21)).value().required.front().size(), 2);
        QVERIFY(why(parseAggregates({ a, b }, {}, mv(1, 23))).contains(L("Multiple member_of parameters are not supported")));
        QVERIFY(why(parseAggregates({ a + u',' + b }, {}, mv(1, 39))).contains(L("must be prefixed with")));
        QVERIFY(why(parseAggregates({ L("!") + a }, L("1"), mv(1, 31))).contains(L("Forbidden member_of1 parameters are not supported")));
        QCOMPARE(parseAggregates({ L("!in:") + a + u',' + b }, {}, mv(1, 32)).value().forbidden.size(), 2);
        QVERIFY(why(parseAggregates({ L("nothing") }, {}, mv(1, 39))).contains(L("valid UUID(s). Got: nothing")));
    }

    void knowsTheParametersOfEachVersion()
    {
        const auto refused = [](const QueryItems& items, int minor) { return why(parseCandidateRequest(items, mv(1, minor))); };
        const QueryItems cpu { { L("resources"), L("VCPU:1") } };
        QVERIFY(refused({}, 10).contains(L("'resources' is a required property")));
        QVERIFY(refused(cpu + QueryItems { { L("limit"), L("1") } }, 15).contains(L("'limit' was unexpected")));
        QVERIFY(refused(cpu + QueryItems { { L("limit"), L("0") } }, 16).contains(L("does not match")));
        QVERIFY(refused(cpu + QueryItems { { L("resources1"), L("VCPU:1") } }, 24).contains(L("'resources1' was unexpected")));
        QVERIFY(refused({ { L("resources01"), L("VCPU:1") } }, 25).contains(L("does not match any of the regexes")));
        QVERIFY(refused({ { L("resources_A"), L("VCPU:1") } }, 32).contains(L("does not match any of the regexes")));
        QCOMPARE(refused({ { L("resources_A"), L("VCPU:1") } }, 33), QString());
        QVERIFY(refused(cpu + QueryItems { { L("required2"), L("A") } }, 25).contains(L("orphaned traits keys: required2")));
        QVERIFY(refused({ { L("resources1"), L("VCPU:1") }, { L("resources2"), L("VCPU:1") } }, 25).contains(L("group_policy")));
        QVERIFY(refused(cpu + QueryItems { { L("same_subtree"), L("A") } }, 36).contains(L("Real suffixes should be specified")));
        QVERIFY(refused(cpu + QueryItems { { L("required"), L("A,!A") } }, 22).contains(L("Conflicting required and forbidden")));
        QVERIFY(refused(cpu + QueryItems { { L("root_required"), L("A,!A") } }, 35).contains(L("found in root_required: A")));
    }

    void tellsWhatIsWrongWithADocument()
    {
        const auto shape = Shape::object().require("total", Shape::integer(1, 10)).allow("names", Shape::list(Shape::text(customName(), 12), 1).unique())
            .allow("id", Shape::uuid().orNull()).allow("more", Shape::object().each(plainName(), Shape::integer(1)).atLeast(1));
        const auto told = [&](const QJsonObject& value) { return why(shape.check(value, L("JSON does not validate"))); };
        QCOMPARE(told({ { L("total"), 3 }, { L("id"), QJsonValue::Null }, { L("names"), QJsonArray { L("CUSTOM_A") } } }), QString());
        QVERIFY(told({}).startsWith(L("JSON does not validate: 'total' is a required property")));
        QVERIFY(told({ { L("total"), 0 } }).contains(L("0 is less than the minimum of 1")));
        QVERIFY(told({ { L("total"), 0 } }).contains(L("Failed validating 'minimum' in schema['properties']['total']")));
        QVERIFY(told({ { L("total"), 11 } }).contains(L("Failed validating 'maximum'")));
        QVERIFY(told({ { L("total"), 1.5 } }).contains(L("is not of type 'integer'")));
        QVERIFY(told({ { L("total"), true } }).contains(L("True is not of type 'integer'")));
        QVERIFY(told({ { L("total"), 1 }, { L("x"), 1 } }).contains(L("('x' was unexpected)")));
        QVERIFY(told({ { L("total"), 1 }, { L("names"), QJsonArray() } }).contains(L("is too short")));
        QVERIFY(told({ { L("total"), 1 }, { L("names"), QJsonArray { L("CUSTOM_A"), L("CUSTOM_A") } } }).contains(L("has non-unique elements")));
        QVERIFY(told({ { L("total"), 1 }, { L("names"), QJsonArray { L("A") } } }).contains(L("does not match '^CUSTOM_[A-Z0-9_]+$'")));
        QVERIFY(told({ { L("total"), 1 }, { L("names"), QJsonArray { L("CUSTOM_LONGER") } } }).contains(L("is too long")));
        QVERIFY(told({ { L("total"), 1 }, { L("id"), L("x") } }).contains(L("'x' is not a 'uuid'")));
        QVERIFY(told({ { L("total"), 1 }, { L("more"), QJsonObject() } }).contains(L("does not have enough properties")));
    }

    void knowsTheStandardNames()
    {
        QVERIFY(standardTraits().size() > 370);
        QVERIFY(standardTraitSet().contains(L("HW_CPU_X86_VMX")) && standardTraitSet().contains(sharingTrait));
        QVERIFY(std::is_sorted(standardTraits().begin(), standardTraits().end()));
        QCOMPARE(standardClasses().first(), L("VCPU"));
        QVERIFY(isCustomName(u"CUSTOM_A") && !isCustomName(u"CUSTOM_") && !isCustomName(u"CUSTOM_a") && !isCustomName(u"VCPU"));
        QVERIFY(classBefore(L("VCPU"), L("DISK_GB")) && classBefore(L("PGPU"), L("CUSTOM_A")));
        QCOMPARE(normalUuid(u"6A2E5C0E7B1D4B8E9F533A3C8D5F0A01").value(), L("6a2e5c0e-7b1d-4b8e-9f53-3a3c8d5f0a01"));
    }
};

SKYLAB_TEST(QueryTest)
#include "QueryTest.moc"
