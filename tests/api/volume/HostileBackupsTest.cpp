#include "VolumeCloud.h"

#include "support/TestMain.h"
#include "volume/model/BackupManifest.h"

#include <QFile>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {
const QString container = QStringLiteral("volumebackups/");
} // namespace

/// What users may write into a backup's container, and what a record may claim, is not believed.
class HostileBackupsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;
    QString m_volume;
    QString m_backup;

    QString make(QJsonObject json = {})
    {
        json[u"volume_id"] = m_volume;
        const auto id = m_cloud->post(backups, { { QStringLiteral("backup"), json } }).json()[u"backup"][u"id"].toString();
        m_cloud->settle();
        return id;
    }
    Answer send(const QByteArray& method, const QString& name, const QByteArray& body = {}, const ApiClient::Headers& headers = {})
    {
        return m_cloud->cloud().client(m_cloud->demo()).sendBytes(method, QStringLiteral("/object-store/v1/AUTH_%1/%2").arg(m_cloud->demoProject(), name), body, "application/octet-stream", {}, headers);
    }
    QStringList objects(const QString& in = QStringLiteral("volumebackups")) { return QString::fromUtf8(send("GET", in).body).split(u'\n', Qt::SkipEmptyParts); }
    /// The object that holds the first part; the list of parts when `list`.
    QString nameOf(bool list)
    {
        for (const auto& name : objects())
            if (name.endsWith(QStringLiteral("_metadata")) == list)
                return container + name;
        return {};
    }
    /// Restores into the volume, which must not change; the words that its user is told.
    QString refused()
    {
        m_cloud->post(QStringLiteral("/backups/%1/restore").arg(m_backup), { { QStringLiteral("restore"), QJsonObject { { QStringLiteral("volume_id"), m_volume } } } });
        m_cloud->settle();
        if (m_cloud->status(m_volume) != u"error_restoring" || m_cloud->read(m_volume, 0, 4) != "mine")
            return QStringLiteral("it was restored");
        return m_cloud->get(QStringLiteral("/messages"), {}, "3.5").json()[u"messages"][0][u"user_message"].toString();
    }
    QJsonObject exported(const QString& id)
    {
        const auto url = m_cloud->get(QStringLiteral("/backups/%1/export_record").arg(id), m_cloud->admin()).json()[u"backup-record"][u"backup_url"].toString();
        return QJsonDocument::fromJson(QByteArray::fromBase64(url.toLatin1())).object();
    }
    Answer import(const QByteArray& bytes)
    {
        const QJsonObject record { { QStringLiteral("backup_service"), QStringLiteral("cinder.backup.drivers.swift.SwiftBackupDriver") }, { QStringLiteral("backup_url"), QString::fromLatin1(bytes.toBase64()) } };
        return m_cloud->post(QStringLiteral("/backups/import_record"), { { QStringLiteral("backup-record"), record } }, m_cloud->admin());
    }
    Answer import(const QJsonObject& record) { return import(QJsonDocument(record).toJson()); }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<VolumeCloud>();
        m_volume = m_cloud->make();
        m_cloud->write(m_volume, { { 0, "good" } });
        m_backup = make();
        m_cloud->write(m_volume, { { 0, "mine" } });
    }
    void cleanup() { m_cloud.reset(); }

    /// The process must not take what a bomb would unfold to: neither when it says so, nor when it claims the right length.
    void bombsAreNotUnfolded()
    {
        const auto part = nameOf(false);
        const auto bomb = qCompress(QByteArray(512 << 20, '\0'), 9);
        auto disguised = bomb;
        disguised.replace(0, 4, QByteArray("\x00\x40\x00\x00", 4));      // 4 MiB, as the part has
        auto huge = bomb;
        huge.replace(0, 4, QByteArray("\xff\xff\xff\xff", 4));
        for (const auto& bytes : { bomb, disguised, huge }) {
            QCOMPARE(send("PUT", part, bytes).status, 201);
            const auto peak = [] {
                QFile status(QStringLiteral("/proc/self/status"));
                const auto text = status.open(QIODevice::ReadOnly) ? status.readAll() : QByteArray();
                return text.mid(text.indexOf("VmHWM:") + 6, 20).trimmed().split(' ').first().toLongLong();      // KiB
            };
            QFile reset(QStringLiteral("/proc/self/clear_refs"));
            QVERIFY(reset.open(QIODevice::WriteOnly) && reset.write("5") == 1);      // the peak is that of now
            reset.close();
            const auto before = peak();
            const auto told = refused();
            QVERIFY2(told.contains(QStringLiteral("damaged")), qPrintable(told));
            if (skylab::test::memoryIsOurs)
                QVERIFY2(peak() - before < 96 * 1024, qPrintable(QString::number(peak() - before)));
            m_cloud->act(m_volume, "os-reset_status", fromJson(R"({"status":"available"})"), m_cloud->admin());
        }
    }
    /// A link in the place of a part reaches what the project may read, and no more.
    void linksLeadNowhereElse()
    {
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        auto client = m_cloud->cloud().client(other.token);
        const auto account = QStringLiteral("/object-store/v1/AUTH_") + other.projectId;
        const auto bytes = send("GET", nameOf(false)).body;
        QCOMPARE(client.sendBytes("PUT", account + QStringLiteral("/secret"), {}, {}, {}).status, 201);
        QCOMPARE(client.sendBytes("PUT", account + QStringLiteral("/secret/o"), bytes, {}, {}).status, 201);
        QCOMPARE(send("PUT", nameOf(false), {}, { { "X-Symlink-Target", "secret/o" }, { "X-Symlink-Target-Account", "AUTH_" + other.projectId.toLatin1() } }).status, 201);
        const auto told = refused();
        QVERIFY2(told.contains(QStringLiteral("denied")), qPrintable(told));
    }
    void listsNameNothingElse_data()
    {
        QTest::addColumn<QString>("holder");
        QTest::newRow("upwards") << QStringLiteral("../other/o");
        QTest::newRow("another's") << QStringLiteral("secret");
        QTest::newRow("another backup's") << QStringLiteral("volume_11111111-1111-4111-8111-111111111111/20260101T000000Z/backup_11111111-1111-4111-8111-111111111111");
    }
    void listsNameNothingElse()
    {
        QFETCH(QString, holder);
        auto list = volume::BackupManifest::fromBytes(send("GET", nameOf(true)).body).value();
        list.holders = { holder };
        QCOMPARE(send("PUT", nameOf(true), list.toBytes()).status, 201);
        const auto told = refused();
        QVERIFY2(told.contains(QStringLiteral("list of parts")), qPrintable(told));
    }
    void listsGiveVolumesNothingStrange()
    {
        auto list = volume::BackupManifest::fromBytes(send("GET", nameOf(true)).body).value();
        list.about[u"bootable"] = QStringLiteral("<script>");
        QCOMPARE(send("PUT", nameOf(true), list.toBytes()).status, 201);
        const auto told = refused();
        QVERIFY2(told.contains(QStringLiteral("bootable")), qPrintable(told));
        QCOMPARE(m_cloud->show(m_volume)[u"bootable"].toString(), QStringLiteral("false"));
    }

    void aChainLiesInOneContainer()
    {
        const auto full = make(fromJson(R"({"container":"one"})"));
        m_cloud->write(m_volume, { { 0, "next" } });
        const auto second = make(fromJson(R"({"container":"two","incremental":true})"));
        const auto shown = m_cloud->get(backups + u'/' + second).json()[u"backup"];
        QCOMPARE(shown[u"status"].toString(), QStringLiteral("available"));
        QVERIFY(shown[u"is_incremental"].toBool());
        QCOMPARE(shown[u"container"].toString(), QStringLiteral("one"));
        QCOMPARE(send("GET", QStringLiteral("two")).status, 404);
        QCOMPARE(objects(QStringLiteral("one")).size(), 4);

        auto record = exported(second);
        QCOMPARE(record[u"parent_id"].toString(), full);
        record[u"id"] = QStringLiteral("22222222-2222-4222-8222-222222222222");
        for (const auto& [key, value] : { std::pair { "container", QStringLiteral("two") }, { "data_project_id", QStringLiteral("another") } }) {
            auto moved = record;
            moved[QLatin1String(key)] = value;
            const auto answer = import(moved);
            QCOMPARE(answer.status, 400);
            QVERIFY2(VolumeCloud::fault(answer).contains(QStringLiteral("whole chain")), answer.body.constData());
        }
        QCOMPARE(import(record).status, 201);
    }
    /// Another record of the same name, of another container, does not keep a backup's objects from going with it.
    void aRecordKeepsNothingOfOthers()
    {
        auto record = exported(m_backup);
        record[u"id"] = QStringLiteral("22222222-2222-4222-8222-222222222222");
        record[u"container"] = QStringLiteral("elsewhere");
        QCOMPARE(import(record).status, 201);
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->get(backups + QStringLiteral("/22222222-2222-4222-8222-222222222222"), m_cloud->admin()).json()[u"backup"][u"status"].toString(), QStringLiteral("error"));
        QCOMPARE(m_cloud->del(backups + u'/' + m_backup).status, 202);
        QVERIFY(m_cloud->settle());
        QVERIFY(objects().isEmpty());
    }

    void recordsAreChecked_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        const auto row = [](const char* key, const QJsonValue& value) { QTest::addRow("%s %d-%d %d", key, int(value.type()), int(value.toString().size()), value.toInt()) << QString::fromLatin1(key) << value; };
        const QString longText(256, u'x');
        const auto id = QStringLiteral("11111111-1111-4111-8111-111111111111");
        for (const auto& bad : { QJsonValue(), QJsonValue(5), QJsonValue(QStringLiteral("../x")) }) {
            row("id", bad);
            row("volume_id", bad);
            row("service_metadata", bad);
            row("data_project_id", bad);
        }
        row("service_metadata", QStringLiteral("volume_%1/20260101T000000Z/backup_%1").arg(id));      // another volume's
        for (const auto& bad : { QJsonValue(), QJsonValue(QStringLiteral("1")), QJsonValue(1.5), QJsonValue(-1), QJsonValue(1e18) }) {
            row("size", bad);
            row("object_count", bad);
        }
        row("size", 0);
        row("size", (1 << 20) + 1);
        for (const auto& bad : { QJsonValue(), QJsonValue(QString()), QJsonValue(QStringLiteral("a/b")), QJsonValue(QString(257, u'x')), QJsonValue(QString(QChar(0))) })
            row("container", bad);
        for (const auto* key : { "display_name", "display_description" })
            for (const auto& bad : { QJsonValue(5), QJsonValue(QJsonArray()), QJsonValue(longText), QJsonValue(QString(QChar(0))) })
                row(key, bad);
        for (const auto* key : { "parent_id", "snapshot_id" })
            for (const auto& bad : { QJsonValue(5), QJsonValue(QStringLiteral("x")) })
                row(key, bad);
        for (const auto& bad : { QJsonValue(5), QJsonValue(QJsonArray()), QJsonValue(QJsonObject { { QStringLiteral("a"), 5 } }), QJsonValue(QJsonObject { { QString(), QString() } }),
                                 QJsonValue(QJsonObject { { longText, QString() } }), QJsonValue(QJsonObject { { QStringLiteral("a"), longText } }) })
            row("metadata", bad);
        for (const auto& bad : { QJsonValue(), QJsonValue(5), QJsonValue(QStringLiteral("yesterday")) })
            row("data_timestamp", bad);
    }
    void recordsAreChecked()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        auto record = exported(m_backup);
        record[u"id"] = QStringLiteral("22222222-2222-4222-8222-222222222222");
        record[key] = value;
        const auto answer = import(record);
        QCOMPARE(answer.status, 400);
        QVERIFY2(VolumeCloud::fault(answer).contains(u'\'' + key + u'\''), answer.body.constData());
    }
    void recordsThatAreNone()
    {
        for (const auto* bytes : { "", "x", "[]", "null", "{" })
            QCOMPARE(import(QByteArray(bytes)).status, 400);
        auto record = exported(m_backup);
        record[u"id"] = record[u"parent_id"] = QStringLiteral("22222222-2222-4222-8222-222222222222");
        QVERIFY(VolumeCloud::fault(import(record)).contains(QStringLiteral("'parent_id'")));
    }
};

SKYLAB_TEST(HostileBackupsTest)
#include "HostileBackupsTest.moc"
