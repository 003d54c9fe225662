#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Accounts and containers: life, headers, limits, listings.
class ContainersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;

    QJsonArray json(const QString& path) { return QJsonDocument::fromJson(m_cloud->get(path).body).array(); }
    void fill(const QString& container, const QStringList& names)
    {
        QCOMPARE(m_cloud->put(container).status, 201);
        for (const auto& name : names)
            QCOMPARE(m_cloud->put(container + u'/' + name, name.toUtf8()).status, 201);
    }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<ObjectCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void accountsCountAndKeepMetadata()
    {
        const auto fresh = m_cloud->head({});
        QCOMPARE(fresh.status, 204);
        QCOMPARE(fresh.header("x-account-container-count"), QByteArray("0"));
        QVERIFY(!fresh.headers.contains("x-account-storage-policy-policy-0-bytes-used"));
        QCOMPARE(m_cloud->get({}).status, 204);
        fill(QStringLiteral("c"), { QStringLiteral("four") });
        QCOMPARE(m_cloud->post({}, { { "X-Account-Meta-Colour", "red" }, { "X-Account-Meta-Size", "big" } }).status, 204);
        QCOMPARE(m_cloud->post({}, { { "X-Remove-Account-Meta-Size", "x" } }).status, 204);
        const auto answer = m_cloud->get({});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("c\n"));
        QCOMPARE(answer.header("x-account-container-count"), QByteArray("1"));
        QCOMPARE(answer.header("x-account-object-count"), QByteArray("1"));
        QCOMPARE(answer.header("x-account-bytes-used"), QByteArray("4"));
        QCOMPARE(answer.header("x-account-meta-colour"), QByteArray("red"));
        QVERIFY(!answer.headers.contains("x-account-meta-size"));
        QVERIFY(answer.header("x-timestamp").contains('.'));
        QVERIFY(QRegularExpression(QStringLiteral("^tx[0-9a-f]{21}-[0-9a-f]{10}$")).match(QString::fromLatin1(answer.header("x-trans-id"))).hasMatch());
        QCOMPARE(answer.header("x-account-storage-policy-policy-0-bytes-used"), QByteArray("4"));
        QCOMPARE(m_cloud->put(QStringLiteral("d")).header("content-type"), QByteArray("text/html; charset=UTF-8"));
        QCOMPARE(m_cloud->del({}).status, 403);
    }
    void containersLiveAndDie()
    {
        QCOMPARE(m_cloud->get(QStringLiteral("c")).status, 404);
        QCOMPARE(m_cloud->put(QStringLiteral("c"), {}, { { "X-Container-Meta-Colour", "red" } }).status, 201);
        QCOMPARE(m_cloud->put(QStringLiteral("c")).status, 202);
        const auto empty = m_cloud->get(QStringLiteral("c"));
        QCOMPARE(empty.status, 204);
        QCOMPARE(empty.header("x-container-object-count"), QByteArray("0"));
        QCOMPARE(empty.header("x-container-meta-colour"), QByteArray("red"));
        QCOMPARE(m_cloud->get(QStringLiteral("c?format=json")).body, QByteArray("[]"));
        QCOMPARE(m_cloud->post(QStringLiteral("c"), { { "X-Container-Meta-Colour", "" }, { "X-Container-Meta-Age-In-Years", "5" } }).status, 204);
        const auto head = m_cloud->head(QStringLiteral("c"));
        QCOMPARE(head.status, 204);
        QVERIFY(!head.headers.contains("x-container-meta-colour"));
        QCOMPARE(head.header("x-container-meta-age-in-years"), QByteArray("5"));
        QCOMPARE(m_cloud->put(QStringLiteral("c/o"), "12345").status, 201);
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-bytes-used"), QByteArray("5"));
        const auto refused = m_cloud->del(QStringLiteral("c"));
        QCOMPARE(refused.status, 409);
        QVERIFY2(refused.body.contains("not empty"), refused.body.constData());
        QCOMPARE(m_cloud->del(QStringLiteral("c/o")).status, 204);
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 204);
        QCOMPARE(m_cloud->del(QStringLiteral("c")).status, 404);
        QCOMPARE(m_cloud->post(QStringLiteral("c"), {}).status, 404);
        QCOMPARE(m_cloud->put(QStringLiteral("c/o"), "x").status, 404);
    }
    void namesHaveLimits()
    {
        QCOMPARE(m_cloud->put(QString(256, u'c')).status, 201);
        QCOMPARE(m_cloud->put(QString(257, u'c')).status, 400);
        QCOMPARE(m_cloud->put(QStringLiteral("a%2Fb")).status, 400);
        QCOMPARE(m_cloud->put(QString(256, u'c') + u'/' + QString(1024, u'o'), "x").status, 201);
        QCOMPARE(m_cloud->put(QString(256, u'c') + u'/' + QString(1025, u'o'), "x").status, 400);
    }
    void metadataHasLimits()
    {
        const auto made = [&](const ObjectCloud::Headers& headers) { return m_cloud->put(QStringLiteral("c"), {}, headers).status; };
        QCOMPARE(made({ { "X-Container-Meta-" + QByteArray(128, 'n'), "v" } }), 201);
        QCOMPARE(made({ { "X-Container-Meta-" + QByteArray(129, 'n'), "v" } }), 400);
        QCOMPARE(made({ { "X-Container-Meta-N", QByteArray(256, 'v') } }), 202);
        QCOMPARE(made({ { "X-Container-Meta-N", QByteArray(257, 'v') } }), 400);
        QCOMPARE(made({ { "X-Container-Meta-", "v" } }), 400);
        ObjectCloud::Headers many;
        for (int i = 0; i < 91; ++i)
            many << std::pair { "X-Container-Meta-M" + QByteArray::number(i), QByteArray("v") };
        QCOMPARE(m_cloud->put(QStringLiteral("d"), {}, many).status, 400);
        many.removeLast();
        QCOMPARE(m_cloud->put(QStringLiteral("d"), {}, many).status, 201);
        ObjectCloud::Headers large;
        for (int i = 0; i < 17; ++i)
            large << std::pair { "X-Container-Meta-M" + QByteArray::number(i), QByteArray(250, 'v') };
        QCOMPARE(m_cloud->put(QStringLiteral("e"), {}, large).status, 400);
        QCOMPARE(m_cloud->head(QStringLiteral("e")).status, 404);
    }

    void listsInThreeFormats()
    {
        fill(QStringLiteral("c"), { QStringLiteral("b&b"), QStringLiteral("a") });
        const auto text = m_cloud->get(QStringLiteral("c"));
        QCOMPARE(text.body, QByteArray("a\nb&b\n"));
        QCOMPARE(text.header("content-type"), QByteArray("text/plain; charset=utf-8"));
        const auto entries = json(QStringLiteral("c?format=json"));
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[1][u"name"].toString(), QStringLiteral("b&b"));
        QCOMPARE(entries[1][u"bytes"].toInt(), 3);
        QCOMPARE(entries[1][u"hash"].toString(), QStringLiteral("14ead2cf8110655aed8fdf2257ab5c1d"));
        QVERIFY(entries[1][u"last_modified"].toString().contains(u'T'));
        QCOMPARE(m_cloud->get(QStringLiteral("c"), { { "Accept", "application/json" } }).header("content-type"), QByteArray("application/json; charset=utf-8"));
        const auto xml = m_cloud->get(QStringLiteral("c?format=xml"));
        QCOMPARE(xml.header("content-type"), QByteArray("application/xml; charset=utf-8"));
        QVERIFY2(xml.body.contains("<container name=\"c\"><object><name>a</name>") && xml.body.contains("<name>b&amp;b</name>"), xml.body.constData());
        QCOMPARE(json(QStringLiteral("?format=json"))[0][u"count"].toInt(), 2);
        QVERIFY(m_cloud->get(QStringLiteral("?format=xml")).body.contains("<container><name>c</name><count>2</count>"));
    }
    void listsParts_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* query, const char* expected) { QTest::newRow(query) << QString::fromLatin1(query) << QString::fromLatin1(expected); };
        row("", "a a/ a/1 a/2 a/b/3 b c/4 d");
        row("prefix=a/", "a/ a/1 a/2 a/b/3");
        row("delimiter=/", "a a/ b c/ d");
        row("prefix=a/&delimiter=/", "a/ a/1 a/2 a/b/");
        row("prefix=c&delimiter=/", "c/");
        row("marker=a/2", "a/b/3 b c/4 d");
        row("end_marker=a/2", "a a/ a/1");
        row("marker=a/&end_marker=b", "a/1 a/2 a/b/3");
        row("limit=3", "a a/ a/1");
        row("limit=0", "");
        row("delimiter=/&limit=2", "a a/");
        row("delimiter=/&limit=2&marker=a/", "b c/");
        row("delimiter=/&marker=c/", "d");
        row("delimiter=/&marker=a/1", "b c/ d");
        row("reverse=true", "d c/4 b a/b/3 a/2 a/1 a/ a");
        row("reverse=true&limit=2", "d c/4");
        row("reverse=true&marker=b", "a/b/3 a/2 a/1 a/ a");
        row("reverse=true&marker=b&end_marker=a/1", "a/b/3 a/2");
        row("reverse=true&delimiter=/", "d c/ b a/ a");
        row("path=", "a a/ b d");
        row("path=a", "a/1 a/2");
        row("path=a/", "a/1 a/2");
        row("path=a&limit=1", "a/1");
        row("path=a/b", "a/b/3");
        row("path=none", "");
        row("prefix=none", "");
    }
    void listsParts()
    {
        QFETCH(QString, query);
        QFETCH(QString, expected);
        fill(QStringLiteral("c"), { QStringLiteral("b"), QStringLiteral("a/2"), QStringLiteral("a"), QStringLiteral("d"), QStringLiteral("a/b/3"), QStringLiteral("c/4"), QStringLiteral("a/1"), QStringLiteral("a/") });
        QCOMPARE(m_cloud->list(QStringLiteral("c?") + query), expected);
        QStringList names;
        for (const auto& entry : json(QStringLiteral("c?format=json&") + query))
            names << (entry.toObject().contains(u"subdir") ? entry[u"subdir"].toString() : entry[u"name"].toString());
        QCOMPARE(names.join(u' '), expected);
    }
    void listsContainersInParts()
    {
        for (const auto* name : { "b", "a-1", "a-2", "c" })
            m_cloud->put(QLatin1String(name));
        QCOMPARE(m_cloud->list(QStringLiteral("?limit=2")), QStringLiteral("a-1 a-2"));
        QCOMPARE(m_cloud->list(QStringLiteral("?marker=a-2")), QStringLiteral("b c"));
        QCOMPARE(m_cloud->list(QStringLiteral("?prefix=a")), QStringLiteral("a-1 a-2"));
        QCOMPARE(m_cloud->list(QStringLiteral("?delimiter=-")), QStringLiteral("a- b c"));
        QCOMPARE(m_cloud->list(QStringLiteral("?reverse=1&end_marker=a-2")), QStringLiteral("c b"));
    }
    void refusesTooMuchAtOnce()
    {
        m_cloud->put(QStringLiteral("c"));
        QCOMPARE(m_cloud->get(QStringLiteral("c?limit=10001")).status, 412);
        QCOMPARE(m_cloud->get(QStringLiteral("c?limit=10000")).status, 204);
    }
    void aFolderCostsOneStep()
    {
        m_cloud->put(QStringLiteral("c"));
        QStringList names;
        for (int i = 0; i < 30; ++i)
            names << QStringLiteral("f%1/x").arg(i, 2, 10, QLatin1Char('0'));
        for (const auto& name : names)
            m_cloud->put(QStringLiteral("c/") + name, "x");
        QCOMPARE(m_cloud->list(QStringLiteral("c?delimiter=/")).split(u' ').size(), 30);
        QCOMPARE(m_cloud->list(QStringLiteral("c?delimiter=/&limit=3&marker=f10/")), QStringLiteral("f11/ f12/ f13/"));
    }
    void tellsWhatItCan()
    {
        const QJsonValue swift = m_cloud->cloud().client().get(QStringLiteral("/object-store/info")).json()[u"swift"];
        QCOMPARE(swift[u"max_meta_count"].toInt(), 90);
        QCOMPARE(swift[u"max_object_name_length"].toInt(), 1024);
    }
};

SKYLAB_TEST(ContainersTest)
#include "ContainersTest.moc"
