#include "db/Database.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"
#include "network/store/TrafficRows.h"
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
    void sharedPoliciesGetEntriesAndTrunksTheirStatus()
    {
        QTemporaryDir folder;
        QTemporaryDir before;
        for (const auto* name : { "/0001_network.sql", "/0002_addressing.sql", "/0003_dataplane.sql" })
            QVERIFY(QFile::copy(QStringLiteral(":/migrations/network") + QLatin1String(name), before.path() + QLatin1String(name)));
        {
            const auto old = open(folder.path(), before.path());
            QVERIFY2(old, old ? "" : qPrintable(old.error().message));
            QVERIFY((*old)->write([](db::Transaction& t) -> Result<> {
                const auto policy = QStringLiteral("INSERT INTO qos_policies (id, name, project_id, description, tags, revision_number, shared, is_default) VALUES (?, 'q', 'p', '', '[]', 5, ?, FALSE)");
                TRY(t.execute(policy, QStringLiteral("11111111-1111-4111-8111-111111111111"), true));
                TRY(t.execute(policy, QStringLiteral("22222222-2222-4222-8222-222222222222"), false));
                TRY(t.execute(QStringLiteral("INSERT INTO networks (id, name, project_id, description, tags, revision_number, admin_state_up, status, external, mtu, port_security_enabled, is_default, dns_domain, "
                                             "network_type, segmentation_id) VALUES ('net', 'n', 'p', '', '[]', 3, TRUE, 'ACTIVE', FALSE, 1442, TRUE, FALSE, '', 'geneve', 7)")));
                for (const auto& [id, host, status] : { std::tuple { "idle", "", "DOWN" }, { "late", "host", "DOWN" }, { "busy", "host", "ACTIVE" } }) {
                    PortRow port;
                    port.id = QLatin1String(id);
                    port.networkId = QStringLiteral("net");
                    port.macAddress = QLatin1String(id);
                    port.hostId = QLatin1String(host);
                    port.status = QLatin1String(status);
                    TRY(Ports::insert(t, port));
                    TRY(t.execute(QStringLiteral("INSERT INTO trunks (id, name, project_id, description, tags, revision_number, port_id, admin_state_up, status) VALUES (?, '', 'p', '', '[]', 1, ?, TRUE, 'ACTIVE')"), port.id, port.id));
                }
                return {};
            }));
        }
        const auto now = open(folder.path(), {});
        QVERIFY2(now, now ? "" : qPrintable(now.error().message));
        const auto checked = (*now)->read([](db::Connection& connection) -> Result<> {
            const auto entries = TRY(RbacPolicies::select(connection));
            const bool right = entries.size() == 1 && entries[0].objectType == u"qos_policy" && entries[0].objectId == u"11111111-1111-4111-8111-111111111111" && entries[0].targetTenant == sharing::everyone;
            const auto policies = TRY(Policies::select(connection));
            if (!right || policies.size() != 2 || policies.front().revisionNumber != 5)
                return fail(ErrorCode::Internal, QStringLiteral("%1 entries and %2 policies, or with other values.").arg(entries.size()).arg(policies.size()));
            for (const auto& [id, status] : { std::pair { "idle", "DOWN" }, { "late", "BUILD" }, { "busy", "ACTIVE" } }) {
                const auto trunk = TRY(Trunks::find(connection, QLatin1String(id)));
                if (!trunk || trunk->status != QLatin1String(status))
                    return fail(ErrorCode::Internal, QStringLiteral("The trunk %1 is %2.").arg(QLatin1String(id), trunk ? trunk->status : QString()));
            }
            return {};
        });
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
    }
};
SKYLAB_TEST(UpgradeTest)
#include "UpgradeTest.moc"
