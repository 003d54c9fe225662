#include "support/TestMain.h"
#include "support/cloud/TestCloud.h"
#include "support/openapi/AnswerCheck.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// The other classes' answers are held against the OpenAPI document as well; this one says when they are not, and asks
/// for the lists and single things that they don't.
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
        TestCloud cloud;
        ApiClient admin(cloud.url() + QStringLiteral("/identity/v3"), cloud.adminToken());
        for (const auto& collection : { "users", "groups", "projects", "domains", "roles", "regions", "services", "endpoints", "credentials" }) {
            const auto name = QLatin1String(collection);
            const auto path = QStringLiteral("/") + name;
            const auto before = AnswerCheck::checked();
            const auto items = admin.get(path).json()[name].toArray();
            QVERIFY2(AnswerCheck::checked() > before, collection);
            for (const auto& item : items)
                QCOMPARE(admin.get(path + u'/' + item[u"id"].toString()).status, 200);
        }
        for (const auto& path : { "/auth/projects", "/auth/domains", "/auth/system", "/auth/catalog", "/role_assignments?include_names", "/role_inferences" })
            QCOMPARE(admin.get(QLatin1String(path)).status, 200);
    }
};

SKYLAB_TEST(OpenApiTest)
#include "OpenApiTest.moc"
