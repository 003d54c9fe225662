#pragma once

#include "db/Database.h"

#include <QObject>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace skylab::test {

/// A folder of migrations that a test writes as it goes.
class MigrationFolder {
public:
    MigrationFolder& add(const QString& file, const QString& sql);
    [[nodiscard]] db::MigrationSet set(const QString& name = QStringLiteral("main")) const { return { name, m_folder.path() }; }

private:
    QTemporaryDir m_folder;
};

/// Base of tests that run on both engines: the meta-object gives each slot the global data "sqlite" and "postgres".
class OnBothEngines : public QObject {
    Q_OBJECT
protected:
    [[nodiscard]] bool onPostgres() const { return m_location.directory.isEmpty(); }
    /// This test's database, opened (again) with the tables of `schema`, one migration.
    std::unique_ptr<db::Database> open(const QString& schema);
    Result<std::unique_ptr<db::Database>> tryOpen(const QList<db::MigrationSet>& sets);
    /// Runs a statement in a write of its own.
    static Result<int> run(db::Database& database, const QString& sql, const QVariantList& values = {});
    /// The first column of the first row.
    static qint64 number(db::Database& database, const QString& sql, const QVariantList& values = {});

    db::Location m_location;
    QString m_name;

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MigrationFolder> m_schema;
};

/// Runs f(index) on `count` threads without event loops and waits for all.
void onThreads(int count, const std::function<void(int)>& f);

} // namespace skylab::test
