#include "object/model/ArchiveReader.h"
#include "object/model/Cors.h"
#include "object/model/Headers.h"
#include "object/model/Report.h"
#include "object/model/WebPage.h"
#include "support/TestMain.h"

#include <QJsonDocument>
#include <QTest>

using namespace skylab;
using namespace skylab::object;

/// Reports, web pages, answers to pages of other origins, archives.
class AnswersTest : public QObject {
    Q_OBJECT

    static http::Request request(const http::Headers& headers)
    {
        http::Request request;
        request.method = "GET";
        request.headers = headers;
        return request;
    }
    static ContainerRow shared(const char* origins)
    {
        ContainerRow row;
        row.metadata.insert(QStringLiteral("Access-Control-Allow-Origin"), QString::fromLatin1(origins));
        return row;
    }

private Q_SLOTS:
    void timesLongAgoAreInThePast()
    {
        for (const auto* name : { "X-Delete-At", "X-Delete-After" }) {
            http::Headers headers;
            headers.set(name, "-9223372036854775808");
            const auto time = deleteTime(headers);
            QVERIFY(!time);
            QCOMPARE(time.error().message, QString::fromLatin1(name) + QStringLiteral(" in past"));
        }
    }
    void reports()
    {
        Report report { .kind = Report::Kind::Delete, .status = 400, .deleted = 2, .notFound = 1 };
        report.errors.append({ QStringLiteral("c/<o>"), statusLine(409) });
        const auto json = QJsonDocument::fromJson(report.response(request({ { "Accept", "application/json" } })).bytes()).object();
        QCOMPARE(json[u"Number Deleted"].toInt(), 2);
        QCOMPARE(json[u"Number Not Found"].toInt(), 1);
        QCOMPARE(json[u"Response Status"].toString(), QStringLiteral("400 Bad Request"));
        QCOMPARE(json[u"Errors"][0][1].toString(), QStringLiteral("409 Conflict"));
        const auto xml = report.response(request({ { "Accept", "text/xml" } }));
        QCOMPARE(xml.headers.value("Content-Type"), QByteArray("text/xml"));
        QVERIFY(xml.bytes().contains("<delete>\n<number_deleted>2</number_deleted>"));
        QVERIFY(xml.bytes().contains("<name>c/&lt;o&gt;</name><status>409 Conflict</status>"));
        const auto text = report.response(request({}));
        QCOMPARE(text.status, 200);
        QVERIFY(text.bytes().contains("Number Deleted: 2\n") && text.bytes().contains("c/<o>, 409 Conflict\n"));
    }
    void letsPagesOfOtherOrigins()
    {
        const QByteArrayList methods { "GET", "PUT" };
        const auto ask = [&](const ContainerRow* container, const QByteArray& origin, const QByteArray& method) {
            return Cors::preflight(request({ { "Origin", origin }, { "Access-Control-Request-Method", method }, { "Access-Control-Request-Headers", "x-a" } }), container, methods);
        };
        const auto some = shared("http://a http://b");
        const auto all = shared("*");
        QCOMPARE(ask(&some, "http://a", "PUT").status, 200);
        QCOMPARE(ask(&some, "http://a", "PUT").headers.value("Access-Control-Allow-Origin"), QByteArray("http://a"));
        QCOMPARE(ask(&some, "http://a", "PUT").headers.value("Access-Control-Allow-Headers"), QByteArray("x-a"));
        QCOMPARE(ask(&some, "http://c", "PUT").status, 401);
        QCOMPARE(ask(&some, "http://a", "COPY").status, 401);
        QCOMPARE(ask(nullptr, "http://a", "GET").status, 401);
        QCOMPARE(ask(&all, "http://c", "GET").headers.value("Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(Cors::preflight(request({}), nullptr, methods).headers.value("Allow"), QByteArray("GET, PUT"));
        http::Response response;
        response.headers.set("X-Object-Meta-Colour", "red");
        Cors::allow(request({ { "Origin", "http://c" } }), some, response);
        QVERIFY(!response.headers.contains("Access-Control-Allow-Origin"));
        Cors::allow(request({ { "Origin", "http://b" } }), some, response);
        QCOMPARE(response.headers.value("Access-Control-Allow-Origin"), QByteArray("http://b"));
        QCOMPARE(response.headers.value("Vary"), QByteArray("Origin"));
        QVERIFY(response.headers.value("Access-Control-Expose-Headers").contains("x-object-meta-colour"));
    }
    void makesPages()
    {
        ListingEntry folder;
        folder.subdir = QStringLiteral("a/<sub>/");
        ListingEntry file { QStringLiteral("a/x & y.txt"), {}, 2048, 0, {}, QStringLiteral("text/plain; charset=x"), Timestamp { 1'767'323'045'000'000 } };
        const auto html = WebPage { QStringLiteral("/<c>/a/"), QStringLiteral("s.css"), QStringLiteral("a/") }.listing({ folder, file });
        QVERIFY(html.contains("<title>Listing of /&lt;c&gt;/a/</title>"));
        QVERIFY(html.contains("<link rel=\"stylesheet\" type=\"text/css\" href=\"../s.css\" />"));
        QVERIFY(html.contains("<a href=\"./%3Csub%3E/\">&lt;sub&gt;/</a>"));
        QVERIFY(html.contains("<tr class=\"item type-text type-plain\">"));
        QVERIFY(html.contains("<a href=\"./x%20%26%20y%2Etxt\">x &amp; y.txt</a>"));
        QVERIFY(html.contains("2Ki") && html.contains("2026-01-02 03:04:05") && html.contains("href=\"../\""));
        const WebPage top { QStringLiteral("l"), {}, {} };
        QVERIFY(!top.listing({}).contains("href=\"../\""));
        QVERIFY(top.disabled(QStringLiteral("<i>")).contains("&lt;i&gt;"));
    }
    void readsTimesAndPaths()
    {
        QCOMPARE(pathOfHeader({ { "Destination", "/c%20d/o/p" } }, "Destination", "Destination-Account", QStringLiteral("A")).value(), (ObjectPath { QStringLiteral("A"), QStringLiteral("c d"), QStringLiteral("o/p") }));
        QCOMPARE(pathOfHeader({ { "Destination", "c/o" }, { "Destination-Account", "B" } }, "Destination", "Destination-Account", QStringLiteral("A"))->account, QStringLiteral("B"));
        for (const auto* bad : { "c", "/c/", "//o", "" })
            QCOMPARE(pathOfHeader({ { "Destination", bad } }, "Destination", "Destination-Account", {}).error().code, ErrorCode::PreconditionFailed);
        QCOMPARE(lastModified({ 1'767'323'045'000'001 }), QByteArray("Fri, 02 Jan 2026 03:04:06 GMT"));
        sdk::StringMap metadata;
        QVERIFY(!mergeMetadata(metadata, { { "X-Object-Meta-A", "b\r\nX-Evil: 1" } }, "Object"));
        QVERIFY(!mergeMetadata(metadata, { { "X-Object-Meta-A\r\nb", "c" } }, "Object"));
        QVERIFY(!mergeMetadata(metadata, { { "X-Object-Meta-A", "\xff\xfe" } }, "Object"));
        QVERIFY(metadata.isEmpty());
    }
    void refusesWhatIsNoArchive()
    {
        QCOMPARE(ArchiveReader::packedOf(QStringLiteral(".TAR.gz")), ArchiveReader::Packed::Gzip);
        QVERIFY(!ArchiveReader::packedOf(QStringLiteral("zip")));
        http::MemoryBody junk(QByteArray(2000, 'x'));
        auto archive = ArchiveReader::open(junk, ArchiveReader::Packed::No);
        QVERIFY(!archive || !(*archive)->next());
        http::MemoryBody notPacked(QByteArray(2000, '\0'));
        auto other = ArchiveReader::open(notPacked, ArchiveReader::Packed::Gzip);
        QVERIFY(!other || !(*other)->next().value_or(false));
    }
};

SKYLAB_TEST(AnswersTest)
#include "AnswersTest.moc"
