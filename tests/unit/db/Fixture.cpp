#include "Fixture.h"

#include "support/PostgresServer.h"

#include <QFile>
#include <QTest>

namespace skylab::test {

MigrationFolder& MigrationFolder::add(const QString& file, const QString& sql)
{
    QFile out(m_folder.filePath(file));
    if (!out.open(QIODevice::WriteOnly | QIODevice::Truncate))
        qFatal("can't write a migration");
    out.write(sql.toUtf8());
    return *this;
}

void OnBothEngines::initTestCase_data()
{
    QTest::addColumn<bool>("postgres");
    QTest::newRow("sqlite") << false;
    QTest::newRow("postgres") << true;
}

void OnBothEngines::init()
{
    static int counter = 0;
    m_name = QStringLiteral("test_%1").arg(++counter);
    m_schema.reset();
    QFETCH_GLOBAL(bool, postgres);
    if (postgres) {
        const auto* server = PostgresServer::shared();
        if (!server)
            QSKIP(PostgresServer::whyNone());
        m_location = db::Location::onPostgres(server->url());
        return;
    }
    m_folder = std::make_unique<QTemporaryDir>();
    m_location = db::Location::inDirectory(m_folder->path());
}

void OnBothEngines::cleanup() { m_folder.reset(); }

Result<std::unique_ptr<db::Database>> OnBothEngines::tryOpen(const QList<db::MigrationSet>& sets)
{
    return db::Database::open(m_location, m_name, sets);
}

std::unique_ptr<db::Database> OnBothEngines::open(const QString& schema)
{
    if (!m_schema) {
        m_schema = std::make_unique<MigrationFolder>();
        m_schema->add(QStringLiteral("0001_all.sql"), schema);
    }
    auto database = tryOpen({ m_schema->set() });
    if (!database)
        qFatal("%s", qPrintable(database.error().message));
    return std::move(*database);
}

Result<int> OnBothEngines::run(db::Database& database, const QString& sql, const QVariantList& values)
{
    return database.write([&](db::Transaction& transaction) { return transaction.execute(sql, values); });
}

qint64 OnBothEngines::number(db::Database& database, const QString& sql, const QVariantList& values)
{
    const auto result = database.read([&](db::Connection& connection) -> Result<qint64> {
        auto query = TRY(connection.query(sql, values));
        if (!query.next())
            return fail(ErrorCode::NotFound, QStringLiteral("no row"));
        return query.get<qint64>(0);
    });
    if (!result)
        qWarning("%s", qPrintable(result.error().message));
    return result.value_or(-1);
}

void onThreads(int count, const std::function<void(int)>& f)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back(f, i);
    for (auto& thread : threads)
        thread.join();
}

} // namespace skylab::test
