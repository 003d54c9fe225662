#include "sdk/resource/Check.h"

#include "core/Uuid.h"

#include <QByteArray>

#include <arpa/inet.h>

namespace skylab::sdk {

void Problems::add(const QString& field, const QString& what)
{
    if (m_firstField.isNull())
        m_firstField = field;
    if (m_texts.size() < mostTold)
        m_texts << QStringLiteral("Invalid input for field '%1': %2").arg(field, what);
    else
        ++m_untold;
}

QString Problems::text() const
{
    const auto told = m_texts.join(QStringLiteral("; "));
    return m_untold == 0 ? told : QStringLiteral("%1; and %2 more").arg(told, QString::number(m_untold));
}

bool isIpAddress(QStringView text)
{
    if (text.size() > 45)
        return false;
    const auto latin = text.toLatin1();
    in6_addr address {};
    return inet_pton(AF_INET, latin.constData(), &address) == 1 || inet_pton(AF_INET6, latin.constData(), &address) == 1;
}

bool isCidr(QStringView text)
{
    const auto slash = text.indexOf(u'/');
    if (slash <= 0)
        return false;
    const auto address = text.left(slash);
    const auto digits = text.mid(slash + 1);
    if (digits.isEmpty() || digits.size() > 3 || !isIpAddress(address))
        return false;
    for (const auto c : digits)
        if (c < u'0' || c > u'9')
            return false;
    return digits.toInt() <= (address.contains(u':') ? 128 : 32);
}

bool isMac(QStringView text)
{
    if (text.size() != 17)
        return false;
    for (qsizetype i = 0; i < 17; ++i) {
        const auto c = text[i].toLower();
        if (i % 3 == 2 ? c != u':' : !((c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f')))
            return false;
    }
    return true;
}

namespace {

bool isName(QStringView text)
{
    // Control characters break every list that shows the name; a name of blanks can't be found again.
    bool visible = text.isEmpty();
    for (const auto c : text) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            return false;
        visible = visible || !c.isSpace();
    }
    return visible;
}

/// A scheme, a colon and something after it: what Keystone asks of an endpoint's address.
bool isUrl(QStringView text)
{
    const auto colon = text.indexOf(u':');
    const auto scheme = text.left(colon);
    return colon > 0 && colon + 1 < text.size() && std::all_of(scheme.begin(), scheme.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'+' || c == u'.' || c == u'-';
    });
}

bool isBase64(QStringView text)
{
    auto bytes = text.toLatin1();
    bytes.replace('\n', "").replace('\r', "");
    return bytes.isEmpty() || bool(QByteArray::fromBase64Encoding(bytes, QByteArray::AbortOnBase64DecodingErrors));
}

const char* describe(Format format)
{
    switch (format) {
    case Format::Name: return "a name without control characters that is not only blanks";
    case Format::Uuid: return "a UUID";
    case Format::IpAddress: return "an IP address";
    case Format::Cidr: return "a CIDR such as 10.0.0.0/24";
    case Format::Mac: return "a MAC address such as fa:16:3e:00:00:01";
    case Format::Base64: return "base64 text";
    case Format::Url: return "a URL with its scheme, such as https://cloud.example:5000";
    case Format::None: break;
    }
    return "";
}

} // namespace

bool hasFormat(QStringView text, Format format)
{
    switch (format) {
    case Format::Name: return isName(text);
    case Format::Uuid: return isUuid(text);
    case Format::IpAddress: return isIpAddress(text);
    case Format::Cidr: return isCidr(text);
    case Format::Mac: return isMac(text);
    case Format::Base64: return isBase64(text);
    case Format::Url: return isUrl(text);
    case Format::None: break;
    }
    return true;
}

bool checkString(const QString& text, const Rules& rules, const QString& field, Problems& problems)
{
    const auto shown = [&] { return text.size() > 64 ? text.left(61) + QStringLiteral("...") : text; };
    if (text.contains(QChar(u'\0'))) {
        problems.add(field, QStringLiteral("it contains a NUL character"));
        return false;
    }
    // Characters beyond the basic plane count as one, as in Python.
    const auto length = text.toUcs4().size();
    if (length < rules.minLength) {
        problems.add(field, rules.minLength == 1 ? QStringLiteral("'%1' is too short: it must not be empty").arg(shown())
                                                 : QStringLiteral("'%1' is too short: it needs at least %2 characters").arg(shown(), QString::number(rules.minLength)));
        return false;
    }
    if (length > rules.maxLength) {
        problems.add(field, QStringLiteral("'%1' is too long: at most %2 characters are allowed").arg(shown(), QString::number(rules.maxLength)));
        return false;
    }
    if (rules.oneOf && !QString::fromLatin1(rules.oneOf).split(u'|').contains(text)) {
        problems.add(field, QStringLiteral("'%1' is not one of %2").arg(shown(), QString::fromLatin1(rules.oneOf).replace(u'|', QStringLiteral(", "))));
        return false;
    }
    if (!text.isEmpty() && !hasFormat(text, rules.format)) {
        problems.add(field, QStringLiteral("'%1' is not %2").arg(shown(), QLatin1String(describe(rules.format))));
        return false;
    }
    return true;
}

bool checkNumber(qint64 number, const Rules& rules, const QString& field, Problems& problems)
{
    if (number < rules.min) {
        problems.add(field, QStringLiteral("%1 is less than the minimum of %2").arg(number).arg(rules.min));
        return false;
    }
    if (number > rules.max) {
        problems.add(field, QStringLiteral("%1 is greater than the maximum of %2").arg(number).arg(rules.max));
        return false;
    }
    return true;
}

bool checkCount(qsizetype count, const Rules& rules, const QString& field, Problems& problems)
{
    if (count >= rules.minLength && count <= rules.maxLength)
        return true;
    problems.add(field, count < rules.minLength ? QStringLiteral("it needs at least %1 items").arg(rules.minLength)
                                                : QStringLiteral("it has %1 items, at most %2 are allowed").arg(count).arg(rules.maxLength));
    return false;
}

} // namespace skylab::sdk
