#include "identity/model/Token.h"

#include "core/Uuid.h"

#include <QUuid>
#include <QtEndian>

namespace skylab::identity {

namespace {

constexpr char formatVersion = 1;
constexpr qsizetype maxTokenLength = 1024;
constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr const char* methodNames[] = { "password", "token", "application_credential", "totp", "oauth1", "ec2credential" };      // append only: bits

/// Ids are mostly 32 hex digits: those take 16 bytes. 0xFF cannot be the length of anything else.
constexpr unsigned char packedId = 0xFF;
constexpr qsizetype maxTextLength = 250;

void putText(QByteArray& out, const QString& text)
{
    const auto bytes = text.toUtf8();
    const auto packed = QByteArray::fromHex(bytes);
    if (packed.size() == 16 && packed.toHex() == bytes) {
        out += char(packedId);
        out += packed;
    } else {
        out += char(qMin(bytes.size(), maxTextLength));
        out += bytes.left(maxTextLength);
    }
}

void putNumber(QByteArray& out, qint64 number)
{
    char bytes[8];
    qToBigEndian(number, bytes);
    out.append(bytes, 8);
}

/// Takes things from the front; once something is missing, all is.
class Reader {
public:
    explicit Reader(QByteArrayView bytes) : m_rest(bytes) { }
    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }

    QByteArrayView take(qsizetype size)
    {
        if (size > m_rest.size()) {
            m_good = false;
            return {};
        }
        const auto taken = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return taken;
    }
    unsigned char byte()
    {
        const auto one = take(1);
        return one.isEmpty() ? 0 : static_cast<unsigned char>(one[0]);
    }
    qint64 number()
    {
        const auto bytes = take(8);
        return bytes.size() == 8 ? qFromBigEndian<qint64>(bytes.data()) : 0;
    }
    QString text()
    {
        const auto size = byte();
        if (size == packedId)
            return QString::fromLatin1(take(16).toByteArray().toHex());
        const auto bytes = take(size);
        m_good = m_good && size <= maxTextLength && QUtf8StringView(bytes.data(), bytes.size()).isValidUtf8();
        return QString::fromUtf8(bytes);
    }

private:
    QByteArrayView m_rest;
    bool m_good = true;
};

} // namespace

QString newAuditId() { return QString::fromLatin1(QUuid::createUuid().toRfc4122().toBase64(base64)); }

QByteArray encodeToken(const KeyRing& keys, const Token& token)
{
    QByteArray plain;
    plain.reserve(128);
    unsigned char methods = 0;
    for (std::size_t i = 0; i < std::size(methodNames); ++i)
        if (token.methods.contains(QLatin1String(methodNames[i])))
            methods |= static_cast<unsigned char>(1U << i);
    plain += formatVersion;
    plain += char(methods);
    plain += char(token.scope);
    putNumber(plain, token.issuedAt.micros);
    putNumber(plain, token.expiresAt.micros);
    for (const auto& text : { token.userId, token.scopeId, token.applicationCredentialId, token.auditId, token.parentAuditId })
        putText(plain, text);
    if (token.isDelegated())
        for (const auto& text : { token.trustId, token.accessTokenId })
            putText(plain, text);
    return keys.seal(plain).toBase64(base64);
}

std::optional<Token> decodeToken(const KeyRing& keys, const QByteArray& text)
{
    if (text.size() > maxTokenLength)
        return {};
    const auto bytes = QByteArray::fromBase64Encoding(text, base64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return {};
    // Only one spelling: stray bits at the end of base64 would make a second text of the same token.
    if ((*bytes).toBase64(base64) != text)
        return {};
    const auto plain = keys.unseal(*bytes);
    if (!plain)
        return {};
    Reader reader(*plain);
    if (reader.byte() != formatVersion)
        return {};
    Token token;
    const auto methods = reader.byte();
    for (std::size_t i = 0; i < std::size(methodNames); ++i)
        if (methods & (1U << i))
            token.methods << QString::fromLatin1(methodNames[i]);
    const auto scope = reader.byte();
    token.scope = ScopeKind(scope);
    token.issuedAt.micros = reader.number();
    token.expiresAt.micros = reader.number();
    for (auto* member : { &token.userId, &token.scopeId, &token.applicationCredentialId, &token.auditId, &token.parentAuditId })
        *member = reader.text();
    if (!reader.atEnd())
        for (auto* member : { &token.trustId, &token.accessTokenId })
            *member = reader.text();
    if (!reader.good() || !reader.atEnd() || scope > std::uint8_t(ScopeKind::System))
        return {};
    return token;
}

} // namespace skylab::identity
