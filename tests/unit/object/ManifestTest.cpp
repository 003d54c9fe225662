#include "object/model/Manifest.h"
#include "support/TestMain.h"

#include <QCryptographicHash>
#include <QTest>

using namespace skylab;
using namespace skylab::object;

/// The lists behind static large objects.
class ManifestTest : public QObject {
    Q_OBJECT

    static Result<Manifest> read(const QByteArray& json) { return Manifest::fromClient(QByteArray(json).replace('\'', '"'), QStringLiteral("c/self")); }
    static QString md5(const QByteArray& bytes) { return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex()); }

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* json, const char* problem) { QTest::newRow(json) << QByteArray(json) << QString::fromLatin1(problem); };
        row("{", "Manifest must be valid JSON.");
        row("{}", "Manifest must be a list.");
        row("[1]", "Index 0: not a JSON object");
        row("[{'etag':'x'}]", "Index 0: expected keys");
        row("[{'path':'/c/o','size':1}]", "Index 0: extraneous keys \"size\"");
        row("[{'path':7}]", "Index 0: \"path\" must be a string");
        row("[{'path':'/c'}]", "Index 0: path does not refer to an object");
        row("[{'path':'/c/o','etag':5}]", "Index 0: \"etag\" must be a string");
        row("[{'path':'/c/o','size_bytes':'many'}]", "Index 0: invalid size_bytes");
        row("[{'path':'/c/o','size_bytes':1e300}]", "Index 0: invalid size_bytes");
        row("[{'path':'/c/o','size_bytes':1.5}]", "Index 0: invalid size_bytes");
        row("[{'path':'/c/o','size_bytes':0},{'path':'/c/p'}]", "Index 0: too small");
        row("[{'path':'/c/self'}]", "Index 0: manifest must not include itself");
        row("[{'path':'/c/o','range':'1-2,4-5'}]", "Index 0: multiple ranges");
        row("[{'path':'/c/o','range':'x'}]", "Index 0: invalid range");
        row("[{'path':'/c/o','range':'9-','size_bytes':5}]", "Index 0: unsatisfiable range");
        row("[{'data':'?'},{'path':'/c/o'}]", "Index 0: data must be valid base64");
        row("[{'data':''},{'path':'/c/o'}]", "Index 0: too small");
        row("[{'data':'YWJj'}]", "Inline data segments require at least one object-backed segment.");
    }
    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, problem);
        const auto manifest = read(json);
        QVERIFY(!manifest);
        QCOMPARE(manifest.error().code, ErrorCode::BadRequest);
        QVERIFY2(manifest.error().message.contains(problem), qPrintable(manifest.error().message));
    }
    void tellsAllProblemsAtOnce()
    {
        const auto manifest = read("[1,{'path':'/c/o'},{'path':3}]");
        QVERIFY(manifest.error().message.contains(QStringLiteral("Index 0")));
        QVERIFY(!manifest.error().message.contains(QStringLiteral("Index 1")));
        QVERIFY(manifest.error().message.contains(QStringLiteral("Index 2")));
    }
    void keepsWhatItIsMadeOf()
    {
        auto manifest = read("[{'path':'/c/a','etag':null,'size_bytes':'10'},{'path':'c/b','range':'2-4'},{'data':'YWJj'},{'path':'/c/d/e','size_bytes':0}]").value();
        QCOMPARE(manifest.segments.size(), 4u);
        QCOMPARE(manifest.objectCount(), 3);
        auto& ranged = manifest.segments[1];
        ranged.bytes = 100;
        ranged.range = http::ByteRange { 2, 4 };
        manifest.segments[0].etag = QStringLiteral("aaa");
        ranged.etag = QStringLiteral("bbb");
        manifest.segments[3].etag = QStringLiteral("ddd");
        manifest.segments[3].isManifest = true;
        QCOMPARE(manifest.bytes(), 10 + 3 + 3);
        QCOMPARE(manifest.etag(), md5("aaabbb:2-4;" + md5("abc").toLatin1() + "ddd"));
        const auto again = Manifest::fromStored(manifest.toStored()).value();
        QCOMPARE(again.etag(), manifest.etag());
        QCOMPARE(again.bytes(), manifest.bytes());
        QCOMPARE(again.segments[3].object(), QStringLiteral("d/e"));
        QVERIFY(again.segments[3].isManifest);
        const auto raw = Manifest::fromClient(again.toRaw(), QStringLiteral("c/self")).value();
        QCOMPARE(raw.segments[1].rangeText, QByteArray("2-4"));
        QCOMPARE(raw.segments[2].data, QByteArray("abc"));
        QVERIFY(!Manifest::fromStored("{"));
        QCOMPARE(read("[]").value().etag(), md5({}));
    }
    void sumsStopBeforeTheyTurn()
    {
        auto manifest = read("[{'path':'/c/a'},{'path':'/c/b'}]").value();
        for (auto& segment : manifest.segments)
            segment.bytes = std::numeric_limits<qint64>::max() - 1;
        QCOMPARE(manifest.bytes(), qint64(1) << 60);
    }
};

SKYLAB_TEST(ManifestTest)
#include "ManifestTest.moc"
