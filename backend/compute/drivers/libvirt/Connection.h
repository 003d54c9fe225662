#pragma once

#include "compute/driver/HypervisorDriver.h"
#include "core/Result.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <functional>
#include <memory>

namespace skylab::compute::libvirt {

using ConnectRef = std::shared_ptr<virConnect>;
using DomainRef = std::shared_ptr<virDomain>;

inline DomainRef own(virDomainPtr domain)
{
    return { domain, [](virDomainPtr held) {
                if (held)
                    virDomainFree(held);
            } };
}

/// libvirt's last error on this thread, as ours. `doing`: "start the guest". Call right after what failed.
Error lastError(const QString& doing);
/// Nothing for an answer of 0 or more, else lastError().
Result<void> check(int answer, const QString& doing);
/// Takes over and frees a string of libvirt's; null: lastError().
Result<QString> checkText(char* text, const QString& doing);

/// Something that libvirt told, freed of its pointers.
struct RawEvent {
    enum class Kind { Lifecycle, Rebooted, DeviceRemoved, DeviceRemovalFailed, JobCompleted };
    Kind kind = Kind::Lifecycle;
    QString uuid;
    int event = 0;
    int detail = 0;
    QString device = {};   ///< its alias
};

/// The one connection to libvirt, kept up: keepalive notices a dead daemon, a thread of its own connects again with
/// growing pauses (0.5 to 30 s). Callbacks are called on that thread (up) and on libvirt's event thread (event).
class Connection {
public:
    using Milliseconds = std::chrono::milliseconds;

    Connection(QString uri, std::function<void()> up, std::function<void(const RawEvent&)> event);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Begins to connect and waits a little for the first answer.
    Result<void> start(Milliseconds patience);
    /// Disconnects. No callback runs after it has returned.
    void stop();
    /// The connection, or Unavailable with cause and cure.
    Result<ConnectRef> get();

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
    std::shared_ptr<void> m_loop;
};

} // namespace skylab::compute::libvirt
