#include "IdentityDriverContract.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

namespace skylab::test {

using namespace identity;

namespace {

template <typename T>
QStringList names(const std::vector<T>& items)
{
    QStringList list;
    for (const auto& item : items)
        list << item.name;
    list.sort();
    return list;
}

/// The value, or a failed test that says why there is none.
template <typename T>
T good(Result<T> result)
{
    if (!result) {
        QTest::qFail(qPrintable(result.error().message), __FILE__, __LINE__);
        return {};
    }
    return std::move(*result);
}

QStringList words(const char* text) { return QString::fromLatin1(text).split(u' '); }

} // namespace

QString IdentityDriverContract::idOf(const QString& name)
{
    const auto user = good(m_driver->userNamed(name));
    return user ? user->id : QString();
}

QString IdentityDriverContract::groupIdOf(const QString& name)
{
    const auto groups = good(m_driver->groups());
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const DriverGroup& group) { return group.name == name; });
    return found == groups.end() ? QString() : found->id;
}

void IdentityDriverContract::listsUsers()
{
    const auto users = good(m_driver->users());
    QCOMPARE(names(users), words("alice bob odd*(x)"));
    for (const auto& user : users)
        QCOMPARE(user.enabled, user.name != u"bob");
}

void IdentityDriverContract::findsOneUser()
{
    const auto alice = good(m_driver->userNamed(QStringLiteral("alice")));
    QVERIFY(alice);
    QCOMPARE(alice->extra[u"email"].toString(), QStringLiteral("alice@example.org"));
    QCOMPARE(alice->description, QStringLiteral("Went down the hole"));
    const auto again = good(m_driver->user(alice->id));
    QVERIFY(again && again->name == u"alice");
    const auto odd = good(m_driver->userNamed(QStringLiteral("odd*(x)")));
    QVERIFY(odd && odd->id != alice->id);
}

void IdentityDriverContract::findsNobody_data()
{
    QTest::addColumn<QString>("name");
    for (const auto* name : { "", "*", "al*", "alice)(uid=*", "alice\\2a", "carol", "alice bob" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void IdentityDriverContract::findsNobody()
{
    QFETCH(QString, name);
    QVERIFY(!good(m_driver->userNamed(name)));
    QVERIFY(!good(m_driver->user(name)));
    QVERIFY(!good(m_driver->group(name)));
    QVERIFY(!good(m_driver->authenticate(name, Secret("wonderland"))));
    QVERIFY(good(m_driver->groupsOf(name)).empty());
    const auto members = m_driver->membersOf(name);
    QVERIFY(!members && members.error().code == ErrorCode::NotFound);
}

void IdentityDriverContract::listsGroups()
{
    QCOMPARE(names(good(m_driver->groups())), words("admins staff"));
    const auto staff = good(m_driver->group(groupIdOf(QStringLiteral("staff"))));
    QVERIFY(staff);
    QCOMPARE(staff->description, QStringLiteral("All of them"));
}

void IdentityDriverContract::knowsWhoIsInWhich()
{
    QCOMPARE(names(good(m_driver->groupsOf(idOf(QStringLiteral("alice"))))), words("admins staff"));
    QCOMPARE(names(good(m_driver->groupsOf(idOf(QStringLiteral("bob"))))), words("staff"));
    QVERIFY(good(m_driver->groupsOf(idOf(QStringLiteral("odd*(x)")))).empty());
    QCOMPARE(names(good(m_driver->membersOf(groupIdOf(QStringLiteral("staff"))))), words("alice bob"));
    QCOMPARE(names(good(m_driver->membersOf(groupIdOf(QStringLiteral("admins"))))), words("alice"));
}

void IdentityDriverContract::takesTheRightPasswordOnly()
{
    const auto alice = idOf(QStringLiteral("alice"));
    QVERIFY(good(m_driver->authenticate(alice, Secret("wonderland"))));
    QVERIFY(!good(m_driver->authenticate(alice, Secret("builder"))));
    QVERIFY(!good(m_driver->authenticate(alice, Secret("Wonderland"))));
    QVERIFY(!good(m_driver->authenticate(alice, Secret())));
    QVERIFY(!good(m_driver->authenticate(alice, Secret(QByteArray(300'000, 'x')))));      // and the next one is none the worse
    QVERIFY(good(m_driver->authenticate(alice, Secret("wonderland"))));
    QVERIFY(!good(m_driver->authenticate(QString(), Secret("wonderland"))));
    QVERIFY(good(m_driver->authenticate(idOf(QStringLiteral("odd*(x)")), Secret("odd"))));
}

void IdentityDriverContract::answersManyAtOnce()
{
    const auto alice = idOf(QStringLiteral("alice"));
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            const auto users = m_driver->users();
            const auto accepted = m_driver->authenticate(alice, Secret("wonderland"));
            if (users && users->size() == 3 && accepted && *accepted)
                ++right;
        });
    for (auto& thread : threads)
        thread.join();
    QCOMPARE(right.load(), 16);
}

} // namespace skylab::test
