#include "identity/model/KeyRing.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace skylab::identity {

namespace {

constexpr int keyBytes = 32;
constexpr int idBytes = 4;
constexpr int nonceBytes = 12;
constexpr int tagBytes = 16;

/// Fetched once: looking an algorithm up costs more than using it.
const EVP_CIPHER* cipher()
{
    static EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return fetched;
}

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytesOf(const char* data) { return reinterpret_cast<const unsigned char*>(data); }
unsigned char* bytesOf(char* data) { return reinterpret_cast<unsigned char*>(data); }

Result<> writeNewFile(const QString& path, const QByteArray& bytes)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = fd >= 0 && ::write(fd, bytes.constData(), std::size_t(bytes.size())) == bytes.size() && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0)
        ::close(fd);
    if (!written)
        return fail(ErrorCode::Forbidden, QStringLiteral("The key file %1 can't be written: %2. Make its folder writable for the user that runs Skylab.")
                                              .arg(path, QString::fromLocal8Bit(std::strerror(error))));
    return {};
}

} // namespace

KeyRing::KeyRing(QString folder, int keep) : m_folder(std::move(folder)), m_keep(keep) { }
KeyRing::~KeyRing() = default;

Result<std::unique_ptr<KeyRing>> KeyRing::open(const QString& folder, int keep)
{
    std::unique_ptr<KeyRing> ring(new KeyRing(folder, keep));
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::Forbidden, QStringLiteral("The folder %1 for keys can't be made. Make its parent writable for the user that runs Skylab.").arg(folder));
    ::chmod(QFile::encodeName(folder).constData(), 0700);
    TRY(ring->load());
    if (ring->m_keys.empty())
        TRY(ring->makeKey(1));
    return ring;
}

KeyRing::Key KeyRing::keyOf(int number, const Secret& bytes)
{
    return { number, QCryptographicHash::hash(bytes.reveal(), QCryptographicHash::Sha256).left(idBytes), bytes };
}

Result<> KeyRing::load()
{
    const auto names = QDir(m_folder).entryList({ QStringLiteral("*.key") }, QDir::Files, QDir::Name);
    for (const auto& name : names) {
        QFile file(QDir(m_folder).filePath(name));
        bool numbered = false;
        const int number = name.section(u'.', 0, 0).toInt(&numbered);
        Secret bytes(file.open(QIODevice::ReadOnly) ? QByteArray::fromBase64(file.readAll().trimmed()) : QByteArray());
        if (!numbered || bytes.reveal().size() != keyBytes)
            return fail(ErrorCode::Internal, QStringLiteral("%1 is no key of Skylab. Restore it from a backup, or remove it if what it sealed may be lost.").arg(file.fileName()));
        m_keys.push_back(keyOf(number, bytes));
    }
    return {};
}

Result<> KeyRing::makeKey(int number)
{
    QByteArray raw(keyBytes, Qt::Uninitialized);
    if (RAND_bytes(bytesOf(raw.data()), keyBytes) != 1)
        return fail(ErrorCode::Internal, QStringLiteral("The system gives no random bytes."));
    const Secret bytes(raw);
    explicit_bzero(raw.data(), keyBytes);
    TRY(writeNewFile(QDir(m_folder).filePath(QStringLiteral("%1.key").arg(number, 6, 10, QLatin1Char('0'))), bytes.reveal().toBase64() + '\n'));
    m_keys.push_back(keyOf(number, bytes));
    return {};
}

Result<> KeyRing::rotate()
{
    const std::unique_lock lock(m_mutex);
    TRY(makeKey(m_keys.back().number + 1));
    while (m_keep > 0 && int(m_keys.size()) > m_keep) {
        QFile::remove(QDir(m_folder).filePath(QStringLiteral("%1.key").arg(m_keys.front().number, 6, 10, QLatin1Char('0'))));
        m_keys.erase(m_keys.begin());
    }
    return {};
}

int KeyRing::size() const
{
    const std::shared_lock lock(m_mutex);
    return int(m_keys.size());
}

QByteArray KeyRing::seal(QByteArrayView plain) const
{
    const std::shared_lock lock(m_mutex);
    const auto& key = m_keys.back();
    QByteArray out(overhead + plain.size(), Qt::Uninitialized);
    std::memcpy(out.data(), key.id.constData(), idBytes);
    auto* nonce = bytesOf(out.data()) + idBytes;
    auto* sealed = nonce + nonceBytes;
    const CipherContext context(EVP_CIPHER_CTX_new());
    int length = 0, last = 0;
    const bool good = RAND_bytes(nonce, nonceBytes) == 1
        && EVP_EncryptInit_ex2(context.get(), cipher(), bytesOf(key.bytes.reveal().constData()), nonce, nullptr) == 1
        && EVP_EncryptUpdate(context.get(), nullptr, &length, bytesOf(out.constData()), idBytes) == 1
        && EVP_EncryptUpdate(context.get(), sealed, &length, bytesOf(plain.data()), int(plain.size())) == 1
        && EVP_EncryptFinal_ex(context.get(), sealed + length, &last) == 1
        && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tagBytes, sealed + plain.size()) == 1;
    // Nothing here depends on input; without random bytes or memory the process can't do anything safely.
    if (!good)
        qFatal("AES-256-GCM is not available from OpenSSL.");
    return out;
}

std::optional<QByteArray> KeyRing::unseal(QByteArrayView sealed) const
{
    if (sealed.size() < overhead)
        return {};
    const std::shared_lock lock(m_mutex);
    for (auto key = m_keys.rbegin(); key != m_keys.rend(); ++key) {
        if (sealed.first(idBytes) != key->id)
            continue;
        const auto* nonce = bytesOf(sealed.data()) + idBytes;
        const auto* text = nonce + nonceBytes;
        const auto size = sealed.size() - overhead;
        QByteArray tag = sealed.last(tagBytes).toByteArray();
        QByteArray plain(size, Qt::Uninitialized);
        const CipherContext context(EVP_CIPHER_CTX_new());
        int length = 0, last = 0;
        const bool good = EVP_DecryptInit_ex2(context.get(), cipher(), bytesOf(key->bytes.reveal().constData()), nonce, nullptr) == 1
            && EVP_DecryptUpdate(context.get(), nullptr, &length, bytesOf(sealed.data()), idBytes) == 1
            && EVP_DecryptUpdate(context.get(), bytesOf(plain.data()), &length, text, int(size)) == 1
            && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tagBytes, tag.data()) == 1
            && EVP_DecryptFinal_ex(context.get(), bytesOf(plain.data()) + length, &last) == 1;
        if (good)
            return plain;
    }
    return {};
}

} // namespace skylab::identity
