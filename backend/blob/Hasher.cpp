#include "blob/Hasher.h"

#include <openssl/evp.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace skylab::blob {

namespace {
/// Looked up once: OpenSSL 3 searches its providers at every implicit fetch.
const EVP_MD* algorithm(const char* name) { return EVP_MD_fetch(nullptr, name, nullptr); }
const EVP_MD* md5()
{
    static const EVP_MD* const it = algorithm("MD5");
    return it;
}
const EVP_MD* sha256()
{
    static const EVP_MD* const it = algorithm("SHA256");
    return it;
}
const EVP_MD* sha512()
{
    static const EVP_MD* const it = algorithm("SHA512");
    return it;
}
} // namespace

/// One algorithm, its state and its worker.
class Hasher::Lane {
public:
    Lane(const EVP_MD* algorithm, QByteArray Digests::*where) : m_md(EVP_MD_CTX_new()), m_target(where)
    {
        EVP_DigestInit_ex2(m_md, algorithm, nullptr);
    }
    ~Lane()
    {
        stop();
        EVP_MD_CTX_free(m_md);
    }
    Q_DISABLE_COPY_MOVE(Lane)

    void start() { m_worker = std::thread([this] { work(); }); }
    void add(QByteArray bytes);
    void stop();
    void update(QByteArrayView bytes) { EVP_DigestUpdate(m_md, bytes.data(), size_t(bytes.size())); }
    void finish(Digests& result);

private:
    void work();

    EVP_MD_CTX* m_md;
    QByteArray Digests::*m_target;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<QByteArray> m_queue;
    bool m_ending = false;
    std::thread m_worker;
};

void Hasher::Lane::add(QByteArray bytes)
{
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_queue.size() < queueLength; });
        m_queue.push_back(std::move(bytes));
    }
    m_changed.notify_all();
}

void Hasher::Lane::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_ending || !m_queue.empty(); });
        if (m_queue.empty())
            return;
        const auto bytes = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        m_changed.notify_all();
        update(bytes);
        lock.lock();
    }
}

void Hasher::Lane::stop()
{
    if (!m_worker.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    m_worker.join();
}

void Hasher::Lane::finish(Digests& result)
{
    QByteArray raw(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_md, reinterpret_cast<unsigned char*>(raw.data()), &length);
    result.*m_target = raw.left(qsizetype(length)).toHex();
}

Hasher::Hasher(Algorithms algorithms)
{
    if (algorithms.md5)
        m_lanes.push_back(std::make_unique<Lane>(md5(), &Digests::md5));
    if (algorithms.sha256)
        m_lanes.push_back(std::make_unique<Lane>(sha256(), &Digests::sha256));
    if (algorithms.sha512)
        m_lanes.push_back(std::make_unique<Lane>(sha512(), &Digests::sha512));
}

Hasher::~Hasher() = default;

void Hasher::add(QByteArray bytes)
{
    if (m_lanes.empty() || bytes.isEmpty())
        return;
    if (!m_streaming && m_first.isEmpty()) {
        m_first = std::move(bytes);
        return;
    }
    const auto first = std::exchange(m_first, {});
    for (const auto& lane : m_lanes) {
        if (!m_streaming) {
            lane->start();
            lane->add(first);
        }
        lane->add(bytes);
    }
    m_streaming = true;
}

Digests Hasher::finish()
{
    Digests result;
    for (const auto& lane : m_lanes) {
        lane->stop();
        lane->update(m_first);
        lane->finish(result);
    }
    m_first.clear();
    m_lanes.clear();
    return result;
}

Digests Hasher::of(QByteArrayView bytes, Algorithms algorithms)
{
    Hasher hasher(algorithms);
    for (const auto& lane : hasher.m_lanes)
        lane->update(bytes);
    return hasher.finish();
}

} // namespace skylab::blob
