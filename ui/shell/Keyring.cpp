#include "shell/Keyring.h"

#include <QTimer>

#include <qt6keychain/keychain.h>

namespace skylab::shell {

namespace {
const QString service = QStringLiteral("skylab");
const QString probe = QStringLiteral("is anybody there");   // an entry that nobody makes
constexpr int patience = 4000;   // milliseconds

/// Calls `done` once: when the job ends, or when patience does.
template <typename Job>
void runJob(Job* job, const std::function<void(Job* ended)>& done)
{
    job->setAutoDelete(true);
    auto answered = std::make_shared<bool>(false);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, answered, done] {
        if (!std::exchange(*answered, true))
            done(job);
    });
    QTimer::singleShot(patience, job, [answered, done] {
        if (!std::exchange(*answered, true))
            done(nullptr);
    });
    job->start();
}
} // namespace

void Keyring::look(const std::function<void(bool, const QString&)>& done)
{
    if (!m_memoryOnly.isEmpty())
        return done(false, m_memoryOnly);
    auto* job = new QKeychain::ReadPasswordJob(service);
    job->setKey(probe);
    runJob<QKeychain::ReadPasswordJob>(job, [done](QKeychain::ReadPasswordJob* ended) {
        const bool there = ended && (ended->error() == QKeychain::NoError || ended->error() == QKeychain::EntryNotFound || ended->error() == QKeychain::AccessDenied || ended->error() == QKeychain::AccessDeniedByUser);
        done(there, there ? QString() : ended ? ended->errorString() : tr("the keyring did not answer"));
    });
}

void Keyring::read(const QString& connection, const std::function<void(const Secret&)>& done)
{
    if (const auto it = m_memory.constFind(connection); it != m_memory.constEnd())
        return done(*it);
    if (!m_memoryOnly.isEmpty())
        return done({});
    auto* job = new QKeychain::ReadPasswordJob(service);
    job->setKey(connection);
    runJob<QKeychain::ReadPasswordJob>(job, [done](QKeychain::ReadPasswordJob* ended) {
        done(ended && ended->error() == QKeychain::NoError ? Secret(ended->binaryData()) : Secret());
    });
}

void Keyring::write(const QString& connection, const Secret& secret, const std::function<void(Kept, const QString&)>& done)
{
    m_memory[connection] = secret;
    if (!m_memoryOnly.isEmpty())
        return done(Kept::InMemory, m_memoryOnly);
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setKey(connection);
    job->setBinaryData(secret.reveal());
    runJob<QKeychain::WritePasswordJob>(job, [done](QKeychain::WritePasswordJob* ended) {
        if (ended && ended->error() == QKeychain::NoError)
            done(Kept::InKeyring, {});
        else
            done(Kept::InMemory, ended ? ended->errorString() : tr("the keyring did not answer"));
    });
}

void Keyring::forget(const QString& connection)
{
    m_memory.remove(connection);
    if (!m_memoryOnly.isEmpty())
        return;
    auto* job = new QKeychain::DeletePasswordJob(service);
    job->setKey(connection);
    runJob<QKeychain::DeletePasswordJob>(job, [](auto*) {});
}

} // namespace skylab::shell
