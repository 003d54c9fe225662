#include "compute/drivers/libvirt/Connection.h"

#include "compute/drivers/libvirt/EventLoop.h"

#include <QLoggingCategory>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace skylab::compute::libvirt {

namespace {

Q_LOGGING_CATEGORY(log, "skylab.compute.libvirt")

constexpr auto firstPause = std::chrono::milliseconds(500);
constexpr auto longestPause = std::chrono::milliseconds(30'000);
constexpr int keepAliveSeconds = 5;
constexpr unsigned keepAliveCount = 3;

} // namespace

struct Connection::Shared : std::enable_shared_from_this<Shared> {
    QString uri;
    std::function<void()> up;
    std::function<void(const RawEvent&)> event;

    std::mutex mutex;
    std::condition_variable changed;
    ConnectRef connect;
    Error problem { ErrorCode::Unavailable, QStringLiteral("The hypervisor's connection has not been started.") };
    bool tried = false;
    bool lost = false;
    bool stopping = true;
    bool ended = true;
    std::mutex delivery;      ///< held while a callback runs, so that stop() can wait for it
    bool silent = false;      ///< under delivery

    void run();
    Result<ConnectRef> open();
    std::vector<int> listen(virConnectPtr connect);
    void deliver(const RawEvent& raw);
    static void closed(virConnectPtr, int reason, void* opaque);
};

namespace {

QString uuidOf(virDomainPtr domain)
{
    char text[VIR_UUID_STRING_BUFLEN] = {};
    virDomainGetUUIDString(domain, text);
    return QString::fromLatin1(text);
}

} // namespace

void Connection::Shared::deliver(const RawEvent& raw)
{
    const std::lock_guard lock(delivery);
    if (!silent)
        event(raw);
}

void Connection::Shared::closed(virConnectPtr, int reason, void* opaque)
{
    const auto shared = *static_cast<std::shared_ptr<Shared>*>(opaque);
    qCWarning(log, "libvirt closed the connection (reason %d); connecting again", reason);
    const std::lock_guard lock(shared->mutex);
    shared->lost = true;
    shared->changed.notify_all();
}

std::vector<int> Connection::Shared::listen(virConnectPtr opened)
{
    using Holder = std::shared_ptr<Shared>;
    const auto release = [](void* opaque) { delete static_cast<Holder*>(opaque); };
    const auto holder = [this] { return new Holder(shared_from_this()); };
    std::vector<int> registered;
    const auto add = [&](int id, virConnectDomainEventGenericCallback callback) {
        auto* opaque = holder();
        const auto answer = virConnectDomainEventRegisterAny(opened, nullptr, id, callback, opaque, release);
        if (answer < 0)
            delete opaque;   // drivers without this event (test:///) do without
        else
            registered.push_back(answer);
    };
    const auto lifecycle = +[](virConnectPtr, virDomainPtr domain, int event, int detail, void* opaque) -> int {
        (*static_cast<Holder*>(opaque))->deliver({ RawEvent::Kind::Lifecycle, uuidOf(domain), event, detail });
        return 0;
    };
    const auto rebooted = +[](virConnectPtr, virDomainPtr domain, void* opaque) {
        (*static_cast<Holder*>(opaque))->deliver({ RawEvent::Kind::Rebooted, uuidOf(domain) });
    };
    const auto removed = +[](virConnectPtr, virDomainPtr domain, const char* device, void* opaque) {
        (*static_cast<Holder*>(opaque))
            ->deliver({ RawEvent::Kind::DeviceRemoved, uuidOf(domain), 0, 0, QString::fromUtf8(device) });
    };
    const auto refused = +[](virConnectPtr, virDomainPtr domain, const char* device, void* opaque) {
        (*static_cast<Holder*>(opaque))
            ->deliver({ RawEvent::Kind::DeviceRemovalFailed, uuidOf(domain), 0, 0, QString::fromUtf8(device) });
    };
    const auto completed = +[](virConnectPtr, virDomainPtr domain, virTypedParameterPtr, int, void* opaque) {
        (*static_cast<Holder*>(opaque))->deliver({ RawEvent::Kind::JobCompleted, uuidOf(domain) });
    };
    add(VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(lifecycle));
    add(VIR_DOMAIN_EVENT_ID_REBOOT, VIR_DOMAIN_EVENT_CALLBACK(rebooted));
    add(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK(removed));
    add(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, VIR_DOMAIN_EVENT_CALLBACK(refused));
    add(VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, VIR_DOMAIN_EVENT_CALLBACK(completed));
    return registered;
}

Result<ConnectRef> Connection::Shared::open()
{
    auto* opened = virConnectOpenAuth(uri.toUtf8().constData(), virConnectAuthPtrDefault, 0);
    if (!opened) {
        auto error = lastError(QStringLiteral("connect to ") + uri);
        error.code = ErrorCode::Unavailable;
        error.message += QStringLiteral(
            " Start libvirt with the script host-hypervisor (as root), and see that the user of Skylab "
            "may open its socket (group libvirt).");
        return fail(std::move(error));
    }
    virConnectSetKeepAlive(opened, keepAliveSeconds, keepAliveCount);
    // Some drivers neither keep nor free what comes with this callback, so it is ours to free.
    const auto self = std::make_shared<std::shared_ptr<Shared>>(shared_from_this());
    virConnectRegisterCloseCallback(opened, Shared::closed, self.get(), nullptr);
    return ConnectRef(opened, [registered = listen(opened), self](virConnectPtr held) {
        // Each callback holds a reference: without this the connection would never close.
        virConnectUnregisterCloseCallback(held, Shared::closed);
        for (const auto id : registered)
            virConnectDomainEventDeregisterAny(held, id);
        virConnectClose(held);
    });
}

void Connection::Shared::run()
{
    auto pause = firstPause;
    std::unique_lock lock(mutex);
    while (!stopping) {
        lock.unlock();
        auto opened = open();
        lock.lock();
        tried = true;
        if (!opened) {
            if (problem.message != opened.error().message)
                qCWarning(log, "%s", qUtf8Printable(opened.error().message));
            problem = std::move(opened.error());
            changed.notify_all();
            changed.wait_for(lock, pause, [this] { return stopping; });
            pause = std::min<std::chrono::milliseconds>(pause * 2, longestPause);
            continue;
        }
        pause = firstPause;
        lost = false;
        connect = std::move(*opened);
        changed.notify_all();
        lock.unlock();
        {
            const std::lock_guard calling(delivery);
            if (!silent)
                up();
        }
        lock.lock();
        changed.wait(lock, [this] { return stopping || lost; });
        problem = { ErrorCode::Unavailable,
                    QStringLiteral("The connection to libvirt at %1 was lost; Skylab is connecting again.").arg(uri) };
        auto closing = std::move(connect);
        connect.reset();
        lock.unlock();
        closing.reset();   // calls that still hold it keep it a little longer
        lock.lock();
    }
    ended = true;
    changed.notify_all();
}

Connection::Connection(QString uri, std::function<void()> up, std::function<void(const RawEvent&)> event)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->uri = std::move(uri);
    m_shared->up = std::move(up);
    m_shared->event = std::move(event);
}

