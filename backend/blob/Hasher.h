#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct evp_md_ctx_st;

namespace skylab::blob {

/// Lower-case hex; empty for what was not asked for.
struct Digests {
    QByteArray md5;
    QByteArray sha256;
    QByteArray sha512;
};

struct Algorithms {
    bool md5 = false;
    bool sha256 = false;
    bool sha512 = false;
};

/// Hashes a stream on a thread of its own, so that writing the file and hashing it go on at once. Holds at most
/// `queueLength` buffers: add() waits when hashing is slower than the writer. Content that comes in one piece is hashed
/// without a thread. One user at a time.
class Hasher {
public:
    static constexpr std::size_t queueLength = 4;

    explicit Hasher(Algorithms algorithms);
    ~Hasher();
    Q_DISABLE_COPY_MOVE(Hasher)

    /// The bytes are shared, not copied: the caller must not change them in place.
    void add(QByteArray bytes);

    /// Waits for the worker. Nothing may be added afterwards.
    Digests finish();

    /// The hash of one buffer, on the calling thread.
    static Digests of(QByteArrayView bytes, Algorithms algorithms);

private:
    struct Context;
    void work();
    void stop();
    void update(QByteArrayView bytes);

    std::vector<std::unique_ptr<Context>> m_contexts;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<QByteArray> m_queue;
    bool m_ending = false;
    QByteArray m_first;   // kept until a second one comes
    std::thread m_worker;
};

} // namespace skylab::blob
