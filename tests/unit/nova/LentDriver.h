#pragma once

#include "compute/drivers/fake/FakeHypervisorDriver.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace skylab::test {

/// A driver that outlives the service which uses it, as a hypervisor outlives a process that was killed.
class LentDriver final : public compute::HypervisorDriver {
public:
    explicit LentDriver(compute::FakeHypervisorDriver& driver) : m_driver(driver) { }
    /// Whoever used it is gone: a start of the driver alone calls nobody.
    ~LentDriver() override
    {
        m_driver.onLifecycle({});
        m_driver.onReconnect({});
    }
    Q_DISABLE_COPY_MOVE(LentDriver)
    using Ms = Milliseconds;
    void onLifecycle(LifecycleCallback callback) override { m_driver.onLifecycle(std::move(callback)); }
    void onReconnect(ReconnectCallback callback) override { m_driver.onReconnect(std::move(callback)); }
    Result<void> start() override { return m_driver.start(); }
    void stop() override { m_driver.stop(); }
    Result<void> health() override { return m_driver.health(); }
    bool isConnected() override { return m_driver.isConnected(); }
    Result<compute::Capabilities> capabilities() override
    {
        auto able = TRY(m_driver.capabilities());
        able.vncConsole = screenPort != 0;
        return able;
    }
    Result<compute::HostState> hostState() override
    {
        ++hostQueries;
        return m_driver.hostState();
    }
    Result<void> spawn(const compute::GuestSpec& spec) override
    {
        {
            const std::lock_guard lock(m_mutex);      // servers of one wish are spawned side by side
            m_lastSpec = spec;
        }
        return m_driver.spawn(spec);
    }
    Result<void> define(const compute::GuestSpec& spec) override { return m_driver.define(spec); }
    Result<void> destroy(const QString& id) override { return m_driver.destroy(id); }
    Result<void> cleanup(const QString& id) override { return m_driver.cleanup(id); }
    Result<void> powerOn(const QString& id) override { return m_driver.powerOn(id); }
    Result<void> powerOff(const QString& id, Ms graceful, const Cancelled& hurry) override
    {
        if (beforeStop)
            beforeStop();
        dawdle(graceful, hurry);
        return m_driver.powerOff(id, graceful, hurry);
    }
    Result<void> reboot(const QString& id, compute::RebootKind kind, Ms graceful, const Cancelled& hurry) override
    {
        if (beforeStop)
            beforeStop();
        dawdle(kind == compute::RebootKind::Soft ? graceful : Ms::zero(), hurry);
        return m_driver.reboot(id, kind, graceful, hurry);
    }
    Result<void> pause(const QString& id) override
    {
        if (beforePause)
            beforePause(id);
        return m_driver.pause(id);
    }
    Result<void> unpause(const QString& id) override { return m_driver.unpause(id); }
    Result<void> suspend(const QString& id) override
    {
        if (beforeStop)
            beforeStop();
        return m_driver.suspend(id);
    }
    Result<void> resume(const QString& id) override { return m_driver.resume(id); }
    Result<QString> attachVolume(const QString& id, const compute::DiskSpec& disk) override { return m_driver.attachVolume(id, disk); }
    Result<void> detachVolume(const QString& id, const QString& serial, Ms deadline) override { return m_driver.detachVolume(id, serial, deadline); }
    Result<void> swapVolume(const QString& id, const QString& serial, const compute::DiskSpec& to, Ms deadline, const Cancelled& cancelled) override { return m_driver.swapVolume(id, serial, to, deadline, cancelled); }
    Result<void> injectNmi(const QString& id) override { return m_driver.injectNmi(id); }
    Result<void> extendVolume(const QString& id, const QString& serial, qint64 bytes) override { return m_driver.extendVolume(id, serial, bytes); }
    Result<void> attachInterface(const QString& id, const compute::NicSpec& nic) override { return m_driver.attachInterface(id, nic); }
    Result<void> detachInterface(const QString& id, const QString& port, Ms deadline) override { return m_driver.detachInterface(id, port, deadline); }
    Result<compute::GuestStatus> guestState(const QString& id) override { return m_driver.guestState(id); }
    Result<std::vector<compute::GuestStatus>> listGuests() override { return m_driver.listGuests(); }
    Result<std::vector<compute::GuestStats>> stats() override
    {
        ++statsAsked;
        return m_driver.stats();
    }
    Result<compute::GuestStats> diagnostics(const QString& id) override { return m_driver.diagnostics(id); }
    Result<QByteArray> consoleLog(const QString& id, int lines) override { return m_driver.consoleLog(id, lines); }
    Result<compute::ConsoleEndpoint> vncEndpoint(const QString& id) override
    {
        if (screenPort == 0)
            return m_driver.vncEndpoint(id);
        return compute::ConsoleEndpoint { compute::ConsoleEndpoint::Kind::Tcp, {}, QStringLiteral("127.0.0.1"), screenPort };
    }
    Result<compute::ConsoleEndpoint> serialEndpoint(const QString& id) override { return m_driver.serialEndpoint(id); }
    Result<compute::Screenshot> screenshot(const QString& id) override { return m_driver.screenshot(id); }
    Result<void> snapshotDisk(const QString& id, const QString& serial, const QString& target, compute::Quiesce quiesce, Ms deadline) override { return m_driver.snapshotDisk(id, serial, target, quiesce, deadline); }
    Result<void> setAdminPassword(const QString& id, const QString& user, const Secret& password) override { return m_driver.setAdminPassword(id, user, password); }

    compute::GuestSpec lastSpec() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lastSpec;
    }

    std::atomic<int> statsAsked { 0 };
    std::atomic<int> hostQueries { 0 };
    std::atomic<bool> dawdles = false;        ///< guests take all the time that they are given to power themselves off
    std::atomic<int> dawdling { 0 };          ///< how many do just now
    std::function<void(const QString&)> beforePause;
    std::function<void()> beforeStop;         ///< before a guest is told to stop, to start again or to be saved
    std::atomic<quint16> screenPort = 0;      ///< of a server on this host that plays all screens; 0 = there are none

private:
    void dawdle(Ms graceful, const Cancelled& hurry)
    {
        const auto end = std::chrono::steady_clock::now() + graceful;
        ++dawdling;
        while (dawdles && std::chrono::steady_clock::now() < end && !(hurry && hurry()))
            std::this_thread::sleep_for(Ms(2));
        --dawdling;
    }

    compute::FakeHypervisorDriver& m_driver;
    mutable std::mutex m_mutex;
    compute::GuestSpec m_lastSpec;
};

} // namespace skylab::test
