#include "IdentityDriverContract.h"
#include "identity/SqlDriver.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::identity;

class SqlDriverTest : public test::IdentityDriverContract {
    Q_OBJECT

    std::unique_ptr<db::Database> m_log;
    std::unique_ptr<db::Database> m_database;
    std::unique_ptr<service::EventBus> m_events;
    std::unique_ptr<Directory> m_directory;
    Passwords m_passwords { 4 };

    static std::unique_ptr<db::Database> database(const char* name, const QList<db::MigrationSet>& sets)
    {
        auto opened = db::Database::open(db::Location::inMemory(), QString::fromLatin1(name), sets);
        return opened ? std::move(*opened) : nullptr;
    }
    Result<> add(db::Transaction& transaction, const char* id, const char* name, const char* password, bool enabled)
    {
        UserRow row;
        row.id = QString::fromLatin1(id);
        row.name = QString::fromLatin1(name);
        row.domainId = QStringLiteral("d");
        row.enabled = enabled;
        row.passwordHash = TRY(m_passwords.hash(Secret(password)));
        if (row.name == u"alice") {
            row.description = QStringLiteral("Went down the hole");
            row.extra.insert(QStringLiteral("email"), QStringLiteral("alice@example.org"));
        }
        return service::Store<UserRow>::insert(transaction, row);
    }
    static Result<> addGroup(db::Transaction& transaction, const char* id, const char* name, const QStringList& members)
    {
        GroupRow row;
        row.id = QString::fromLatin1(id);
        row.name = QString::fromLatin1(name);
        row.domainId = QStringLiteral("d");
        row.description = row.name == u"staff" ? QStringLiteral("All of them") : QString();
        TRY(service::Store<GroupRow>::insert(transaction, row));
        for (const auto& member : members)
            TRY(transaction.execute(QStringLiteral("INSERT INTO group_members (group_id, user_id) VALUES (?, ?)"), row.id, member));
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_log = database("events", { { QStringLiteral("events") } });
        m_database = database("identity", { { QStringLiteral("service") }, { QStringLiteral("identity") } });
        QVERIFY(m_log && m_database);
        m_events = std::make_unique<service::EventBus>(*m_log);
        m_directory = std::make_unique<Directory>(*m_database, *m_events);
        const auto filled = m_database->write([&](db::Transaction& transaction) -> Result<> {
            ProjectRow domain;
            domain.id = domain.name = QStringLiteral("d");
            domain.isDomain = true;
            TRY(service::Store<ProjectRow>::insert(transaction, domain));
            domain.id = domain.name = QStringLiteral("other");
            TRY(service::Store<ProjectRow>::insert(transaction, domain));
            TRY(add(transaction, "u1", "alice", "wonderland", true));
            TRY(add(transaction, "u2", "bob", "builder", false));
            TRY(add(transaction, "u3", "odd*(x)", "odd", true));
            TRY(transaction.execute(QStringLiteral("INSERT INTO users (id, name, domain_id, enabled, password_hash, options, extra) VALUES ('u4', 'carol', 'other', ?, '', '{}', '{}')"), true));
            TRY(addGroup(transaction, "g1", "staff", { QStringLiteral("u1"), QStringLiteral("u2") }));
            return addGroup(transaction, "g2", "admins", { QStringLiteral("u1") });
        });
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error().message));
        m_driver = std::make_unique<SqlDriver>(*m_directory, m_passwords, QStringLiteral("d"));
    }
    void canBeWritten() { QVERIFY(m_driver->isWritable()); }
};
SKYLAB_TEST(SqlDriverTest)
#include "SqlDriverTest.moc"
