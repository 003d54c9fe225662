#include "ImageFixture.h"

#include "image/model/ImageStates.h"
#include "support/TestMain.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace skylab;
using namespace skylab::image;
using namespace skylab::test;

namespace {

/// A store's writer, and what happens behind its commit.
class WatchedWriter final : public ImageWriter {
public:
    WatchedWriter(std::unique_ptr<ImageWriter> writer, std::function<void(const StoredImage&)> then) : m_writer(std::move(writer)), m_then(std::move(then)) { }
    Result<> write(QByteArrayView bytes) override { return m_writer->write(bytes); }
    Result<QString> temporaryPath() override { return m_writer->temporaryPath(); }
    Result<StoredImage> commit() override
    {
        auto stored = m_writer->commit();
        if (stored)
            m_then(*stored);
        return stored;
    }
    void abort() override { m_writer->abort(); }
    [[nodiscard]] qint64 size() const override { return m_writer->size(); }

private:
    std::unique_ptr<ImageWriter> m_writer;
    std::function<void(const StoredImage&)> m_then;
};

} // namespace

class ImageServiceTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImageFixture> m_fixture;
    ImageFixture& f() { return *m_fixture; }
    const service::Context m_owner = ImageFixture::member(QStringLiteral("p1"));

    QString source(const QByteArray& bytes)
    {
        const auto path = f().folder.filePath(QStringLiteral("source"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {};
        return path;
    }
    QString active(const QByteArray& bytes = "data")
    {
        const auto id = f().create();
        f().upload(id, bytes);
        return id;
    }
    /// The end of an upload when something happens between its data and its row.
    Result<> finish(const QString& id, const std::function<void(const StoredImage&)>& then)
    {
        TRY(f().images->beginUpload(m_owner, id, ImageService::Upload::Direct, 4));
        WatchedWriter writer(TRY(f().images->store().create(id)), then);
        TRY(writer.write("data"));
        return f().images->finishUpload(m_owner, id, ImageService::Upload::Direct, writer);
    }
    static QByteArray content(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }
    /// As if the process had died at that point.
    Result<> force(const QString& id, const QString& status)
    {
        return f().images->database().write([&](db::Transaction& transaction) -> Result<> {
            TRY(transaction.execute(QStringLiteral("UPDATE images SET status = ? WHERE id = ?"), status, id));
            return {};
        });
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ImageFixture>();
        QVERIFY(f().start());
    }
    void cleanup() { m_fixture.reset(); }

    void givesFilesToThoseWhoMaySeeThem()
    {
        const auto id = active();
        f().patch(id, R"([{"op":"add","path":"/hw_disk_bus","value":"scsi"},{"op":"replace","path":"/min_disk","value":2}])");
        const auto file = f().images->file(m_owner, id);
        QVERIFY(file);
        QCOMPARE(content(file->path), QByteArray("data"));
        QCOMPARE(file->diskFormat, QStringLiteral("raw"));
        QCOMPARE(file->sizeBytes, qint64(4));
        QCOMPARE(file->minDiskGiB, 2);
        QCOMPARE(file->properties[u"hw_disk_bus"].toString(), QStringLiteral("scsi"));
        const auto stranger = f().images->file(ImageFixture::member(QStringLiteral("p2")), id);
        QVERIFY(!stranger && stranger.error().code == ErrorCode::NotFound);
        const auto queued = f().images->file(m_owner, f().create());
        QVERIFY(!queued && queued.error().code == ErrorCode::Conflict);
        QCOMPARE(f().images->list(m_owner, { { QStringLiteral("status"), QStringLiteral("active") } })->items.size(), std::size_t(1));
    }
    void makesImagesFromFiles()
    {
        QList<qint64> steps;
        const auto id = f().images->createFromFile(m_owner, { .name = QStringLiteral("snapshot"), .diskFormat = QStringLiteral("raw"), .properties = { { QStringLiteral("image_type"), QStringLiteral("snapshot") } } },
                                                   source("disk"), [&](qint64 done, qint64) -> Result<> { steps << done; return {}; });
        QVERIFY(id);
        QCOMPARE(steps, QList<qint64> { 4 });
        const auto image = f().images->show(m_owner, *id);
        QCOMPARE(image->status, QStringLiteral("active"));
        QCOMPARE(image->visibility, QStringLiteral("private"));
        QCOMPARE(image->extra[u"image_type"].toString(), QStringLiteral("snapshot"));
        QVERIFY(QFile::exists(f().folder.filePath(QStringLiteral("source"))));
    }
    void repeatsStepsAfterACrash()
    {
        const ImageRequest request { .id = QStringLiteral("0a6d7b1e-0000-4000-8000-00000000000a"), .diskFormat = QStringLiteral("raw") };
        const auto id = f().images->createQueued(m_owner, request);
        QVERIFY(id);
        QCOMPARE(*f().images->createQueued(m_owner, request), *id);
        QVERIFY(force(*id, QStringLiteral("saving")));
        QVERIFY(f().start());
        QVERIFY(f().images->importFile(m_owner, *id, source("disk")));
        QVERIFY(f().images->importFile(m_owner, *id, source("disk")));
        QCOMPARE(content(f().images->file(m_owner, *id)->path), QByteArray("disk"));
    }
    void stopsWhenProgressSaysSo()
    {
        const auto id = f().images->createQueued(m_owner, { .diskFormat = QStringLiteral("raw") });
        const auto stopped = f().images->importFile(m_owner, *id, source("disk"), [](qint64, qint64) -> Result<> { return fail(ErrorCode::Cancelled, QStringLiteral("Stop.")); });
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        QCOMPARE(f().status(*id), QStringLiteral("queued"));
        QCOMPARE(f().storedFiles(), QStringList());
        QVERIFY(!f().images->importFile(m_owner, *id, QStringLiteral("/nonexistent")));
        QVERIFY(f().images->fail(m_owner, *id, QStringLiteral("No disk.")));
        QVERIFY(f().images->fail(m_owner, *id, QStringLiteral("No disk.")));
        QCOMPARE(f().status(*id), QStringLiteral("killed"));
        QVERIFY(f().images->fail(m_owner, QStringLiteral("absent"), QString()));
    }
    void keepsFilesThatServersLieUpon()
    {
        const auto id = active("base");
        const auto path = f().images->file(m_owner, id)->path;
        QVERIFY(f().images->keep(id, QStringLiteral("server-1")));
        QVERIFY(f().images->keep(id, QStringLiteral("server-1")));
        QVERIFY(f().images->keep(id, QStringLiteral("server-2")));
        f().call("DELETE", "/v2/images/" + id.toLatin1());
        QCOMPARE(f().last.status, 204);
        f().call("GET", "/v2/images/" + id.toLatin1());
        QCOMPARE(f().last.status, 404);
        QVERIFY(f().start());      // no orphan either
        QCOMPARE(content(path), QByteArray("base"));
        f().call("POST", "/v2/images", "{\"id\":\"" + id.toLatin1() + "\"}");
        QCOMPARE(f().last.status, 409);
        QVERIFY(f().images->release(id, QStringLiteral("server-1")));
        QCOMPARE(content(path), QByteArray("base"));
        QVERIFY(f().images->release(id, QStringLiteral("server-2")));
        QVERIFY(!QFile::exists(path));
        QVERIFY(f().images->release(id, QStringLiteral("server-2")));
        QVERIFY(!f().images->keep(id, QStringLiteral("server-3")));
        const auto other = active();
        QVERIFY(f().images->keep(other, QStringLiteral("server-1")));
        QVERIFY(f().images->release(other, QStringLiteral("server-1")));
        QVERIFY(f().images->file(m_owner, other));
    }
    /// As when the database's connection breaks during a commit that counts.
    void dataThatTheRowTellsOfStay()
    {
        const auto id = f().create();
        QVERIFY(finish(id, [&](const StoredImage& stored) {
            QVERIFY(f().images->change(m_owner, id, [&](ImageRow& image) -> Result<> {
                TRY(enter(image, ImageStatus::Active));
                setFacts(image, { stored.size, stored.size, QString::fromLatin1(stored.md5), QString::fromLatin1(stored.sha512), QStringLiteral("file") });
                return {};
            }));
        }));
        QCOMPARE(f().status(id), QStringLiteral("active"));
        QCOMPARE(content(f().images->file(m_owner, id)->path), QByteArray("data"));
    }
    void dataThatNoRowTellsOfGo()
    {
        const auto id = f().create();
        const auto failed = finish(id, [&](const StoredImage&) { QVERIFY(force(id, QStringLiteral("queued"))); });
        QVERIFY(!failed && failed.error().code == ErrorCode::Conflict);
        QCOMPARE(f().storedFiles(), QStringList());
        const auto gone = finish(id, [&](const StoredImage&) { QVERIFY(f().images->remove(m_owner, id)); });
        QVERIFY(!gone && gone.error().code == ErrorCode::Gone);
        QCOMPARE(f().storedFiles(), QStringList());
    }
    /// Or data that were examined as one format would be used as another, in which they may refer to the host's files.
    void anIdIsNotGivenTwice()
    {
        const auto id = f().create();
        const QJsonObject other { { QStringLiteral("id"), id }, { QStringLiteral("disk_format"), QStringLiteral("vmdk") }, { QStringLiteral("container_format"), QStringLiteral("bare") } };
        const auto again = QJsonDocument(other).toJson();
        const auto gone = finish(id, [&](const StoredImage&) {
            QVERIFY(f().images->remove(m_owner, id));
            f().call("POST", "/v2/images", again);
            QCOMPARE(f().last.status, 409);
        });
        QVERIFY(!gone && gone.error().code == ErrorCode::Gone);
        QCOMPARE(f().storedFiles(), QStringList());
        QVERIFY(f().start());
        for (const auto* asker : { "p1:member", "p2:member", "root:admin" }) {
            f().call("POST", "/v2/images", again, asker);
            QCOMPARE(f().last.status, 409);
        }
        const auto queued = f().images->createQueued(m_owner, { .id = id });
        QVERIFY(!queued && queued.error().code == ErrorCode::Conflict);
    }
    void dataCountForTheFormatTheyWereJudgedAs()
    {
        const auto id = f().create();
        const auto failed = finish(id, [&](const StoredImage&) {
            QVERIFY(f().images->database().write([&](db::Transaction& transaction) -> Result<> {
                TRY(transaction.execute(QStringLiteral("UPDATE images SET disk_format = 'vmdk' WHERE id = ?"), id));
                return {};
            }));
        });
        QVERIFY(!failed && failed.error().code == ErrorCode::Conflict);
        QCOMPARE(f().status(id), QStringLiteral("saving"));
        QCOMPARE(f().storedFiles(), QStringList());
    }
    /// Nobody could say whether the row tells of the data: it turns out that it does not.
    void anImageThatIsPutBackHasNoData()
    {
        const auto id = active();
        QVERIFY(force(id, QStringLiteral("saving")));
        f().images->abandonUpload(m_owner, id);
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().storedFiles(), QStringList());
        QCOMPARE(f().upload(id, "once more"), 204);
        f().images->abandonUpload(m_owner, id);      // too late
        QCOMPARE(f().status(id), QStringLiteral("active"));
        QCOMPARE(f().storedFiles().size(), 1);
    }
    /// Whoever made it was told of a failure; but the row tells of the data.
    void anImageWithItsDataIsNotGivenUp()
    {
        const auto id = active();
        QVERIFY(f().images->fail(m_owner, id, QStringLiteral("The connection broke.")));
        QCOMPARE(f().status(id), QStringLiteral("active"));
        QVERIFY(!f().images->show(m_owner, id)->extra.contains(QStringLiteral("skylab_fault")));
        QVERIFY(f().images->file(m_owner, id));
        // One without data stands for something else, which its maker takes back.
        QVERIFY(f().images->change(m_owner, id, [](ImageRow& image) -> Result<> {
            image.size = 0;
            return {};
        }));
        QVERIFY(f().images->fail(m_owner, id, QStringLiteral("The snapshots failed.")));
        QCOMPARE(f().status(id), QStringLiteral("killed"));
    }
    void startPutsInterruptedUploadsBack()
    {
        const auto id = active();      // the data are there, their row never said so
        QVERIFY(force(id, QStringLiteral("saving")));
        QVERIFY(f().start());
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QVERIFY(f().call("GET", "/v2/images/" + id.toLatin1())[u"checksum"].isNull());
        QCOMPARE(f().storedFiles(), QStringList());
        QCOMPARE(f().upload(id, "once more"), 204);
    }
    void startRemovesOrphans()
    {
        const auto id = active();
        QVERIFY(f().images->database().write([&](db::Transaction& transaction) { return rows::remove(transaction, id); }));
        QCOMPARE(f().storedFiles().size(), 1);
        QVERIFY(f().start());
        QCOMPARE(f().storedFiles(), QStringList());
    }
    void startNoticesMissingFiles()
    {
        const auto id = active();
        const auto path = f().images->file(m_owner, id)->path;
        QVERIFY(QFile::rename(path, f().folder.filePath(QStringLiteral("away"))));
        QVERIFY(f().start());
        QCOMPARE(f().status(id), QStringLiteral("killed"));
        QVERIFY(QFile::rename(f().folder.filePath(QStringLiteral("away")), path));
        QVERIFY(f().start());
        QCOMPARE(f().status(id), QStringLiteral("active"));
    }
};
SKYLAB_TEST(ImageServiceTest)
#include "ImageServiceTest.moc"
