#include "PlacementCloud.h"

#include "support/TestMain.h"

#include <thread>

using namespace skylab;
using namespace skylab::test;

class AllocationsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<PlacementCloud> m_cloud;

    Answer claim(const QString& consumer, const QString& provider, const QJsonObject& amounts, const QJsonValue& generation = QJsonValue::Null)
    {
        return m_cloud->put(L("/allocations/") + consumer, PlacementCloud::claim(provider, amounts, generation));
    }
    int used(const QString& provider, const char* name) { return m_cloud->get(PlacementCloud::path(provider, "/usages")).json()[u"usages"][QLatin1String(name)].toInt(-1); }
    static QJsonObject inventory(int total, int reserved = 0, int least = 1, int most = 100, int step = 1, double ratio = 1)
    {
        return { { L("total"), total }, { L("reserved"), reserved }, { L("min_unit"), least }, { L("max_unit"), most }, { L("step_size"), step }, { L("allocation_ratio"), ratio } };
    }
    Answer setInventories(const QString& provider, const QJsonObject& inventories, const char* version = "1.39")
    {
        return m_cloud->put(PlacementCloud::path(provider, "/inventories"), { { L("resource_provider_generation"), m_cloud->generation(provider) }, { L("inventories"), inventories } }, version);
    }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<PlacementCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void keepsInventories()
    {
        const auto host = m_cloud->provider(L("host"));
        const auto path = PlacementCloud::path(host, "/inventories");
        auto one = inventory(10);
        one.insert(L("resource_class"), L("VCPU"));
        const auto made = m_cloud->post(path, one);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.json()[u"resource_provider_generation"].toInt(), 1);
        QCOMPARE(m_cloud->post(path, one).status, 409);
        QCOMPARE(m_cloud->put(path + L("/VCPU"), { { L("total"), 20 }, { L("resource_provider_generation"), 0 } }).status, 409);
        const auto changed = m_cloud->put(path + L("/VCPU"), { { L("total"), 20 }, { L("resource_provider_generation"), 1 } });
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.json()[u"max_unit"].toInteger(), qint64(2147483647));      // what is not said is the default again
        QCOMPARE(m_cloud->put(path + L("/DISK_GB"), { { L("total"), 20 }, { L("resource_provider_generation"), 2 } }).status, 400);
        QCOMPARE(setInventories(host, { { L("NOTHING"), inventory(1) } }).status, 400);
        QCOMPARE(setInventories(host, { { L("VCPU"), inventory(4, 4) } }, "1.25").status, 400);
        QCOMPARE(setInventories(host, { { L("VCPU"), inventory(4, 4) } }, "1.26").status, 200);
        QCOMPARE(setInventories(host, { { L("VCPU"), inventory(4, 5) } }).status, 400);
        QCOMPARE(m_cloud->get(path + L("/DISK_GB")).status, 404);
        QCOMPARE(m_cloud->del(path + L("/VCPU")).status, 204);
        QCOMPARE(m_cloud->del(path + L("/VCPU")).status, 404);
        QCOMPARE(m_cloud->get(path).json()[u"inventories"].toObject(), QJsonObject());
    }

    void isRefusedWhileInUse()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 }, { L("DISK_GB"), 100 } });
        QCOMPARE(claim(newUuid(), host, { { L("VCPU"), 1 }, { L("DISK_GB"), 1 } }).status, 204);
        const auto refused = setInventories(host, {});
        QCOMPARE(refused.status, 409);
        QCOMPARE(PlacementCloud::code(refused), L("placement.inventory.inuse"));
        QVERIFY(PlacementCloud::detail(refused).contains(L("Inventory for 'VCPU, DISK_GB' on resource provider '%1' in use").arg(host)));
        QCOMPARE(PlacementCloud::code(m_cloud->del(PlacementCloud::path(host, "/inventories/VCPU"))), L("placement.concurrent_update"));
        QCOMPARE(PlacementCloud::code(m_cloud->del(PlacementCloud::path(host, "/inventories"))), L("placement.inventory.inuse"));
        QCOMPARE(PlacementCloud::code(m_cloud->del(PlacementCloud::path(host))), L("placement.resource_provider.inuse"));
    }

    void countsExactly()
    {
        const auto host = m_cloud->provider(L("host"));
        setInventories(host, { { L("VCPU"), inventory(11, 1, 2, 8, 2, 1.5) } });      // 15, by 2 to 8, in twos
        const auto first = newUuid();
        for (const int wrong : { 1, 3, 10 }) {
            const auto refused = claim(first, host, { { L("VCPU"), wrong } });
            QCOMPARE(refused.status, 409);
            QVERIFY(PlacementCloud::detail(refused).contains(L("violate inventory constraints")));
        }
        QCOMPARE(claim(first, host, { { L("VCPU"), 8 } }).status, 204);
        QCOMPARE(claim(newUuid(), host, { { L("VCPU"), 6 } }).status, 204);
        const auto full = claim(newUuid(), host, { { L("VCPU"), 2 } });
        QCOMPARE(full.status, 409);
        QVERIFY(PlacementCloud::detail(full).contains(L("would exceed the capacity")));
        QCOMPARE(used(host, "VCPU"), 14);
        QCOMPARE(claim(newUuid(), host, { { L("VCPU"), qint64(1) << 62 } }).status, 409);
        QCOMPARE(claim(newUuid(), host, { { L("DISK_GB"), 1 } }).status, 409);
        QCOMPARE(claim(newUuid(), host, { { L("CUSTOM_NONE"), 1 } }).status, 400);
        QCOMPARE(claim(newUuid(), newUuid(), { { L("VCPU"), 2 } }).status, 400);
        QCOMPARE(m_cloud->get(L("/allocations/") + newUuid()).json()[u"allocations"].toObject(), QJsonObject());
        // What shrank below its use may be left in steps.
        setInventories(host, { { L("VCPU"), inventory(4, 0, 1, 8) } });
        QCOMPARE(claim(first, host, { { L("VCPU"), 7 } }, 1).status, 204);
        QCOMPARE(claim(first, host, { { L("VCPU"), 8 } }, 2).status, 409);
    }

    void countsTheConsumersGeneration()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 } });
        const auto consumer = newUuid();
        const auto wrong = claim(consumer, host, { { L("VCPU"), 1 } }, 1);
        QCOMPARE(wrong.status, 409);
        QCOMPARE(PlacementCloud::code(wrong), L("placement.concurrent_update"));
        QCOMPARE(claim(consumer, host, { { L("VCPU"), 1 } }).status, 204);
        QCOMPARE(claim(consumer, host, { { L("VCPU"), 2 } }).status, 409);
        QCOMPARE(claim(consumer, host, { { L("VCPU"), 2 } }, 1).status, 204);
        const auto shown = m_cloud->get(L("/allocations/") + consumer).json();
        QCOMPARE(shown[u"consumer_generation"].toInt(), 2);
        QCOMPARE(shown[u"consumer_type"].toString(), L("INSTANCE"));
        QCOMPARE(shown[u"allocations"][host][u"resources"][u"VCPU"].toInt(), 2);
        QCOMPARE(shown[u"project_id"].toString(), L("p1"));
        QCOMPARE(m_cloud->generation(host), 3);
        QCOMPARE(m_cloud->get(PlacementCloud::path(host, "/allocations")).json()[u"allocations"][consumer][u"consumer_generation"].toInt(), 2);
        QCOMPARE(claim(consumer, {}, {}, 2).status, 204);      // nothing: all is given back
        QCOMPARE(used(host, "VCPU"), 0);
        QCOMPARE(m_cloud->del(L("/allocations/") + consumer).status, 404);
        QCOMPARE(claim(consumer, host, { { L("VCPU"), 1 } }).status, 204);      // and the consumer is new again
        QCOMPARE(m_cloud->del(L("/allocations/") + consumer).status, 204);
        QCOMPARE(claim(L("x"), host, { { L("VCPU"), 1 } }).status, 400);
    }

    void takesOlderBodies()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 } });
        const QJsonArray list { QJsonObject { { L("resource_provider"), QJsonObject { { L("uuid"), host } } }, { L("resources"), QJsonObject { { L("VCPU"), 1 } } } } };
        const auto path = L("/allocations/") + newUuid();
        QCOMPARE(m_cloud->put(path, { { L("allocations"), list } }, "1.0").status, 204);
        QCOMPARE(m_cloud->put(path, { { L("allocations"), list } }, "1.8").status, 400);
        QCOMPARE(m_cloud->put(path, { { L("allocations"), list }, { L("project_id"), L("p") }, { L("user_id"), L("u") } }, "1.8").status, 204);
        QCOMPARE(m_cloud->get(path, "1.12").json()[u"project_id"].toString(), L("p"));
        QVERIFY(!m_cloud->get(path, "1.11").json().contains(L("project_id")));
        QCOMPARE(m_cloud->get(path).json()[u"consumer_type"].toString(), L("unknown"));
        auto body = PlacementCloud::claim(host, { { L("VCPU"), 1 } }, 2);
        body.insert(L("mappings"), QJsonObject { { L(""), QJsonArray { host } } });
        QCOMPARE(m_cloud->put(path, body, "1.33").status, 400);
        QCOMPARE(m_cloud->put(path, body).status, 204);
        body.insert(L("consumer_type"), L("instance"));
        QCOMPARE(m_cloud->put(path, body).status, 400);
    }

    /// A move: a migration takes over what a server held, which takes what it wants, at once or not at all.
    void replacesManyAtOnce()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 4 } });
        const auto server = newUuid(), migration = newUuid();
        QCOMPARE(claim(server, host, { { L("VCPU"), 3 } }).status, 204);
        QJsonObject both { { server, PlacementCloud::claim({}, {}, 1) }, { migration, PlacementCloud::claim(host, { { L("VCPU"), 4 } }) } };
        QCOMPARE(m_cloud->post(L("/allocations"), both).status, 204);
        QCOMPARE(used(host, "VCPU"), 4);
        both = { { server, PlacementCloud::claim(host, { { L("VCPU"), 2 } }) }, { migration, PlacementCloud::claim(host, { { L("VCPU"), 3 } }, 1) } };
        QCOMPARE(m_cloud->post(L("/allocations"), both).status, 409);
        QCOMPARE(used(host, "VCPU"), 4);
        QCOMPARE(m_cloud->get(L("/allocations/") + migration).json()[u"consumer_generation"].toInt(), 1);
        QCOMPARE(m_cloud->post(L("/allocations"), both, "1.12").status, 404);
        QCOMPARE(m_cloud->post(L("/allocations"), {}).status, 400);
    }

    void sumsByProjectAndType()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 }, { L("MEMORY_MB"), 100 } });
        claim(newUuid(), host, { { L("VCPU"), 1 }, { L("MEMORY_MB"), 10 } });
        claim(newUuid(), host, { { L("VCPU"), 2 } });
        auto other = PlacementCloud::claim(host, { { L("VCPU"), 4 } });
        other.insert(L("user_id"), L("u2"));
        other.remove(L("consumer_type"));
        m_cloud->put(L("/allocations/") + newUuid(), other, "1.37");
        const auto sums = [&](const char* query, const char* version = "1.39") { return m_cloud->get(L("/usages?project_id=p1") + L(query), version).json()[u"usages"].toObject(); };
        QCOMPARE(sums("", "1.9"), (QJsonObject { { L("VCPU"), 7 }, { L("MEMORY_MB"), 10 } }));
        QCOMPARE(sums("&user_id=u2", "1.9"), (QJsonObject { { L("VCPU"), 4 } }));
        QCOMPARE(sums("")[u"INSTANCE"].toObject(), (QJsonObject { { L("VCPU"), 3 }, { L("MEMORY_MB"), 10 }, { L("consumer_count"), 2 } }));
        QCOMPARE(sums("")[u"unknown"][u"VCPU"].toInt(), 4);
        QCOMPARE(sums("&consumer_type=all")[u"all"][u"consumer_count"].toInt(), 3);
        QCOMPARE(sums("&consumer_type=INSTANCE").keys(), QStringList { L("INSTANCE") });
        QCOMPARE(m_cloud->get(L("/usages")).status, 400);
        QCOMPARE(m_cloud->get(L("/usages?project_id=p1&consumer_type=all"), "1.37").status, 400);
    }

    /// From a host to a card below it, with what a server holds of it, in one step.
    void reshapes()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 }, { L("VGPU"), 4 } });
        const auto card = m_cloud->provider(L("card"), {}, host);
        const auto server = newUuid();
        QCOMPARE(claim(server, host, { { L("VCPU"), 1 }, { L("VGPU"), 2 } }).status, 204);
        const auto stocks = [&](const QString& provider, const QJsonObject& inventories) { return QJsonObject { { L("resource_provider_generation"), m_cloud->generation(provider) }, { L("inventories"), inventories } }; };
        QJsonObject moved = PlacementCloud::claim(host, { { L("VCPU"), 1 } }, 1);
        moved.insert(L("allocations"), QJsonObject { { host, QJsonObject { { L("resources"), QJsonObject { { L("VCPU"), 1 } } } } }, { card, QJsonObject { { L("resources"), QJsonObject { { L("VGPU"), 2 } } } } } });
        QJsonObject shape { { L("inventories"), QJsonObject { { host, stocks(host, { { L("VCPU"), inventory(8) } }) }, { card, stocks(card, { { L("VGPU"), inventory(4) } }) } } },
                            { L("allocations"), QJsonObject { { server, moved } } } };
        auto tooSoon = shape;
        tooSoon.insert(L("allocations"), QJsonObject());
        QCOMPARE(PlacementCloud::code(m_cloud->post(L("/reshaper"), tooSoon)), L("placement.inventory.inuse"));
        QCOMPARE(m_cloud->post(L("/reshaper"), shape, "1.29").status, 404);
        QCOMPARE(m_cloud->post(L("/reshaper"), shape).status, 204);
        QCOMPARE(used(host, "VGPU"), -1);
        QCOMPARE(used(card, "VGPU"), 2);
        const auto late = m_cloud->post(L("/reshaper"), shape);
        QCOMPARE(late.status, 409);
        QCOMPARE(PlacementCloud::code(late), L("placement.concurrent_update"));
    }

    /// However many ask at once, what is there is given away once.
    void neverPromisesTwice()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 10 } });
        std::atomic<int> won = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int k = 0; k < 5; ++k) {
                    placement::ConsumerClaim claim;
                    claim.consumer = { .uuid = newUuid(), .projectId = L("p"), .userId = L("u") };
                    claim.allocations[host].insert(L("VCPU"), 1);
                    won += m_cloud->service->claim(service::Context::system(), { claim }) ? 1 : 0;
                }
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(won.load(), 10);
        QCOMPARE(used(host, "VCPU"), 10);
    }

    void findsCandidates()
    {
        const auto host = m_cloud->provider(L("host"), { { L("VCPU"), 8 }, { L("MEMORY_MB"), 100 } });
        const auto card = m_cloud->provider(L("card"), { { L("VGPU"), 2 } }, host);
        claim(newUuid(), host, { { L("VCPU"), 3 } });
        const auto found = m_cloud->get(L("/allocation_candidates?resources=VCPU:4&resources_GPU=VGPU:1"));
        QCOMPARE(found.status, 200);
        const auto request = found.json()[u"allocation_requests"][0];
        QCOMPARE(request[u"allocations"][host][u"resources"][u"VCPU"].toInt(), 4);
        QCOMPARE(request[u"mappings"][u"_GPU"].toArray(), QJsonArray { card });
        const auto summary = found.json()[u"provider_summaries"][host];
        QCOMPARE(summary[u"resources"][u"VCPU"].toObject(), (QJsonObject { { L("capacity"), 8 }, { L("used"), 3 } }));
        QVERIFY(summary[u"resources"].toObject().contains(L("MEMORY_MB")));
        QCOMPARE(found.json()[u"provider_summaries"][card][u"root_provider_uuid"].toString(), host);
        // As older clients see it: a list, and nothing of trees.
        const auto old = m_cloud->get(L("/allocation_candidates?resources=VCPU:4"), "1.10").json();
        QCOMPARE(old[u"allocation_requests"][0][u"allocations"][0][u"resource_provider"][u"uuid"].toString(), host);
        QCOMPARE(old[u"provider_summaries"].toObject().keys(), QStringList { host });
        QVERIFY(!old[u"provider_summaries"][host][u"resources"].toObject().contains(L("MEMORY_MB")));
        QCOMPARE(m_cloud->get(L("/allocation_candidates?resources=VCPU:6")).json()[u"allocation_requests"].toArray(), QJsonArray());
        QCOMPARE(m_cloud->get(L("/allocation_candidates?resources=NOTHING:6")).status, 400);
        QCOMPARE(m_cloud->get(L("/allocation_candidates?resources=VCPU:1&required=NOTHING")).status, 400);
        QCOMPARE(m_cloud->get(L("/allocation_candidates")).status, 400);
        QCOMPARE(m_cloud->get(L("/allocation_candidates?resources=VCPU:1"), "1.9").status, 404);
        // What it gives can be claimed as it is.
        auto body = request.toObject();
        for (const auto& [key, value] : { std::pair { "project_id", QJsonValue(L("p")) }, { "user_id", QJsonValue(L("u")) }, { "consumer_generation", QJsonValue() }, { "consumer_type", QJsonValue(L("INSTANCE")) } })
            body.insert(L(key), value);
        QCOMPARE(m_cloud->put(L("/allocations/") + newUuid(), body).status, 204);
        QCOMPARE(used(card, "VGPU"), 1);
    }
    /// A request whose groups multiply ends soon, with words that help.
    void candidatesThatMultiplyAreRefused()
    {
        const auto host = m_cloud->provider(L("host"), {});
        QString path = L("/allocation_candidates?group_policy=isolate&limit=1");
        for (int i = 0; i < 11; ++i) {
            m_cloud->provider(QStringLiteral("card%1").arg(i), { { L("SRIOV_NET_VF"), 8 } }, host);
            path += QStringLiteral("&resources_%1=SRIOV_NET_VF:1").arg(i);
        }
        QCOMPARE(m_cloud->get(path).status, 200);
        const auto refused = m_cloud->get(path + L("&resources_12=SRIOV_NET_VF:1"));      // one more than there are cards
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.json()[u"errors"][0][u"detail"].toString().contains(L("Ask for fewer groups")), refused.body.constData());
    }
};

SKYLAB_TEST(AllocationsTest)
#include "AllocationsTest.moc"
