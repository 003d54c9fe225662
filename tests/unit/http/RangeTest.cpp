#include "http/Range.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab::http;

using Kind = RequestedRanges::Kind;
using Parts = std::vector<ByteRange>;
Q_DECLARE_METATYPE(Parts)

class RangeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsParts_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<Parts>("parts");
        QTest::newRow("some") << QByteArray("bytes=0-9") << Parts { { 0, 9 } };
        QTest::newRow("one byte") << QByteArray("bytes=99-99") << Parts { { 99, 99 } };
        QTest::newRow("open end") << QByteArray("bytes=90-") << Parts { { 90, 99 } };
        QTest::newRow("beyond the end") << QByteArray("bytes=90-500") << Parts { { 90, 99 } };
        QTest::newRow("suffix") << QByteArray("bytes=-5") << Parts { { 95, 99 } };
        QTest::newRow("long suffix") << QByteArray("bytes=-500") << Parts { { 0, 99 } };
        QTest::newRow("unit in capitals, blanks") << QByteArray(" Bytes= 1 - 2 ") << Parts { { 1, 2 } };
        QTest::newRow("several") << QByteArray("bytes=0-0, -1,5-6") << Parts { { 0, 0 }, { 99, 99 }, { 5, 6 } };
        QTest::newRow("one of two outside") << QByteArray("bytes=200-,5-6") << Parts { { 5, 6 } };
    }
    void readsParts()
    {
        QFETCH(QByteArray, header);
        QFETCH(Parts, parts);
        const auto wanted = readRanges(header, 100);
        QCOMPARE(wanted.kind, Kind::Some);
        QCOMPARE(wanted.parts, parts);
        QCOMPARE(wanted.asked, int(header.count(',')) + 1);
    }
    void tellsWhyThereIsNone_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<Kind>("kind");
        for (const auto* header : { "", "lines=1-2", "bytes", "bites=0-1" })
            QTest::newRow(header) << QByteArray(header) << Kind::None;
        for (const auto* header : { "bytes=", "bytes=-", "bytes=a-b", "bytes=5", "bytes=9-1", "bytes=+1-2", "bytes=1-2,", "bytes=1-2,x-", "bytes=99999999999999999999-", "bytes=--1" })
            QTest::newRow(header) << QByteArray(header) << Kind::Malformed;
        for (const auto* header : { "bytes=100-", "bytes=-0", "bytes=200-300", "bytes=100-,-0" })
            QTest::newRow(header) << QByteArray(header) << Kind::Unsatisfiable;
        QTest::newRow("too many") << "bytes=" + QByteArray("0-1,").repeated(maxRanges) + "0-1" << Kind::Unsatisfiable;
    }
    void tellsWhyThereIsNone()
    {
        QFETCH(QByteArray, header);
        QFETCH(Kind, kind);
        const auto wanted = readRanges(header, 100);
        QCOMPARE(wanted.kind, kind);
        QVERIFY(wanted.parts.empty());
    }
    void nothingLiesInsideOfNothing()
    {
        for (const auto* header : { "bytes=0-", "bytes=0-0", "bytes=-5" })
            QCOMPARE(readRanges(header, 0).kind, Kind::Unsatisfiable);
        QCOMPARE(ByteRange::whole(0).length(), 0);
    }
    void spellsContentRange()
    {
        QCOMPARE((ByteRange { 5, 9 }.contentRange(100)), QByteArray("bytes 5-9/100"));
        QCOMPARE(contentRangeOfNothing(100), QByteArray("bytes */100"));
    }
};

SKYLAB_TEST(RangeTest)
#include "RangeTest.moc"
