#include "PlacementCloud.h"

#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

using namespace skylab;
using namespace skylab::test;

class ProvidersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<PlacementCloud> m_cloud;

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<PlacementCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void isFoundInTheCatalogAndWithoutAToken()
    {
        const auto root = m_cloud->cloud.client().get(L("/placement/"));
        QCOMPARE(root.status, 200);
        QCOMPARE(root.json()[u"versions"][0][u"max_version"].toString(), L("1.39"));
        QCOMPARE(root.header("openstack-api-version"), QByteArray("placement 1.0"));
        const auto catalog = m_cloud->cloud.client(m_cloud->token).get(L("/identity/v3/auth/catalog")).json()[u"catalog"].toArray();
        const auto found = std::any_of(catalog.begin(), catalog.end(), [](const QJsonValue& one) { return one[u"type"].toString() == u"placement" && one[u"endpoints"][0][u"url"].toString().endsWith(L("/placement")); });
        QVERIFY(found);
    }

    void isHeldAgainstTheDocument()
    {
        if (!AnswerCheck::whyNot().isEmpty())
            QSKIP(qPrintable(AnswerCheck::whyNot()));
        const auto before = AnswerCheck::checked();
        for (const auto* path : { "/resource_providers", "/resource_classes", "/traits", "/usages?project_id=p", "/allocation_candidates?resources=VCPU:1" })
            QCOMPARE(m_cloud->get(L(path)).status, 200);
        QVERIFY(AnswerCheck::checked() > before);
    }

    void comesAndGoes()
    {
        const auto uuid = newUuid();
        const auto made = m_cloud->post(L("/resource_providers"), { { L("name"), L("host") }, { L("uuid"), uuid } });
        QCOMPARE(made.status, 200);
        QCOMPARE(made.json()[u"generation"].toInt(-1), 0);
        QCOMPARE(made.json()[u"root_provider_uuid"].toString(), uuid);
        QVERIFY(made.json()[u"parent_provider_uuid"].isNull());
        QVERIFY(made.header("location").endsWith("/placement/resource_providers/" + uuid.toUtf8()));
        QCOMPARE(made.header("cache-control"), QByteArray("no-cache"));
        QVERIFY(made.header("last-modified").endsWith(" GMT"));
        QCOMPARE(m_cloud->get(L("/resource_providers?name=host")).json()[u"resource_providers"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(L("/resource_providers?name=other")).json()[u"resource_providers"].toArray().size(), 0);
        QCOMPARE(m_cloud->put(PlacementCloud::path(uuid), { { L("name"), L("renamed") } }).json()[u"name"].toString(), L("renamed"));
        QCOMPARE(m_cloud->del(PlacementCloud::path(uuid)).status, 204);
        const auto gone = m_cloud->get(PlacementCloud::path(uuid));
        QCOMPARE(gone.status, 404);
        QCOMPARE(PlacementCloud::detail(gone), L("No resource provider with uuid %1 found").arg(uuid));
    }

    /// Each version shows what it knows.
    void showsByVersion()
    {
        const auto old = m_cloud->post(L("/resource_providers"), { { L("name"), L("old") } }, "1.19");
        QCOMPARE(old.status, 201);
        QVERIFY(old.body.isEmpty());
        const auto path = QString::fromUtf8(old.header("location")).section(L("/placement"), 1);
        QCOMPARE(m_cloud->get(path, "1.0").json()[u"links"].toArray().size(), 3);
        QCOMPARE(m_cloud->get(path, "1.1").json()[u"links"].toArray().size(), 4);
        QCOMPARE(m_cloud->get(path, "1.6").json()[u"links"].toArray().size(), 5);
        QCOMPARE(m_cloud->get(path, "1.11").json()[u"links"].toArray().size(), 6);
        QVERIFY(!m_cloud->get(path, "1.13").json().contains(L("root_provider_uuid")));
        QVERIFY(!m_cloud->get(path, "1.14").headers.contains("last-modified"));
        QCOMPARE(m_cloud->get(path + L("/traits"), "1.5").status, 404);
        QCOMPARE(m_cloud->del(path + L("/inventories"), "1.4").status, 405);
        QCOMPARE(m_cloud->get(path, "1.40").status, 406);
        QCOMPARE(m_cloud->get(path, "1.40").json()[u"errors"][0][u"max_version"].toString(), L("1.39"));
        QCOMPARE(m_cloud->get(path, "x").status, 400);
    }

    void tellsFaultsByVersion()
    {
        const auto known = m_cloud->get(L("/resource_providers/none"), "1.23");
        QCOMPARE(PlacementCloud::code(known), L("placement.undefined_code"));
        QCOMPARE(known.json()[u"errors"][0][u"title"].toString(), L("Not Found"));
        QVERIFY(known.json()[u"errors"][0][u"request_id"].toString().startsWith(L("req-")));
        QVERIFY(!m_cloud->get(L("/resource_providers/none"), "1.22").json()[u"errors"][0].toObject().contains(L("code")));
    }

    void refusesDuplicatesAndBadBodies()
    {
        const auto uuid = m_cloud->provider(L("host"));
        auto twice = m_cloud->post(L("/resource_providers"), { { L("name"), L("host") } });
        QCOMPARE(twice.status, 409);
        QCOMPARE(PlacementCloud::code(twice), L("placement.duplicate_name"));
        QVERIFY(PlacementCloud::detail(m_cloud->post(L("/resource_providers"), { { L("name"), L("b") }, { L("uuid"), uuid } })).contains(L("uuid: ") + uuid));
        QCOMPARE(m_cloud->post(L("/resource_providers"), { { L("name"), QString(201, u'x') } }).status, 400);
        QCOMPARE(m_cloud->post(L("/resource_providers"), { { L("name"), L("b") }, { L("uuid"), L("x") } }).status, 400);
        QCOMPARE(m_cloud->post(L("/resource_providers"), { { L("name"), L("b") }, { L("parent_provider_uuid"), newUuid() } }).status, 400);
        QCOMPARE(m_cloud->post(L("/resource_providers"), { { L("name"), L("b") }, { L("parent_provider_uuid"), QJsonValue::Null } }, "1.13").status, 400);
        QCOMPARE(m_cloud->bytes("1.39", "POST", L("/resource_providers"), "no", "application/json").status, 400);
        QCOMPARE(m_cloud->bytes("1.39", "POST", L("/resource_providers"), "{}", "text/plain").status, 415);
        QCOMPARE(m_cloud->ask("1.39", "GET", L("/resource_providers"), {}, {}, { { "Accept", "text/plain" } }).status, 406);
        QCOMPARE(m_cloud->get(L("/resource_providers?cheese=1")).status, 400);
        QCOMPARE(m_cloud->get(L("/resource_providers?in_tree=") + uuid, "1.13").status, 400);
    }

    void growsTrees()
    {
        const auto root = m_cloud->provider(L("root"));
        const auto child = m_cloud->provider(L("child"), {}, root);
        const auto grandchild = m_cloud->provider(L("grandchild"), {}, child);
        QCOMPARE(m_cloud->get(PlacementCloud::path(grandchild)).json()[u"root_provider_uuid"].toString(), root);
        QCOMPARE(m_cloud->get(L("/resource_providers?in_tree=") + grandchild).json()[u"resource_providers"].toArray().size(), 3);
        const auto held = m_cloud->del(PlacementCloud::path(root));
        QCOMPARE(held.status, 409);
        QCOMPARE(PlacementCloud::code(held), L("placement.resource_provider.cannot_delete_parent"));
        // Since 1.37 a subtree may stand alone, or move.
        const QJsonObject alone { { L("name"), L("child") }, { L("parent_provider_uuid"), QJsonValue::Null } };
        QCOMPARE(m_cloud->put(PlacementCloud::path(child), alone, "1.36").status, 400);
        QCOMPARE(m_cloud->put(PlacementCloud::path(child), { { L("name"), L("child") }, { L("parent_provider_uuid"), grandchild } }).status, 400);
        QCOMPARE(m_cloud->put(PlacementCloud::path(child), alone).status, 200);
        QCOMPARE(m_cloud->get(PlacementCloud::path(grandchild)).json()[u"root_provider_uuid"].toString(), child);
        QCOMPARE(m_cloud->del(PlacementCloud::path(root)).status, 204);
    }

    void keepsAggregatesByGeneration()
    {
        const auto host = m_cloud->provider(L("host"));
        const auto path = PlacementCloud::path(host, "/aggregates");
        const auto aggregate = newUuid();
        QCOMPARE(m_cloud->put(path, { { L("aggregates"), QJsonArray { aggregate } }, { L("resource_provider_generation"), 5 } }).status, 409);
        const auto set = m_cloud->put(path, { { L("aggregates"), QJsonArray { aggregate } }, { L("resource_provider_generation"), 0 } });
        QCOMPARE(set.status, 200);
        QCOMPARE(set.json()[u"resource_provider_generation"].toInt(), 1);
        QCOMPARE(m_cloud->get(path).json()[u"aggregates"].toArray(), QJsonArray { aggregate });
        QCOMPARE(m_cloud->bytes("1.18", "PUT", path, "[]", "application/json").status, 200);      // a list, and no generation
        QCOMPARE(m_cloud->get(path).json()[u"aggregates"].toArray(), QJsonArray());
        QCOMPARE(m_cloud->get(path).json()[u"resource_provider_generation"].toInt(), 1);
        QCOMPARE(m_cloud->put(path, { { L("aggregates"), QJsonArray { L("x") } }, { L("resource_provider_generation"), 1 } }).status, 400);
    }

    void keepsTraits()
    {
        const auto host = m_cloud->provider(L("host"));
        const auto path = PlacementCloud::path(host, "/traits");
        QCOMPARE(m_cloud->ask("1.39", "PUT", L("/traits/CUSTOM_GOLD")).status, 201);
        QCOMPARE(m_cloud->ask("1.39", "PUT", L("/traits/CUSTOM_GOLD")).status, 204);
        QCOMPARE(m_cloud->ask("1.39", "PUT", L("/traits/GOLD")).status, 400);
        const QJsonObject wanted { { L("traits"), QJsonArray { L("CUSTOM_GOLD"), L("HW_CPU_X86_VMX") } }, { L("resource_provider_generation"), 0 } };
        QCOMPARE(m_cloud->put(path, wanted).json()[u"resource_provider_generation"].toInt(), 1);
        QCOMPARE(m_cloud->put(path, wanted).status, 409);
        QCOMPARE(m_cloud->put(path, { { L("traits"), QJsonArray { L("CUSTOM_NONE") } }, { L("resource_provider_generation"), 1 } }).status, 400);
        QCOMPARE(m_cloud->get(L("/resource_providers?required=CUSTOM_GOLD,!HW_CPU_X86_SSE")).json()[u"resource_providers"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(L("/resource_providers?required=!CUSTOM_GOLD")).json()[u"resource_providers"].toArray().size(), 0);
        QCOMPARE(m_cloud->get(L("/resource_providers?required=CUSTOM_NONE")).status, 400);
        QCOMPARE(m_cloud->get(L("/traits?name=startswith:CUSTOM_")).json()[u"traits"].toArray(), QJsonArray { L("CUSTOM_GOLD") });
        QCOMPARE(m_cloud->get(L("/traits?associated=true")).json()[u"traits"].toArray().size(), 2);
        QCOMPARE(m_cloud->del(L("/traits/CUSTOM_GOLD")).status, 409);
        QCOMPARE(m_cloud->del(L("/traits/HW_CPU_X86_VMX")).status, 400);
        QCOMPARE(m_cloud->del(path).status, 204);
        QCOMPARE(m_cloud->del(L("/traits/CUSTOM_GOLD")).status, 204);
        QCOMPARE(m_cloud->get(L("/traits/CUSTOM_GOLD")).status, 404);
        QCOMPARE(m_cloud->get(L("/traits/HW_CPU_X86_VMX")).status, 204);
    }

    void keepsResourceClasses()
    {
        QCOMPARE(m_cloud->post(L("/resource_classes"), { { L("name"), L("CUSTOM_GOLD") } }, "1.2").status, 201);
        QCOMPARE(m_cloud->post(L("/resource_classes"), { { L("name"), L("CUSTOM_GOLD") } }).status, 409);
        QCOMPARE(m_cloud->post(L("/resource_classes"), { { L("name"), L("GOLD") } }).status, 400);
        QCOMPARE(m_cloud->put(L("/resource_classes/CUSTOM_GOLD"), { { L("name"), L("CUSTOM_SILVER") } }, "1.6").json()[u"name"].toString(), L("CUSTOM_SILVER"));
        QCOMPARE(m_cloud->ask("1.7", "PUT", L("/resource_classes/CUSTOM_GOLD")).status, 201);
        QCOMPARE(m_cloud->ask("1.7", "PUT", L("/resource_classes/CUSTOM_GOLD")).status, 204);
        QCOMPARE(m_cloud->get(L("/resource_classes")).json()[u"resource_classes"].toArray().size(), 23);
        m_cloud->provider(L("host"), { { L("CUSTOM_GOLD"), 4 } });
        QCOMPARE(m_cloud->del(L("/resource_classes/CUSTOM_GOLD")).status, 409);
        QCOMPARE(m_cloud->del(L("/resource_classes/CUSTOM_SILVER")).status, 204);
        QCOMPARE(m_cloud->del(L("/resource_classes/CUSTOM_SILVER")).status, 404);
        QCOMPARE(m_cloud->del(L("/resource_classes/VCPU")).status, 400);
        QCOMPARE(m_cloud->get(L("/resource_classes"), "1.1").status, 404);
    }

    /// Administrators and services only; sums of one's own project are for its readers.
    void isNotForEverybody()
    {
        const auto demo = m_cloud->cloud.demoToken();
        for (const auto& listed : m_cloud->cloud.pipeline().routes()) {
            if (listed.service->traits().name != u"placement" || listed.route->access != service::Access::Token)
                continue;
            auto path = listed.fullPath.section(L("/placement"), 1);
            path.replace(L("{uuid}"), newUuid()).replace(L("{consumer_uuid}"), newUuid()).replace(L("{resource_class}"), L("VCPU")).replace(L("{name}"), L("CUSTOM_X"));
            if (path == u"/usages")
                path += L("?project_id=somebody");
            QVERIFY2(m_cloud->ask("1.39", listed.route->method, path, {}, demo).status == 403, qPrintable(path));
            QVERIFY2(m_cloud->cloud.client().send(listed.route->method, L("/placement") + path, {}, {}).status == 401, qPrintable(path));
        }
        const auto tenant = m_cloud->cloud.makeTenant(L("reader"), L("reader"));
        QCOMPARE(m_cloud->ask("1.39", "GET", L("/usages?project_id=") + tenant.projectId, {}, tenant.token).status, 200);
    }

    void survivesARestart()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 } });
        const auto consumer = newUuid();
        QCOMPARE(m_cloud->put(L("/allocations/") + consumer, PlacementCloud::claim(host, { { L("VCPU"), 3 } })).status, 204);
        m_cloud->cloud.restart();
        m_cloud->token = m_cloud->cloud.adminToken();
        QCOMPARE(m_cloud->get(PlacementCloud::path(host, "/usages")).json()[u"usages"][u"VCPU"].toInt(), 3);
    }
};

SKYLAB_TEST(ProvidersTest)
#include "ProvidersTest.moc"
