#include "cloud/Config.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;

/// What the program is told, and what it doesn't take.
class ConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publicNetworks_data()
    {
        QTest::addColumn<QString>("cidr");
        QTest::addColumn<bool>("good");
        for (const auto* good : { "172.24.4.0/24", "10.0.0.0/8", "192.168.50.0/26", "192.168.50.240/28" })
            QTest::newRow(good) << QString::fromLatin1(good) << true;
        for (const auto* bad : { "", "public", "172.24.4.0", "172.24.4.1/24", "172.24.4.0/29", "172.24.4.0/33", "172.24.4.0/024", "16.0.0.0/7", "2001:db8::/28", "172.24.4/24" })
            QTest::newRow(*bad ? bad : "nothing") << QString::fromLatin1(bad) << false;
    }
    void publicNetworks()
    {
        QFETCH(QString, cidr);
        QFETCH(bool, good);
        QStringList arguments { QStringLiteral("--public-cidr"), cidr };
        const auto config = Config::read(arguments);
        QCOMPARE(config.has_value(), good);
        if (good)
            QCOMPARE(config->publicCidr, cidr);
        else
            QVERIFY2(config.error().message.contains(QStringLiteral("--public-cidr")) && config.error().message.contains(u'\'' + cidr + u'\''), qPrintable(config.error().message));
    }
};

SKYLAB_TEST(ConfigTest)

#include "ConfigTest.moc"
