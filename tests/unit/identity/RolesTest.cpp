#include "identity/model/Assignments.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab::identity;

class RolesTest : public QObject {
    Q_OBJECT

    static RoleGraph graph()
    {
        RoleGraph graph;
        for (const auto* name : { "admin", "manager", "member", "reader", "service" })
            graph.add({ QLatin1Char('r') + QLatin1String(name), QLatin1String(name), {} });
        graph.imply(QStringLiteral("radmin"), QStringLiteral("rmanager"));
        graph.imply(QStringLiteral("rmanager"), QStringLiteral("rmember"));
        graph.imply(QStringLiteral("rmember"), QStringLiteral("rreader"));
        return graph;
    }
    static Assignment user(const char* user, const char* type, const char* target, const char* role, bool inherited = false)
    {
        return { QStringLiteral("user"), QLatin1String(user), QLatin1String(type), QLatin1String(target), QLatin1String(role), inherited };
    }

private Q_SLOTS:
    void adminBringsAllBelow()
    {
        QCOMPARE(graph().names(graph().expand({ QStringLiteral("radmin") })),
                 (QStringList { QStringLiteral("admin"), QStringLiteral("manager"), QStringLiteral("member"), QStringLiteral("reader") }));
        QCOMPARE(graph().expand({ QStringLiteral("rreader") }), QStringList { QStringLiteral("rreader") });
        QCOMPARE(graph().expand({ QStringLiteral("rservice"), QStringLiteral("rmember") }).size(), 3);
    }
    void namesNothingTwiceAndNothingUnknown()
    {
        QCOMPARE(graph().expand({ QStringLiteral("rmember"), QStringLiteral("rreader"), QStringLiteral("gone") }).size(), 2);
    }
    void domainRolesStandForWhatTheyBring()
    {
        auto all = graph();
        all.add({ QStringLiteral("own"), QStringLiteral("own"), QStringLiteral("d") });
        QVERIFY(all.effective({ QStringLiteral("own") }).isEmpty());
        all.imply(QStringLiteral("own"), QStringLiteral("rreader"));
        QCOMPARE(all.effective({ QStringLiteral("own") }), QStringList { QStringLiteral("rreader") });
        QCOMPARE(all.expand({ QStringLiteral("own") }).size(), 2);
    }
    void endsInCircles()
    {
        auto circle = graph();
        circle.imply(QStringLiteral("rreader"), QStringLiteral("radmin"));
        QCOMPARE(circle.expand({ QStringLiteral("rmember") }).size(), 4);
    }
    void expandsGroupsAndImpliedRoles()
    {
        AssignmentWorld world { graph(), { { QStringLiteral("g"), { QStringLiteral("u1"), QStringLiteral("u2") } } }, {} };
        const Assignment group { QStringLiteral("group"), QStringLiteral("g"), QStringLiteral("project"), QStringLiteral("p"), QStringLiteral("rmember"), false };
        const auto all = effectiveAssignments({ group }, world);
        QCOMPARE(all.size(), std::size_t(4));
        QCOMPARE(all[3].shown, user("u2", "project", "p", "rreader"));
        QCOMPARE(all[3].granted, group);
    }
    void inheritsToEverythingBelowButNotToItself()
    {
        AssignmentWorld world { graph(), {}, { { QStringLiteral("d"), { QStringLiteral("p"), QStringLiteral("q") } }, { QStringLiteral("p"), { QStringLiteral("child") } } } };
        const auto all = effectiveAssignments({ user("u", "domain", "d", "rreader", true) }, world);
        QStringList targets;
        for (const auto& one : all) {
            QCOMPARE(one.shown.targetType, QStringLiteral("project"));
            targets << one.shown.targetId;
        }
        QCOMPARE(targets, (QStringList { QStringLiteral("p"), QStringLiteral("child"), QStringLiteral("q") }));
    }
};
SKYLAB_TEST(RolesTest)
#include "RolesTest.moc"
