#include "http/engine/WorkerPool.h"
#include "support/TestMain.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <semaphore>
#include <vector>

using namespace skylab::http::engine;

class WorkerPoolTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Its caches are warm. A job that comes before it has sat down calls another, so that two may take turns.
    void callsWhoWorkedLast()
    {
        constexpr int threads = 8, jobs = 800;
        WorkerPool pool(threads, jobs);
        std::map<std::thread::id, int> worked;      // a job begins when the one before is over
        std::binary_semaphore over { 0 };
        for (int i = 0; i < jobs; ++i) {
            QVERIFY(pool.submit([&] {
                ++worked[std::this_thread::get_id()];
                over.release();
            }, WorkerPool::Admission::Bounded));
            over.acquire();
        }
        std::vector<int> shares;
        for (const auto& [thread, count] : worked)
            shares.push_back(count);
        std::ranges::sort(shares, std::ranges::greater());
        shares.resize(threads);
        QCOMPARE_GT(shares[0] + shares[1], jobs / 2);      // in turn, each would do an eighth
    }

    void refusesWhatFindsNoRoom()
    {
        WorkerPool pool(1, 1);
        std::binary_semaphore begun { 0 }, finish { 0 };
        int done = 0;      // on the pool's only thread
        QVERIFY(pool.submit([&] { begun.release(); finish.acquire(); ++done; }, WorkerPool::Admission::Bounded));
        begun.acquire();
        QVERIFY(pool.submit([&] { ++done; }, WorkerPool::Admission::Bounded));
        QCOMPARE(pool.queued(), std::size_t(1));
        QVERIFY(!pool.submit([] { }, WorkerPool::Admission::Bounded));
        QVERIFY(pool.submit([&] { ++done; }, WorkerPool::Admission::Always));
        finish.release();
        pool.stop();      // after what is queued
        QCOMPARE(done, 3);
    }
};

SKYLAB_TEST(WorkerPoolTest)
#include "WorkerPoolTest.moc"
