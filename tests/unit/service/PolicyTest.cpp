#include "service/Policy.h"
#include "support/TestMain.h"

#include <QTemporaryFile>
#include <QTest>

using namespace skylab;
using namespace skylab::service;

class PolicyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void evaluates_data()
    {
        QTest::addColumn<QString>("check");
        QTest::addColumn<bool>("holds");
        const auto row = [](const char* check, bool holds) { QTest::newRow(check) << QString::fromLatin1(check) << holds; };
        row("@", true);
        row("", true);
        row("!", false);
        row("role:member", true);
        row("role:admin", false);
        row("not role:admin", true);
        row("role:admin or role:member", true);
        row("role:member and role:admin", false);
        row("role:admin and role:x or role:member", true);
        row("role:member and (role:admin or project_id:%(project_id)s)", true);
        row("user_id:%(owner)s", false);
        row("user_id:%(missing)s", false);
        row("project_id:'p1'", true);
        row("'p1':%(project_id)s", true);
        row("'p2':%(project_id)s", false);
        row("rule:loop", false);
        row("rule:unknown", false);
    }
    void evaluates()
    {
        QFETCH(QString, check);
        QFETCH(bool, holds);
        Policy policy;
        QVERIFY(policy.addDefault(QStringLiteral("loop"), QStringLiteral("rule:loop")));
        QVERIFY(policy.addDefault(QStringLiteral("test"), check));
        Context context;
        context.userId = QStringLiteral("u1");
        context.projectId = QStringLiteral("p1");
        context.roles = { QStringLiteral("member") };
        QCOMPARE(policy.allows(context, QStringLiteral("test"), { { QStringLiteral("project_id"), QStringLiteral("p1") }, { QStringLiteral("owner"), QStringLiteral("u2") } }), holds);
    }
    void refusesWhatItCantRead()
    {
        Policy policy;
        for (const auto* check : { "role:", "(role:a", "role:a role:b", "and", "nonsense" })
            QVERIFY2(!policy.addDefault(QStringLiteral("test"), QString::fromLatin1(check)), check);
        QVERIFY(!policy.enforce({}, QStringLiteral("never registered")));
    }
    void namesTheLineOfABadOverride()
    {
        Policy policy;
        QVERIFY(policy.addDefault(QStringLiteral("os:a"), QStringLiteral("role:admin")));
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("# ours\n\"os:a\": \"role:member\"\n\"os:b\": \"@\"\n");
        file.flush();
        const auto loaded = policy.loadOverrides(file.fileName());
        QVERIFY(!loaded && loaded.error().message.contains(u"line 3"));
        Context member;
        member.roles = { QStringLiteral("member") };
        QVERIFY(policy.allows(member, QStringLiteral("os:a")));
    }
};
SKYLAB_TEST(PolicyTest)
#include "PolicyTest.moc"
