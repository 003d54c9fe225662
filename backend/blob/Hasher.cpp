#include "blob/Hasher.h"

#include <openssl/evp.h>

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

struct Hasher::Context {
    Context(const EVP_MD* algorithm, QByteArray Digests::*where) : md(EVP_MD_CTX_new()), target(where)
    {
        EVP_DigestInit_ex2(md, algorithm, nullptr);
    }
    ~Context() { EVP_MD_CTX_free(md); }
    Q_DISABLE_COPY_MOVE(Context)
    EVP_MD_CTX* md;
    QByteArray Digests::*target;
};

Hasher::Hasher(Algorithms algorithms)
{
    if (algorithms.md5)
        m_contexts.push_back(std::make_unique<Context>(md5(), &Digests::md5));
    if (algorithms.sha256)
        m_contexts.push_back(std::make_unique<Context>(sha256(), &Digests::sha256));
    if (algorithms.sha512)
        m_contexts.push_back(std::make_unique<Context>(sha512(), &Digests::sha512));
}

Hasher::~Hasher() { stop(); }

void Hasher::add(QByteArray bytes)
{
    if (m_contexts.empty() || bytes.isEmpty())
        return;
    if (!m_worker.joinable()) {
        if (m_first.isEmpty()) {
            m_first = std::move(bytes);
            return;
        }
        m_queue.push_back(std::exchange(m_first, {}));
        m_worker = std::thread([this] { work(); });
    }
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_queue.size() < queueLength; });
        m_queue.push_back(std::move(bytes));
    }
    m_changed.notify_all();
}

void Hasher::work()
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

void Hasher::update(QByteArrayView bytes)
{
    for (const auto& context : m_contexts)
        EVP_DigestUpdate(context->md, bytes.data(), size_t(bytes.size()));
}

void Hasher::stop()
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

Digests Hasher::finish()
{
    stop();
    update(m_first);
    m_first.clear();
    Digests result;
    for (const auto& context : m_contexts) {
        QByteArray raw(EVP_MAX_MD_SIZE, Qt::Uninitialized);
        unsigned int length = 0;
        EVP_DigestFinal_ex(context->md, reinterpret_cast<unsigned char*>(raw.data()), &length);
        result.*(context->target) = raw.left(qsizetype(length)).toHex();
    }
    m_contexts.clear();
    return result;
}

Digests Hasher::of(QByteArrayView bytes, Algorithms algorithms)
{
    Hasher hasher(algorithms);
    hasher.update(bytes);
    return hasher.finish();
}

} // namespace skylab::blob