Connection::~Connection() { stop(); }

Result<void> Connection::start(Milliseconds patience)
{
    if (!m_loop)
        m_loop = EventLoop::hold();
    {
        const std::lock_guard quiet(m_shared->delivery);
        m_shared->silent = false;
    }
    std::unique_lock lock(m_shared->mutex);
    if (m_shared->stopping) {
        m_shared->stopping = m_shared->ended = m_shared->tried = false;
        m_shared->problem = { ErrorCode::Unavailable,
                              QStringLiteral("Skylab is still connecting to libvirt at %1.").arg(m_shared->uri) };
        std::thread([shared = m_shared] { shared->run(); }).detach();
    }
    m_shared->changed.wait_for(lock, patience, [this] { return m_shared->tried; });
    if (!m_shared->connect)
        return fail(m_shared->problem);
    return {};
}

void Connection::stop()
{
    {
        const std::lock_guard quiet(m_shared->delivery);
        m_shared->silent = true;
    }
    std::unique_lock lock(m_shared->mutex);
    m_shared->stopping = true;
    m_shared->changed.notify_all();
    // A daemon that accepts and then says nothing holds the thread in virConnectOpen; it is left behind then.
    m_shared->changed.wait_for(lock, std::chrono::seconds(5), [this] { return m_shared->ended; });
    lock.unlock();
    m_loop.reset();
}

Result<ConnectRef> Connection::get()
{
    const std::lock_guard lock(m_shared->mutex);
    if (!m_shared->connect)
        return fail(m_shared->problem);
    return m_shared->connect;
}

} // namespace skylab::compute::libvirt
