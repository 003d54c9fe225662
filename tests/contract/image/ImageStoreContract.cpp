#include "ImageStoreContract.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <unistd.h>

namespace skylab::image {

namespace {
QString id(int number) { return QStringLiteral("00000000-0000-4000-8000-%1").arg(number, 12, 10, QLatin1Char('0')); }

QByteArray readAll(const OpenedImage& image)
{
    QByteArray bytes(image.size, Qt::Uninitialized);
    const auto count = ::pread(image.file.get(), bytes.data(), size_t(bytes.size()), 0);
    return count == image.size ? bytes : QByteArray("short read");
}
QByteArray readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("can't open");
}
} // namespace

Result<StoredImage> ImageStoreContract::put(const QString& imageId, QByteArrayView bytes)
{
    const auto writer = TRY(m_store->create(imageId, bytes.size()));
    TRY(writer->write(bytes));
    return writer->commit();
}

void ImageStoreContract::storesAndReadsBack()
{
    const auto bytes = QByteArray("0123456789abcdef").repeated(200'000);
    const auto writer = m_store->create(id(1), bytes.size()).value();
    for (int at = 0; at < bytes.size(); at += 100'000)
        QVERIFY(writer->write(QByteArrayView(bytes).sliced(at, 100'000)));
    QCOMPARE(writer->size(), bytes.size());
    const auto stored = writer->commit();
    QVERIFY(stored);
    QCOMPARE(stored->size, bytes.size());
    QCOMPARE(stored->md5, QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
    QCOMPARE(stored->sha512, QCryptographicHash::hash(bytes, QCryptographicHash::Sha512).toHex());
    QVERIFY(readAll(m_store->open(id(1)).value()) == bytes);
    QVERIFY(readAll(m_store->path(id(1)).value()) == bytes);
    QVERIFY(!writer->write("more"));
    QVERIFY(!writer->commit());
}

void ImageStoreContract::isInvisibleBeforeCommit()
{
    const auto writer = m_store->create(id(1)).value();
    QVERIFY(writer->write("data"));
    QCOMPARE(m_store->open(id(1)).error().code, ErrorCode::NotFound);
    QCOMPARE(m_store->path(id(1)).error().code, ErrorCode::NotFound);
    QVERIFY(m_store->owned()->isEmpty());
}

void ImageStoreContract::showsTheBytesBeforeCommitToTheInspector()
{
    const auto writer = m_store->create(id(1)).value();
    QVERIFY(writer->write("first "));
    QCOMPARE(readAll(writer->temporaryPath().value()), QByteArray("first "));
    QVERIFY(writer->write("second"));
    QCOMPARE(readAll(writer->temporaryPath().value()), QByteArray("first second"));
    QCOMPARE(writer->commit()->md5, QCryptographicHash::hash("first second", QCryptographicHash::Md5).toHex());
    QVERIFY(!writer->temporaryPath());
}

void ImageStoreContract::neverReplacesData()
{
    QVERIFY(put(id(1), "old"));
    QCOMPARE(m_store->create(id(1)).error().code, ErrorCode::Conflict);
    QCOMPARE(readAll(m_store->open(id(1)).value()), QByteArray("old"));
}

void ImageStoreContract::oneOfTwoWritersWins()
{
    const auto one = m_store->create(id(1)).value();
    const auto two = m_store->create(id(1)).value();
    QVERIFY(one->write("one"));
    QVERIFY(two->write("two"));
    QVERIFY(two->commit());
    QCOMPARE(one->commit().error().code, ErrorCode::Conflict);
    QCOMPARE(readAll(m_store->open(id(1)).value()), QByteArray("two"));
    QCOMPARE(m_store->stats()->usedBytes, 3);
}

void ImageStoreContract::abortedAndDroppedWritersLeaveNothing()
{
    const auto aborted = m_store->create(id(1)).value();
    QVERIFY(aborted->write("x"));
    aborted->abort();
    QVERIFY(!aborted->commit());
    QVERIFY(m_store->create(id(2)).value()->write("y"));
    QVERIFY(m_store->owned()->isEmpty());
    QCOMPARE(m_store->stats()->usedBytes, 0);
    QVERIFY(put(id(1), "again"));
}

void ImageStoreContract::readersOutliveRemoval()
{
    QVERIFY(put(id(1), "still here"));
    const auto opened = m_store->open(id(1)).value();
    QVERIFY(m_store->remove(id(1)));
    QCOMPARE(readAll(opened), QByteArray("still here"));
}

void ImageStoreContract::removeIsIdempotent()
{
    QVERIFY(put(id(1), "x"));
    QVERIFY(m_store->remove(id(1)));
    QVERIFY(m_store->remove(id(1)));
    QCOMPARE(m_store->open(id(1)).error().code, ErrorCode::NotFound);
}

void ImageStoreContract::tellsWhatItOwns()
{
    QVERIFY(put(id(1), "12345"));
    QVERIFY(put(id(2), "1234567"));
    auto owned = m_store->owned().value();
    std::sort(owned.begin(), owned.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    QCOMPARE(owned.size(), 2);
    QCOMPARE(owned[1].id, id(2));
    QCOMPARE(owned[1].size, 7);
    QVERIFY(owned[1].modified > 1'700'000'000);
    const auto stats = m_store->stats().value();
    QCOMPARE(stats.usedBytes, 12);
    QVERIFY(stats.totalBytes >= stats.freeBytes && stats.freeBytes > 0);
    QVERIFY(m_store->health());
}

void ImageStoreContract::sharesWhatIsTheSame()
{
    for (int number : { 1, 2, 3 })
        QVERIFY(put(id(number), "the same"));
    const auto before = m_store->open(id(2)).value();
    QVERIFY(m_store->share(id(2), id(1)));
    QVERIFY(m_store->share(id(2), id(1)));
    QVERIFY(m_store->share(id(3), id(2)));
    QCOMPARE(m_store->stats()->usedBytes, 8);
    QCOMPARE(m_store->owned()->size(), 3);
    QCOMPARE(m_store->share(id(1), id(9)).error().code, ErrorCode::NotFound);
    QCOMPARE(m_store->share(id(9), id(1)).error().code, ErrorCode::NotFound);
    QVERIFY(m_store->remove(id(1)));
    QVERIFY(m_store->remove(id(3)));
    QCOMPARE(readAll(m_store->path(id(2)).value()), QByteArray("the same"));
    QCOMPARE(readAll(before), QByteArray("the same"));
    QCOMPARE(m_store->stats()->usedBytes, 8);
    QVERIFY(m_store->remove(id(2)));
    QCOMPARE(m_store->stats()->usedBytes, 0);
}

void ImageStoreContract::refusesIdsThatAreNoNames()
{
    for (const auto* bad : { "", "..", "a/b", ".incoming", "a b" }) {
        const auto name = QString::fromLatin1(bad);
        QCOMPARE(m_store->create(name).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_store->open(name).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_store->path(name).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_store->remove(name).error().code, ErrorCode::BadRequest);
    }
}

void ImageStoreContract::missingImagesAreNotFound()
{
    const auto opened = m_store->open(id(9));
    QCOMPARE(opened.error().code, ErrorCode::NotFound);
    QVERIFY(opened.error().message.contains(id(9)));
    QCOMPARE(m_store->path(id(9)).error().code, ErrorCode::NotFound);
}

void ImageStoreContract::aFullStoreSaysSoAndFreesTheSpace()
{
    m_store = makeSmall();
    if (!m_store)
        QSKIP("a small file system can't be mounted here: needs root");
    QCOMPARE(m_store->create(id(1), 5 << 20).error().code, ErrorCode::NoSpace);
    const auto writer = m_store->create(id(1)).value();
    Result<> result;
    for (int i = 0; i < 8 && result; ++i)
        result = writer->write(QByteArray(1 << 20, 'x'));
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NoSpace);
    QVERIFY2(result.error().message.contains(u"free"), qPrintable(result.error().message));
    QVERIFY(!writer->commit());
    QVERIFY(m_store->stats()->freeBytes > 3 << 20);
    QVERIFY(put(id(1), QByteArray(1 << 20, 'y')));
}

void ImageStoreContract::anEmptyImageIsAnImage()
{
    const auto stored = put(id(1), "");
    QVERIFY(stored);
    QCOMPARE(stored->md5, QByteArray("d41d8cd98f00b204e9800998ecf8427e"));
    QCOMPARE(m_store->open(id(1))->size, 0);
}

} // namespace skylab::image
