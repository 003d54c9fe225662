#include "identity/model/Totp.h"

#include <QMessageAuthenticationCode>
#include <QtEndian>

namespace skylab::identity::Totp {

QByteArray passcode(const QByteArray& secret, qint64 step)
{
    char counter[8];
    qToBigEndian(step, counter);
    const auto mac = QMessageAuthenticationCode::hash(QByteArray(counter, 8), secret, QCryptographicHash::Sha1);
    // RFC 4226, 5.3: four bytes from where the last half byte says, without the sign.
    const auto offset = mac.back() & 0x0F;
    const auto number = qFromBigEndian<quint32>(mac.constData() + offset) & 0x7FFFFFFFU;
    return QByteArray::number(number % 1'000'000U).rightJustified(6, '0');
}

std::optional<QByteArray> secretOf(const QString& base32)
{
    QByteArray bytes;
    quint32 bits = 0;
    int have = 0;
    for (const auto character : base32.toUpper()) {
        const auto code = character.unicode();
        if (code == u' ' || code == u'-' || code == u'=')
            continue;
        const int value = code >= u'A' && code <= u'Z' ? code - u'A' : code >= u'2' && code <= u'7' ? code - u'2' + 26 : -1;
        if (value < 0)
            return {};
        bits = (bits << 5U | quint32(value)) & 0xFFFU;
        have += 5;
        if (have >= 8) {
            have -= 8;
            bytes += char(bits >> unsigned(have) & 0xFFU);
        }
    }
    return bytes.isEmpty() ? std::nullopt : std::optional(bytes);
}

} // namespace skylab::identity::Totp
