#include "image/ImageService.h"
#include "image/drivers/fake/FakeImageStore.h"
#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Every kind of answer once, over HTTP, as the API document has it: images with members, imports, metadata definitions.
class DefinitionsApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestCloud> m_cloud;
    QByteArray m_token;

    static Result<std::unique_ptr<service::Service>> build(service::Chassis& chassis, identity::IdentityService&)
    {
        return std::unique_ptr<service::Service>(TRY(image::ImageService::open(chassis, std::make_unique<image::FakeImageStore>())));
    }
    Answer admin(const char* method, const QString& path, const char* body = "")
    {
        return m_cloud->client(m_token).sendBytes(method, QStringLiteral("/image/v2") + path, body, "application/json", m_token);
    }
    int status(const char* method, const QString& path, const char* body = "") { return admin(method, path, body).status; }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<TestCloud>(std::vector<TestCloud::Builder> { &DefinitionsApiTest::build });
        m_token = m_cloud->adminToken();
    }
    void cleanupTestCase() { m_cloud.reset(); }

    void imagesAndMembers()
    {
        const auto id = admin("POST", QStringLiteral("/images"), R"({"name":"one","disk_format":"raw","container_format":"bare","tags":["a"]})").json()[u"id"].toString();
        QVERIFY(!id.isEmpty());
        const auto image = QStringLiteral("/images/") + id;
        QCOMPARE(status("POST", image + QStringLiteral("/members"), R"({"member":"8989447062e04a818baf9e073fd04fa7"})"), 200);
        QCOMPARE(status("GET", image + QStringLiteral("/members")), 200);
        QCOMPARE(status("PUT", image + QStringLiteral("/members/8989447062e04a818baf9e073fd04fa7"), R"({"status":"accepted"})"), 200);
        QCOMPARE(status("DELETE", image + QStringLiteral("/members/8989447062e04a818baf9e073fd04fa7")), 204);
        QCOMPARE(status("GET", QStringLiteral("/images?limit=1")), 200);
        QCOMPARE(status("GET", QStringLiteral("/info/import")), 200);
        QCOMPARE(status("GET", QStringLiteral("/info/stores")), 200);
        QCOMPARE(status("GET", QStringLiteral("/info/usage")), 200);
        QCOMPARE(status("GET", image + QStringLiteral("/tasks")), 200);
        QCOMPARE(status("GET", QStringLiteral("/tasks")), 200);
        QCOMPARE(status("DELETE", image), 204);
    }
    void definitions()
    {
        QCOMPARE(status("POST", QStringLiteral("/metadefs/namespaces"), R"({"namespace":"space","display_name":"Space"})"), 201);
        QCOMPARE(status("POST", QStringLiteral("/metadefs/namespaces"), R"({"namespace":"space"})"), 409);
        const auto space = QStringLiteral("/metadefs/namespaces/space");
        QCOMPARE(status("POST", space + QStringLiteral("/properties"), R"({"name":"p","title":"P","type":"string"})"), 201);
        QCOMPARE(status("POST", space + QStringLiteral("/objects"), R"({"name":"o","properties":{"q":{"title":"Q","type":"integer"}}})"), 201);
        QCOMPARE(status("POST", space + QStringLiteral("/tags/t")), 201);
        QCOMPARE(status("POST", space + QStringLiteral("/resource_types"), R"({"name":"OS::Nova::Flavor","prefix":"hw:"})"), 201);
        for (const auto* path : { "", "/properties", "/properties/p", "/objects", "/objects/o", "/tags", "/tags/t", "/resource_types" })
            QCOMPARE(status("GET", space + QLatin1String(path)), 200);
        QCOMPARE(status("GET", QStringLiteral("/metadefs/namespaces")), 200);
        QCOMPARE(status("GET", QStringLiteral("/metadefs/resource_types")), 200);
        for (const auto* name : { "image", "images", "member", "members", "task", "tasks", "metadefs/namespace", "metadefs/tags" })
            QCOMPARE(status("GET", QStringLiteral("/schemas/") + QLatin1String(name)), 200);
        QCOMPARE(status("DELETE", space), 204);
        QCOMPARE(status("GET", space), 404);
    }
};

SKYLAB_TEST(DefinitionsApiTest)
#include "DefinitionsApiTest.moc"
