#pragma once

#include "compute/driver/HypervisorDriver.h"
#include "support/Patience.h"

#include <QObject>
#include <QTemporaryDir>

#include <condition_variable>
#include <mutex>

namespace skylab::compute::test {

/// What a driver told through onLifecycle().
class Events {
public:
    void add(const Lifecycle& event);
    /// Waits until the guest has had this event.
    bool wait(const QString& uuid, LifecycleEvent event, LifecycleReason reason,
              std::chrono::seconds deadline = std::chrono::seconds(20));
    bool wait(const QString& uuid, LifecycleEvent event);
    void clear();

private:
    bool waitFor(const std::function<bool(const Lifecycle&)>& wanted, std::chrono::seconds deadline);
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Lifecycle> m_events;
};

/// The suite that every hypervisor driver passes. A driver's own class says how it is made and what its guests are
/// like.
class HypervisorContract : public QObject {
    Q_OBJECT
protected:
    using Milliseconds = std::chrono::milliseconds;

    /// Null: this driver can't be tried here; `why` tells.
    virtual std::unique_ptr<HypervisorDriver> make(QString* why) = 0;
    /// A specification that this driver can run: one disk "root".
    virtual GuestSpec spec();
    /// From now on this guest ignores the power button and keeps its devices. Most have no operating system anyway.
    virtual void makeStubborn(const QString&) { }
    /// A disk that is there, for attachVolume().
    virtual DiskSpec spareDisk(const QString& serial);
    virtual NicSpec spareNic();
    /// Makes the next spawn of this fail in the hypervisor.
    virtual void spoil(GuestSpec& spec) = 0;
    /// Whether what guests have and do is counted.
    virtual bool counts() const { return true; }
    virtual QByteArray expectedConsole() const { return {}; }

    HypervisorDriver& driver() { return *m_driver; }
    QString folder() const { return m_folder.path(); }
    /// spawn(spec()), verified.
    QString spawned();
    PowerState stateOf(const QString& uuid);

    std::unique_ptr<HypervisorDriver> m_driver;
    Events m_events;
    std::atomic<int> m_reconnections = 0;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();

    void describesTheHost();
    void spawnsAndLists();
    void refusesWhatCantWork();
    void leavesNothingWhenSpawnFails();
    void redefinesAStoppedGuest();
    void pausesAndUnpauses();
    void suspendsAndResumes();
    void powersOffAndOn();
    void cutsThePowerOfStubbornGuests();
    void rebootsHard();
    void endsTwiceWithoutError();
    void attachesAndDetachesVolumes();
    void attachesAndDetachesInterfaces();
    void extendsVolumes();
    void swapsVolumes();
    void swapsCanBeCalledOff();
    void interruptsGuests();
    void copiesDisks();
    void showsTheConsole();
    void countsWhatGuestsDo();
    void consolesNeedARunningGuest();
};

} // namespace skylab::compute::test
