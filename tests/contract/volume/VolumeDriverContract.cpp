#include "VolumeDriverContract.h"

#include "core/Uuid.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <algorithm>
#include <tuple>

namespace skylab::volume {

void VolumeDriverContract::init()
{
    m_files = std::make_unique<QTemporaryDir>();
    m_driver = make();
    if (!m_driver)
        QSKIP("this host can't offer the place for it: needs root and mkfs.xfs");
}

void VolumeDriverContract::cleanup() { m_driver.reset(); }

QString VolumeDriverContract::image(qint64 bytes, char fill)
{
    const auto path = m_files->filePath(newUuid());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray(bytes, fill)) != bytes)
        qFatal("no room for a test image");
    return path;
}

void VolumeDriverContract::createsAndConnects()
{
    QVERIFY(m_driver->create(a, 2));
    const auto connection = m_driver->connection(a).value();
    QCOMPARE(connection.driverType, m_driver->name());
    QCOMPARE(connection.sizeBytes, 2 * bytesPerGiB);
    QVERIFY(connection.format == raw || connection.format == qcow2);
    QVERIFY(connection.path.contains(a));
}

void VolumeDriverContract::creatingAgainIsDoneOrConflict()
{
    QVERIFY(m_driver->create(a, 2));
    QVERIFY(m_driver->create(a, 2));
    const auto other = m_driver->create(a, 3);
    QCOMPARE(other.error().code, ErrorCode::Conflict);
    QVERIFY2(other.error().message.contains(u"2 GiB instead of 3 GiB"), qPrintable(other.error().message));
    QVERIFY(m_driver->createFromFile(a, 2, image(100), raw));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->clone(b, a, 2));
    QVERIFY(m_driver->clone(b, a, 2));
    QCOMPARE(m_driver->owned()->size(), 3);
}

void VolumeDriverContract::refusesSizesThatAreNone()
{
    for (const qint64 size : { 0ll, -1ll, 65537ll, 1ll << 62 }) {
        QCOMPARE(m_driver->create(a, size).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->create(a, size).error().field, QStringLiteral("size"));
    }
    QVERIFY(m_driver->owned()->isEmpty());
}

void VolumeDriverContract::refusesIdsThatAreNoNames()
{
    QVERIFY(m_driver->create(a, 1));
    for (const auto* bad : { "", "..", "a/b", "../../etc/passwd", "a.raw", "a b" }) {
        const auto id = QString::fromLatin1(bad);
        QCOMPARE(m_driver->create(id, 1).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->createFromFile(id, 1, image(10), raw).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->clone(id, a, 1).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->createSnapshot(id, a).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->remove(id).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->removeSnapshot(id).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_driver->connection(id).error().code, ErrorCode::BadRequest);
    }
    QCOMPARE(m_driver->owned()->size(), 1);
}

void VolumeDriverContract::missingThingsAreNotFound()
{
    QCOMPARE(m_driver->connection(a).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->extend(a, 2).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->clone(b, a, 2).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->createSnapshot(snap, a).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->createFromSnapshot(b, snap, 2).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->copyToFile(a, place("out"), raw).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->createFromFile(a, 1, place("none"), raw).error().code, ErrorCode::NotFound);
    QVERIFY(m_driver->create(a, 1));
    QCOMPARE(m_driver->revert(a, snap).error().code, ErrorCode::NotFound);
    QVERIFY(m_driver->revert(a, snap).error().message.contains(snap));
}

void VolumeDriverContract::makesAVolumeFromAnImage()
{
    QVERIFY(m_driver->createFromFile(a, 1, image(3'000'000), raw));
    QCOMPARE(m_driver->connection(a)->sizeBytes, bytesPerGiB);
}

void VolumeDriverContract::refusesAnImageThatDoesNotFit()
{
    QFile big(place("big"));
    QVERIFY(big.open(QIODevice::WriteOnly) && big.resize(2 * bytesPerGiB + 1));
    const auto result = m_driver->createFromFile(a, 2, big.fileName(), raw);
    QCOMPARE(result.error().code, ErrorCode::BadRequest);
    QVERIFY2(result.error().message.contains(u"needs 3 GiB"), qPrintable(result.error().message));
    QVERIFY(m_driver->owned()->isEmpty());
}

