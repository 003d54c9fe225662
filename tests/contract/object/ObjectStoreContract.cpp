#include "ObjectStoreContract.h"

#include "core/Uuid.h"

#include <QCryptographicHash>
#include <QTest>

#include <atomic>
#include <thread>
#include <unistd.h>
#include <vector>

namespace skylab::object {

namespace {
const auto alice = QStringLiteral("AUTH_alice");
const auto bob = QStringLiteral("AUTH_bob");

QByteArray readAll(const OpenedBlob& blob)
{
    QByteArray bytes(blob.length, Qt::Uninitialized);
    const auto count = ::pread(blob.file.get(), bytes.data(), size_t(bytes.size()), blob.offset);
    return count == blob.length ? bytes : QByteArray("short read");
}
} // namespace

Result<StoredBlob> ObjectStoreContract::put(const QString& account, const QString& blobId, QByteArrayView bytes)
{
    const auto writer = TRY(m_store->begin(account, bytes.size()));
    TRY(writer->write(bytes));
    return writer->commit(blobId);
}

void ObjectStoreContract::storesAndReadsBack()
{
    const auto bytes = QByteArray("0123456789").repeated(250'000);
    const auto blobId = newUuid();
    const auto writer = m_store->begin(alice).value();
    QVERIFY(writer->write(QByteArrayView(bytes).first(1'234'567)));
    QVERIFY(writer->write(QByteArrayView(bytes).sliced(1'234'567)));
    const auto stored = writer->commit(blobId);
    QVERIFY(stored);
    QCOMPARE(stored->blobId, blobId);
    QCOMPARE(stored->size, bytes.size());
    QCOMPARE(stored->md5, QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
    QVERIFY(readAll(m_store->open(alice, blobId).value()) == bytes);
    QVERIFY(!writer->write("more"));
    const auto empty = put(alice, newUuid(), "");
    QCOMPARE(empty->md5, QByteArray("d41d8cd98f00b204e9800998ecf8427e"));
    QCOMPARE(m_store->open(alice, empty->blobId)->length, 0);
}

void ObjectStoreContract::readsRanges_data()
{
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("all") << 0ll << -1ll << QByteArray("0123456789");
    QTest::newRow("middle") << 2ll << 3ll << QByteArray("234");
    QTest::newRow("tail") << 8ll << -1ll << QByteArray("89");
    QTest::newRow("clipped") << 8ll << 100ll << QByteArray("89");
    QTest::newRow("nothing at the end") << 10ll << -1ll << QByteArray();
    QTest::newRow("behind the end") << 11ll << -1ll << QByteArray("refused");
    QTest::newRow("at the end") << 10ll << 1ll << QByteArray("refused");
    QTest::newRow("negative") << -1ll << 1ll << QByteArray("refused");
}

void ObjectStoreContract::readsRanges()
{
    QFETCH(qint64, offset);
    QFETCH(qint64, length);
    QFETCH(QByteArray, expected);
    const auto blobId = newUuid();
    QVERIFY(put(alice, blobId, "0123456789"));
    const auto opened = m_store->open(alice, blobId, offset, length);
    if (expected == "refused") {
        QCOMPARE(opened.error().code, ErrorCode::RangeNotSatisfiable);
        return;
    }
    QCOMPARE(readAll(opened.value()), expected);
    QCOMPARE(opened->size, 10);
}

void ObjectStoreContract::isInvisibleBeforeCommit()
{
    const auto writer = m_store->begin(alice).value();
    QVERIFY(writer->write(QByteArray(3 << 20, 'x')));
    QVERIFY(m_store->list()->isEmpty());
}

void ObjectStoreContract::accountsDoNotSeeEachOther()
{
    const auto blobId = newUuid();
    QVERIFY(put(alice, blobId, "hers"));
    QCOMPARE(m_store->open(bob, blobId).error().code, ErrorCode::NotFound);
    QVERIFY(m_store->remove(bob, blobId));
    QVERIFY(m_store->list(bob)->isEmpty());
    QCOMPARE(readAll(m_store->open(alice, blobId).value()), QByteArray("hers"));
}

void ObjectStoreContract::neverReplacesABlob()
{
    const auto blobId = newUuid();
    QVERIFY(put(alice, blobId, "old"));
    QCOMPARE(put(alice, blobId, "new").error().code, ErrorCode::Conflict);
    QCOMPARE(readAll(m_store->open(alice, blobId).value()), QByteArray("old"));
    QCOMPARE(m_store->stats()->usedBytes, 3);
}

void ObjectStoreContract::abortedAndDroppedWritersLeaveNothing()
{
    const auto aborted = m_store->begin(alice).value();
    QVERIFY(aborted->write("x"));
    aborted->abort();
    QVERIFY(!aborted->commit(newUuid()));
    QVERIFY(m_store->begin(alice).value()->write("y"));
    QVERIFY(m_store->list()->isEmpty());
    QCOMPARE(m_store->stats()->blobs, 0);
}

void ObjectStoreContract::readersOutliveRemoval()
{
    const auto blobId = newUuid();
    QVERIFY(put(alice, blobId, "still here"));
    const auto opened = m_store->open(alice, blobId).value();
    QVERIFY(m_store->remove(alice, blobId));
    QVERIFY(m_store->remove(alice, blobId));
    QCOMPARE(readAll(opened), QByteArray("still here"));
    QCOMPARE(m_store->open(alice, blobId).error().code, ErrorCode::NotFound);
}

void ObjectStoreContract::listsForGarbageCollection()
{
    QStringList ids { newUuid(), newUuid(), newUuid() };
    QVERIFY(put(alice, ids[0], "1"));
    QVERIFY(put(alice, ids[1], "22"));
    QVERIFY(put(bob, ids[2], "333"));
    QCOMPARE(m_store->list()->size(), 3);
    const auto his = m_store->list(bob).value();
    QCOMPARE(his.size(), 1);
    QCOMPARE(his[0].account, bob);
    QCOMPARE(his[0].blobId, ids[2]);
    QCOMPARE(his[0].size, 3);
    QVERIFY(his[0].modified > 1'700'000'000);
    const auto stats = m_store->stats().value();
    QCOMPARE(stats.usedBytes, 6);
    QCOMPARE(stats.blobs, 3);
    QVERIFY(stats.totalBytes >= stats.freeBytes && stats.freeBytes > 0);
    QVERIFY(m_store->list(QStringLiteral("AUTH_nobody"))->isEmpty());
    QVERIFY(m_store->health());
}

void ObjectStoreContract::refusesIdsThatAreNoNames()
{
    for (const auto* bad : { "", "..", "a/b", ".incoming", "a b", "../../etc/passwd" }) {
        const auto name = QString::fromLatin1(bad);
        QCOMPARE(m_store->begin(name).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_store->open(alice, name).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_store->open(name, newUuid()).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_store->remove(alice, name).error().code, ErrorCode::BadRequest);
        QCOMPARE(put(alice, name, "x").error().code, ErrorCode::BadRequest);
    }
    QVERIFY(m_store->list()->isEmpty());
}

void ObjectStoreContract::aFullStoreSaysSoAndFreesTheSpace()
{
    m_store = makeSmall();
    if (!m_store)
        QSKIP("a small file system can't be mounted here: needs root");
    QCOMPARE(m_store->begin(alice, 5 << 20).error().code, ErrorCode::NoSpace);
    const auto writer = m_store->begin(alice).value();
    Result<> result;
    for (int i = 0; i < 8 && result; ++i)
        result = writer->write(QByteArray(1 << 20, 'x'));
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NoSpace);
    QVERIFY2(result.error().message.contains(u"free"), qPrintable(result.error().message));
    QVERIFY(!writer->commit(newUuid()));
    QVERIFY(put(alice, newUuid(), QByteArray(1 << 20, 'y')));
}

void ObjectStoreContract::writersWorkSideBySide()
{
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < 8; ++number) {
        threads.emplace_back([&, number] {
            const QByteArray bytes(1'500'000 + number, char('a' + number));
            const auto blobId = newUuid();
            const auto& account = number % 2 ? alice : bob;
            if (put(account, blobId, bytes) && m_store->open(account, blobId)->size == bytes.size())
                ++good;
        });
    }
    for (auto& thread : threads)
        thread.join();
    QCOMPARE(good.load(), 8);
    QCOMPARE(m_store->list(alice)->size(), 4);
}

} // namespace skylab::object
