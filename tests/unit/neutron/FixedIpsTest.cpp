#include "network/store/Rows.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;

class FixedIpsTest : public QObject {
    Q_OBJECT
    using Addresses = std::vector<sdk::FixedIp>;
    using Sql = db::Sql<Addresses>;

private Q_SLOTS:
    void readsWhatItWrites()
    {
        const Addresses none, one { { QStringLiteral("s1"), QStringLiteral("10.0.0.4") } },
            odd { { QStringLiteral("s\"1\\"), QStringLiteral("10.0.0.4") }, { QStringLiteral("구"), {} }, { {}, QStringLiteral("fd00::1") } };
        for (const auto& value : { none, one, odd }) {
            QCOMPARE(Sql::read(Sql::bind(value)), value);
            QCOMPARE(Sql::parse(Sql::bind(value).toString().toUtf8()), value);
        }
        QCOMPARE(Sql::bind(none).toString(), QStringLiteral("[]"));
    }
    /// Books of earlier versions, and hands, may have spelled it otherwise.
    void readsAnyJson()
    {
        const Addresses both { { QStringLiteral("s1"), QStringLiteral("10.0.0.4") }, { QStringLiteral("s2"), QStringLiteral("10.0.0.5") } };
        for (const auto* text : { R"([{"subnet_id":"s1","ip_address":"10.0.0.4"},{"subnet_id":"s2","ip_address":"10.0.0.5"}])",
                                  R"([ {"ip_address": "10.0.0.4", "subnet_id": "s1"}, {"subnet_id":"s2","ip_address":"10.0.0.5"} ])",
                                  R"([{"subnet_id":"s\u0031","ip_address":"10.0.0.4"},{"subnet_id":"s2","ip_address":"10.0.0.5"}])" })
            QCOMPARE(Sql::parse(text), both);
        for (const auto* text : { "", "[]", "{}", "[", "[{\"subnet_id\":\"s1\"", "nonsense" })
            QVERIFY2(Sql::parse(text).empty(), text);
    }
};
SKYLAB_TEST(FixedIpsTest)
#include "FixedIpsTest.moc"