void VolumeDriverContract::refusesUnknownImageFormats()
{
    for (const auto* format : { "", "iso", "nbd", "RAW", "luks" }) {
        const auto result = m_driver->createFromFile(a, 1, image(10), QString::fromLatin1(format));
        QCOMPARE(result.error().code, ErrorCode::BadRequest);
    }
    QVERIFY(m_driver->create(a, 1));
    QCOMPARE(m_driver->copyToFile(a, place("out"), QStringLiteral("odt")).error().code, ErrorCode::BadRequest);
    QVERIFY(!QFile::exists(place("out")));
}

void VolumeDriverContract::extendsButNeverShrinks()
{
    QVERIFY(m_driver->create(a, 2));
    QVERIFY(m_driver->extend(a, 5));
    QVERIFY(m_driver->extend(a, 5));
    QCOMPARE(m_driver->connection(a)->sizeBytes, 5 * bytesPerGiB);
    QCOMPARE(m_driver->extend(a, 4).error().code, ErrorCode::BadRequest);
    QCOMPARE(m_driver->connection(a)->sizeBytes, 5 * bytesPerGiB);
}

void VolumeDriverContract::takesAllOfItsRoomOrSaysThatItCant()
{
    QCOMPARE(m_driver->allocate(a).error().code, ErrorCode::NotFound);
    QVERIFY(m_driver->createFromFile(a, 1, image(1'000'000), raw));
    const auto result = m_driver->allocate(a);
    if (!m_driver->capabilities().thickProvisioning) {
        QCOMPARE(result.error().code, ErrorCode::BadRequest);
        return;
    }
    if (m_driver->stats()->freeGiB < 1 && !result) {      // the disk of this test is smaller
        QCOMPARE(result.error().code, ErrorCode::NoSpace);
        QVERIFY(m_driver->owned().value().first().allocatedBytes < bytesPerGiB / 2);
        return;
    }
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QVERIFY(m_driver->owned().value().first().allocatedBytes >= bytesPerGiB);
    QVERIFY(m_driver->allocate(a));      // again: nothing more to take
    QCOMPARE(m_driver->owned().value().first().sizeBytes, bytesPerGiB);
    m_driver = makeSmall();
    if (!m_driver)
        QSKIP("a small file system can't be mounted here: needs root");
    QVERIFY(m_driver->create(a, 1));
    QCOMPARE(m_driver->allocate(a).error().code, ErrorCode::NoSpace);
    QVERIFY(m_driver->remove(a));
}

