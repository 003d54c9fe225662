#include "identity/model/SecurityRules.h"
#include "support/TestMain.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

using namespace skylab;
using namespace skylab::identity;

class SecurityRulesTest : public QObject {
    Q_OBJECT

    static QJsonObject options(const QJsonArray& rules)
    {
        return { { QStringLiteral("multi_factor_auth_enabled"), true }, { QStringLiteral("multi_factor_auth_rules"), rules } };
    }
    static QJsonValue rule(const QStringList& methods) { return QJsonArray::fromStringList(methods); }

private Q_SLOTS:
    void readsEveryOption()
    {
        SecurityRules rules;
        for (const auto& option : SecurityRules::options()) {
            const bool flag = qstrcmp(option.argument, "true|false") == 0;
            QVERIFY2(rules.set(QLatin1String(option.name), flag ? QStringLiteral("true") : QStringLiteral("7")), option.name);
        }
        QCOMPARE(rules.lockoutFailureAttempts, 7);
        QCOMPARE(rules.passwordRegex, QStringLiteral("7"));
        QVERIFY(rules.changePasswordUponFirstUse);
        QVERIFY(!rules.set(QStringLiteral("nonsense"), QStringLiteral("1")));
        QVERIFY(!rules.set(QStringLiteral("lockout_duration"), QStringLiteral("-1")));
        QVERIFY(!rules.set(QStringLiteral("lockout_duration"), QStringLiteral("soon")));
        QVERIFY(!rules.set(QStringLiteral("change_password_upon_first_use"), QStringLiteral("maybe")));
    }
    void passcodesAreAlwaysLimited()
    {
        SecurityRules rules;
        QCOMPARE(rules.lockoutFailureAttempts, 0);
        QCOMPARE(rules.passcodeAttempts(), 5);
        rules.lockoutFailureAttempts = 7;
        QCOMPARE(rules.passcodeAttempts(), 7);
    }
    void refusesWhatContradictsItself()
    {
        SecurityRules rules;
        QVERIFY(rules.check());
        rules.minimumPasswordAge = rules.passwordExpiresDays = 3;
        QVERIFY(!rules.check());
        rules.passwordExpiresDays = 4;
        QVERIFY(rules.check());
        rules.passwordRegex = QStringLiteral("(");
        QVERIFY(!rules.check());
        rules.passwordRegex = QString(2000, u'a');
        QVERIFY(!rules.check());
    }
    void judgesPasswords()
    {
        SecurityRules rules;
        QVERIFY(rules.checkPassword(Secret("x")));
        rules.passwordRegex = QStringLiteral("(?=.*\\d)(?=.*[a-z]).{7,}$");
        rules.passwordRegexDescription = QStringLiteral("seven characters, one a digit");
        QVERIFY(rules.check());
        QVERIFY(rules.checkPassword(Secret("abcdef1")));
        const auto refused = rules.checkPassword(Secret("abcdefg"));
        QVERIFY(!refused && refused.error().code == ErrorCode::BadRequest);
        QVERIFY(refused.error().message.contains(u"seven characters") && !refused.error().message.contains(u"abcdefg"));
        rules.passwordRegex = QStringLiteral("b+");      // from the beginning
        QVERIFY(!rules.checkPassword(Secret("abb")));
        QVERIFY(rules.checkPassword(Secret("bba")));
    }
    void doesNotHangOnExpressionsThatExplode()
    {
        SecurityRules rules;
        rules.passwordRegex = QStringLiteral("(a+)+$");
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!rules.checkPassword(Secret(QByteArray(4000, 'a') + '!')));
        QVERIFY2(timer.elapsed() < skylab::test::patiently(2000), qPrintable(QString::number(timer.elapsed())));
    }
    void checksUserOptions()
    {
        QVERIFY(UserOptions::check({ { QStringLiteral("lock_password"), true }, { QStringLiteral("ignore_password_expiry"), QJsonValue::Null } }));
        QVERIFY(UserOptions::check(options({ rule({ QStringLiteral("password"), QStringLiteral("totp") }) })));
        QVERIFY(!UserOptions::check({ { QStringLiteral("lock_password"), QStringLiteral("yes") } }));
        QVERIFY(!UserOptions::check({ { QStringLiteral("unlock"), true } }));
        QVERIFY(!UserOptions::check(options({ QStringLiteral("password") })));
        QVERIFY(!UserOptions::check(options({ QJsonValue(QJsonArray()) })));
        QVERIFY(!UserOptions::check(options({ QJsonValue(QJsonArray { 5 }) })));
        const auto merged = UserOptions::merged({ { QStringLiteral("a"), true }, { QStringLiteral("b"), true } }, { { QStringLiteral("a"), QJsonValue::Null }, { QStringLiteral("c"), true } });
        QCOMPARE(merged.keys(), QStringList({ QStringLiteral("b"), QStringLiteral("c") }));
    }
    void asksForAllFactorsOfOneRule()
    {
        const QStringList known { QStringLiteral("password"), QStringLiteral("totp"), QStringLiteral("token") };
        const QStringList password { QStringLiteral("password") }, both { QStringLiteral("token"), QStringLiteral("password"), QStringLiteral("totp") };
        const auto wanted = options({ rule({ QStringLiteral("password"), QStringLiteral("totp") }) });
        QVERIFY(!UserOptions::multiFactorHolds(wanted, password, known));
        QVERIFY(UserOptions::multiFactorHolds(wanted, both, known));
        QVERIFY(UserOptions::multiFactorHolds({}, password, known));
        QVERIFY(UserOptions::multiFactorHolds(options({}), password, known));
        QVERIFY(UserOptions::multiFactorHolds(options({ rule({ QStringLiteral("telepathy") }) }), password, known));      // no such method: no rule
        auto off = wanted;
        off.insert(QStringLiteral("multi_factor_auth_enabled"), false);
        QVERIFY(UserOptions::multiFactorHolds(off, password, known));
    }
};
SKYLAB_TEST(SecurityRulesTest)
#include "SecurityRulesTest.moc"
