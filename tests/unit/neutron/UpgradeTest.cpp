#include "db/Database.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"
#include "support/TestMain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::network;

/// What a cloud of before has keeps its meaning when the schema changes.
class UpgradeTest : public QObject {
    Q_OBJECT

    static Result<std::unique_ptr<db::Database>> open(const QString& folder, const QString& migrations)
    {
        return db::Database::open(db::Location::inDirectory(folder), QStringLiteral("network"), { { QStringLiteral("service") }, { QStringLiteral("network"), migrations } });
    }

private Q_SLOTS:
    void sharedNetworksGetEntries()
    {
        QTemporaryDir folder;
        QTemporaryDir first;
        const auto name = QStringLiteral("/0001_network.sql");
        QVERIFY(QFile::copy(QStringLiteral(":/migrations/network") + name, first.path() + name));
        {
            const auto old = open(folder.path(), first.path());
            QVERIFY2(old, old ? "" : qPrintable(old.error().message));
            QVERIFY((*old)->write([](db::Transaction& t) -> Result<> {
                const auto sql = QStringLiteral("INSERT INTO networks (id, name, project_id, description, tags, revision_number, admin_state_up, status, shared, external, mtu, port_security_enabled, "
                                                "is_default, dns_domain, network_type, segmentation_id) VALUES (?, 'n', 'p', '', '[]', 3, TRUE, 'ACTIVE', ?, ?, 1442, TRUE, FALSE, '', 'geneve', 7)");
                TRY(t.execute(sql, QStringLiteral("11111111-1111-4111-8111-111111111111"), true, false));
                TRY(t.execute(sql, QStringLiteral("22222222-2222-4222-8222-222222222222"), false, true));
                TRY(t.execute(sql, QStringLiteral("33333333-3333-4333-8333-333333333333"), false, false));
                return {};
            }));
        }
        const auto now = open(folder.path(), {});
        QVERIFY2(now, now ? "" : qPrintable(now.error().message));
        const auto checked = (*now)->read([](db::Connection& connection) -> Result<> {
            if (!TRY(sharing::isShared(connection, QStringLiteral("network"), QStringLiteral("11111111-1111-4111-8111-111111111111"), QStringLiteral("anyone"))))
                return fail(ErrorCode::Internal, QStringLiteral("The shared network is not shared any more."));
            const auto entries = TRY(RbacPolicies::select(connection));
            const auto segments = TRY(Segments::select(connection));
            const auto networks = TRY(Networks::select(connection));
            if (entries.size() != 2 || segments.size() != 3 || networks.size() != 3)
                return fail(ErrorCode::Internal, QStringLiteral("%1 entries, %2 segments and %3 networks.").arg(entries.size()).arg(segments.size()).arg(networks.size()));
            if (entries.back().action != sharing::asExternal || segments.front().segmentationId != 7 || networks.front().revisionNumber != 3)
                return fail(ErrorCode::Internal, QStringLiteral("Rows have other values."));
            return {};
        });
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
    }
};
SKYLAB_TEST(UpgradeTest)
#include "UpgradeTest.moc"
