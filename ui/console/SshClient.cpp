#include "console/SshClient.h"

#include "console/SshLink.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace skylab::console {

namespace {

/// How many workers run. They end soon after they are told to; at the end of the program it waits for them a little, so that
/// libssh is not taken from under them.
struct Workers {
    std::mutex mutex;
    std::condition_variable gone;
    int count = 0;
};

Workers& workers()
{
    static auto* all = new Workers;   // threads may outlive static objects
    return *all;
}

void waitForWorkers()
{
    constexpr auto patience = std::chrono::seconds(2);
    std::unique_lock lock(workers().mutex);
    workers().gone.wait_for(lock, patience, [] { return workers().count == 0; });
}

} // namespace

SshClient::Link::Link(SshClient* owner, SshTarget wanted, QSize size)
    : target(std::move(wanted)), wakeFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), client(owner), grid(size)
{
}

SshClient::Link::~Link()
{
    ::close(wakeFd);
    if (socket >= 0)
        ::close(socket);
}

void SshClient::Link::post(std::function<void(SshClient&)> run)
{
    const std::lock_guard lock(mutex);
    if (!client || stopped)
        return;
    // The receiver takes the event with it when it goes.
    QMetaObject::invokeMethod(client, [target = client, link = client->m_link.get(), run = std::move(run)] {
        if (target->m_link.get() == link)   // else it belongs to a session before
            run(*target);
    }, Qt::QueuedConnection);
}

void SshClient::Link::wake()
{
    const quint64 one = 1;
    [[maybe_unused]] const auto written = ::write(wakeFd, &one, sizeof one);
}

void SshClient::Link::stop()
{
    {
        const std::lock_guard lock(mutex);
        stopped = true;
        client = nullptr;
        if (socket >= 0)
            ::shutdown(socket, SHUT_RDWR);
    }
    answered.notify_all();
    wake();
}

bool SshClient::Link::isStopped()
{
    const std::lock_guard lock(mutex);
    return stopped;
}

SshClient::SshClient(QObject* parent) : QObject(parent)
{
    qRegisterMetaType<SshEnd>();
    qRegisterMetaType<HostKey>();
    static const bool once = [] {
        QObject::connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, QCoreApplication::instance(), waitForWorkers);
        return true;
    }();
    Q_UNUSED(once)
}

SshClient::~SshClient() { close(); }

void SshClient::open(const SshTarget& target, QSize grid)
{
    close();
    m_address.clear();
    m_method.clear();
    m_link = std::make_shared<Link>(this, target, grid);
    setState(State::Connecting);
    {
        const std::lock_guard lock(workers().mutex);
        ++workers().count;
    }
    std::thread([link = m_link] {
        {
            SshWorker worker(link);
            worker.run();
        }
        const std::lock_guard lock(workers().mutex);
        --workers().count;
        workers().gone.notify_all();
    }).detach();
}

void SshClient::close()
{
    if (const auto link = std::exchange(m_link, nullptr))
        link->stop();
    setState(State::Closed);
}

void SshClient::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged(state);
}

void SshClient::write(const QByteArray& bytes)
{
    if (!m_link)
        return;
    {
        const std::lock_guard lock(m_link->mutex);
        m_link->toSend += bytes;
    }
    m_link->wake();
}

void SshClient::resize(QSize grid)
{
    if (!m_link)
        return;
    {
        const std::lock_guard lock(m_link->mutex);
        m_link->grid = grid;
        m_link->gridChanged = true;
    }
    m_link->wake();
}

void SshClient::acceptHostKey(bool accept)
{
    if (!m_link)
        return;
    {
        const std::lock_guard lock(m_link->mutex);
        m_link->hostKeyAccepted = accept;
    }
    m_link->answered.notify_all();
}

void SshClient::answerSecret(const std::optional<Secret>& secret)
{
    if (!m_link)
        return;
    {
        const std::lock_guard lock(m_link->mutex);
        m_link->secret = secret;
    }
    m_link->answered.notify_all();
}

} // namespace skylab::console
