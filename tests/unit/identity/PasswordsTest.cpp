#include "identity/model/Passwords.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTest>

using namespace skylab;
using namespace skylab::identity;

class PasswordsTest : public QObject {
    Q_OBJECT

    Passwords m_passwords { 4 };

    bool right(const QByteArray& password, const QString& hash) { return m_passwords.verify(Secret(password), hash).value(); }
    QString hashOf(const QByteArray& password) { return m_passwords.hash(Secret(password)).value(); }

private Q_SLOTS:
    void knowsItsPassword()
    {
        const auto hash = hashOf("correct horse");
        QVERIFY(hash.startsWith(QStringLiteral("$2b$04$")));
        QVERIFY(right("correct horse", hash));
        QVERIFY(!right("correct hors", hash));
        QVERIFY(!right("", hash));
        QVERIFY(hashOf("correct horse") != hash);
    }
    void takesHashesOfOtherPrograms()
    {
        // Test vector of OpenBSD's bcrypt: the password U*U.
        QVERIFY(right("U*U", QStringLiteral("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")));
    }
    void looksAtEveryByteOfLongPasswords()
    {
        const QByteArray first(80, 'a');
        auto second = first;
        second[79] = 'b';
        const auto hash = hashOf(first);
        QVERIFY(right(first, hash));
        QVERIFY(!right(second, hash));
        QVERIFY(!right(first.left(72), hash));
        const QByteArray huge(4096, 'x');
        QVERIFY(right(huge, hashOf(huge)));
    }
    void doesNotStopAtANul()
    {
        const QByteArray first("ab\0cd", 5), second("ab\0ce", 5);
        const auto hash = hashOf(first);
        QVERIFY(right(first, hash));
        QVERIFY(!right(second, hash));
        QVERIFY(!right("ab", hash));
    }
    void refusesEmptyAndOverlong()
    {
        QCOMPARE(m_passwords.hash(Secret()).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_passwords.hash(Secret(QByteArray(4097, 'x'))).error().code, ErrorCode::BadRequest);
        QVERIFY(!right(QByteArray(4097, 'x'), hashOf("x")));
    }
    void nobodyHasNoPassword()
    {
        QVERIFY(!right("anything", QString()));
        QVERIFY(!right("", QString()));
        QVERIFY(!right("anything", QStringLiteral("not a hash")));
    }
    void unknownUsersTakeAsLongAsKnownOnes()
    {
        Passwords slow(9);
        const auto hash = slow.hash(Secret("x")).value();
        QVERIFY(!slow.verify(Secret("y"), QString()).value());      // makes the dummy
        qint64 known = 0, unknown = 0;
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(!slow.verify(Secret("y"), hash).value());
            known += timer.nsecsElapsed();
            timer.restart();
            QVERIFY(!slow.verify(Secret("y"), QString()).value());
            unknown += timer.nsecsElapsed();
        }
        QVERIFY2(unknown * 3 > known && known * 3 > unknown, qPrintable(QStringLiteral("%1 %2").arg(known).arg(unknown)));
    }
    void generatesDifferentOnes()
    {
        QSet<QByteArray> seen;
        for (int i = 0; i < 100; ++i) {
            const auto one = Passwords::generate().reveal();
            QCOMPARE(one.size(), 20);
            seen.insert(one);
        }
        QCOMPARE(seen.size(), 100);
    }
};
SKYLAB_TEST(PasswordsTest)
#include "PasswordsTest.moc"
