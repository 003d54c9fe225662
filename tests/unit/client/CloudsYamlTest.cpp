#include "sdk/client/CloudsYaml.h"
#include "sdk/client/Connection.h"
#include "support/TestMain.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::client;

class CloudsYamlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsMappingsSequencesAndScalars()
    {
        const auto root = parseYaml(QStringLiteral(
            "---\n"
            "# clouds\n"
            "clouds:\n"
            "  devstack:   # the lab\n"
            "    auth: {auth_url: \"http://h:5000/v3\", username: 'it''s', 'project name': [a, \"b,c\", 3]}\n"
            "    regions:\n"
            "    - RegionOne\n"
            "    - name: Two\n"
            "      values:\n"
            "        deep: yes\n"
            "    password: 0123\n"
            "    nothing: ~\n"
            "    empty:\n"
            "    url: http://x/#frag\n"
            "    text: |\n"
            "      one\n"
            "        two\n"
            "    folded: >-\n"
            "      a\n"
            "      b\n"));
        QVERIFY2(root, qPrintable(root ? QString() : root.error().message));
        const auto cloud = root->toObject()[u"clouds"][u"devstack"].toObject();
        QCOMPARE(cloud[u"auth"][u"auth_url"].toString(), QStringLiteral("http://h:5000/v3"));
        QCOMPARE(cloud[u"auth"][u"username"].toString(), QStringLiteral("it's"));
        QCOMPARE(cloud[u"auth"][u"project name"].toArray(), (QJsonArray { QStringLiteral("a"), QStringLiteral("b,c"), QStringLiteral("3") }));
        QCOMPARE(cloud[u"regions"][0].toString(), QStringLiteral("RegionOne"));
        QCOMPARE(cloud[u"regions"][1][u"values"][u"deep"].toString(), QStringLiteral("yes"));
        QCOMPARE(cloud[u"password"].toString(), QStringLiteral("0123"));
        QVERIFY(cloud[u"nothing"].isNull() && cloud[u"empty"].isNull());
        QCOMPARE(cloud[u"url"].toString(), QStringLiteral("http://x/#frag"));
        QCOMPARE(cloud[u"text"].toString(), QStringLiteral("one\n  two\n"));
        QCOMPARE(cloud[u"folded"].toString(), QStringLiteral("a b"));
    }
    void saysWhereItIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("tab") << QStringLiteral("a:\n\tb: c\n") << QStringLiteral("Line 2: it is indented with a tab");
        QTest::newRow("twice") << QStringLiteral("a: 1\na: 2\n") << QStringLiteral("Line 2: the key “a” is there twice");
        QTest::newRow("quote") << QStringLiteral("a: \"b\n") << QStringLiteral("Line 1: the closing quote is missing");
        QTest::newRow("anchor") << QStringLiteral("a: &x b\n") << QStringLiteral("Line 1: anchors");
        QTest::newRow("indent") << QStringLiteral("  a: 1\nb: 2\n") << QStringLiteral("Line 2: its indentation");
        QTest::newRow("brace") << QStringLiteral("a: {b: c\n") << QStringLiteral("Line 1: the closing } is missing");
        QTest::newRow("deep") << QStringLiteral("a: ").append(QString(100, u'[')) << QStringLiteral("Line 1: it is nested too deeply");
        QTest::newRow("list") << QStringLiteral("a: [b, c\n") << QStringLiteral("Line 1: the closing ] is missing");
    }
    void saysWhereItIsWrong()
    {
        QFETCH(QString, text);
        QFETCH(QString, why);
        const auto root = parseYaml(text);
        QVERIFY(!root);
        QVERIFY2(root.error().message.startsWith(why), qPrintable(root.error().message));
    }
    void loadsCloudsWithSecretsLaidOver()
    {
        QTemporaryDir dir;
        const auto write = [&](const char* name, const char* text) {
            QFile file(dir.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        write("clouds.yaml", "clouds:\n  lab:\n    auth:\n      auth_url: http://h:5000/identity/v3\n      username: demo\n      project_name: demo\n"
                             "      user_domain_id: default\n    region_name: R1\n    interface: internalURL\n    verify: false\n    cacert: /ca.pem\n");
        write("secure.yaml", "clouds:\n  lab:\n    auth:\n      password: s3cret\n");
        const auto clouds = loadClouds(dir.filePath(QStringLiteral("clouds.yaml")));
        QVERIFY(clouds && clouds->size() == 1);
        const auto& lab = clouds->front();
        QCOMPARE(lab.name, QStringLiteral("lab"));
        QCOMPARE(lab.password.reveal(), QByteArray("s3cret"));
        QCOMPARE(lab.userDomain, QStringLiteral("Default"));
        QCOMPARE(lab.interface, QStringLiteral("internal"));
        QCOMPARE(lab.summary(), QStringLiteral("demo@h:5000"));
        QVERIFY(!lab.verify && lab.hasSecret());
        QCOMPARE(loadClouds(dir.filePath(QStringLiteral("no.yaml"))).error().code, ErrorCode::NotFound);
    }
};

SKYLAB_TEST(CloudsYamlTest)
#include "CloudsYamlTest.moc"
