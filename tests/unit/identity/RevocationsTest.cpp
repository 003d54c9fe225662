#include "identity/store/RevocationStore.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::identity;

class RevocationsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<db::Database> m_database;
    RevocationStore m_store;

    static Token token(const char* auditId, const char* user, const char* project)
    {
        Token token;
        token.auditId = QLatin1String(auditId);
        token.userId = QLatin1String(user);
        token.scope = ScopeKind::Project;
        token.scopeId = QLatin1String(project);
        token.issuedAt = Clock::now();
        return token;
    }
    qint64 rows()
    {
        return m_database->read([](db::Connection& connection) -> Result<qint64> {
            auto count = TRY(connection.query(QStringLiteral("SELECT COUNT(*) FROM revocations")));
            count.next();
            return count.get<qint64>(0);
        }).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto opened = db::Database::open(db::Location::inMemory(), QStringLiteral("identity"), { { QStringLiteral("service") }, { QStringLiteral("identity") } });
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
        m_database = std::move(*opened);
        QVERIFY(m_store.load(*m_database, 100));
    }
    void hitsOneTokenOrAllUntilNow()
    {
        const auto one = token("a", "u", "p"), sibling = token("b", "u", "p");
        QVERIFY(m_database->write([&](db::Transaction& transaction) { return m_store.revokeToken(transaction, one); }));
        QVERIFY(m_store.isRevoked(one) && !m_store.isRevoked(sibling));
        QVERIFY(m_database->write([&](db::Transaction& transaction) { return m_store.revokeUser(transaction, QStringLiteral("u")); }));
        QVERIFY(m_store.isRevoked(sibling));
        Clock::shift(1);
        QVERIFY(!m_store.isRevoked(token("c", "u", "p")));
        QVERIFY(m_database->write([&](db::Transaction& transaction) { return m_store.revokeProject(transaction, QStringLiteral("p")); }));
        Clock::shift(-1);
        QVERIFY(m_store.isRevoked(token("d", "other", "p")));
        QVERIFY(!m_store.isRevoked(token("e", "other", "q")));
    }
    void countsOnlyWhatIsCommitted()
    {
        const auto kept = token("kept", "v", "x");
        QVERIFY(!m_database->write([&](db::Transaction& transaction) -> Result<> {
            TRY(m_store.revokeToken(transaction, kept));
            return fail(ErrorCode::Conflict, QStringLiteral("no"));
        }));
        QVERIFY(!m_store.isRevoked(kept));
    }
    void isKeptAndForgottenInTime()
    {
        const auto one = token("restart", "w", "y");
        QVERIFY(m_database->write([&](db::Transaction& transaction) { return m_store.revokeToken(transaction, one); }));
        RevocationStore again;
        QVERIFY(again.load(*m_database, 100));
        QVERIFY(again.isRevoked(one));
        const auto before = rows();
        QVERIFY(before >= 4);
        Clock::shift(200);
        QVERIFY(m_database->write([&](db::Transaction& transaction) { return m_store.revokeToken(transaction, token("late", "w", "y")); }));
        QCOMPARE(rows(), 1);
        RevocationStore later;
        QVERIFY(later.load(*m_database, 100));
        QVERIFY(!later.isRevoked(one));
        Clock::shift(-200);
    }
};
SKYLAB_TEST(RevocationsTest)
#include "RevocationsTest.moc"
