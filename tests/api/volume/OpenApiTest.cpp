#include "VolumeCloud.h"

#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// The other classes' answers are held against the OpenAPI document as well; this one says when they are not, and asks
/// for the lists and single things of each kind.
class OpenApiTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!AnswerCheck::whyNot().isEmpty())
            QSKIP(qPrintable(AnswerCheck::whyNot()));
    }

    void everyListAndItsFirst()
    {
        VolumeCloud cloud;
        const auto volume = cloud.make();
        cloud.makeSnapshot(volume);
        cloud.post(QStringLiteral("/backups"), { { QStringLiteral("backup"), QJsonObject { { QStringLiteral("volume_id"), volume } } } });
        QVERIFY(cloud.settle());
        cloud.post(QStringLiteral("/os-volume-transfer"), { { QStringLiteral("transfer"), QJsonObject { { QStringLiteral("volume_id"), volume } } } });
        cloud.post(QStringLiteral("/attachments"), { { QStringLiteral("attachment"), QJsonObject { { QStringLiteral("volume_uuid"), cloud.make() } } } }, {}, "3.44");
        for (const auto& [path, key] : { std::pair { "volumes", "volumes" }, { "snapshots", "snapshots" }, { "backups", "backups" }, { "os-volume-transfer", "transfers" },
                                         { "volume-transfers", "transfers" }, { "attachments", "attachments" } }) {
            const auto root = u'/' + QLatin1String(path);
            const auto before = AnswerCheck::checked();
            const auto items = cloud.get(root + QStringLiteral("/detail"), {}, "3.70").json()[QLatin1String(key)].toArray();
            QVERIFY2(AnswerCheck::checked() > before, path);
            QVERIFY2(!items.isEmpty(), path);
            QCOMPARE(cloud.get(root, {}, "3.70").status, 200);
            for (const auto& item : items)
                QCOMPARE(cloud.get(root + u'/' + item[u"id"].toString(), {}, "3.70").status, 200);
        }
    }
};

SKYLAB_TEST(OpenApiTest)
#include "OpenApiTest.moc"
