#pragma once

#include "db/Database.h"
#include "network/driver/NetworkDriver.h"
#include "network/store/Change.h"

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace skylab::network {

/// Makes the engine agree with the book. What is still to be told stands in `pending_sync`, written with the change
/// itself; a thread makes up for what failed, and compares everything when the engine comes back. Never holds a
/// database transaction while the driver is called. Thread-safe.
class Realiser {
public:
    Realiser(db::Database& database, NetworkDriver& driver);
    ~Realiser();
    Q_DISABLE_COPY_MOVE(Realiser)

    /// Begins with a comparison of the whole book with the engine. `compared` runs after each one.
    void start(std::function<void()> compared);
    void stop();

    /// Brings these into the engine, in the order that they need. The first error; what failed is tried again later.
    Result<> realise(const std::vector<Mark>& marks);
    /// Takes everything of this cloud out of the engine. After stop(). The first error; it goes on after one.
    Result<> forgetAll();
    /// There is something to repair.
    void wake();

private:
    struct Done {
        Mark mark;
        qint64 version;
    };

    void run();
    /// True when nothing is left to do.
    bool repair();
    /// An error only when it can't be made; what the engine refuses is left marked.
    Result<> compare();
    /// Marks them, so that they are looked at until they are done.
    Result<> note(const std::vector<Mark>& marks);
    Result<std::vector<Mark>> pending();
    /// The first error, or an outage; after an outage the rest is left for later.
    Result<> sync(const std::vector<Mark>& marks);
    Result<> syncOne(const Mark& mark, std::vector<Done>& done, int depth = 0);
    Result<> tell(const Mark& mark);
    Result<bool> isWanted(const Mark& mark);
    Result<std::vector<Mark>> dependencies(const Mark& mark);
    Result<> forget(const Mark& mark);

    db::Database& m_database;
    NetworkDriver& m_driver;
    std::array<std::mutex, 32> m_locks;      ///< one thing is told by one thread at a time, so the newest word wins
    std::function<void()> m_compared;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_work = false;
    bool m_stopping = false;
    bool m_compareAll = true;         ///< of the thread
    quint64 m_comparedAt = 0;         ///< the driver's connections() at the last comparison; of the thread
    bool m_outageTold = false;        ///< of the thread
    std::thread m_thread;
};

} // namespace skylab::network
