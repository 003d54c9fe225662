#include "identity/Accounts.h"
#include "identity/model/KeyRing.h"
#include "support/TestMain.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <semaphore>
#include <thread>

using namespace skylab;
using namespace skylab::identity;
using service::Store;

/// A user's own change of the password, while others write the user.
class AccountsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KeyRing> m_keys;
    std::unique_ptr<db::Database> m_log;
    std::unique_ptr<db::Database> m_database;
    std::unique_ptr<service::EventBus> m_events;
    std::unique_ptr<Directory> m_directory;
    std::unique_ptr<Backends> m_backends;
    std::unique_ptr<Accounts> m_accounts;
    QTemporaryDir m_folder;
    RevocationStore m_revocations;
    Passwords m_passwords { 4 };
    SecurityRules m_rules;
    const QString m_id = QStringLiteral("u");

    static std::unique_ptr<db::Database> database(const char* name, const QList<db::MigrationSet>& sets)
    {
        auto opened = db::Database::open(db::Location::inMemory(), QString::fromLatin1(name), sets);
        return opened ? std::move(*opened) : nullptr;
    }
    [[nodiscard]] QString hashOf(const char* password) const { return m_passwords.hash(Secret(password)).value(); }
    std::optional<UserRow> stored()
    {
        return m_directory->read([&](db::Connection& connection) { return Store<UserRow>::find(connection, m_id); }).value();
    }
    Result<> change(const char* from, const char* to)
    {
        return m_accounts->changePassword(service::Context(), m_id, Secret(from), QString::fromLatin1(to));
    }
    /// The change from "old" to "mine", with a write that is committed after the change has judged what is stored, and
    /// before its own.
    Result<> changeDuring(const std::function<Result<>(db::Transaction&)>& write)
    {
        std::binary_semaphore begun { 0 }, judged { 0 };
        Result<> written, changed;
        std::thread administrator([&] {
            written = m_directory->write([&](db::Transaction& transaction) -> Result<> {
                const auto done = write(transaction);
                begun.release();
                judged.acquire();      // no other write comes before this one is committed
                return done;
            });
        });
        begun.acquire();
        const auto hashes = Passwords::hashesMade();
        std::thread user([&] { changed = change("old", "mine"); });
        const bool hashed = QTest::qWaitFor([&] { return Passwords::hashesMade() >= hashes + 2; }, test::patiently(5000));      // the old one's, then the new one's
        judged.release();
        administrator.join();
        user.join();
        if (!hashed)
            return fail(ErrorCode::Internal, QStringLiteral("The change did not come to its hash."));
        TRY(written);
        return changed;
    }
    Result<> changeDuringUpdate(const std::function<void(UserRow&)>& alter)
    {
        return changeDuring([&](db::Transaction& transaction) -> Result<> {
            auto row = TRY(required<UserRow>(transaction, m_id));
            alter(row);
            TRY(Store<UserRow>::update(transaction, row));
            return {};
        });
    }

private Q_SLOTS:
    void init()
    {
        m_keys = KeyRing::open(m_folder.filePath(QStringLiteral("keys")), 0).value();
        m_log = database("events", { { QStringLiteral("events") } });
        m_database = database("identity", { { QStringLiteral("service") }, { QStringLiteral("identity") } });
        QVERIFY(m_log && m_database);
        QVERIFY(m_revocations.load(*m_database, 100));
        m_events = std::make_unique<service::EventBus>(*m_log);
        m_directory = std::make_unique<Directory>(*m_database, *m_events);
        m_backends = std::make_unique<Backends>(*m_directory, m_revocations, m_passwords, *m_keys, Backends::Makers());
        m_accounts = std::make_unique<Accounts>(*m_directory, m_revocations, m_passwords, *m_backends, m_rules);
        const auto filled = m_database->write([&](db::Transaction& transaction) -> Result<> {
            ProjectRow domain;
            domain.id = domain.name = QStringLiteral("d");
            domain.isDomain = true;
            TRY(Store<ProjectRow>::insert(transaction, domain));
            UserRow row;
            row.id = row.name = m_id;
            row.domainId = QStringLiteral("d");
            row.passwordHash = hashOf("old");
            return Store<UserRow>::insert(transaction, row);
        });
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error().message));
    }
    void cleanup()
    {
        m_accounts.reset();
        m_backends.reset();
        m_directory.reset();
        m_events.reset();
        m_database.reset();
        m_log.reset();
    }
    void changes()
    {
        QCOMPARE(change("wrong", "mine").error().code, ErrorCode::Unauthorized);
        QVERIFY(change("old", "mine"));
        QVERIFY(m_passwords.verify(Secret("mine"), stored()->passwordHash).value());
        QCOMPARE(change("old", "other").error().code, ErrorCode::Unauthorized);
    }
    void leavesAnAdministratorsReset()
    {
        const auto reset = hashOf("reset");
        const auto changed = changeDuringUpdate([&](UserRow& row) { row.passwordHash = reset; });
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::Unauthorized);
        QCOMPARE(stored()->passwordHash, reset);
    }
    void leavesALockedPassword()
    {
        const auto before = stored()->passwordHash;
        const auto changed = changeDuringUpdate([](UserRow& row) { row.options.insert(UserOptions::lockPassword.toString(), true); });
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::BadRequest);
        QVERIFY2(changed.error().message.contains(UserOptions::lockPassword), qPrintable(changed.error().message));
        QCOMPARE(stored()->passwordHash, before);
    }
    void leavesADisabledUser()
    {
        const auto before = stored()->passwordHash;
        const auto changed = changeDuringUpdate([](UserRow& row) { row.enabled = false; });
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::Unauthorized);
        QVERIFY2(changed.error().message.contains(u"disabled"), qPrintable(changed.error().message));
        QCOMPARE(stored()->passwordHash, before);
        QVERIFY(!stored()->enabled);
    }
    void doesNotFindWhoIsDeleted()
    {
        const auto changed = changeDuring([&](db::Transaction& transaction) -> Result<> {
            TRY(Store<UserRow>::remove(transaction, m_id));
            return {};
        });
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::Unauthorized);      // as for one who never was
        QVERIFY(!stored());
    }
    /// The same password under another hash, and other fields, are no reason to refuse.
    void succeedsWhenThePasswordStaysTheSame()
    {
        const auto again = hashOf("old");
        QVERIFY(changeDuringUpdate([&](UserRow& row) {
            row.passwordHash = again;
            row.description = QStringLiteral("kept");
        }));
        QVERIFY(m_passwords.verify(Secret("mine"), stored()->passwordHash).value());
        QCOMPARE(stored()->description.value_or(QString()), QStringLiteral("kept"));
    }
};
SKYLAB_TEST(AccountsTest)
#include "AccountsTest.moc"
