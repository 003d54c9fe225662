#include "identity/drivers/ldap/LdapEntries.h"
#include "identity/drivers/ldap/LdapFilter.h"
#include "identity/drivers/ldap/LdapGate.h"
#include "identity/store/MirrorStore.h"
#include "support/TestMain.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::identity;

class LdapPartsTest : public QObject {
    Q_OBJECT

    static LdapEntry entry(const char* attribute, const char* value)
    {
        LdapEntry entry;
        if (value)
            entry.attributes.insert(QString::fromLatin1(attribute).toLower(), { QByteArray(value) });
        return entry;
    }

private Q_SLOTS:
    void escapesWhatFiltersGiveAMeaning()
    {
        QCOMPARE(LdapFilter::escaped(QStringLiteral("a*(b)\\c")), QByteArray("a\\2a\\28b\\29\\5cc"));
        QCOMPARE(LdapFilter::escaped(QString(QChar(0)) + u'\n'), QByteArray("\\00\\0a"));
        QCOMPARE(LdapFilter::escaped(QStringLiteral("Jürgen")), QStringLiteral("Jürgen").toUtf8());
        QCOMPARE(LdapFilter::equals(QStringLiteral("uid"), QStringLiteral("x)(uid=*")), QByteArray("(uid=x\\29\\28uid=\\2a)"));
        QCOMPARE(LdapFilter::all({ "(a=1)", "", " b=2 " }), QByteArray("(&(a=1)(b=2))"));
    }
    void enabled_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("mask");
        QTest::addColumn<bool>("invert");
        QTest::addColumn<QString>("standard");
        QTest::addColumn<bool>("enabled");
        const auto row = [](const char* value, int mask, bool invert, const char* standard, bool enabled) {
            QTest::addRow("%s %d %d %s", value ? value : "none", mask, invert, standard) << (value ? QString::fromLatin1(value) : QString()) << mask << invert << QString::fromLatin1(standard) << enabled;
        };
        row("TRUE", 0, false, "True", true);
        row("false", 0, false, "True", false);
        row(nullptr, 0, false, "True", true);
        row(nullptr, 0, false, "False", false);
        row("TRUE", 0, true, "False", false);      // "locked"
        row("FALSE", 0, true, "False", true);
        row(nullptr, 0, true, "False", true);
        row("512", 2, false, "512", true);         // Active Directory
        row("514", 2, false, "512", false);
        row("66050", 2, false, "512", false);
        row(nullptr, 2, false, "512", true);
    }
    void enabled()
    {
        QFETCH(QString, value);
        QFETCH(int, mask);
        QFETCH(bool, invert);
        QFETCH(QString, standard);
        QFETCH(bool, enabled);
        auto options = LdapOptions::read({ { QStringLiteral("user_enabled_attribute"), QStringLiteral("userAccountControl") }, { QStringLiteral("user_enabled_mask"), mask },
                                           { QStringLiteral("user_enabled_invert"), invert }, { QStringLiteral("user_enabled_default"), standard } }).value();
        QCOMPARE(LdapEntries::isEnabled(options, entry("userAccountControl", value.isNull() ? nullptr : value.toLatin1().constData())), enabled);
        options.userIgnored << QStringLiteral("enabled");
        QVERIFY(LdapEntries::isEnabled(options, entry("userAccountControl", "false")));
    }
    void takesKeystonesDefaults()
    {
        const auto options = LdapOptions::read({ { QStringLiteral("suffix"), QStringLiteral("dc=x") } }).value();
        QCOMPARE(options.userTree, QStringLiteral("ou=Users,dc=x"));
        QCOMPARE(options.groupTree, QStringLiteral("ou=UserGroups,dc=x"));
        QCOMPARE(options.userName, QStringLiteral("sn"));
        QVERIFY(!options.subtree && !options.startTls && options.certificateDemand == u"demand");
        QVERIFY(!LdapEntries::user(options, entry("sn", "only a name")));
    }
    void letsInOnlySoMany()
    {
        LdapGate gate(2, std::chrono::milliseconds(1));
        const LdapGate::Pass first(gate);
        {
            const LdapGate::Pass second(gate);
            QVERIFY(first.taken() && second.taken());
            const LdapGate::Pass third(gate);
            QVERIFY(!third.taken());      // nobody comes out
        }
        const LdapGate::Pass fourth(gate);
        QVERIFY(fourth.taken());
    }
    void letsOthersWaitWhileSomebodyComesOut()
    {
        LdapGate gate(1, std::chrono::minutes(1));
        constexpr int visitors = 8;
        std::atomic<int> inside = 0, most = 0, taken = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < visitors; ++i)
            threads.emplace_back([&] {
                const LdapGate::Pass pass(gate);
                if (!pass.taken())
                    return;
                most = std::max(most.load(), ++inside);
                std::this_thread::yield();
                --inside;
                ++taken;
            });
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(taken.load(), visitors);
        QCOMPARE(most.load(), 1);
    }
    void makesKeystonesIds()
    {
        // What python3's hashlib.sha256(b"default" + b"user" + b"1001") says.
        QCOMPARE(MirrorStore::publicId(QStringLiteral("default"), "user", QStringLiteral("1001")), QStringLiteral("179f18247b238d98369b4c6485fba8d731dffcba7333b0be206dd2aef225e8cf"));
        QVERIFY(MirrorStore::publicId(QStringLiteral("default"), "group", QStringLiteral("1001")) != MirrorStore::publicId(QStringLiteral("default"), "user", QStringLiteral("1001")));
    }
};
SKYLAB_TEST(LdapPartsTest)
#include "LdapPartsTest.moc"