void VolumeDriverContract::clonesAndSnapshotsAreIndependent()
{
    QVERIFY(m_driver->createFromFile(a, 1, image(100'000), raw));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->createFromSnapshot(b, snap, 2));
    QVERIFY(m_driver->clone(c, b, 3));
    // Sources go first: what was made of them stays.
    QVERIFY(m_driver->remove(a));
    QVERIFY(m_driver->removeSnapshot(snap));
    QCOMPARE(m_driver->connection(b)->sizeBytes, 2 * bytesPerGiB);
    QVERIFY(m_driver->remove(b));
    QCOMPARE(m_driver->connection(c)->sizeBytes, 3 * bytesPerGiB);
    QVERIFY(m_driver->copyToFile(c, place("out"), raw));
    QCOMPARE(QFileInfo(place("out")).size(), 3 * bytesPerGiB);
}

void VolumeDriverContract::aSmallerCopyIsRefused()
{
    QVERIFY(m_driver->create(a, 2));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QCOMPARE(m_driver->clone(b, a, 1).error().code, ErrorCode::BadRequest);
    QCOMPARE(m_driver->createFromSnapshot(b, snap, 1).error().field, QStringLiteral("size"));
    QCOMPARE(m_driver->connection(b).error().code, ErrorCode::NotFound);
}

void VolumeDriverContract::revertsToASnapshot()
{
    QVERIFY(m_driver->create(a, 1));
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->extend(a, 2));
    QVERIFY(m_driver->revert(a, snap));
    QCOMPARE(m_driver->connection(a)->sizeBytes, 2 * bytesPerGiB);
    QVERIFY(m_driver->create(b, 3));
    QVERIFY(m_driver->createSnapshot(c, b));
    QCOMPARE(m_driver->revert(a, c).error().code, ErrorCode::Conflict);
}

void VolumeDriverContract::copiesToFiles()
{
    QVERIFY(m_driver->create(a, 1));
    for (const auto& format : m_driver->capabilities().copyFormats) {
        QVERIFY2(m_driver->copyToFile(a, place("out"), format), qPrintable(format));
        QVERIFY(QFileInfo(place("out")).size() > 0);
    }
    QVERIFY(m_driver->capabilities().copyFormats.contains(raw));
    QVERIFY(m_driver->copyToFile(a, place("out"), raw));
    QCOMPARE(QFileInfo(place("out")).size(), bytesPerGiB);
    QVERIFY(m_driver->copyToFile(a, place("out2"), qcow2));
    QVERIFY(m_driver->createFromFile(b, 1, place("out2"), qcow2));
    QVERIFY(!m_driver->copyToFile(a, QStringLiteral("/nowhere/out"), raw));
}

namespace {

/// All that a disk holds besides zeros, by its place.
QMap<qint64, QByteArray> dataOf(DiskReader& reader)
{
    QMap<qint64, QByteArray> all;
    for (qint64 at = 0;;) {
        const auto extent = reader.nextData(at).value();
        if (!extent)
            return all;
        const auto bytes = reader.read(extent->offset, extent->length).value();
        // A file system may call more of a file data than was written.
        for (qint64 i = 0; i < bytes.size();) {
            const auto first = std::find_if(bytes.begin() + i, bytes.end(), [](char c) { return c != 0; });
            const auto last = std::find(first, bytes.end(), '\0');
            if (first != bytes.end())
                all.insert(extent->offset + (first - bytes.begin()), QByteArray(&*first, last - first));
            i = last - bytes.begin();
        }
        at = extent->offset + extent->length;
    }
}

} // namespace

void VolumeDriverContract::contentGoesInAndOut()
{
    const QMap<qint64, QByteArray> wanted { { 0, QByteArray(4096, 'a') }, { 1'000'000, "in the middle" }, { bytesPerGiB - 3, "end" } };
    QVERIFY(m_driver->create(a, 1));
    auto writer = m_driver->openWriter(a).value();
    for (auto it = wanted.begin(); it != wanted.end(); ++it)
        QVERIFY(writer->write(it.key(), it.value()));
    QCOMPARE(writer->write(bytesPerGiB - 2, QByteArray("end")).error().code, ErrorCode::BadRequest);
    QVERIFY(writer->commit());
    writer.reset();
    QVERIFY(m_driver->createSnapshot(snap, a));
    QVERIFY(m_driver->clone(b, a, 2));
    for (const auto& [kind, id, size] : { std::tuple { Owned::Kind::Volume, a, 1 }, { Owned::Kind::Snapshot, snap, 1 }, { Owned::Kind::Volume, b, 2 } }) {
        const auto reader = m_driver->openReader(kind, id).value();
        QCOMPARE(reader->size(), size * bytesPerGiB);
        QCOMPARE(dataOf(*reader), wanted);
        QCOMPARE(reader->read(999'998, 6).value(), QByteArray("\0\0in t", 6));
        QCOMPARE(reader->read(reader->size() - 1, 2).error().code, ErrorCode::BadRequest);
    }
    const auto connection = m_driver->connection(a).value();
    QCOMPARE(connection.sizeBytes, bytesPerGiB);
    QCOMPARE(m_driver->owned()->size(), 3);
    QCOMPARE(m_driver->openReader(Owned::Kind::Volume, c).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->openWriter(c).error().code, ErrorCode::NotFound);
}

void VolumeDriverContract::contentThatIsNotCommittedIsForgotten()
{
    QVERIFY(m_driver->create(a, 1));
    auto writer = m_driver->openWriter(a).value();
    QVERIFY(writer->write(0, QByteArray("kept")));
    QVERIFY(writer->commit());
    writer = m_driver->openWriter(a).value();
    QVERIFY(writer->write(0, QByteArray("lost")));
    writer.reset();
    const auto reader = m_driver->openReader(Owned::Kind::Volume, a).value();
    QCOMPARE(reader->read(0, 4).value(), QByteArray("kept"));
    QCOMPARE(m_driver->owned()->size(), 1);
}

void VolumeDriverContract::aReaderKeepsWhatItOpened()
{
    QVERIFY(m_driver->create(a, 1));
    auto writer = m_driver->openWriter(a).value();
    QVERIFY(writer->write(0, QByteArray("before")));
    QVERIFY(writer->commit());
    const auto reader = m_driver->openReader(Owned::Kind::Volume, a, Source::InUse).value();
    writer = m_driver->openWriter(a).value();
    QVERIFY(writer->write(0, QByteArray("behind")));
    QVERIFY(writer->commit());
    QVERIFY(m_driver->remove(a));
    QCOMPARE(reader->read(0, 6).value(), QByteArray("before"));
}

void VolumeDriverContract::anImageReplacesContent()
{
    QVERIFY(m_driver->create(a, 1));
    auto writer = m_driver->openWriter(a).value();
    QVERIFY(writer->write(100'000, QByteArray("old")));
    QVERIFY(writer->commit());
    QVERIFY(m_driver->replace(a, image(70'000), raw));
    QCOMPARE(m_driver->connection(a).value().sizeBytes, bytesPerGiB);
    const auto reader = m_driver->openReader(Owned::Kind::Volume, a).value();
    QCOMPARE(reader->read(100'000, 3).value(), QByteArray(3, '\0'));
    QCOMPARE(m_driver->replace(c, image(10), raw).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->replace(a, image(10), QStringLiteral("floppy")).error().code, ErrorCode::BadRequest);
    QCOMPARE(m_driver->replace(a, image(10) + u'x', raw).error().code, ErrorCode::NotFound);
    QCOMPARE(m_driver->owned()->size(), 1);
}

void VolumeDriverContract::removeIsIdempotent()
{
    QVERIFY(m_driver->create(a, 1));
    QVERIFY(m_driver->createSnapshot(snap, a));
    for (int time = 0; time < 2; ++time) {
        QVERIFY(m_driver->remove(a));
        QVERIFY(m_driver->removeSnapshot(snap));
    }
    QVERIFY(m_driver->owned()->isEmpty());
    QCOMPARE(m_driver->connection(a).error().code, ErrorCode::NotFound);
}

void VolumeDriverContract::aCancelledCopyLeavesNothing()
{
    QVERIFY(m_driver->create(a, 1));
    const Progress cancelled { .cancelled = [] { return true; } };
    const auto result = m_driver->copyToFile(a, place("out"), qcow2, Source::Idle, cancelled);
    if (!result)   // a reflink is done before anybody could cancel it
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
    QCOMPARE(QFile::exists(place("out")), result.has_value());
    QVERIFY(QDir(m_files->path()).entryList({ QStringLiteral("out.*") }, QDir::Files | QDir::Hidden).isEmpty());
}

void VolumeDriverContract::reportsProgressToTheEnd()
{
    double last = 0;
    bool grows = true;
    const Progress progress { .report = [&](double fraction) {
        grows = grows && fraction >= last;
        last = fraction;
    } };
    QVERIFY(m_driver->createFromFile(a, 1, image(20'000'000), raw, progress));
    QVERIFY(grows);
    QCOMPARE(last, 1.0);
}

void VolumeDriverContract::aFullDiskSaysSoAndLeavesNothing()
{
    m_driver = makeSmall();
    if (!m_driver)
        QSKIP("a small file system can't be mounted here: needs root");
    const auto result = m_driver->createFromFile(a, 1, image(20'000'000), raw);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NoSpace);
    QVERIFY2(result.error().message.contains(u"MiB free"), qPrintable(result.error().message));
    QVERIFY(m_driver->owned()->isEmpty());
    QVERIFY(m_driver->stats()->freeGiB > 6.0 / 1024);
    QVERIFY(m_driver->createFromFile(a, 1, image(1'000'000), raw));
}

void VolumeDriverContract::tellsWhatItOwnsAndHowFullItIs()
{
    const auto before = m_driver->stats().value();
    QVERIFY(m_driver->createFromFile(a, 4, image(8'000'000), raw));
    QVERIFY(m_driver->createSnapshot(snap, a));
    const auto stats = m_driver->stats().value();
    QVERIFY(stats.totalGiB >= stats.freeGiB && stats.freeGiB > 0);
    QCOMPARE(stats.provisionedGiB - before.provisionedGiB, 8.0);
    QVERIFY(stats.allocatedGiB > before.allocatedGiB && stats.allocatedGiB < 0.1);
    auto owned = m_driver->owned().value();
    QCOMPARE(owned.size(), 2);
    QCOMPARE(owned[0].kind, Owned::Kind::Volume);
    QCOMPARE(owned[0].id, a);
    QCOMPARE(owned[0].sizeBytes, 4 * bytesPerGiB);
    QVERIFY(owned[0].allocatedBytes >= 7'000'000);
    QCOMPARE(owned[1].kind, Owned::Kind::Snapshot);
    QCOMPARE(owned[1].id, snap);
    QVERIFY(m_driver->health());
}

} // namespace skylab::volume
