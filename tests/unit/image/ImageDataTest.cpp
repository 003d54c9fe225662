#include "ImageFixture.h"

#include "process/Process.h"
#include "support/TestMain.h"

#include <QCryptographicHash>
#include <QStandardPaths>
#include <QTest>

#include <functional>
#include <utility>

using namespace skylab;
using namespace skylab::test;

namespace {

/// An empty disk of 16 MiB as qemu-img makes it, optionally upon another file.
QByteArray qcow2On(const QByteArray& backing = {})
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("disk"));
    const auto made = process::run(QStringLiteral("qemu-img"), { QStringLiteral("create"), QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("qcow2"), path, QStringLiteral("16M") });
    QFile file(path);
    if (!made || !file.open(QIODevice::ReadOnly))
        return {};
    auto bytes = file.readAll();
    if (!backing.isEmpty()) {
        bytes.replace(1024, backing.size(), backing);
        bytes[14] = 4;                              // backing file name at 1024
        bytes[19] = char(backing.size());
    }
    return bytes;
}

/// A client that does something else before it ends its body.
class PausingBody final : public http::MemoryBody {
public:
    PausingBody(const QByteArray& bytes, std::function<void()> beforeEnd) : MemoryBody(bytes), m_beforeEnd(std::move(beforeEnd)) { }
    Result<qsizetype> read(char* to, qsizetype size) override
    {
        const auto got = MemoryBody::read(to, size);
        if (got && *got == 0 && m_beforeEnd)
            std::exchange(m_beforeEnd, {})();
        return got;
    }

private:
    std::function<void()> m_beforeEnd;
};

} // namespace

class ImageDataTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImageFixture> m_fixture;
    ImageFixture& f() { return *m_fixture; }
    QByteArray path(const QString& id, const QByteArray& rest = {}) { return "/v2/images/" + id.toLatin1() + rest; }
    QString active(const QByteArray& bytes = QByteArray(4096, 'x'))
    {
        const auto id = f().create();
        f().upload(id, bytes);
        return id;
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ImageFixture>();
        const auto started = f().start();
        QVERIFY2(started, qPrintable(started ? QString() : started.error().message));
    }
    void cleanup() { m_fixture.reset(); }

    void uploadsAndDownloads()
    {
        QByteArray bytes(700'000, '\0');
        for (qsizetype i = 0; i < bytes.size(); ++i)
            bytes[i] = char(i * 7 / 3);
        const auto id = f().create();
        QCOMPARE(f().upload(id, bytes), 204);
        const auto image = f().call("GET", path(id));
        QCOMPARE(image[u"status"].toString(), QStringLiteral("active"));
        QCOMPARE(image[u"size"].toInteger(), bytes.size());
        QCOMPARE(image[u"virtual_size"].toInteger(), bytes.size());
        QCOMPARE(image[u"checksum"].toString().toLatin1(), QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
        QCOMPARE(image[u"os_hash_algo"].toString(), QStringLiteral("sha512"));
        QCOMPARE(image[u"os_hash_value"].toString().toLatin1(), QCryptographicHash::hash(bytes, QCryptographicHash::Sha512).toHex());
        QCOMPARE(image[u"stores"].toString(), QStringLiteral("file"));
        f().call("GET", path(id, "/file"));
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().last.headers.value("Content-MD5"), image[u"checksum"].toString().toLatin1());
        QCOMPARE(f().last.headers.value("Content-Type"), QByteArray("application/octet-stream"));
        QVERIFY(bytesOf(f().last) == bytes);
        f().call("GET", path(id, "/file"), {}, "p1:member", {}, { { "Range", "bytes=10-19" } });
        QCOMPARE(f().last.status, 206);
        QCOMPARE(f().last.headers.value("Content-Range"), QByteArray("bytes 10-19/700000"));
        QCOMPARE(bytesOf(f().last), bytes.mid(10, 10));
        f().call("GET", path(id, "/file"), {}, "p1:member", {}, { { "Range", "bytes=700000-" } });
        QCOMPARE(f().last.status, 416);
    }
    void refusesUploads()
    {
        const auto id = active();
        QCOMPARE(f().upload(id, "again"), 409);
        QCOMPARE(f().status(id), QStringLiteral("active"));
        const auto bare = f().create("{}");
        QCOMPARE(f().upload(bare, "data"), 400);
        const auto queued = f().create();
        f().call("PUT", path(queued, "/file"), "data", "p1:member", "application/json");
        QCOMPARE(f().last.status, 415);
        QCOMPARE(f().upload(queued, "data", "p2:member"), 404);
        QCOMPARE(f().upload(queued, "data", "p1:reader"), 403);
        QCOMPARE(f().status(queued), QStringLiteral("queued"));
        f().call("GET", path(queued, "/file"));
        QCOMPARE(f().last.status, 204);
    }
    void signedImagesAreNotTakenUnchecked()
    {
        const auto id = f().create(R"({"disk_format":"raw","container_format":"bare","img_signature":"c2ln","img_signature_hash_method":"SHA-256","img_signature_key_type":"RSA-PSS",
            "img_signature_certificate_uuid":"0a1b2c3d-0000-4000-8000-000000000001"})");
        QCOMPARE(f().upload(id, "data"), 400);
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        f().call("PUT", path(id, "/stage"), "data", "p1:member", "application/octet-stream");
        QCOMPARE(f().last.status, 400);
        f().call("PATCH", path(id), R"([{"op":"remove","path":"/img_signature"}])", "p1:member", "application/openstack-images-v2.1-json-patch");
        QCOMPARE(f().upload(id, "data"), 204);
    }
    void interruptedUploadLeavesNothing()
    {
        const auto id = f().create();
        BrokenBody body(QByteArray(100'000, 'x'));
        f().send("PUT", "/image" + path(id, "/file"), body, 200'000, { { "X-Auth-Token", "p1:member" }, { "Content-Type", "application/octet-stream" } });
        QCOMPARE(f().last.status, 400);
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().storedFiles(), QStringList());
        QCOMPARE(f().upload(id, "complete"), 204);
        QCOMPARE(f().status(id), QStringLiteral("active"));
    }
    void deactivatedDataAreForAdministrators()
    {
        const auto id = active();
        f().call("POST", path(id, "/actions/deactivate"));
        QCOMPARE(f().last.status, 204);
        f().call("GET", path(id, "/file"));
        QCOMPARE(f().last.status, 403);
        f().call("GET", path(id, "/file"), {}, "root:admin");
        QCOMPARE(f().last.status, 200);
        QVERIFY(!f().images->file(ImageFixture::member(QStringLiteral("p1")), id));
        f().call("POST", path(id, "/actions/reactivate"));
        QCOMPARE(f().last.status, 204);
        f().call("GET", path(id, "/file"));
        QCOMPARE(f().last.status, 200);
        f().call("POST", path(f().create(), "/actions/deactivate"));
        QCOMPARE(f().last.status, 403);
    }
    void holdsToTheQuota()
    {
        f().limits.totalMiB = 1;
        QVERIFY(f().start());
        const auto id = f().create();
        QCOMPARE(f().upload(id, QByteArray((1 << 20) + 1, 'x')), 413);
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        // A body without a length is stopped on its way.
        http::MemoryBody body(QByteArray(2 << 20, 'x'));
        f().send("PUT", "/image" + path(id, "/file"), body, std::nullopt, { { "X-Auth-Token", "p1:member" }, { "Content-Type", "application/octet-stream" } });
        QCOMPARE(f().last.status, 413);
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().storedFiles(), QStringList());
        QCOMPARE(f().upload(id, QByteArray(1 << 20, 'x')), 204);
        QCOMPARE(f().upload(f().create(), "x"), 413);
    }
    void uploadsSideBySideHoldToTheQuota_data()
    {
        QTest::addColumn<QByteArray>("way");
        for (const auto* way : { "/file", "/stage" })
            QTest::newRow(way) << QByteArray(way);
    }
    void uploadsSideBySideHoldToTheQuota()
    {
        QFETCH(QByteArray, way);
        (way == "/stage" ? f().limits.stagedMiB : f().limits.totalMiB) = 1;
        QVERIFY(f().start());
        const auto put = [&](const QString& id, http::BodyReader& body) {
            return f().send("PUT", "/image" + path(id, way), body, std::nullopt, { { "X-Auth-Token", "p1:member" }, { "Content-Type", "application/octet-stream" } }).status;
        };
        const QByteArray bytes(700'000, 'x');
        const auto slow = f().create();
        const auto quick = f().create();
        int quickStatus = 0;
        PausingBody body(bytes, [&] {
            http::MemoryBody whole(bytes);
            quickStatus = put(quick, whole);
        });
        QCOMPARE(put(slow, body), 413);
        QCOMPARE(quickStatus, 204);
        QCOMPARE(f().status(slow), QStringLiteral("queued"));
        QVERIFY(f().call("GET", path(slow))[u"size"].isNull());
        QCOMPARE(f().storedFiles().size(), 1);
        f().call("DELETE", path(quick));
        http::MemoryBody again(bytes);
        QCOMPARE(put(slow, again), 204);
    }
    void importsWhatWasStaged()
    {
        const auto id = f().create();
        f().call("PUT", path(id, "/stage"), "staged", "p1:member", "application/octet-stream");
        QCOMPARE(f().last.status, 204);
        QCOMPARE(f().status(id), QStringLiteral("uploading"));
        f().call("GET", path(id, "/file"));
        QCOMPARE(f().last.status, 204);
        QVERIFY(f().start());
        const auto staged = f().call("GET", path(id));
        QCOMPARE(staged[u"status"].toString(), QStringLiteral("uploading"));
        QCOMPARE(staged[u"size"].toInt(), 6);
        for (const auto* name : { "checksum", "os_hash_algo", "os_hash_value", "virtual_size" })      // of data that can't be had yet
            QVERIFY2(staged[QLatin1String(name)].isNull(), name);
        QVERIFY(!staged.contains(QStringLiteral("stores")) && !staged.contains(QStringLiteral("staged_md5")));
        f().call("POST", path(id, "/import"), R"({"method":{"name":"web-download"}})");
        QCOMPARE(f().last.status, 400);
        f().call("POST", path(id, "/import"), R"({"method":{"name":"glance-direct"}})");
        QCOMPARE(f().last.status, 202);
        QTRY_COMPARE(f().status(id), QStringLiteral("active"));
        f().call("POST", path(id, "/import"), R"({"method":{"name":"glance-direct"}})");
        QCOMPARE(f().last.status, 409);
        f().call("GET", path(id, "/file"));
        QCOMPARE(bytesOf(f().last), QByteArray("staged"));
        QCOMPARE(f().last.headers.value("Content-MD5"), QCryptographicHash::hash("staged", QCryptographicHash::Md5).toHex());
        const auto imported = f().call("GET", path(id));
        QCOMPARE(imported[u"os_hash_value"].toString().toLatin1(), QCryptographicHash::hash("staged", QCryptographicHash::Sha512).toHex());
        QCOMPARE(imported[u"os_hash_algo"].toString(), QStringLiteral("sha512"));
        QCOMPARE(imported[u"virtual_size"].toInt(), 6);
    }
    /// What was staged by a Skylab that had the sums where those of an active image are.
    void importsWhatWasStagedBeforeAnUpgrade()
    {
        const auto id = f().create();
        f().call("PUT", path(id, "/stage"), "staged", "p1:member", "application/octet-stream");
        f().stop();
        {
            const auto database = db::Database::open(db::Location::inDirectory(f().folder.path()), QStringLiteral("image"), { { QStringLiteral("service") }, { QStringLiteral("image") } }).value();
            QVERIFY(database->write([&](db::Transaction& transaction) -> Result<> {
                for (const auto* sql : { "UPDATE images SET checksum = staged_md5, os_hash_algo = 'sha512', os_hash_value = staged_sha512, stores = 'file'",
                                         "ALTER TABLE images DROP COLUMN staged_md5", "ALTER TABLE images DROP COLUMN staged_sha512", "DROP TABLE image_deleted_ids",
                                         "DELETE FROM schema_migrations WHERE set_name = 'image' AND number >= 3" })
                    TRY(transaction.execute(QString::fromLatin1(sql)));
                return {};
            }));
        }
        QVERIFY(f().start());
        QVERIFY(f().call("GET", path(id))[u"checksum"].isNull());
        f().call("POST", path(id, "/import"), R"({"method":{"name":"glance-direct"}})");
        QTRY_COMPARE(f().status(id), QStringLiteral("active"));
        QCOMPARE(f().call("GET", path(id))[u"checksum"].toString().toLatin1(), QCryptographicHash::hash("staged", QCryptographicHash::Md5).toHex());
    }
    void dataMustBeWhatTheyClaim()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed.");
        auto id = f().create();
        QCOMPARE(f().upload(id, qcow2On()), 415);
        QVERIFY2(f().last.bytes().contains("You said raw, but the data is a qcow2"), f().last.bytes().constData());
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().storedFiles(), QStringList());
        f().patch(id, R"([{"op":"replace","path":"/disk_format","value":"qcow2"}])");
        QCOMPARE(f().upload(id, qcow2On("/etc/passwd")), 415);
        QVERIFY2(f().last.bytes().contains("/etc/passwd"), f().last.bytes().constData());
        QCOMPARE(f().upload(id, "plain text"), 415);
        QCOMPARE(f().upload(id, qcow2On()), 204);
        QCOMPARE(f().call("GET", path(id))[u"virtual_size"].toInteger(), qint64(16) << 20);
        // What was staged is judged when it is imported.
        id = f().create(R"({"disk_format":"qcow2","container_format":"bare"})");
        f().call("PUT", path(id, "/stage"), qcow2On("/etc/passwd"), "p1:member", "application/octet-stream");
        QCOMPARE(f().last.status, 204);
        f().call("POST", path(id, "/import"), R"({"method":{"name":"glance-direct"}})");
        QCOMPARE(f().last.status, 202);
        QTRY_COMPARE(f().status(id), QStringLiteral("queued"));
        QTRY_COMPARE(f().call("GET", path(id, "/tasks"))[u"tasks"][0][u"status"].toString(), QStringLiteral("failure"));
        QVERIFY(f().call("GET", path(id, "/tasks"))[u"tasks"][0][u"message"].toString().contains(u"/etc/passwd"));
        QCOMPARE(f().call("GET", path(id))[u"os_glance_failed_import"].toString(), QStringLiteral("file"));
        QCOMPARE(f().storedFiles().size(), 1);
    }
    void refusesLongDataEarly()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("qemu-img")).isEmpty())
            QSKIP("qemu-img is not installed.");
        const auto id = f().create();
        http::MemoryBody body(qcow2On() + QByteArray(8 << 20, '\0'));
        f().send("PUT", "/image" + path(id, "/file"), body, std::nullopt, { { "X-Auth-Token", "p1:member" }, { "Content-Type", "application/octet-stream" } });
        QCOMPARE(f().last.status, 415);
        QVERIFY(body.remaining() > 6 << 20);
    }
    void deletesDataWithTheImage()
    {
        const auto id = active();
        QCOMPARE(f().storedFiles().size(), 1);
        f().call("GET", path(id, "/file"));
        const auto download = std::move(f().last);
        f().call("DELETE", path(id));
        QCOMPARE(f().storedFiles(), QStringList());
        // Who is downloading gets the rest.
        QCOMPARE(bytesOf(download), QByteArray(4096, 'x'));
    }
};
SKYLAB_TEST(ImageDataTest)
#include "ImageDataTest.moc"
