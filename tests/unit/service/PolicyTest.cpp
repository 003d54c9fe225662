#include "service/Policy.h"
#include "support/TestMain.h"

#include <QTemporaryFile>
#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::service;

class PolicyTest : public QObject {
    Q_OBJECT

    static Context member()
    {
        Context context;
        context.userId = QStringLiteral("u1");
        context.roles = { QStringLiteral("member") };
        return context;
    }
    /// The error, or nothing.
    static QString load(Policy& policy, const QByteArray& text)
    {
        QTemporaryFile file;
        if (!file.open() || file.write(text) != text.size() || !file.flush())
            return QStringLiteral("no file");
        const auto loaded = policy.loadOverrides(file.fileName());
        return loaded ? QString() : loaded.error().message;
    }

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
        row("role:%(wanted_role)s", true);
        row("role:MEMBER", true);
        row("roles:member", true);
        row("not not role:member", true);
        row("NOT role:admin AND role:member", true);
        row("user_id:u%(one)s", true);
        row("user_id:%(one)s%(one)s", false);
        row("True:%(flag)s", true);
        row("False:%(flag)s", false);
        row("1:%(one)s", true);
        row("None:%(empty)s", true);
        row("None:%(owner)s", false);
        row("system_scope:None", true);
        row("project_id:None", false);
        row("is_admin:False", true);
        row("domain_id:%(empty)s", false);
        row("domain_id:None", true);
        row("domain_id:%(none)s", false);      // a request that says None
        row("'two words':%(words)s", true);
        row("\"two words\":%(words)s", true);
        row("user_id:'two words' or role:member", true);
        row("((role:member))", true);
        row("(role:admin)or(role:member)", true);
        row("role:member and not (role:admin or user_id:u2)", true);
        row("'100%':100%%", true);
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
        QCOMPARE(policy.allows(context, QStringLiteral("test"), { { QStringLiteral("project_id"), QStringLiteral("p1") }, { QStringLiteral("owner"), QStringLiteral("u2") },
            { QStringLiteral("wanted_role"), QStringLiteral("member") }, { QStringLiteral("one"), QStringLiteral("1") }, { QStringLiteral("flag"), QStringLiteral("True") },
            { QStringLiteral("empty"), QString() }, { QStringLiteral("none"), QStringLiteral("None") }, { QStringLiteral("words"), QStringLiteral("two words") } }), holds);
    }
    void refusesWhatItCantRead()
    {
        Policy policy;
        for (const auto* check : { "role:", "(role:a", "role:a role:b", "and", "nonsense", "role:a)", "not", "role:a or", ":a", "'a:b", "user_id:%(x", "user_id:%(x)d", "user_id:100%", "http://other/check" })
            QVERIFY2(!policy.addDefault(QStringLiteral("test"), QString::fromLatin1(check)), check);
        QVERIFY(!policy.enforce({}, QStringLiteral("never registered")));
    }
    void stopsAtDeepNesting()
    {
        Policy policy;
        QVERIFY(!policy.addDefault(QStringLiteral("test"), QString(1000, u'(') + QStringLiteral("@") + QString(1000, u')')));
    }
    void takesOverridesInEveryForm()
    {
        Policy policy;
        for (const auto* rule : { "os:a", "os:b", "os:c", "os:d", "os:e" })
            QVERIFY(policy.addDefault(QString::fromLatin1(rule), QStringLiteral("!")));
        QCOMPARE(load(policy, "---\nos:a: role:member   # plain\n'os:b': 'rule:ours and user_id:%(user_id)s'\nours: \"role:member\"\n"
                              "\"os:c\": [[\"role:admin\"], [\"role:member\", \"user_id:u1\"]]\nos:d:\n  - role:member\nos:e: >\n  role:admin or\n  role:member\n"), QString());
        for (const auto* rule : { "os:a", "os:b", "os:c", "os:d", "os:e" })
            QVERIFY2(policy.allows(member(), QString::fromLatin1(rule), { { QStringLiteral("user_id"), QStringLiteral("u1") } }), rule);
        QCOMPARE(load(policy, "{\"os:a\": \"\", \"os:b\": [], \"os:c\": [[]]}"), QString());      // JSON; the rest is as before the first file
        QVERIFY(policy.allows({}, QStringLiteral("os:a")) && policy.allows({}, QStringLiteral("os:b")));
        QVERIFY(!policy.allows(member(), QStringLiteral("os:c")) && !policy.allows(member(), QStringLiteral("os:d")));
        QCOMPARE(load(policy, ""), QString());
        QVERIFY(!policy.allows({}, QStringLiteral("os:a")));
    }
    void asksTheRuleDefaultAboutUnknownOnes()
    {
        Policy policy;
        QCOMPARE(load(policy, "default: role:member\n"), QString());
        QVERIFY(policy.allows(member(), QStringLiteral("never registered")) && !policy.allows({}, QStringLiteral("never registered")));
    }
    void namesThePlaceOfABadOverride_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* text, const char* said) { QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(said); };
        row("# ours\n\"os:a\": \"role:member\"\n\"os:b\": \"@\"\n", "line 3, column 1: there is no rule \"os:b\"; did you mean \"os:a\"?");
        row("os:a: role:member and and\n", "line 1, column 23: ");
        row("os:a: \"role:member (\"\n", "line 1, column 20: ");
        row("os:a: \"role:member or (role:x\"\n", "line 1, column 23: ");
        row("os:a: 'user_id:%(x'\n", "line 1, column 16: ");
        row("os:a: https://example.org/check\n", "line 1, column 7: ");
        row("os:a: rule:ownr\n", "did you mean \"owner\"?");
        row("os:a: projct_id:%(project_id)s\n", "did you mean \"project_id\"?");
        row("os:a: zzzzzzzz:%(project_id)s\n", "they have domain_id, ");
        row("os:a: \"@\"\nos:a: \"!\"\n", "line 2, column 1: rule \"os:a\" is there twice");
        row("os:a:\n", "has no check");
        row("os:a: {role: admin}\n", "must be a string or a list");
        row("os:a: [[[role:admin]]]\n", "a check in a list must be a string");
        row("- os:a\n", "line 1, column 1: ");
        row("os:a: [role:admin\n", "this is not YAML");
        row("os:a: '@'\n---\nos:a: '@'\n", "a second document");
        row(",: |\n  rol: {be:admin.\n", ", line ");      // at which yaml-cpp gives documents without end
        row("os:a: rule:x\nx: rule:y\ny: rule:x\n", "refers to itself");
        row("owner: rule:owner\n", "refers to itself");
    }
    void namesThePlaceOfABadOverride()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        Policy policy;
        QVERIFY(policy.addDefault(QStringLiteral("os:a"), QStringLiteral("role:member")));
        const auto message = load(policy, text);
        QVERIFY2(message.contains(said) && message.contains(u", line "), qPrintable(message));
        QVERIFY(policy.allows(member(), QStringLiteral("os:a")));      // nothing is changed
    }
    void refusesRulesThatGrowWithoutEnd()
    {
        QByteArray doubling, chain;
        for (int i = 0; i < 40; ++i)
            doubling += QStringLiteral("r%1: rule:r%2 or rule:r%2\n").arg(i).arg(i + 1).toUtf8();
        for (int i = 0; i < 70; ++i)
            chain += QStringLiteral("r%1: rule:r%2\n").arg(i).arg(i + 1).toUtf8();
        for (const auto& [text, last] : { std::pair(doubling, QByteArray("r40: '@'\n")), std::pair(chain, QByteArray("r70: '@'\n")) }) {
            Policy policy;
            QVERIFY(policy.addDefault(QStringLiteral("r0"), QStringLiteral("role:member")));
            const auto message = load(policy, text + last);
            QVERIFY2(message.contains(u"more than 10000 terms or 64 references"), qPrintable(message));
        }
    }
    void keepsItsRulesWhileItReads()
    {
        Policy policy;
        QVERIFY(policy.addDefault(QStringLiteral("os:a"), QStringLiteral("role:member")));
        std::atomic<bool> stop = false, wrong = false;
        std::thread asking([&] {
            while (!stop)
                if (!policy.allows(member(), QStringLiteral("os:a")))
                    wrong = true;
        });
        for (int i = 0; i < 50; ++i)
            QCOMPARE(load(policy, i % 2 ? "os:a: role:member\n" : "os:a: '@'\n"), QString());
        stop = true;
        asking.join();
        QVERIFY(!wrong);
    }
};
SKYLAB_TEST(PolicyTest)
#include "PolicyTest.moc"
