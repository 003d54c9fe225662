#include "Bench.h"

#include "support/TestMain.h"

#include <QTest>

#include <optional>

using namespace skylab;
using namespace skylab::test;

/// What is asked of other services before the book tells of it is taken back when a crash comes between the two.
class IntentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bench.emplace();
        QVERIFY(m_bench->open());
        m_bench->makeFlavor(QStringLiteral("1"));
        m_context = service::Context::system();
        m_context.projectId = m_bench->project;
        m_volume = m_bench->volumes.addVolume(m_bench->project, 1);
    }
    void cleanup() { m_bench.reset(); }

    void reservationIsTakenBack()
    {
        QVERIFY(m_bench->compute->intents().reserveVolume(m_context, m_volume));
        QCOMPARE(status(), QStringLiteral("reserved"));
        restart();
        QCOMPARE(status(), QStringLiteral("available"));
    }

    void refusalLeavesNothing()
    {
        QVERIFY(m_bench->volumes.reserve(m_context, m_volume));
        QVERIFY(!m_bench->compute->intents().reserveVolume(m_context, m_volume));
        restart();
        QCOMPARE(status(), QStringLiteral("reserved"));      // somebody else's
    }

    void detachIsTakenBack()
    {
        const auto server = attached();
        QVERIFY(m_bench->compute->intents().beginDetaching(m_context, m_volume));
        QCOMPARE(status(), QStringLiteral("detaching"));
        restart();
        QCOMPARE(status(), QStringLiteral("in-use"));
        QCOMPARE(m_bench->volumes.volumes()[m_volume].serverIds, QStringList { server });
    }

    void reservationOfTheBookStays()
    {
        attached();
        const auto intent = m_bench->compute->intents().reserveVolume(m_context, m_bench->volumes.addVolume(m_bench->project, 1));
        QVERIFY(intent);
        m_bench->compute->database().write([&](db::Transaction& transaction) -> Result<> {      // as two requests for one volume leave it
            TRY(transaction.execute(QStringLiteral("UPDATE intents SET target_id = ? WHERE id = ?"), m_volume, *intent));
            return {};
        });
        restart();
        QCOMPARE(status(), QStringLiteral("in-use"));
    }

    /// One server has it, another was to get it.
    void reservationOfASharedVolumeIsTakenBack()
    {
        const auto server = attached();
        m_bench->volumes.setMultiattach(m_volume);
        QVERIFY(m_bench->compute->intents().reserveVolume(m_context, m_volume));
        QCOMPARE(status(), QStringLiteral("reserved"));
        restart();
        QCOMPARE(status(), QStringLiteral("in-use"));
        QCOMPARE(m_bench->volumes.volumes()[m_volume].serverIds, QStringList { server });
    }
    /// A server that is being made knows it, and waits for it: another request for it was cut off.
    void reservationOfAServerThatIsBuiltStays()
    {
        m_bench->close();
        QVERIFY(m_bench->open(false));      // no task runs
        auto body = m_bench->serverBody(QStringLiteral("with a volume"));
        body[u"block_device_mapping_v2"] = QJsonArray { QJsonObject { { QStringLiteral("source_type"), QStringLiteral("image") }, { QStringLiteral("destination_type"), QStringLiteral("local") }, { QStringLiteral("boot_index"), 0 }, { QStringLiteral("uuid"), m_bench->image } },
                                                        QJsonObject { { QStringLiteral("source_type"), QStringLiteral("volume") }, { QStringLiteral("destination_type"), QStringLiteral("volume") }, { QStringLiteral("uuid"), m_volume } } };
        QVERIFY2(!m_bench->ask(body).isEmpty(), m_bench->last.bytes());
        QCOMPARE(status(), QStringLiteral("reserved"));
        QVERIFY(m_bench->compute->database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("INSERT INTO intents (id, kind, target_id, created_at) VALUES ('i', 'reserve_volume', ?, 0)"), m_volume));
            return {};
        }));
        m_bench->close();
        QVERIFY(m_bench->open(false));
        QCOMPARE(status(), QStringLiteral("reserved"));
    }

    /// Its server has another volume now, and remembers this one.
    void reservationOfASwappedVolumeIsTakenBack()
    {
        const auto server = attached();
        const auto other = m_bench->volumes.addVolume(m_bench->project, 1);
        m_bench->call("PUT", QStringLiteral("/servers/%1/os-volume_attachments/%2").arg(server, m_volume), QJsonObject { { QStringLiteral("volumeAttachment"), QJsonObject { { QStringLiteral("volumeId"), other } } } }, "2.1", "p1:admin");
        QCOMPARE(m_bench->last.status, 202);
        m_bench->settle();
        QCOMPARE(status(), QStringLiteral("available"));
        QVERIFY(m_bench->compute->intents().reserveVolume(m_context, m_volume));
        restart();
        QCOMPARE(status(), QStringLiteral("available"));
    }

    void portIsTakenBack_data()
    {
        QTest::addColumn<bool>("existing");
        QTest::newRow("a new one goes") << false;
        QTest::newRow("the user's is free again") << true;
    }
    void portIsTakenBack()
    {
        QFETCH(bool, existing);
        const auto server = m_bench->make();
        const auto port = existing ? m_bench->networks.addPort(m_bench->project, m_bench->network) : newUuid();
        compute::PortBook book;
        QVERIFY(m_bench->compute->intents().preparePort(m_context, { .portId = port, .existing = existing, .networkId = m_bench->network, .fixedIp = {}, .securityGroups = {}, .serverId = server, .zone = {}, .hostname = {} }, book));
        QCOMPARE(m_bench->networks.ports()[port].serverId, server);
        restart();
        const auto ports = m_bench->networks.ports();
        QCOMPARE(ports.size(), existing ? std::size_t(2) : std::size_t(1));
        QVERIFY(!existing || ports.at(port).serverId.isEmpty());
    }
    void portOfTheBookStays()
    {
        const auto server = m_bench->make();
        m_bench->call("POST", QStringLiteral("/servers/%1/os-interface").arg(server), {});
        QCOMPARE(m_bench->last.status, 200);
        m_bench->settle();
        restart();
        QCOMPARE(m_bench->networks.ports().size(), std::size_t(2));
        QCOMPARE(m_bench->get(QStringLiteral("/servers/%1/os-interface").arg(server))[u"interfaceAttachments"].toArray().size(), 2);
    }

    void imageIsTakenBack()
    {
        compute::SnapshotWish wish { .id = newUuid(), .name = QStringLiteral("cut off") };
        QVERIFY(m_bench->compute->intents().createImage(m_context, wish));
        QVERIFY(m_bench->images.images().contains(wish.id));
        restart();
        QVERIFY(!m_bench->images.images().contains(wish.id));
    }

private:
    [[nodiscard]] QString status() { return m_bench->volumes.volumes()[m_volume].status; }
    void restart()
    {
        m_bench->close();
        QVERIFY(m_bench->open());
        m_bench->settle();
    }
    /// A server that has the volume; its id.
    QString attached()
    {
        const auto server = m_bench->make();
        m_bench->call("POST", QStringLiteral("/servers/%1/os-volume_attachments").arg(server), QJsonObject { { QStringLiteral("volumeAttachment"), QJsonObject { { QStringLiteral("volumeId"), m_volume } } } });
        m_bench->settle();
        return server;
    }

    std::optional<Bench> m_bench;
    service::Context m_context;
    QString m_volume;
};

SKYLAB_TEST(IntentsTest)
#include "IntentsTest.moc"
