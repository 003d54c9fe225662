#include "placement/PlacementService.h"
#include "service/Chassis.h"
#include "support/PostgresServer.h"
#include "support/TestMain.h"
#include "support/Text.h"

#include "core/Uuid.h"

#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::placement;
using namespace skylab::test;

/// What other services ask of Placement, on each database.
class PlacementServiceTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<service::Chassis> m_chassis;
    std::unique_ptr<PlacementService> m_service;
    const service::Context m_context = service::Context::system();
    QString m_host = newUuid();

    ProviderBook book(qint64 vcpus, const QStringList& traits) const
    {
        return { .uuid = m_host, .name = L("lab-pc"), .stocks = { { L("VCPU"), { .total = vcpus, .maxUnit = vcpus, .ratio = 2 } } }, .traits = traits, .ownedPrefixes = { L("COMPUTE_") } };
    }
    Result<> claim(const QString& consumer, qint64 vcpus)
    {
        ConsumerClaim claim;
        claim.consumer = { .uuid = consumer, .projectId = L("p"), .userId = L("u"), .type = L("INSTANCE") };
        claim.allocations[m_host].insert(L("VCPU"), vcpus);
        claim.setType = true;
        return m_service->claim(m_context, { claim });
    }
    Provider row(const QString& uuid) const
    {
        return m_service->database().read([&](db::Connection& connection) { return ProviderStore::require(connection, uuid); }).value();
    }
    template <typename F>
    auto write(F&& f) { return m_service->database().write(std::forward<F>(f)); }

private Q_SLOTS:
    void cleanup()
    {
        m_service.reset();
        m_chassis.reset();
    }

    void works_data()
    {
        QTest::addColumn<bool>("postgres");
        QTest::newRow("SQLite") << false;
        QTest::newRow("PostgreSQL") << true;
    }
    void works()
    {
        QFETCH(bool, postgres);
        const auto* server = postgres ? PostgresServer::shared() : nullptr;
        if (postgres && !server)
            QSKIP(PostgresServer::whyNone());
        auto chassis = service::Chassis::open({ .dataDir = m_dir.filePath(postgres ? L("postgres") : L("sqlite")), .databaseUrl = server ? server->url() : QString() });
        QVERIFY2(chassis, qPrintable(chassis ? QString() : chassis.error().message));
        m_chassis = std::move(*chassis);
        auto service = PlacementService::open(*m_chassis);
        QVERIFY2(service, qPrintable(service ? QString() : service.error().message));
        m_service = std::move(*service);
        keepsAProvider();
        claimsAndReleases();
        growsTrees();
    }

private:
    void keepsAProvider()
    {
        QVERIFY(m_service->keepProvider(m_context, book(4, { L("COMPUTE_NODE"), L("COMPUTE_VOLUME_EXTEND"), L("HW_CPU_X86_NOBODY_KNOWS") })));
        const auto generation = row(m_host).generation;
        QCOMPARE(m_service->traitsOf(m_host).value(), (QSet<QString> { L("COMPUTE_NODE"), L("COMPUTE_VOLUME_EXTEND") }));
        QVERIFY(m_service->keepProvider(m_context, book(4, { L("COMPUTE_NODE"), L("COMPUTE_VOLUME_EXTEND") })));
        QCOMPARE(row(m_host).generation, generation);      // nothing differs, nothing is written
        // What an administrator adds stays; what is the owner's follows the owner.
        QVERIFY(write([&](db::Transaction& transaction) -> Result<> {
            auto provider = TRY(ProviderStore::require(transaction, m_host));
            TRY(ProviderStore::putStock(transaction, m_host, L("VGPU"), { .total = 2 }));
            TRY(ProviderStore::setTraits(transaction, provider, { L("COMPUTE_NODE"), L("COMPUTE_VOLUME_EXTEND"), L("STORAGE_DISK_SSD") }));
            return {};
        }));
        QVERIFY(m_service->keepProvider(m_context, book(8, { L("COMPUTE_NODE") })));
        QCOMPARE(m_service->traitsOf(m_host).value(), (QSet<QString> { L("COMPUTE_NODE"), L("STORAGE_DISK_SSD") }));
        QCOMPARE(m_service->stocksOf(m_host).value().keys(), (QStringList { L("VCPU"), L("VGPU") }));
        QCOMPARE(m_service->stocksOf(m_host).value()[L("VCPU")].total, qint64(8));
        const auto aggregates = QStringList { newUuid(), newUuid() };
        QVERIFY(m_service->setAggregates(m_context, m_host, aggregates));
        const auto after = row(m_host).generation;
        QVERIFY(m_service->setAggregates(m_context, m_host, { aggregates[1], aggregates[0] }));
        QCOMPARE(row(m_host).generation, after);
    }

    void claimsAndReleases()
    {
        const auto one = newUuid(), two = newUuid();
        QVERIFY(claim(one, 8));
        QVERIFY(claim(two, 8));
        const auto full = claim(newUuid(), 1);
        QCOMPARE(full.error().code, ErrorCode::Conflict);
        CandidateRequest request;
        request.groups[QString()].resources = { { L("VCPU"), 2 } };
        QVERIFY(m_service->candidates(request).value().empty());
        QVERIFY(claim(two, 6));
        const auto found = m_service->candidates(request).value();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].roots, QStringList { m_host });
        QCOMPARE(found[0].allocations[m_host][L("VCPU")], qint64(2));
        QCOMPARE(m_service->holdingsOf(two).value()[m_host][L("VCPU")], qint64(6));
        QCOMPARE(m_service->holdings(L("INSTANCE")).value().size(), 2);
        QCOMPARE(m_service->stocksOf(m_host).value()[L("VCPU")].used, qint64(14));
        const auto sums = m_service->database().read([](db::Connection& connection) { return AllocationStore::sums(connection, L("p"), {}); }).value();
        QCOMPARE(sums.size(), std::size_t(1));
        QCOMPARE(sums[0].consumers, qint64(2));
        QCOMPARE(write([&](db::Transaction& transaction) { return ProviderStore::remove(transaction, m_host); }).error().code, ErrorCode::Conflict);
        QVERIFY(m_service->release(m_context, one).value());
        QVERIFY(!m_service->release(m_context, one).value());
        QVERIFY(m_service->release(m_context, two).value());
        request.groups[QString()].traits.required = { { L("CUSTOM_NOBODY_MADE") } };
        QCOMPARE(m_service->candidates(request).error().code, ErrorCode::NotFound);
    }

    void growsTrees()
    {
        Provider child { .uuid = newUuid(), .name = L("child"), .parent = m_host };
        QVERIFY(write([&](db::Transaction& transaction) -> Result<> {
            auto fresh = child;
            return ProviderStore::create(transaction, fresh);
        }));
        QCOMPARE(row(child.uuid).root, m_host);
        QVERIFY(write([&](db::Transaction& transaction) -> Result<> {
            auto provider = TRY(ProviderStore::require(transaction, child.uuid));
            return ProviderStore::update(transaction, provider, L("grown"), {}, ProviderStore::Reparenting::Allowed);
        }));
        QCOMPARE(row(child.uuid).root, child.uuid);
        QVERIFY(write([&](db::Transaction& transaction) { return ProviderStore::remove(transaction, child.uuid); }));
        QVERIFY(write([&](db::Transaction& transaction) { return ProviderStore::remove(transaction, m_host); }));
    }
};

SKYLAB_TEST(PlacementServiceTest)
#include "PlacementServiceTest.moc"
