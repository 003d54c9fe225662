#include "identity/model/Passwords.h"

#include <QCryptographicHash>
#include <QThread>

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>

namespace skylab::identity {

namespace {

constexpr int waitMilliseconds = 10'000;
constexpr qsizetype bcryptBytes = 72;
std::atomic<qint64> made = 0;

Secret prepared(const Secret& password)
{
    if (password.reveal().size() <= bcryptBytes && !password.reveal().contains('\0'))
        return password;
    return Secret(QCryptographicHash::hash(password.reveal(), QCryptographicHash::Sha384).toBase64());
}

/// libcrypt's work area is 32 KiB and holds traces of the password.
QByteArray crypted(const Secret& password, const QByteArray& setting)
{
    ++made;
    const auto data = std::make_unique<crypt_data>();
    std::memset(data.get(), 0, sizeof(crypt_data));
    const auto text = prepared(password);
    const char* out = crypt_rn(text.reveal().constData(), setting.constData(), data.get(), int(sizeof(crypt_data)));
    QByteArray result(out && out[0] != '*' ? out : "");
    explicit_bzero(data.get(), sizeof(crypt_data));
    return result;
}

QByteArray newSetting(int cost)
{
    char random[16];
    char setting[CRYPT_GENSALT_OUTPUT_SIZE] = {};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(random), sizeof random) != 1
        || !crypt_gensalt_rn("$2b$", static_cast<unsigned long>(cost), random, sizeof random, setting, sizeof setting))
        qFatal("bcrypt is not available from libcrypt.");
    return setting;
}

/// Takes one of the slots for as long as it lives.
struct Slot {
    explicit Slot(QSemaphore& semaphore) : m_semaphore(semaphore), taken(semaphore.tryAcquire(1, waitMilliseconds)) { }
    ~Slot()
    {
        if (taken)
            m_semaphore.release();
    }
    Q_DISABLE_COPY_MOVE(Slot)
    QSemaphore& m_semaphore;
    bool taken;
};

auto busy() { return fail(ErrorCode::Unavailable, QStringLiteral("Too many logins at once. Try again in a few seconds.")); }

} // namespace

Passwords::Passwords(int cost) : m_cost(std::clamp(cost, 4, 31)), m_slots(std::max(1, QThread::idealThreadCount() - 1)) { }

Result<QString> Passwords::hash(const Secret& password) const
{
    if (password.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("The password must not be empty."), QStringLiteral("password"));
    if (password.reveal().size() > maxBytes)
        return fail(ErrorCode::BadRequest, QStringLiteral("The password is longer than %1 bytes. Choose a shorter one.").arg(maxBytes), QStringLiteral("password"));
    const Slot slot(m_slots);
    if (!slot.taken)
        return busy();
    return QString::fromLatin1(crypted(password, newSetting(m_cost)));
}

Result<bool> Passwords::verify(const Secret& password, const QString& hash) const
{
    if (password.reveal().size() > maxBytes)
        return false;
    const Slot slot(m_slots);
    if (!slot.taken)
        return busy();
    const auto wanted = (hash.isEmpty() ? dummy() : hash).toLatin1();
    const auto got = crypted(password, wanted);
    const bool same = got.size() == wanted.size() && !got.isEmpty() && CRYPTO_memcmp(got.constData(), wanted.constData(), std::size_t(got.size())) == 0;
    return same && !hash.isEmpty();
}

qint64 Passwords::hashesMade() { return made; }

const QString& Passwords::dummy() const
{
    std::call_once(m_once, [this] { m_dummy = QString::fromLatin1(crypted(generate(), newSetting(m_cost))); });
    return m_dummy;
}

Secret Passwords::generate(int length)
{
    static constexpr char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    constexpr unsigned count = sizeof letters - 1;
    QByteArray text;
    while (text.size() < length) {
        unsigned char random[64];
        if (RAND_bytes(random, sizeof random) != 1)
            qFatal("The system gives no random bytes.");
        for (const auto byte : random)
            if (byte < 256 / count * count && text.size() < length)      // the rest would favour the first letters
                text += letters[byte % count];
    }
    return Secret(text);
}

} // namespace skylab::identity
