#include "ImageFixture.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Definitions of metadata: namespaces and what is in them.
class MetadefsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImageFixture> m_f;

    ImageFixture& f() { return *m_f; }
    QJsonObject admin(const QByteArray& method, const QByteArray& path, const QByteArray& body = {}) { return f().call(method, "/v2/metadefs" + path, body, "root:admin"); }
    QJsonObject member(const QByteArray& method, const QByteArray& path, const QByteArray& body = {}) { return f().call(method, "/v2/metadefs" + path, body, "p1:member"); }
    int status() const { return m_f->last.status; }

private Q_SLOTS:
    void init()
    {
        m_f = std::make_unique<ImageFixture>();
        QVERIFY(f().start());
    }
    void cleanup() { m_f.reset(); }

    void aNamespaceComesWithItsParts()
    {
        const auto made = admin("POST", "/namespaces", R"({"namespace":"Disk","visibility":"public","protected":true,"display_name":"Disks",
            "resource_type_associations":[{"name":"OS::Glance::Image","prefix":"hw_"}],
            "properties":{"bus":{"title":"Bus","type":"string","enum":["virtio","scsi"]}},
            "objects":[{"name":"cache","required":["mode"],"properties":{"mode":{"title":"Mode","type":"string"}}}],"tags":[{"name":"fast"}]})");
        QCOMPARE(status(), 201);
        QCOMPARE(made[u"owner"].toString(), QStringLiteral("root"));
        QVERIFY(f().start());      // it is on the disk
        const auto shown = member("GET", "/namespaces/Disk");
        QCOMPARE(shown[u"properties"][u"bus"][u"enum"].toArray().size(), 2);
        QCOMPARE(shown[u"objects"][0][u"properties"][u"mode"][u"title"].toString(), QStringLiteral("Mode"));
        QCOMPARE(shown[u"tags"][0][u"name"].toString(), QStringLiteral("fast"));
        QCOMPARE(shown[u"resource_type_associations"][0][u"prefix"].toString(), QStringLiteral("hw_"));
        QCOMPARE(shown[u"schema"].toString(), QStringLiteral("/v2/schemas/metadefs/namespace"));
        admin("DELETE", "/namespaces/Disk");
        QCOMPARE(status(), 403);
        admin("PUT", "/namespaces/Disk", R"({"namespace":"Drives","protected":false})");
        QCOMPARE(status(), 200);
        QCOMPARE(admin("GET", "/namespaces/Drives")[u"tags"].toArray().size(), 1);
        admin("GET", "/namespaces/Disk");
        QCOMPARE(status(), 404);
        admin("DELETE", "/namespaces/Drives");
        QCOMPARE(status(), 204);
        admin("POST", "/namespaces", R"({"namespace":"Drives"})");
        QCOMPARE(admin("GET", "/namespaces/Drives/tags")[u"tags"].toArray().size(), 0);
    }
    void privateOnesAreTheirOwners()
    {
        admin("POST", "/namespaces", R"({"namespace":"hidden"})");
        admin("POST", "/namespaces", R"({"namespace":"shown","visibility":"public"})");
        admin("POST", "/namespaces", R"({"namespace":"given","owner":"p1","resource_type_associations":[{"name":"OS::Nova::Flavor"}]})");
        const auto names = [](const QJsonObject& list) {
            QStringList all;
            for (const auto& one : list[u"namespaces"].toArray())
                all << one[u"namespace"].toString();
            all.sort();
            return all;
        };
        QCOMPARE(names(member("GET", "/namespaces")), (QStringList { "given", "shown" }));
        QCOMPARE(names(member("GET", "/namespaces?resource_types=OS::Nova::Flavor,OS::Cinder::Volume")), QStringList { "given" });
        QCOMPARE(names(member("GET", "/namespaces?visibility=public")), QStringList { "shown" });
        const auto page = admin("GET", "/namespaces?limit=2&sort_key=namespace&sort_dir=asc");
        QCOMPARE(names(page), (QStringList { "given", "hidden" }));
        QVERIFY(page[u"next"].toString().contains(u"marker=hidden"));
        QCOMPARE(names(admin("GET", "/namespaces?limit=2&sort_key=namespace&sort_dir=asc&marker=hidden")), QStringList { "shown" });
        for (const auto* path : { "/namespaces/hidden", "/namespaces/hidden/properties", "/namespaces/hidden/tags" }) {
            member("GET", path);
            QCOMPARE(status(), 404);
        }
        member("POST", "/namespaces", R"({"namespace":"mine"})");
        QCOMPARE(status(), 403);
        member("POST", "/namespaces/shown/tags/mine");
        QCOMPARE(status(), 403);
    }
    void definitionsComeAndGo_data()
    {
        QTest::addColumn<QByteArray>("collection");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("changed");
        QTest::newRow("properties") << QByteArray("properties") << QByteArray(R"({"name":"one","title":"One","type":"integer","minimum":1})") << QByteArray(R"({"name":"two","title":"Two","type":"string"})");
        QTest::newRow("objects") << QByteArray("objects") << QByteArray(R"({"name":"one","description":"first"})") << QByteArray(R"({"name":"two"})");
        QTest::newRow("tags") << QByteArray("tags/one") << QByteArray() << QByteArray(R"({"name":"two"})");
    }
    void definitionsComeAndGo()
    {
        QFETCH(QByteArray, collection);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, changed);
        admin("POST", "/namespaces", R"({"namespace":"space","visibility":"public"})");
        const auto all = "/namespaces/space/" + collection.split('/').first();
        admin("POST", "/namespaces/space/" + collection, body);
        QCOMPARE(status(), 201);
        admin("POST", "/namespaces/space/" + collection, body);
        QCOMPARE(status(), 409);
        QCOMPARE(member("GET", all + "/one")[u"name"].toString(), QStringLiteral("one"));
        admin("PUT", all + "/one", changed);
        QCOMPARE(status(), 200);
        member("GET", all + "/one");
        QCOMPARE(status(), 404);
        member("GET", all + "/two");
        QCOMPARE(status(), 200);
        admin("DELETE", all + "/two");
        QCOMPARE(status(), 204);
        admin("DELETE", all + "/two");
        QCOMPARE(status(), 404);
        admin("POST", "/namespaces/space/" + collection, body);
        admin("DELETE", all);
        QCOMPARE(status(), 204);
        member("GET", all + "/one");
        QCOMPARE(status(), 404);
    }
    void tagsComeTogether()
    {
        admin("POST", "/namespaces", R"({"namespace":"space"})");
        QCOMPARE(admin("POST", "/namespaces/space/tags", R"({"tags":[{"name":"a"},{"name":"b"}]})")[u"tags"].toArray().size(), 2);
        QCOMPARE(status(), 201);
        QCOMPARE(admin("POST", "/namespaces/space/tags", R"({"tags":[{"name":"c"}]})")[u"tags"].toArray().size(), 1);
        admin("POST", "/namespaces/space/tags", R"({"tags":[{"name":"d"},{"name":"d"}]})");
        QCOMPARE(status(), 409);
        QCOMPARE(admin("GET", "/namespaces/space/tags")[u"tags"][0][u"name"].toString(), QStringLiteral("c"));      // nothing of it was done
    }
    void resourceTypesAreAssociated()
    {
        QVERIFY(admin("GET", "/resource_types")[u"resource_types"].toArray().size() >= 3);
        admin("POST", "/namespaces", R"({"namespace":"space"})");
        admin("POST", "/namespaces/space/resource_types", R"({"name":"OS::Nova::Server","prefix":"x:"})");
        QCOMPARE(status(), 201);
        QCOMPARE(admin("GET", "/namespaces/space/resource_types")[u"resource_type_associations"][0][u"prefix"].toString(), QStringLiteral("x:"));
        admin("POST", "/namespaces/space/resource_types", R"({"name":"OS::No::Thing"})");
        QCOMPARE(status(), 400);
        admin("DELETE", "/namespaces/space/resource_types/OS::Nova::Server");
        QCOMPARE(status(), 204);
    }
    void refusesBadDefinitions_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("no name") << QByteArray("/namespaces/space/objects") << QByteArray("{}") << QByteArray("name");
        QTest::newRow("a slash") << QByteArray("/namespaces/space/objects") << QByteArray(R"({"name":"a/b"})") << QByteArray("name");
        QTest::newRow("unknown key") << QByteArray("/namespaces/space/properties") << QByteArray(R"({"name":"a","title":"A","type":"string","color":"red"})") << QByteArray("color");
        QTest::newRow("unknown type") << QByteArray("/namespaces/space/properties") << QByteArray(R"({"name":"a","title":"A","type":"colour"})") << QByteArray("type");
        QTest::newRow("no title") << QByteArray("/namespaces/space/properties") << QByteArray(R"({"name":"a","type":"string"})") << QByteArray("title");
        QTest::newRow("property of an object") << QByteArray("/namespaces/space/objects") << QByteArray(R"({"name":"a","properties":{"b":{"title":"B"}}})") << QByteArray("type");
        QTest::newRow("a namespace without a name") << QByteArray("/namespaces") << QByteArray("{}") << QByteArray("namespace");
        QTest::newRow("visibility") << QByteArray("/namespaces") << QByteArray(R"({"namespace":"n","visibility":"shared"})") << QByteArray("visibility");
    }
    void refusesBadDefinitions()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, named);
        admin("POST", "/namespaces", R"({"namespace":"space"})");
        admin("POST", path, body);
        QCOMPARE(status(), 400);
        QVERIFY2(f().last.bytes().contains(named), f().last.bytes().constData());
    }
    void schemasDescribeThem()
    {
        for (const auto* name : { "namespace", "namespaces", "object", "objects", "property", "properties", "tag", "tags" })
            QCOMPARE(f().call("GET", QByteArray("/v2/schemas/metadefs/") + name)[u"name"].toString(), QString::fromLatin1(name));
        QCOMPARE(f().call("GET", "/v2/schemas/metadefs/resource_type")[u"name"].toString(), QStringLiteral("resource_type_association"));
        QCOMPARE(f().call("GET", "/v2/schemas/task")[u"properties"][u"status"][u"enum"].toArray().size(), 4);
        f().call("GET", "/v2/schemas/metadefs/nothing");
        QCOMPARE(status(), 404);
    }
};

SKYLAB_TEST(MetadefsTest)
#include "MetadefsTest.moc"
