#include "VolumeCloud.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Types: what users see, access, defaults of projects, encryption, QoS and what they do to volumes.
class TypesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<VolumeCloud> m_cloud;

    Answer makeType(const char* json) { return m_cloud->post(QStringLiteral("/types"), { { QStringLiteral("volume_type"), fromJson(json) } }, m_cloud->admin()); }
    QString typeId(const char* json) { return makeType(json).json()[u"volume_type"][u"id"].toString(); }
    QString qosId(const char* json) { return m_cloud->post(QStringLiteral("/qos-specs"), { { QStringLiteral("qos_specs"), fromJson(json) } }, m_cloud->admin()).json()[u"qos_specs"][u"id"].toString(); }
    QStringList names(const QString& query, const QByteArray& token, const QByteArray& version = {})
    {
        QStringList all;
        for (const auto& one : m_cloud->get(QStringLiteral("/types") + query, token, version).json()[u"volume_types"].toArray())
            all << one[u"name"].toString();
        return all;
    }
    Answer act(const QString& id, const char* action, const QString& project)
    {
        return m_cloud->post(QStringLiteral("/types/%1/action").arg(id), { { QLatin1String(action), QJsonObject { { QStringLiteral("project"), project } } } }, m_cloud->admin());
    }
    volume::IoLimits limitsOf(const QString& volumeId)
    {
        return m_cloud->service().attach(service::Context::system(), volumeId, QStringLiteral("11111111-1111-4111-8111-111111111111"), QStringLiteral("/dev/vdb"), QStringLiteral("host")).value().limits;
    }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<VolumeCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void answersHaveTheirOwnKeys()
    {
        const auto made = makeType(R"({"name":"fast","extra_specs":{"multiattach":"<is> True","secret":"x"}})").json()[u"volume_type"].toObject();
        QVERIFY(!made.contains(u"qos_specs_id"));
        QVERIFY(made.contains(u"os-volume-type-access:is_public"));
        const auto path = QStringLiteral("/types/") + made[u"id"].toString();
        const auto changed = m_cloud->put(path, fromJson(R"({"volume_type":{"description":"d","name":null}})"), m_cloud->admin()).json()[u"volume_type"].toObject();
        QVERIFY(!changed.contains(u"os-volume-type-access:is_public"));
        QCOMPARE(changed[u"name"].toString(), QStringLiteral("fast"));
        QCOMPARE(m_cloud->put(path, fromJson(R"({"volume_type":{"name":null}})"), m_cloud->admin()).status, 400);
        QVERIFY(m_cloud->get(path, m_cloud->admin()).json()[u"volume_type"].toObject().contains(u"qos_specs_id"));
        // Users see the extra specs that are for them.
        const auto seen = m_cloud->get(path).json()[u"volume_type"].toObject();
        QVERIFY(!seen.contains(u"qos_specs_id"));
        QCOMPARE(seen[u"extra_specs"].toObject(), fromJson(R"({"multiattach":"<is> True"})"));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/extra_specs")).json(), fromJson(R"({"extra_specs":{"multiattach":"<is> True"}})"));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/extra_specs/secret")).status, 404);
    }
    void listsNewestFirstWithFilters()
    {
        makeType(R"({"name":"a","extra_specs":{"colour":"red"}})");
        makeType(R"({"name":"b","extra_specs":{"multiattach":"<is> True"}})");
        QCOMPARE(names({}, m_cloud->demo()), (QStringList { QStringLiteral("b"), QStringLiteral("a"), QStringLiteral("file") }));
        QCOMPARE(names(QStringLiteral("?sort=name:asc&limit=1"), m_cloud->demo()), QStringList { QStringLiteral("a") });
        QVERIFY(m_cloud->get(QStringLiteral("/types?limit=1")).json().contains(u"volume_type_links"));
        QCOMPARE(names(QStringLiteral("?extra_specs={'colour':'red'}"), m_cloud->admin(), "3.52"), QStringList { QStringLiteral("a") });
        QCOMPARE(names(QStringLiteral("?extra_specs={'colour':'red'}"), m_cloud->demo(), "3.52"), QStringList());
        QCOMPARE(names(QStringLiteral("?extra_specs={'multiattach':'<is> True'}"), m_cloud->demo(), "3.52"), QStringList { QStringLiteral("b") });
        QCOMPARE(m_cloud->get(QStringLiteral("/types?extra_specs=red"), {}, "3.52").status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/types?colour=red"), {}, "3.52").status, 400);
    }
    void accessOpensPrivateTypes()
    {
        const auto id = typeId(R"({"name":"ours","os-volume-type-access:is_public":false})");
        const auto path = QStringLiteral("/types/") + id;
        QCOMPARE(m_cloud->get(path).status, 404);
        QCOMPARE(act(id, "addProjectAccess", m_cloud->demoProject()).status, 202);
        QCOMPARE(act(id, "addProjectAccess", m_cloud->demoProject()).status, 409);
        QCOMPARE(m_cloud->get(path).status, 200);
        QVERIFY(names({}, m_cloud->demo()).contains(QStringLiteral("ours")));
        QCOMPARE(m_cloud->show(m_cloud->make(fromJson(R"({"size":1,"volume_type":"ours"})")))[u"volume_type"].toString(), QStringLiteral("ours"));
        const QJsonValue list = m_cloud->get(path + QStringLiteral("/os-volume-type-access"), m_cloud->admin()).json()[u"volume_type_access"];
        QCOMPARE(list[0].toObject(), (QJsonObject { { QStringLiteral("volume_type_id"), id }, { QStringLiteral("project_id"), m_cloud->demoProject() } }));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/os-volume-type-access")).status, 403);
        const auto stranger = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->get(path, stranger.token).status, 404);
        QVERIFY(!names({}, stranger.token).contains(QStringLiteral("ours")));
        QCOMPARE(act(id, "removeProjectAccess", m_cloud->demoProject()).status, 202);
        QCOMPARE(act(id, "removeProjectAccess", m_cloud->demoProject()).status, 404);
        QCOMPARE(m_cloud->create(R"({"size":1,"volume_type":"ours"})").status, 404);
        const auto open = typeId(R"({"name":"open"})");
        QCOMPARE(act(open, "addProjectAccess", m_cloud->demoProject()).status, 400);
        QCOMPARE(m_cloud->get(QStringLiteral("/types/%1/os-volume-type-access").arg(open), m_cloud->admin()).status, 404);
    }
    void projectsHaveDefaults()
    {
        const auto id = typeId(R"({"name":"fast"})");
        const auto path = QStringLiteral("/default-types/") + m_cloud->demoProject();
        const auto put = [&](const char* name, const QByteArray& version) {
            return m_cloud->call("PUT", path, { { QStringLiteral("default_type"), QJsonObject { { QStringLiteral("volume_type"), QLatin1String(name) } } } }, m_cloud->admin(), version);
        };
        QCOMPARE(put("fast", "3.61").status, 404);
        QCOMPARE(m_cloud->get(path, m_cloud->admin(), "3.62").status, 404);
        QCOMPARE(put("none such", "3.62").status, 400);
        QCOMPARE(put("fast", "3.62").status, 200);
        QCOMPARE(m_cloud->get(path, m_cloud->admin(), "3.62").json()[u"default_type"][u"volume_type_id"].toString(), id);
        QCOMPARE(m_cloud->get(QStringLiteral("/default-types"), m_cloud->admin(), "3.62").json()[u"default_types"].toArray().size(), 1);
        QCOMPARE(m_cloud->get(path, {}, "3.62").status, 403);
        QCOMPARE(m_cloud->show(m_cloud->make())[u"volume_type"].toString(), QStringLiteral("fast"));
        QCOMPARE(m_cloud->get(QStringLiteral("/types/default")).json()[u"volume_type"][u"name"].toString(), QStringLiteral("fast"));
        QCOMPARE(m_cloud->del(QStringLiteral("/types/") + id, m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->call("DELETE", path, {}, m_cloud->admin(), "3.62").status, 204);
        QCOMPARE(m_cloud->show(m_cloud->make())[u"volume_type"].toString(), QStringLiteral("file"));
    }
    void extraSpecsStayWhileInUse()
    {
        const auto path = QStringLiteral("/types/%1/extra_specs").arg(typeId(R"({"name":"used","extra_specs":{"multiattach":"<is> False"}})"));
        m_cloud->make(fromJson(R"({"size":1,"volume_type":"used"})"));
        QCOMPARE(m_cloud->post(path, fromJson(R"({"extra_specs":{"a":"b"}})"), m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/multiattach"), fromJson(R"({"multiattach":"<is> True"})"), m_cloud->admin()).status, 400);
        QCOMPARE(m_cloud->del(path + QStringLiteral("/multiattach"), m_cloud->admin()).status, 400);
    }
    void extraSpecsHaveEffect()
    {
        typeId(R"({"name":"shared","extra_specs":{"multiattach":"<is> True"}})");
        QVERIFY(m_cloud->show(m_cloud->make(fromJson(R"({"size":1,"volume_type":"shared"})")))[u"multiattach"].toBool());
        typeId(R"({"name":"sized","extra_specs":{"provisioning:min_vol_size":"2","provisioning:max_vol_size":"3"}})");
        QCOMPARE(m_cloud->create(R"({"size":1,"volume_type":"sized"})").status, 400);
        QCOMPARE(m_cloud->create(R"({"size":4,"volume_type":"sized"})").status, 400);
        const auto sized = m_cloud->make(fromJson(R"({"size":2,"volume_type":"sized"})"));
        QCOMPARE(m_cloud->act(sized, "os-extend", fromJson(R"({"new_size":4})")).status, 400);
        typeId(R"({"name":"zoned","extra_specs":{"RESKEY:availability_zones":"moon"}})");
        QCOMPARE(m_cloud->create(R"({"size":1,"volume_type":"zoned"})").status, 400);
        typeId(R"({"name":"thick","extra_specs":{"provisioning:type":"thick"}})");
        const auto thick = m_cloud->make(fromJson(R"({"size":2,"volume_type":"thick"})"));
        const auto owned = m_cloud->service().driver().owned().value();
        for (const auto& one : owned)
            if (one.id == thick)
                QCOMPARE(one.allocatedBytes, 2 * volume::bytesPerGiB);
    }
    void tellsWhyNoPoolFits()
    {
        typeId(R"({"name":"elsewhere","extra_specs":{"volume_backend_name":"ceph"}})");
        typeId(R"({"name":"here","extra_specs":{"capabilities:volume_backend_name":"fake","vendor_name":"Skylab"}})");
        QCOMPARE(m_cloud->status(m_cloud->make(fromJson(R"({"size":1,"volume_type":"here"})"))), QStringLiteral("available"));
        const auto id = m_cloud->create(R"({"size":1,"volume_type":"elsewhere"})").json()[u"volume"][u"id"].toString();
        QVERIFY(m_cloud->settle());
        QCOMPARE(m_cloud->status(id), QStringLiteral("error"));
        const auto fault = m_cloud->service().volume(service::Context::system(), id).value().fault;
        QVERIFY2(fault.contains(QStringLiteral("volume_backend_name is 'fake'")), qPrintable(fault));
        QCOMPARE(m_cloud->service().driver().owned().value().size(), 1);
    }
    void promisesNoMoreThanItMay()
    {
        m_cloud = std::make_unique<VolumeCloud>(VolumeCloud::Driver::Fake, [](volume::VolumeService& volumes) { volumes.setPlacement({ .reservedPercentage = 0, .maxOverSubscription = 0.001 }); });
        const auto large = m_cloud->create(R"({"size":5})").json()[u"volume"][u"id"].toString();
        QVERIFY(m_cloud->settle());
        QVERIFY(m_cloud->service().volume(service::Context::system(), large).value().fault.contains(QStringLiteral("promised")));
    }
    void encryptionIsKeptAndRefused()
    {
        const auto id = typeId(R"({"name":"luks"})");
        const auto path = QStringLiteral("/types/%1/encryption").arg(id);
        const auto admin = m_cloud->admin();
        QCOMPARE(m_cloud->get(path, admin).json(), QJsonObject());
        QCOMPARE(m_cloud->post(path, fromJson(R"({"encryption":{"provider":"luks"}})"), admin).status, 400);
        QCOMPARE(m_cloud->post(path, fromJson(R"({"encryption":{"provider":"luks","control_location":"moon"}})"), admin).status, 400);
        const auto made = m_cloud->post(path, fromJson(R"({"encryption":{"provider":"luks","control_location":"front-end","key_size":"256","cipher":"aes-xts-plain64"}})"), admin);
        QCOMPARE(made.status, 200);
        QCOMPARE(made.json()[u"encryption"][u"key_size"].toInt(), 256);
        QCOMPARE(made.json()[u"encryption"][u"volume_type_id"].toString(), id);
        QCOMPARE(m_cloud->post(path, fromJson(R"({"encryption":{"provider":"luks","control_location":"front-end"}})"), admin).status, 400);
        QCOMPARE(m_cloud->get(path, admin).json()[u"cipher"].toString(), QStringLiteral("aes-xts-plain64"));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/provider"), admin).json(), fromJson(R"({"provider":"luks"})"));
        QCOMPARE(m_cloud->get(path + QStringLiteral("/colour"), admin).status, 404);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/x"), fromJson(R"({"encryption":{"key_size":128}})"), admin).json(), fromJson(R"({"encryption":{"key_size":128}})"));
        QCOMPARE(m_cloud->get(path).status, 403);
        const auto refused = m_cloud->create(R"({"size":1,"volume_type":"luks"})");
        QCOMPARE(refused.status, 400);
        QVERIFY2(VolumeCloud::fault(refused).contains(QStringLiteral("encrypted")), refused.body.constData());
        QCOMPARE(m_cloud->del(path + QStringLiteral("/x"), admin).status, 202);
        QCOMPARE(m_cloud->del(path + QStringLiteral("/x"), admin).status, 404);
        m_cloud->make(fromJson(R"({"size":1,"volume_type":"luks"})"));
        QCOMPARE(m_cloud->post(path, fromJson(R"({"encryption":{"provider":"luks","control_location":"front-end"}})"), admin).status, 400);
    }

    void qosLivesAndDies()
    {
        const auto admin = m_cloud->admin();
        QCOMPARE(m_cloud->post(QStringLiteral("/qos-specs"), fromJson(R"({"qos_specs":{"name":"q","consumer":"moon"}})"), admin).status, 400);
        QCOMPARE(m_cloud->post(QStringLiteral("/qos-specs"), fromJson(R"({"qos_specs":{"consumer":"both"}})"), admin).status, 400);
        QCOMPARE(m_cloud->post(QStringLiteral("/qos-specs"), fromJson(R"({"qos_specs":{"name":"q"}})")).status, 403);
        const auto id = qosId(R"({"name":"q","total_iops_sec":"500"})");
        const auto path = QStringLiteral("/qos-specs/") + id;
        QCOMPARE(m_cloud->post(QStringLiteral("/qos-specs"), fromJson(R"({"qos_specs":{"name":"q"}})"), admin).status, 409);
        const auto shown = m_cloud->get(path, admin).json();
        QCOMPARE(shown[u"qos_specs"].toObject(), (QJsonObject { { QStringLiteral("id"), id }, { QStringLiteral("name"), QStringLiteral("q") }, { QStringLiteral("consumer"), QStringLiteral("back-end") },
            { QStringLiteral("specs"), fromJson(R"({"total_iops_sec":"500"})") } }));
        QCOMPARE(shown[u"links"].toArray().size(), 2);
        QCOMPARE(m_cloud->put(path, fromJson(R"({"qos_specs":{"a":"b","consumer":"both"}})"), admin).json(), fromJson(R"({"qos_specs":{"a":"b","consumer":"both"}})"));
        QCOMPARE(m_cloud->put(path + QStringLiteral("/delete_keys"), fromJson(R"({"keys":["none"]})"), admin).status, 404);
        QCOMPARE(m_cloud->put(path + QStringLiteral("/delete_keys"), fromJson(R"({"keys":["a"]})"), admin).status, 202);
        QCOMPARE(m_cloud->get(QStringLiteral("/qos-specs"), admin).json()[u"qos_specs"][0][u"specs"].toObject(), fromJson(R"({"total_iops_sec":"500"})"));

        const auto type = typeId(R"({"name":"fast"})");
        QCOMPARE(m_cloud->get(path + QStringLiteral("/associate"), admin).status, 400);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/associate?vol_type_id=none"), admin).status, 404);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/associate?vol_type_id=") + type, admin).status, 202);
        QCOMPARE(m_cloud->get(QStringLiteral("/qos-specs/%1/associate?vol_type_id=%2").arg(qosId(R"({"name":"other"})"), type), admin).status, 400);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/associations"), admin).json()[u"qos_associations"][0][u"name"].toString(), QStringLiteral("fast"));
        QCOMPARE(m_cloud->get(QStringLiteral("/types/") + type, admin).json()[u"volume_type"][u"qos_specs_id"].toString(), id);
        QCOMPARE(m_cloud->del(path, admin).status, 400);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/disassociate?vol_type_id=") + type, admin).status, 202);
        QVERIFY(m_cloud->get(path + QStringLiteral("/associations"), admin).json()[u"qos_associations"].toArray().isEmpty());
        m_cloud->get(path + QStringLiteral("/associate?vol_type_id=") + type, admin);
        QCOMPARE(m_cloud->get(path + QStringLiteral("/disassociate_all"), admin).status, 202);
        m_cloud->get(path + QStringLiteral("/associate?vol_type_id=") + type, admin);
        QCOMPARE(m_cloud->del(path + QStringLiteral("?force=maybe"), admin).status, 400);
        QCOMPARE(m_cloud->del(path + QStringLiteral("?force=True"), admin).status, 202);
        QCOMPARE(m_cloud->get(path, admin).status, 404);
        QVERIFY(m_cloud->get(QStringLiteral("/types/") + type, admin).json()[u"volume_type"][u"qos_specs_id"].isNull());
    }
    void qosReachesTheHypervisor()
    {
        const auto front = qosId(R"({"name":"front","consumer":"front-end","total_iops_sec":"500","total_iops_sec_max":"900","read_iops_sec":"7","read_bytes_sec_per_gb":"10"})");
        const auto back = qosId(R"({"name":"back","consumer":"back-end","total_iops_sec":"500"})");
        const auto fast = typeId(R"({"name":"fast"})"), slow = typeId(R"({"name":"slow"})");
        m_cloud->get(QStringLiteral("/qos-specs/%1/associate?vol_type_id=%2").arg(front, fast), m_cloud->admin());
        m_cloud->get(QStringLiteral("/qos-specs/%1/associate?vol_type_id=%2").arg(back, slow), m_cloud->admin());
        const auto limits = limitsOf(m_cloud->make(fromJson(R"({"size":3,"volume_type":"fast"})")));
        QCOMPARE(limits.totalIopsSec, 500);
        QCOMPARE(limits.totalIopsSecMax, 900);
        QCOMPARE(limits.readIopsSec, 0);      // QEMU takes no limit for reading beside one for both
        QCOMPARE(limits.readBytesSec, 30);
        QCOMPARE(limitsOf(m_cloud->make(fromJson(R"({"size":3,"volume_type":"slow"})"))), volume::IoLimits());
        QCOMPARE(limitsOf(m_cloud->make()), volume::IoLimits());
    }
};

SKYLAB_TEST(TypesTest)
#include "TypesTest.moc"
