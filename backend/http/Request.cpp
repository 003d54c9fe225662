#include "http/Request.h"

namespace skylab::http {

namespace {

int hexDigit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

QString decodedQueryPart(QByteArrayView part)
{
    auto bytes = part.toByteArray();
    bytes.replace('+', ' ');
    return percentDecoded(bytes);
}

} // namespace

QString percentDecoded(QByteArrayView text)
{
    if (!text.contains('%'))
        return QString::fromUtf8(text);
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hexDigit(text[i + 1]);
            const int low = hexDigit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                bytes += char(high * 16 + low);
                i += 2;
                continue;
            }
        }
        bytes += text[i];
    }
    return QString::fromUtf8(bytes);
}

QList<Request::QueryItem> Request::query() const
{
    QList<QueryItem> items;
    for (const auto& part : rawQuery.split('&')) {
        if (part.isEmpty())
            continue;
        const auto equals = part.indexOf('=');
        if (equals < 0)
            items.append({ decodedQueryPart(part), QString::fromLatin1("") });
        else
            items.append({ decodedQueryPart(QByteArrayView(part).first(equals)),
                           decodedQueryPart(QByteArrayView(part).sliced(equals + 1)) });
    }
    return items;
}

QString Request::queryValue(QStringView name) const
{
    for (const auto& [key, value] : query())
        if (key == name)
            return value;
    return {};
}

QString Request::baseUrl() const
{
    return (isTls ? QStringLiteral("https://") : QStringLiteral("http://")) + QString::fromLatin1(host);
}

bool Request::isWebSocketUpgrade() const
{
    const auto key = QByteArray::fromBase64Encoding(headers.value("Sec-WebSocket-Key"),
                                                    QByteArray::AbortOnBase64DecodingErrors);
    return method == "GET" && headers.hasToken("Upgrade", "websocket") && headers.hasToken("Connection", "upgrade")
        && headers.value("Sec-WebSocket-Version") == "13"
        && key.decodingStatus == QByteArray::Base64DecodingStatus::Ok && key.decoded.size() == 16;
}

QList<QByteArray> Request::webSocketProtocols() const
{
    QList<QByteArray> offered;
    for (const auto& field : headers.values("Sec-WebSocket-Protocol"))
        for (const auto& part : field.split(','))
            if (const auto name = part.trimmed(); !name.isEmpty())
                offered << name;
    return offered;
}

} // namespace skylab::http
