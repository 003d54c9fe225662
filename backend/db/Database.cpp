#include "db/Database.h"

#include "db/PrivateFile.h"
#include "db/Readers.h"
#include "db/Writer.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>

namespace skylab::db {

namespace {
bool isName(const QString& name)
{
    const auto letter = [](QChar c) { return c >= u'a' && c <= u'z'; };
    return !name.isEmpty() && name.size() <= 48 && letter(name[0])
        && std::all_of(name.begin(), name.end(), [&](QChar c) { return letter(c) || c == u'_' || (c >= u'0' && c <= u'9'); });
}

/// The same error with the file that it is about, where its sentence does not name it.
Error naming(const QString& file, Error error)
{
    if (!file.isEmpty() && !error.message.contains(file))
        error.message = QStringLiteral("%1: %2").arg(file, error.message);
    return error;
}

Error damaged(const QString& file, const QStringList& found)
{
    return { ErrorCode::Internal,
             QStringLiteral("The database file '%1' is damaged (%2). Keep the file, look at the rest with skylabd --check, and bring a backup back with "
                            "skylabd --restore.").arg(file, found.value(0).section(u'\n', -1)),
             {}, {}, found.join(u'\n') };
}

Result<> checkForeignKeys(Connection& connection, QStringList& found)
{
    auto keys = TRY(connection.query(QStringLiteral("PRAGMA foreign_key_check")));
    while (keys.next() && found.size() < 20)
        found << QStringLiteral("a row of %1 refers to a missing row of %2").arg(keys.get<QString>(0), keys.get<QString>(2));
    return keys.check();
}
} // namespace

Database::Database() = default;

Database::~Database()
{
    // The last connection folds the log into the file. Let that be a writing one: readers may not.
    m_readers.reset();
    m_writer.reset();
}

/// What the location means, and what this object knows of it.
Result<Target> Database::place(const Location& location, const QString& name)
{
    if (!isName(name))
        return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no name for a database: use a-z, 0-9 and _, a letter first.").arg(name));
    m_name = name;
    Target target { location.postgres.isEmpty() ? Engine::Sqlite : Engine::Postgres, name };
    if (target.engine == Engine::Postgres) {
        const QUrl url(location.postgres);
        if (!url.isValid() || (url.scheme() != QLatin1String("postgresql") && url.scheme() != QLatin1String("postgres")))
            return fail(ErrorCode::BadRequest, QStringLiteral("The database URL is not of the form postgresql://user:password@host:5432/database."));
        target.url = location.postgres;
        return target;
    }
    auto directory = location.directory;
    if (location.temporary) {
        const auto temporary = std::make_shared<QTemporaryDir>();
        directory = temporary->path();
        m_temporary = temporary;
    }
    target.durable = !location.temporary;
    target.file = QDir(directory).absoluteFilePath(name + QStringLiteral(".db"));
    m_file = target.file;
    return target;
}

Result<std::unique_ptr<Database>> Database::open(const Location& location, const QString& name, const QList<MigrationSet>& sets)
{
    std::unique_ptr<Database> database(new Database);
    const auto target = TRY(database->place(location, name));
    auto writer = Writer::start(target, [&](Session& session) { return Migrator(session, sets, target.file).run(); });
    if (!writer)
        return fail(naming(target.file, writer.error()));
    database->m_writer = std::move(*writer);
    database->m_readers = std::make_shared<Readers>(target);
    return database;
}

Result<std::unique_ptr<Database>> Database::openToRead(const Location& location, const QString& name)
{
    std::unique_ptr<Database> database(new Database);
    const auto target = TRY(database->place(location, name));
    if (target.engine == Engine::Sqlite && !QFile::exists(target.file))
        return fail(ErrorCode::NotFound, QStringLiteral("The database file '%1' is missing.").arg(target.file));
    database->m_readers = std::make_shared<Readers>(target);
    auto session = database->m_readers->ofThisThread();
    auto looked = session ? (target.engine == Engine::Sqlite ? (*session)->requireOurs() : Result<>()) : Result<>(fail(session.error()));
    if (!looked)
        return fail(naming(target.file, looked.error()));
    return database;
}

Result<Connection> Database::reader()
{
    Q_ASSERT_X(!m_writer || !m_writer->isThisThread(), "Database::read", "inside write(): read through the Transaction instead");
    return m_readers->connection();
}

Result<> Database::runWrite(std::function<Result<>(Transaction&)> work)
{
    if (!m_writer)
        return fail(ErrorCode::Internal, QStringLiteral("The database '%1' was opened to be read only.").arg(m_name));
    return m_writer->run(std::move(work));
}

Engine Database::engine() const { return m_file.isEmpty() ? Engine::Postgres : Engine::Sqlite; }

Result<> Database::checkIntegrity(Depth depth)
{
    return read([this, depth](Connection& connection) -> Result<> {
        if (engine() == Engine::Postgres) {
            TRY(connection.execute(QStringLiteral("SELECT count(*) FROM schema_migrations")));
            return {};
        }
        QStringList found;
        auto pages = connection.query(depth == Depth::Full ? QStringLiteral("PRAGMA integrity_check(20)") : QStringLiteral("PRAGMA quick_check(20)"));
        if (!pages)
            return fail(damaged(m_file, { pages.error().message }));
        while (pages->next()) {
            if (const auto line = pages->get<QString>(0); line != QLatin1String("ok"))
                found << line;
        }
        if (const auto read = pages->check(); !read)
            found << read.error().message;
        if (depth == Depth::Full && found.isEmpty())
            TRY(checkForeignKeys(connection, found));
        return found.isEmpty() ? Result<>() : Result<>(fail(damaged(m_file, found)));
    });
}

Result<int> Database::pendingSteps(const QList<MigrationSet>& sets)
{
    auto* const session = TRY(m_readers->ofThisThread());
    return Migrator(*session, sets, m_file).pending();
}

Result<> Database::backupTo(const QString& file)
{
    if (engine() == Engine::Postgres)
        return fail(ErrorCode::NotImplemented, QStringLiteral("This database lives in PostgreSQL. Back it up with pg_dump --schema=%1.").arg(name()));
    if (QFile::exists(file))
        return fail(ErrorCode::Conflict, QStringLiteral("'%1' exists already. Choose another file for the backup.").arg(file));
    auto session = TRY(Session::open({ Engine::Sqlite, name(), m_file }, Session::Role::Reading));
    TRY(session->script(QStringLiteral("PRAGMA query_only = OFF")));
    const auto partial = file + QStringLiteral(".part");
    QFile::remove(partial);
    TRY(createPrivately(partial));
    {
        auto copy = session->query(QStringLiteral("VACUUM INTO ?"), args(partial));
        if (!copy) {
            QFile::remove(partial);
            return fail(copy.error());
        }
    }
    auto placed = putInPlace(partial, file);
    if (!placed)
        QFile::remove(partial);
    return placed;
}

} // namespace skylab::db
