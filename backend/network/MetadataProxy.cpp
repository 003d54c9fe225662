#include "network/MetadataProxy.h"

#include <QLoggingCategory>

#include <condition_variable>
#include <memory>
#include <optional>
#include <unistd.h>

namespace skylab::network {

namespace {
Q_LOGGING_CATEGORY(lcMetadata, "skylab.network.metadata")
constexpr std::chrono::seconds patience { 20 };

struct Answer {
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Result<>> result;
};

/// Travels with the job: whoever waits gets an answer also when the job is dropped.
class Ticket {
public:
    explicit Ticket(std::shared_ptr<Answer> answer) : m_answer(std::move(answer)) { }
    ~Ticket() { give(fail(ErrorCode::Unavailable, QStringLiteral("The cloud is stopping."))); }
    Q_DISABLE_COPY_MOVE(Ticket)
    void give(Result<> result)
    {
        const std::lock_guard lock(m_answer->mutex);
        if (!m_answer->result)
            m_answer->result = std::move(result);
        m_answer->ready.notify_all();
    }

private:
    std::shared_ptr<Answer> m_answer;
};
} // namespace

void MetadataProxy::attach(http::Server& server)
{
    {
        const std::lock_guard lock(m_mutex);
        m_server = &server;
    }
    m_jobs.start();
}

void MetadataProxy::stop()
{
    m_jobs.stop();
    const std::lock_guard lock(m_mutex);
    m_server = nullptr;
    m_sockets.clear();      // the server closes its sockets when it stops
}

bool MetadataProxy::isAttached() const
{
    const std::lock_guard lock(m_mutex);
    return m_server && m_responder;
}

Result<> MetadataProxy::ensure(const QString& networkId)
{
    if (!isAttached())
        return fail(ErrorCode::Unavailable, QStringLiteral("The metadata service is not served yet."));
    auto answer = std::make_shared<Answer>();
    m_jobs.post([this, networkId, ticket = std::make_shared<Ticket>(answer)] { ticket->give(open(networkId)); });
    std::unique_lock lock(answer->mutex);
    if (!answer->ready.wait_for(lock, patience, [&] { return answer->result.has_value(); }))
        return fail(ErrorCode::Timeout, QStringLiteral("The metadata service of network %1 was not there within %2 s.").arg(networkId).arg(patience.count()));
    return *answer->result;
}

void MetadataProxy::request(const QString& networkId)
{
    if (!isAttached())
        return;
    m_jobs.post([this, networkId] {
        if (auto opened = open(networkId); !opened)
            qCWarning(lcMetadata).noquote() << "Guests of network" << networkId << "have no metadata service yet:" << opened.error().message;
    });
}

void MetadataProxy::refresh(const QString& networkId)
{
    if (!isAttached())
        return;
    m_jobs.post([this, networkId] {
        const auto fd = m_sockets.take(networkId);
        if (fd == 0)
            return;
        (void)m_server->removeListener(fd);
        if (auto opened = open(networkId); !opened && opened.error().code == ErrorCode::NotFound)
            close(networkId);
        else if (!opened)
            qCWarning(lcMetadata).noquote() << "Guests of network" << networkId << "have no metadata service:" << opened.error().message;
    });
}

void MetadataProxy::release(const QString& networkId)
{
    if (isAttached())
        m_jobs.post([this, networkId] { close(networkId); });
}

Result<> MetadataProxy::open(const QString& networkId)
{
    if (m_sockets.contains(networkId))
        return {};
    const int fd = TRY(m_driver.ensureMetadata(networkId));
    auto listening = m_server->listenOn(fd, [this, networkId](const http::Request& request, http::BodyReader& body) { return m_responder(request, body, networkId); });
    if (!listening) {
        ::close(fd);
        return listening;
    }
    m_sockets.insert(networkId, fd);
    return {};
}

void MetadataProxy::close(const QString& networkId)
{
    if (const auto fd = m_sockets.constFind(networkId); fd != m_sockets.constEnd()) {
        (void)m_server->removeListener(*fd);
        m_sockets.erase(fd);
    }
    if (auto removed = m_driver.removeMetadata(networkId); !removed)
        qCWarning(lcMetadata).noquote() << "The metadata service of network" << networkId << "is still there:" << removed.error().message;
}

} // namespace skylab::network
