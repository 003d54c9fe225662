#include "object/model/Signature.h"

#include "core/Secret.h"

#include <QMessageAuthenticationCode>

#include <algorithm>
#include <array>

namespace skylab::object {

namespace {

struct Known {
    const char* name;
    QCryptographicHash::Algorithm algorithm;
    qsizetype bytes;
};
constexpr std::array known {
    Known { "sha1", QCryptographicHash::Sha1, 20 },
    Known { "sha256", QCryptographicHash::Sha256, 32 },
    Known { "sha512", QCryptographicHash::Sha512, 64 },
};

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

} // namespace

QByteArrayList allowedDigests()
{
    QByteArrayList names;
    for (const auto& one : known)
        names << one.name;
    return names;
}

Result<Signature> Signature::parse(const QByteArray& text)
{
    const auto invalid = [] { return fail(ErrorCode::BadRequest, QStringLiteral("That is no signature.")); };
    const auto colon = text.indexOf(':');
    QByteArray raw;
    if (colon >= 0) {
        auto coded = text.mid(colon + 1);
        coded.replace('-', '+').replace('_', '/');
        while (coded.endsWith('='))
            coded.chop(1);
        const auto decoded = QByteArray::fromBase64Encoding(coded, QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors);
        if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok)
            return invalid();
        raw = decoded.decoded;
    } else {
        if (!std::all_of(text.begin(), text.end(), isHex))
            return invalid();
        raw = QByteArray::fromHex(text);
    }
    for (const auto& one : known)
        if (raw.size() == one.bytes && (colon < 0 || text.left(colon).toLower() == one.name))
            return Signature { one.algorithm, raw };
    return invalid();
}

bool Signature::signs(const QByteArray& text, const QByteArray& key) const
{
    return Secret(QMessageAuthenticationCode::hash(text, key, algorithm)).equals(digest);
}

} // namespace skylab::object
