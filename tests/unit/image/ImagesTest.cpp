#include "ImageFixture.h"

#include "support/PostgresServer.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

class ImagesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImageFixture> m_fixture;
    ImageFixture& f() { return *m_fixture; }
    QByteArray path(const QString& id, const QByteArray& rest = {}) { return "/v2/images/" + id.toLatin1() + rest; }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ImageFixture>();
        const auto started = f().start();
        QVERIFY2(started, qPrintable(started ? QString() : started.error().message));
    }
    void cleanup() { m_fixture.reset(); }

    void makesAndShows()
    {
        const auto image = f().call("POST", "/v2/images", R"({"name":"cirros","disk_format":"qcow2","container_format":"bare","os_distro":"cirros","tags":["a","b"],"min_ram":64})");
        QCOMPARE(f().last.status, 201);
        const auto id = image[u"id"].toString();
        QCOMPARE(f().last.headers.value("Location"), "http://cloud:5000/image/v2/images/" + id.toLatin1());
        QCOMPARE(f().last.headers.value("OpenStack-image-import-methods"), QByteArray("glance-direct,web-download"));
        QCOMPARE(image[u"os_distro"].toString(), QStringLiteral("cirros"));
        QCOMPARE(image[u"status"].toString(), QStringLiteral("queued"));
        QCOMPARE(image[u"visibility"].toString(), QStringLiteral("shared"));
        QCOMPARE(image[u"owner"].toString(), QStringLiteral("p1"));
        QVERIFY(image[u"size"].isNull() && image[u"checksum"].isNull());
        QCOMPARE(image[u"self"].toString(), QStringLiteral("/v2/images/") + id);
        QCOMPARE(image[u"file"].toString(), QStringLiteral("/v2/images/%1/file").arg(id));
        QVERIFY(!image.contains(u"stores") && !image.contains(u"os_glance_properties"));
        QCOMPARE(f().call("GET", path(id)), image);
        QVERIFY(f().call("POST", "/v2/images", "{}")[u"name"].isNull());
        QCOMPARE(f().last.status, 201);
    }
    void refusesBadImages_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("disk format") << QByteArray(R"({"disk_format":"floppy"})") << 400;
        QTest::newRow("container format") << QByteArray(R"({"container_format":"barrel"})") << 400;
        QTest::newRow("id") << QByteArray(R"({"id":"one"})") << 400;
        QTest::newRow("property") << QByteArray(R"({"x":1})") << 400;
        QTest::newRow("name") << "{\"name\":\"" + QByteArray(256, 'n') + "\"}" << 400;
        QTest::newRow("min_disk") << QByteArray(R"({"min_disk":-1})") << 400;
        QTest::newRow("read-only") << QByteArray(R"({"status":"active"})") << 403;
        QTest::newRow("reserved") << QByteArray(R"({"os_glance_failed_import":"x"})") << 403;
        QTest::newRow("public") << QByteArray(R"({"visibility":"public"})") << 403;
        QTest::newRow("other's") << QByteArray(R"({"owner":"p2"})") << 403;
        QTest::newRow("tags") << "{\"tags\":[\"" + QByteArray(256, 't') + "\"]}" << 400;
    }
    void refusesBadImages()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        f().call("POST", "/v2/images", body);
        QCOMPARE(f().last.status, status);
        QVERIFY(f().last.headers.value("Content-Type").startsWith("text/html"));
    }
    void takesTheClientsIdOnce()
    {
        const QByteArray body = R"({"id":"0A6D7B1E-0000-4000-8000-00000000000A"})";
        QCOMPARE(f().create(body), QStringLiteral("0a6d7b1e-0000-4000-8000-00000000000a"));
        f().call("POST", "/v2/images", body);
        QCOMPARE(f().last.status, 409);
    }
    void patches()
    {
        const auto id = f().create();
        auto image = f().patch(id, R"([{"op":"replace","path":"/name","value":"two"},{"op":"add","path":"/hw_disk_bus","value":"scsi"}])");
        QCOMPARE(f().last.status, 200);
        QCOMPARE(image[u"name"].toString(), QStringLiteral("two"));
        QCOMPARE(f().call("GET", path(id))[u"hw_disk_bus"].toString(), QStringLiteral("scsi"));
        image = f().patch(id, R"([{"op":"remove","path":"/hw_disk_bus"}])");
        QVERIFY(!image.contains(u"hw_disk_bus"));
        f().call("PATCH", path(id), "[]", "p1:member", "application/json");
        QCOMPARE(f().last.status, 415);
        f().patch(id, "{}");
        QCOMPARE(f().last.status, 400);
        f().patch(id, R"([{"op":"replace","path":"/visibility","value":"public"}])");
        QCOMPARE(f().last.status, 403);
        f().patch(id, R"([{"op":"replace","path":"/owner","value":"p2"}])");
        QCOMPARE(f().last.status, 403);
        QCOMPARE(f().patch(id, R"([{"op":"replace","path":"/owner","value":"p2"}])", "root:admin")[u"owner"].toString(), QStringLiteral("p2"));
        f().patch(id, R"([{"op":"replace","path":"/name","value":"mine?"}])");
        QCOMPARE(f().last.status, 404);
    }
    void keepsTenantsApart()
    {
        const auto hidden = f().create(R"({"name":"private","visibility":"private"})");
        const auto open = f().create(R"({"name":"public","visibility":"public"})", "root:admin");
        const auto community = f().create(R"({"name":"community","visibility":"community"})");
        for (const auto* method : { "GET", "DELETE" }) {
            f().call(method, path(hidden), {}, "p2:member");
            QCOMPARE(f().last.status, 404);
            QVERIFY(f().last.bytes().contains("No image found with ID"));
        }
        QCOMPARE(f().names("", "p2:member"), QStringList { QStringLiteral("public") });
        QCOMPARE(f().names("visibility=community", "p2:member"), QStringList { QStringLiteral("community") });
        QCOMPARE(f().names("visibility=all&sort=name:asc", "p2:member"), (QStringList { QStringLiteral("community"), QStringLiteral("public") }));
        QCOMPARE(f().names("sort=name:asc"), (QStringList { QStringLiteral("community"), QStringLiteral("private"), QStringLiteral("public") }));
        QCOMPARE(f().names("sort=name:asc", "root:admin"), (QStringList { QStringLiteral("private"), QStringLiteral("public") }));
        f().call("GET", path(community), {}, "p2:member");
        QCOMPARE(f().last.status, 200);
        f().call("DELETE", path(open), {}, "p2:member");
        QCOMPARE(f().last.status, 403);
        f().patch(open, R"([{"op":"replace","path":"/name","value":"x"}])", "p2:member");
        QCOMPARE(f().last.status, 403);
        f().call("POST", "/v2/images", "{}", "p1:reader");
        QCOMPARE(f().last.status, 403);
        f().call("GET", "/v2/images", {}, {});
        QCOMPARE(f().last.status, 401);
    }
    void filters()
    {
        f().create(R"({"name":"a","disk_format":"raw","container_format":"bare","os_distro":"debian","tags":["x","y"]})");
        const auto b = f().create(R"({"name":"b","disk_format":"qcow2","container_format":"bare","tags":["x"],"min_disk":5})");
        f().create(R"({"name":"c","os_hidden":true})");
        QCOMPARE(f().upload(f().create(R"({"name":"d","disk_format":"raw","container_format":"bare"})"), QByteArray(1000, 'd')), 204);
        const auto names = [&](const QByteArray& query) { return f().names(query + "&sort=name:asc").join(QString()); };
        QCOMPARE(names(""), QStringLiteral("abd"));
        QCOMPARE(names("os_distro=debian"), QStringLiteral("a"));
        QCOMPARE(names("os_distro=arch"), QString());
        QCOMPARE(names("tag=x"), QStringLiteral("ab"));
        QCOMPARE(names("tag=x&tag=y"), QStringLiteral("a"));
        QCOMPARE(names("os_hidden=true"), QStringLiteral("c"));
        QCOMPARE(names("name=in:a,d"), QStringLiteral("ad"));
        QCOMPARE(names("disk_format=in:raw,qcow2"), QStringLiteral("abd"));
        QCOMPARE(names("disk_format=qcow2"), QStringLiteral("b"));
        QCOMPARE(names("id=in:" + b.toLatin1()), QStringLiteral("b"));
        QCOMPARE(names("status=active"), QStringLiteral("d"));
        QCOMPARE(names("size_min=500"), QStringLiteral("d"));
        QCOMPARE(names("size_max=500"), QString());
        QCOMPARE(names("size=1000"), QStringLiteral("d"));
        QCOMPARE(names("min_disk=5"), QStringLiteral("b"));
        QCOMPARE(names("owner=p1"), QStringLiteral("abd"));
        QCOMPARE(names("owner=p2"), QString());
        QCOMPARE(names("created_at=gt:2001-01-01T00:00:00Z"), QStringLiteral("abd"));
        QCOMPARE(names("created_at=lt:2001-01-01T00:00:00Z"), QString());
        QCOMPARE(f().names("sort_key=size&sort_dir=desc&sort_key=name&sort_dir=asc").join(QString()), QStringLiteral("dab"));
        f().call("GET", "/v2/images?visibility=secret");
        QCOMPARE(f().last.status, 400);
        f().call("GET", "/v2/images?created_at=gt:yesterday");
        QCOMPARE(f().last.status, 400);
        f().call("GET", "/v2/images?limit=-1");
        QCOMPARE(f().last.status, 400);
    }
    void pages()
    {
        for (const auto* name : { "\"e\"", "\"b\"", "null", "\"a\"", "null", "\"c\"" })
            f().create("{\"name\":" + QByteArray(name) + "}");
        QStringList seen;
        QByteArray target = "/v2/images?sort_key=name&sort_dir=asc&limit=2";
        int count = 0;
        for (int page = 0; page < 5 && !target.isEmpty(); ++page) {
            const auto json = f().call("GET", target);
            QCOMPARE(json[u"first"].toString(), QStringLiteral("/v2/images?sort_key=name&sort_dir=asc&limit=2"));
            QCOMPARE(json[u"schema"].toString(), QStringLiteral("/v2/schemas/images"));
            for (const auto& image : json[u"images"].toArray()) {
                seen << image[u"name"].toString();
                ++count;
            }
            target = json[u"next"].toString().toUtf8();
            QVERIFY(target.isEmpty() || target.startsWith("/v2/images?"));
        }
        QCOMPARE(count, 6);
        QCOMPARE(seen.join(QString()), QStringLiteral("abce"));
        f().call("GET", "/v2/images?marker=nobody");
        QCOMPARE(f().last.status, 400);
        QVERIFY(!f().call("GET", "/v2/images?limit=0").contains(u"next"));
        QCOMPARE(f().last.status, 200);
    }
    void tags()
    {
        const auto id = f().create();
        f().call("PUT", path(id, "/tags/a%20b"));
        QCOMPARE(f().last.status, 204);
        f().call("PUT", path(id, "/tags/a%20b"));
        QCOMPARE(f().call("GET", path(id))[u"tags"].toArray(), QJsonArray { QStringLiteral("a b") });
        f().call("DELETE", path(id, "/tags/a%20b"));
        QCOMPARE(f().last.status, 204);
        f().call("DELETE", path(id, "/tags/a%20b"));
        QCOMPARE(f().last.status, 404);
        f().call("PUT", path(id, "/tags/" + QByteArray(256, 't')));
        QCOMPARE(f().last.status, 400);
        for (int i = 0; i < 128; ++i)
            f().call("PUT", path(id, "/tags/t" + QByteArray::number(i)));
        f().call("PUT", path(id, "/tags/more"));
        QCOMPARE(f().last.status, 413);
    }
    void deletes()
    {
        const auto id = f().create(R"({"protected":true})");
        f().call("DELETE", path(id));
        QCOMPARE(f().last.status, 403);
        QVERIFY(f().last.bytes().contains("protected"));
        f().patch(id, R"([{"op":"replace","path":"/protected","value":false}])");
        f().call("DELETE", path(id));
        QCOMPARE(f().last.status, 204);
        f().call("GET", path(id));
        QCOMPARE(f().last.status, 404);
        f().call("DELETE", path(id));
        QCOMPARE(f().last.status, 404);
    }
    void sharesWithMembers()
    {
        const auto id = f().create(R"({"name":"shared"})");
        f().call("GET", path(id), {}, "p2:member");
        QCOMPARE(f().last.status, 404);
        auto member = f().call("POST", path(id, "/members"), R"({"member":"p2"})");
        QCOMPARE(f().last.status, 200);
        QCOMPARE(member[u"status"].toString(), QStringLiteral("pending"));
        QCOMPARE(member[u"image_id"].toString(), id);
        QCOMPARE(member[u"schema"].toString(), QStringLiteral("/v2/schemas/member"));
        f().call("POST", path(id, "/members"), R"({"member":"p2"})");
        QCOMPARE(f().last.status, 409);
        f().call("GET", path(id), {}, "p2:member");
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().names("", "p2:member"), QStringList());
        QCOMPARE(f().names("member_status=pending", "p2:member").size(), 1);
        f().call("PUT", path(id, "/members/p2"), R"({"status":"accepted"})");
        QCOMPARE(f().last.status, 403);
        f().call("PUT", path(id, "/members/p2"), R"({"status":"perhaps"})", "p2:member");
        QCOMPARE(f().last.status, 400);
        f().call("PUT", path(id, "/members/p2"), R"({"status":"accepted"})", "p2:member");
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().names("", "p2:member"), QStringList { QStringLiteral("shared") });
        QCOMPARE(f().names("visibility=shared", "p2:member").size(), 1);
        f().call("PUT", path(id, "/members/p2"), R"({"status":"rejected"})", "p2:member");
        QCOMPARE(f().names("", "p2:member"), QStringList());
        f().call("POST", path(id, "/members"), R"({"member":"p3"})");
        QCOMPARE(f().call("GET", path(id, "/members"))[u"members"].toArray().size(), 2);
        QCOMPARE(f().call("GET", path(id, "/members"), {}, "p2:member")[u"members"].toArray().size(), 1);
        f().call("GET", path(id, "/members/p3"), {}, "p2:member");
        QCOMPARE(f().last.status, 404);
        f().call("POST", path(id, "/members"), R"({"member":"p4"})", "p2:member");
        QCOMPARE(f().last.status, 403);
        f().call("DELETE", path(id, "/members/p2"), {}, "p2:member");
        QCOMPARE(f().last.status, 403);
        f().call("DELETE", path(id, "/members/p2"));
        QCOMPARE(f().last.status, 204);
        f().call("GET", path(id), {}, "p2:member");
        QCOMPARE(f().last.status, 404);
        f().call("DELETE", path(id, "/members/p2"));
        QCOMPARE(f().last.status, 404);
        const auto hidden = f().create(R"({"visibility":"private"})");
        f().call("POST", path(hidden, "/members"), R"({"member":"p2"})");
        QCOMPARE(f().last.status, 403);
    }
    void tellsWhatItIs()
    {
        const auto choices = f().call("GET", "", {}, {});
        QCOMPARE(f().last.status, 300);
        QCOMPARE(choices[u"versions"][0][u"id"].toString(), QStringLiteral("v2.15"));
        QCOMPARE(choices[u"versions"][0][u"links"][0][u"href"].toString(), QStringLiteral("http://cloud:5000/image/v2/"));
        QCOMPARE(f().call("GET", "/versions", {}, {})[u"versions"].toArray().size(), 16);
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().call("GET", "/v2/schemas/image")[u"name"].toString(), QStringLiteral("image"));
        f().call("GET", "/v2/images/");      // a show without an id
        QCOMPARE(f().last.status, 404);
        f().call("GET", "/v2/schemas/nothing");
        QCOMPARE(f().last.status, 404);
        QCOMPARE(f().call("GET", "/v2/info/import")[u"import-methods"][u"value"].toArray(), (QJsonArray { QStringLiteral("glance-direct"), QStringLiteral("web-download") }));
        QCOMPARE(f().call("GET", "/v2/info/stores")[u"stores"][0][u"id"].toString(), QStringLiteral("file"));
        f().call("GET", "/v2/info/stores/detail");
        QCOMPARE(f().last.status, 403);
        f().call("GET", "/v2/info/stores/detail", {}, "root:admin");
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().call("GET", "/v2/info/usage")[u"usage"][u"image_count_total"][u"limit"].toInt(), -1);
    }
    void tellsTheEventLog()
    {
        const auto id = f().create();
        f().patch(id, R"([{"op":"replace","path":"/name","value":"two"}])");
        f().call("DELETE", path(id));
        f().chassis->events().flush();
        const auto events = f().chassis->events().since(0, 10, service::ProjectScope::of(QStringLiteral("p1")));
        QCOMPARE(events->size(), std::size_t(3));
        QCOMPARE((*events)[0].type, QStringLiteral("image.image.create"));
        QCOMPARE((*events)[1].payload[u"name"].toString(), QStringLiteral("two"));
        QCOMPARE((*events)[2].type, QStringLiteral("image.image.delete"));
        QCOMPARE((*events)[2].resourceId, id);
    }
    void worksOnPostgres()
    {
        const auto* server = PostgresServer::shared();
        if (!server)
            QSKIP(PostgresServer::whyNone());
        f().databaseUrl = server->url();
        const auto started = f().start();
        QVERIFY2(started, qPrintable(started ? QString() : started.error().message));
        filters();
        f().call("DELETE", path(f().create(R"({"name":"gone"})")));
        QCOMPARE(f().last.status, 204);
        const auto id = f().create(R"({"name":"shared","tags":["z"],"x":"y"})");
        f().patch(id, R"([{"op":"replace","path":"/x","value":"z"},{"op":"replace","path":"/protected","value":true}])");
        f().call("POST", path(id, "/members"), R"({"member":"p2"})");
        f().call("PUT", path(id, "/members/p2"), R"({"status":"accepted"})", "p2:member");
        QCOMPARE(f().names("protected=true&x=z", "p2:member"), QStringList { QStringLiteral("shared") });
        QVERIFY(f().images->keep(id, QStringLiteral("server")));
        QVERIFY(f().images->release(id, QStringLiteral("server")));
        QCOMPARE(f().call("GET", "/v2/info/usage")[u"usage"][u"image_count_total"][u"usage"].toInt(), 5);
        QVERIFY(f().start());
        QCOMPARE(f().names("status=active"), QStringList { QStringLiteral("d") });
    }
    void holdsToTheQuota()
    {
        f().limits.images = 1;
        QVERIFY(f().start());
        f().create();
        f().call("POST", "/v2/images", "{}");
        QCOMPARE(f().last.status, 413);
        f().call("POST", "/v2/images", "{}", "p2:member");
        QCOMPARE(f().last.status, 201);
    }
};
SKYLAB_TEST(ImagesTest)
#include "ImagesTest.moc"
