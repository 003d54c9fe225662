#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QCryptographicHash>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Objects made of others: static lists and dynamic prefixes.
class LargeObjectsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;

    static QByteArray md5(const QByteArray& bytes) { return QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex(); }
    Answer putList(const QByteArray& path, QByteArray json, const ObjectCloud::Headers& headers = {})
    {
        return m_cloud->put(QString::fromLatin1(path) + QStringLiteral("?multipart-manifest=put"), json.replace('\'', '"'), headers);
    }
    QByteArray range(const char* path, const QByteArray& range) { return m_cloud->get(QString::fromLatin1(path), { { "Range", range } }).body; }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<ObjectCloud>();
        QCOMPARE(m_cloud->put(QStringLiteral("c")).status, 201);
        QCOMPARE(m_cloud->put(QStringLiteral("s")).status, 201);
        for (const auto* name : { "1", "2", "3" })
            QCOMPARE(m_cloud->put(QStringLiteral("s/p") + QLatin1String(name), QByteArray(name).repeated(4)).status, 201);
    }
    void cleanup() { m_cloud.reset(); }

    void joinsSegments()
    {
        const auto made = putList("c/o", "[{'path':'/s/p1','etag':'" + md5("1111") + "','size_bytes':4},{'data':'YWJj'},{'path':'/s/p2','range':'1-2'},{'path':'s/p3'}]", { { "Content-Type", "a/b" }, { "X-Object-Meta-Colour", "red" } });
        QCOMPARE(made.status, 201);
        const auto etag = '"' + md5(md5("1111") + md5("abc") + md5("2222") + ":1-2;" + md5("3333")) + '"';
        QCOMPARE(made.header("etag"), etag);
        const auto answer = m_cloud->get(QStringLiteral("c/o"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("1111abc223333"));
        QCOMPARE(answer.header("etag"), etag);
        QCOMPARE(answer.header("content-type"), QByteArray("a/b"));
        QCOMPARE(answer.header("x-object-meta-colour"), QByteArray("red"));
        QCOMPARE(answer.header("x-static-large-object"), QByteArray("True"));
        QCOMPARE(answer.header("content-length"), QByteArray("13"));
        QCOMPARE(m_cloud->head(QStringLiteral("c/o")).header("content-length"), QByteArray("13"));
        QCOMPARE(range("c/o", "bytes=3-8"), QByteArray("1abc22"));
        QCOMPARE(range("c/o", "bytes=-2"), QByteArray("33"));
        QCOMPARE(range("c/o", "bytes=5-5"), QByteArray("b"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/o"), { { "Range", "bytes=13-" } }).status, 416);
        const auto parts = m_cloud->get(QStringLiteral("c/o"), { { "Range", "bytes=0-0,4-7" } });
        QCOMPARE(parts.status, 206);
        QVERIFY(parts.body.contains("Content-Range: bytes 4-7/13\r\n\r\nabc2\r\n"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/o"), { { "If-None-Match", etag } }).status, 304);
        const auto entry = QJsonDocument::fromJson(m_cloud->get(QStringLiteral("c?format=json")).body).array().at(0);
        QCOMPARE(entry[u"bytes"].toInt(), 13);
        QCOMPARE(entry[u"slo_etag"].toString().toLatin1(), etag);
        const auto list = m_cloud->get(QStringLiteral("c/o?multipart-manifest=get"));
        QCOMPARE(list.header("content-type"), QByteArray("application/json; charset=utf-8"));
        QCOMPARE(list.header("etag"), md5(list.body));
        QCOMPARE(entry[u"hash"].toString().toLatin1(), md5(list.body));
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), QByteArray::number(list.body.size()));
        const auto raw = m_cloud->get(QStringLiteral("c/o?multipart-manifest=get&format=raw")).body;
        QCOMPARE(putList("c/again", raw).header("etag"), etag);
    }
    void refusesSegmentsThatAreOthers()
    {
        QCOMPARE(putList("c/o", "nonsense").status, 400);
        const auto answer = putList("c/o", "[{'path':'/s/p1','etag':'" + md5("x") + "'},{'path':'/s/none'},{'path':'/s/p2','size_bytes':9},{'path':'/s/p3','range':'7-'}]", { { "Accept", "application/json" } });
        QCOMPARE(answer.status, 400);
        const QStringList errors = [&] {
            QStringList all;
            const auto list = answer.json()[u"Errors"].toArray();
            for (const auto& one : list)
                all << one[0].toString() + u' ' + one[1].toString();
            return all;
        }();
        QCOMPARE(errors, (QStringList { QStringLiteral("/s/p1 Etag Mismatch"), QStringLiteral("/s/none 404 Not Found"), QStringLiteral("/s/p2 Size Mismatch"), QStringLiteral("/s/p3 Unsatisfiable Range") }));
        QCOMPARE(putList("c/o", "[{'path':'/s/p1'}]", { { "ETag", "00000000000000000000000000000000" } }).status, 422);
        QByteArray many = "[";
        for (int i = 0; i < 1001; ++i)
            many += "{'path':'/s/p1'},";
        QCOMPARE(putList("c/o", many.chopped(1) + ']').status, 413);
        QCOMPARE(putList("none/o", "[{'path':'/s/p1'}]").status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("c/o")).status, 404);
    }
    void tellsWhenASegmentWasChanged()
    {
        QCOMPARE(putList("c/o", "[{'path':'/s/p1'},{'path':'/s/p2'}]").status, 201);
        m_cloud->put(QStringLiteral("s/p1"), "9999");
        QCOMPARE(m_cloud->get(QStringLiteral("c/o")).status, 409);
        m_cloud->del(QStringLiteral("s/p1"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/o")).status, 409);
        QCOMPARE(range("c/o", "bytes=4-"), QByteArray("2222"));
        QCOMPARE(m_cloud->head(QStringLiteral("c/o")).status, 200);
    }
    void nests()
    {
        QCOMPARE(putList("c/inner", "[{'path':'/s/p1'},{'path':'/s/p2'}]").status, 201);
        QCOMPARE(putList("c/outer", "[{'path':'/c/inner','range':'2-5'},{'path':'/s/p3'},{'path':'/c/inner'}]").status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/outer")).body, QByteArray("1122333311112222"));
        QCOMPARE(range("c/outer", "bytes=1-9"), QByteArray("122333311"));
        const auto answer = m_cloud->call("DELETE", QStringLiteral("c/outer?multipart-manifest=delete"), { { "Accept", "application/json" } });
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json()[u"Number Deleted"].toInt(), 5);
        QCOMPARE(answer.json()[u"Response Status"].toString(), QStringLiteral("200 OK"));
        QCOMPARE(m_cloud->list(QStringLiteral("c")) + m_cloud->list(QStringLiteral("s")), QString());
        QCOMPARE(m_cloud->files(), 0);
    }
    void deletesAllOrNothing()
    {
        const auto list = [](const QByteArray& path, int times) { return '[' + ("{'path':'" + path + "'},").repeated(times).chopped(1) + ']'; };
        QByteArray outer;
        for (int i = 0; i < 11; ++i) {
            const auto name = "c/" + QByteArray::number(i);
            QCOMPARE(putList(name, list("/s/p1", 1000)).status, 201);
            outer += "{'path':'/" + name + "'},";
        }
        QCOMPARE(putList("c/outer", '[' + outer.chopped(1) + ']').status, 201);
        const auto remove = [&](const char* path) { return m_cloud->call("DELETE", QString::fromLatin1(path) + QStringLiteral("?multipart-manifest=delete"), { { "Accept", "application/json" } }).json(); };
        const auto refused = remove("c/outer");
        QCOMPARE(refused[u"Response Status"].toString(), QStringLiteral("400 Bad Request"));
        QCOMPARE(refused[u"Response Body"].toString(), QStringLiteral("Too many buffered slo segments to delete."));
        QCOMPARE(refused[u"Number Deleted"].toInt(), 0);
        QCOMPARE(m_cloud->head(QStringLiteral("c/outer")).status, 200);
        QCOMPARE(m_cloud->head(QStringLiteral("s/p1")).status, 200);
        QCOMPARE(putList("c/same", list("/c/0", 20)).status, 201);      // the same list again and again is one
        QCOMPARE(remove("c/same")[u"Number Deleted"].toInt(), 3);
    }
    void refusesWhatNoNumberCanTell()
    {
        QByteArray inner = "s/p1";
        for (int level = 0; level < 6; ++level) {
            const auto name = "c/level" + QByteArray::number(level);
            QCOMPARE(putList(name, '[' + ("{'path':'" + inner + "'},").repeated(1000).chopped(1) + ']').status, level < 5 ? 201 : 413);
            inner = name;
        }
    }
    void replacesNothingThatMustBeAbsent()
    {
        const ObjectCloud::Headers absent { { "If-None-Match", "*" } };
        QCOMPARE(putList("c/o", "[{'path':'/s/p1'}]", absent).status, 201);
        QCOMPARE(putList("c/o", "[{'path':'/s/p2'}]", absent).status, 412);
        QCOMPARE(m_cloud->put(QStringLiteral("c/o"), {}, { { "X-Copy-From", "s/p2" }, { "If-None-Match", "*" } }).status, 412);
        QCOMPARE(m_cloud->get(QStringLiteral("c/o")).body, QByteArray("1111"));
        QCOMPARE(m_cloud->put(QStringLiteral("c/p"), {}, { { "X-Copy-From", "s/p2" }, { "If-None-Match", "*" } }).status, 201);
    }
    void deletesListAlone()
    {
        QCOMPARE(putList("c/o", "[{'path':'/s/p1'}]").status, 201);
        QCOMPARE(m_cloud->del(QStringLiteral("c/o")).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("s/p1")).body, QByteArray("1111"));
        const auto answer = m_cloud->call("DELETE", QStringLiteral("s/p1?multipart-manifest=delete"), { { "Accept", "application/json" } });
        QCOMPARE(answer.json()[u"Response Status"].toString(), QStringLiteral("400 Bad Request"));
        QCOMPARE(m_cloud->get(QStringLiteral("s/p1")).status, 200);
    }
    void copiesWholeOrList()
    {
        QCOMPARE(putList("c/o", "[{'path':'/s/p1'},{'path':'/s/p2'}]").status, 201);
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/o"), { { "Destination", "c/whole" } }).status, 201);
        const auto whole = m_cloud->get(QStringLiteral("c/whole"));
        QCOMPARE(whole.body, QByteArray("11112222"));
        QCOMPARE(whole.header("etag"), md5("11112222"));
        QVERIFY(!whole.headers.contains("x-static-large-object"));
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/o?multipart-manifest=get"), { { "Destination", "c/list" } }).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/list")).body, QByteArray("11112222"));
        m_cloud->del(QStringLiteral("s/p1"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/list")).status, 409);
        QCOMPARE(m_cloud->get(QStringLiteral("c/whole")).status, 200);
    }
    void segmentsNeedLeave()
    {
        QCOMPARE(putList("c/o", "[{'path':'/s/p1'}]").status, 201);
        m_cloud->post(QStringLiteral("c"), { { "X-Container-Read", ".r:*" } });
        QCOMPARE(m_cloud->callAs({}, "GET", QStringLiteral("c/o")).status, 409);
        m_cloud->post(QStringLiteral("s"), { { "X-Container-Read", ".r:*" } });
        QCOMPARE(m_cloud->callAs({}, "GET", QStringLiteral("c/o")).body, QByteArray("1111"));
    }

    void joinsAPrefix()
    {
        QCOMPARE(m_cloud->put(QStringLiteral("c/d"), {}, { { "X-Object-Manifest", "s/p" }, { "Content-Type", "a/b" } }).status, 201);
        const auto answer = m_cloud->get(QStringLiteral("c/d"));
        QCOMPARE(answer.body, QByteArray("111122223333"));
        QCOMPARE(answer.header("x-object-manifest"), QByteArray("s/p"));
        QCOMPARE(answer.header("etag"), '"' + md5(md5("1111") + md5("2222") + md5("3333")) + '"');
        QCOMPARE(m_cloud->head(QStringLiteral("c/d")).header("content-length"), QByteArray("12"));
        QCOMPARE(range("c/d", "bytes=3-8"), QByteArray("122223"));
        m_cloud->put(QStringLiteral("s/p4"), "44");
        QCOMPARE(m_cloud->get(QStringLiteral("c/d")).body, QByteArray("11112222333344"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/d?multipart-manifest=get")).body, QByteArray());
        QCOMPARE(m_cloud->call("COPY", QStringLiteral("c/d"), { { "Destination", "c/whole" } }).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/whole")).body, QByteArray("11112222333344"));
        QCOMPARE(m_cloud->post(QStringLiteral("c/d"), { { "X-Object-Manifest", "s/p2" } }).status, 202);
        QCOMPARE(m_cloud->get(QStringLiteral("c/d")).body, QByteArray("2222"));
        QCOMPARE(m_cloud->put(QStringLiteral("c/e"), {}, { { "X-Object-Manifest", "none/p" } }).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/e")).body, QByteArray());
        for (const auto* bad : { "s", "s/", "/p", "s/p?x" })
            QCOMPARE(m_cloud->put(QStringLiteral("c/e"), {}, { { "X-Object-Manifest", bad } }).status, 400);
    }
    void streamsMuch()
    {
        const QByteArray block(1'500'000, 'z');
        m_cloud->put(QStringLiteral("s/big"), block);
        QCOMPARE(putList("c/o", "[{'path':'/s/big'},{'path':'/s/p1'},{'path':'/s/big'}]").status, 201);
        QVERIFY(m_cloud->get(QStringLiteral("c/o")).body == block + "1111" + block);
        QCOMPARE(m_cloud->head(QStringLiteral("c/o")).header("content-length"), QByteArray("3000004"));
    }
};

SKYLAB_TEST(LargeObjectsTest)
#include "LargeObjectsTest.moc"
