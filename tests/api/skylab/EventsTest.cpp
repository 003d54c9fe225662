#include "service/extension/SkylabService.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab::test;

/// Following what happens, also after a gap.
class EventsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;

    Answer events(const QString& query) { return m_cloud->client(m_cloud->adminToken()).get(QStringLiteral("/skylab/v1/events") + query); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { [](skylab::service::Chassis& chassis, skylab::identity::IdentityService&) -> skylab::Result<std::unique_ptr<skylab::service::Service>> { return std::make_unique<skylab::service::SkylabService>(chassis); } });
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void repeatsWhatWasMissed()
    {
        const auto before = events({}).json()[u"last_seq"].toInteger();
        QCOMPARE(m_cloud->client(m_cloud->adminToken()).post(QStringLiteral("/identity/v3/projects"), { { QStringLiteral("project"), QJsonObject { { QStringLiteral("name"), QStringLiteral("seen") } } } }).status, 201);
        QTRY_VERIFY(!events(QStringLiteral("?since=%1").arg(before)).json()[u"events"].toArray().isEmpty());
        QCOMPARE(events(QStringLiteral("?since=0")).status, 200);
    }
    void saysWhenItCanNot()
    {
        const auto last = events({}).json()[u"last_seq"].toInteger();
        QCOMPARE(events(QStringLiteral("?since=%1").arg(last)).status, 200);
        QCOMPARE(events(QStringLiteral("?since=%1").arg(last + 1000)).status, 410);   // of another log than this one
        QCOMPARE(events(QStringLiteral("?since=x")).status, 400);
    }
};

SKYLAB_TEST(EventsTest)
#include "EventsTest.moc"
