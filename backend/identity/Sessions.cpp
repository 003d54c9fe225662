#include "identity/Sessions.h"

#include "identity/model/Refusals.h"
#include "identity/store/SessionStore.h"

#include <openssl/evp.h>

#include <array>
#include <mutex>
#include <new>

namespace skylab::identity {

namespace {

constexpr qsizetype maxRemembered = 20'000;

/// OpenSSL's, since every request needs one: Qt's takes ten times as long where the processor has instructions for it. The algorithm is
/// looked up once, for OpenSSL 3 searches its providers each time.
QByteArray hashOf(const QByteArray& token)
{
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<char, 32> hash;
    if (EVP_Digest(token.constData(), std::size_t(token.size()), reinterpret_cast<unsigned char*>(hash.data()), nullptr, sha256, nullptr) != 1)
        throw std::bad_alloc();
    return { hash.data(), qsizetype(hash.size()) };
}

} // namespace

Sessions::Sessions(Directory& directory, const KeyRing& keys, int tokenSeconds)
    : m_directory(directory), m_keys(keys), m_tokenSeconds(tokenSeconds)
{
}

Result<Sessions::Issued> Sessions::issue(Token token)
{
    token.auditId = newAuditId();
    if (token.issuedAt.isNull())
        token.issuedAt = Clock::now();
    if (token.expiresAt.isNull()) {
        // Whole seconds: clients read no fraction. From now: the clock may have been set since the login began.
        token.expiresAt = { (Clock::now().micros / 1'000'000 + m_tokenSeconds) * 1'000'000 };
    }
    const auto generation = m_directory.generation();
    // What was revoked while the login was under way holds for it too.
    auto session = TRY(judgeParties(TRY(derive(token))));
    TRY(judge(token, 0));
    auto text = encodeToken(m_keys, token);
    remember(hashOf(text), session, generation);
    return Issued { std::move(text), std::move(session) };
}

Result<Sessions::Handle> Sessions::validate(const QByteArray& token, qint64 expiredSince)
{
    const auto hash = hashOf(token);
    const auto generation = m_directory.generation();
    Entry entry;
    {
        const std::shared_lock lock(m_mutex);
        if (const auto found = m_remembered.constFind(hash); found != m_remembered.constEnd())
            entry = *found;
    }
    if (entry.session && entry.generation == generation) {
        TRY(judge(entry.session->token, expiredSince));
        return judgeParties(entry.session);
    }
    const auto decoded = entry.session ? std::optional(entry.session->token) : decodeToken(m_keys, token);
    if (!decoded)
        return refused();
    TRY(judge(*decoded, expiredSince));
    auto session = TRY(derive(*decoded));
    remember(hash, session, generation);
    return judgeParties(std::move(session));
}

Result<> Sessions::judge(const Token& token, qint64 expiredSince) const
{
    if (token.expiresAt.addSeconds(expiredSince) <= Clock::now() || m_revocations.isRevoked(token))
        return refused();
    return {};
}

/// A token of a trust ends with those of both its parties: whichever it names itself.
Result<Sessions::Handle> Sessions::judgeParties(Handle session) const
{
    for (const auto& party : { session->trustorId, session->trusteeId }) {
        auto token = session->token;
        token.userId = party;
        if (!party.isEmpty() && m_revocations.isRevoked(token))
            return refused();
    }
    return session;
}

Result<Sessions::Handle> Sessions::derive(const Token& token)
{
    const auto roles = TRY(m_directory.roles());
    auto session = TRY(m_directory.read([&](db::Connection& connection) { return SessionStore::derive(connection, token, *roles); }));
    return std::make_shared<const Session>(std::move(session));
}

void Sessions::remember(const QByteArray& hash, const Handle& session, quint64 generation)
{
    const std::unique_lock lock(m_mutex);
    if (m_remembered.size() >= maxRemembered) {
        const auto now = Clock::now();
        m_remembered.removeIf([&](const auto& one) { return one.value().generation != generation || one.value().session->token.expiresAt <= now; });
        if (m_remembered.size() >= maxRemembered)
            m_remembered.clear();
    }
    m_remembered.insert(hash, { session, generation });
}

Result<service::Context> Sessions::authenticate(const QByteArray& token)
{
    return TRY(validate(token))->context;
}

} // namespace skylab::identity
