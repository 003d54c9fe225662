#include "image/model/ImageFilters.h"
#include "image/model/ImagePatch.h"
#include "image/model/ImageProperties.h"
#include "image/model/ImageStates.h"
#include "image/model/Schemas.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::image;

namespace {

constexpr const char* patchType = "application/openstack-images-v2.1-json-patch";

QJsonArray json(const char* text) { return QJsonDocument::fromJson(text).array(); }

Result<> patched(sdk::Image& image, const char* operations, const char* type = patchType)
{
    return applyPatch(image, TRY(readPatch(type, json(operations))));
}

} // namespace

class ImageModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statesGoTheirWaysOnly()
    {
        sdk::Image image;
        QVERIFY(!enter(image, ImageStatus::Active));
        QVERIFY(enter(image, ImageStatus::Saving));
        QVERIFY(!enter(image, ImageStatus::Uploading));
        QVERIFY(enter(image, ImageStatus::Active));
        const auto again = enter(image, ImageStatus::Saving);
        QVERIFY(!again && again.error().code == ErrorCode::Conflict);
        QCOMPARE(again.error().message, QStringLiteral("Image status transition from active to saving is not allowed."));
        QVERIFY(enter(image, ImageStatus::Deactivated));
        QVERIFY(enter(image, ImageStatus::Active));
        QVERIFY(enter(image, ImageStatus::Killed));
        QVERIFY(enter(image, ImageStatus::Active));
    }
    void patchChangesOwnAndCustomProperties()
    {
        sdk::Image image;
        image.name = QStringLiteral("old");
        image.extra.insert(QStringLiteral("os_distro"), QStringLiteral("debian"));
        const auto done = patched(image, R"([{"op":"replace","path":"/name","value":"new"},{"op":"add","path":"/a~1b~0c","value":"d"},
                                            {"op":"replace","path":"/os_distro","value":"arch"},{"op":"replace","path":"/tags","value":["x","x","y"]},
                                            {"op":"replace","path":"/min_disk","value":3},{"op":"add","path":"/protected","value":true}])");
        QVERIFY2(done, qPrintable(done ? QString() : done.error().message));
        QCOMPARE(*image.name, QStringLiteral("new"));
        QCOMPARE(image.extra[u"a/b~c"].toString(), QStringLiteral("d"));
        QCOMPARE(image.extra[u"os_distro"].toString(), QStringLiteral("arch"));
        QCOMPARE(image.tags, (QStringList { QStringLiteral("x"), QStringLiteral("y") }));
        QCOMPARE(image.minDisk, 3);
        QVERIFY(image.isProtected);
        QVERIFY(patched(image, R"([{"op":"remove","path":"/os_distro"},{"op":"replace","path":"/name","value":null}])"));
        QVERIFY(!image.extra.contains(u"os_distro") && !image.name);
        QVERIFY(patched(image, R"([{"replace":"/name","value":"draft"}])", "application/openstack-images-v2.0-json-patch; charset=utf-8"));
        QCOMPARE(*image.name, QStringLiteral("draft"));
    }
    void patchRefuses_data()
    {
        QTest::addColumn<QByteArray>("operations");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("read-only") << QByteArray(R"([{"op":"replace","path":"/status","value":"active"}])") << ErrorCode::Forbidden;
        QTest::newRow("checksum") << QByteArray(R"([{"op":"replace","path":"/checksum","value":"0"}])") << ErrorCode::Forbidden;
        QTest::newRow("id") << QByteArray(R"([{"op":"replace","path":"/id","value":"0"}])") << ErrorCode::Forbidden;
        QTest::newRow("reserved") << QByteArray(R"([{"op":"add","path":"/os_glance_x","value":"0"}])") << ErrorCode::Forbidden;
        QTest::newRow("locations") << QByteArray(R"([{"op":"add","path":"/locations","value":"0"}])") << ErrorCode::Forbidden;
        QTest::newRow("own properties stay") << QByteArray(R"([{"op":"remove","path":"/name"}])") << ErrorCode::Forbidden;
        QTest::newRow("replace what is not there") << QByteArray(R"([{"op":"replace","path":"/x","value":"0"}])") << ErrorCode::Conflict;
        QTest::newRow("remove what is not there") << QByteArray(R"([{"op":"remove","path":"/x"}])") << ErrorCode::Conflict;
        QTest::newRow("no string") << QByteArray(R"([{"op":"add","path":"/x","value":1}])") << ErrorCode::BadRequest;
        QTest::newRow("bad value") << QByteArray(R"([{"op":"replace","path":"/visibility","value":"secret"}])") << ErrorCode::BadRequest;
        QTest::newRow("bad operation") << QByteArray(R"([{"op":"move","path":"/x","value":"0"}])") << ErrorCode::BadRequest;
        QTest::newRow("no value") << QByteArray(R"([{"op":"add","path":"/x"}])") << ErrorCode::BadRequest;
        QTest::newRow("no slash") << QByteArray(R"([{"op":"add","path":"x","value":"0"}])") << ErrorCode::BadRequest;
        QTest::newRow("too deep") << QByteArray(R"([{"op":"add","path":"/tags/-","value":"0"}])") << ErrorCode::BadRequest;
        QTest::newRow("bad escape") << QByteArray(R"([{"op":"add","path":"/a~2","value":"0"}])") << ErrorCode::BadRequest;
        QTest::newRow("no object") << QByteArray(R"(["add"])") << ErrorCode::BadRequest;
    }
    void patchRefuses()
    {
        QFETCH(QByteArray, operations);
        QFETCH(ErrorCode, code);
        sdk::Image image;
        image.name = QStringLiteral("kept");
        const auto done = patched(image, operations.constData());
        QVERIFY(!done);
        QCOMPARE(done.error().code, code);
        QCOMPARE(*image.name, QStringLiteral("kept"));
    }
    void patchIsAllOrNothing()
    {
        sdk::Image image;
        QVERIFY(!patched(image, R"([{"op":"add","path":"/a","value":"b"},{"op":"remove","path":"/nothing"}])"));
        QVERIFY(image.extra.isEmpty());
    }
    void formatIsFixedOnceThereAreData()
    {
        sdk::Image image;
        QVERIFY(patched(image, R"([{"op":"replace","path":"/disk_format","value":"qcow2"}])"));
        image.status = QStringLiteral("active");
        const auto done = patched(image, R"([{"op":"replace","path":"/disk_format","value":"raw"}])");
        QVERIFY(!done && done.error().code == ErrorCode::Forbidden);
    }
    void otherMediaTypesAreNoPatch()
    {
        const auto read = readPatch("application/json", {});
        QVERIFY(!read && read.error().code == ErrorCode::UnsupportedMediaType);
    }
    void sortsNewestFirst()
    {
        const auto plain = readFilters({}, {});
        QVERIFY(plain);
        QCOMPARE(*plain->query.limit, defaultLimit);
        QCOMPARE(plain->query.sort.front().column, "created_at");
        QVERIFY(plain->query.sort.front().descending);
        const auto keys = readFilters({ { QStringLiteral("sort_key"), QStringLiteral("size") }, { QStringLiteral("sort_key"), QStringLiteral("name") }, { QStringLiteral("sort_dir"), QStringLiteral("asc") } }, {});
        QVERIFY(keys);
        QCOMPARE(keys->query.sort[0].column, "sort_size");
        QVERIFY(!keys->query.sort[0].descending && !keys->query.sort[1].descending);
        QVERIFY(!readFilters({ { QStringLiteral("sort"), QStringLiteral("name:asc") }, { QStringLiteral("sort_key"), QStringLiteral("size") } }, {}));
        QVERIFY(!readFilters({ { QStringLiteral("sort_key"), QStringLiteral("checksum") } }, {}));
        QVERIFY(!readFilters({ { QStringLiteral("visibility"), QStringLiteral("secret") } }, {}));
        QVERIFY(!readFilters({ { QStringLiteral("size_min"), QStringLiteral("-1") } }, {}));
    }
    void schemasTellBaseFromCustomProperties()
    {
        const auto schema = schemaNamed(QStringLiteral("image"));
        QCOMPARE(schema[u"name"].toString(), QStringLiteral("image"));
        QVERIFY(schema[u"properties"][u"status"][u"readOnly"].toBool());
        QVERIFY(!schema[u"properties"][u"name"].toObject().contains(u"readOnly"));
        QCOMPARE(schema[u"properties"][u"kernel_id"][u"is_base"].toBool(true), false);
        QVERIFY(schema[u"properties"][u"disk_format"][u"enum"].toArray().contains(QJsonValue(QStringLiteral("qcow2"))));
        QVERIFY(!schema[u"properties"].toObject().contains(u"stores"));
        for (const auto* name : { "images", "member", "members" })
            QCOMPARE(schemaNamed(QLatin1String(name))[u"name"].toString(), QLatin1String(name));
        QVERIFY(schemaNamed(QStringLiteral("other")).isEmpty());
    }
};
SKYLAB_TEST(ImageModelTest)
#include "ModelTest.moc"
