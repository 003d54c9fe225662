#include "http/engine/HeadParser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>

namespace skylab::http::engine {

namespace beast = boost::beast;

namespace {

tl::unexpected<HeadFault> refuse(const char* message, int status = 400)
{
    return tl::make_unexpected(HeadFault { status, QLatin1String(message) });
}

QByteArray bytesOf(beast::string_view text) { return { text.data(), qsizetype(text.size()) }; }

/// Line ends are CRLF and nothing else, and no line begins with a blank.
bool hasCleanLines(std::string_view bytes)
{
    if (bytes.find('\0') != bytes.npos)
        return false;
    // From one line's end to the next, by searches, which cost less than to look at each byte.
    for (std::size_t i = 0; i < bytes.size();) {
        const auto end = bytes.find('\n', i);
        const auto line = bytes.substr(i, end == bytes.npos ? end : end - i);
        if (i > 0 && !line.empty() && (line[0] == ' ' || line[0] == '\t'))
            return false;
        const auto stop = line.find('\r');
        if (end == bytes.npos)
            return stop == line.npos;
        if (line.empty() || stop != line.size() - 1)
            return false;
        i = end + 1;
    }
    return true;
}

bool isAuthority(const QByteArray& host)
{
    const auto isPort = [](QByteArrayView port) {
        return port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto close = host.startsWith('[') ? host.indexOf(']') : -1;
    const auto colon = host.indexOf(':', std::max<qsizetype>(close, 0));
    const auto name = QByteArrayView(host).first(colon < 0 ? host.size() : colon);
    if (name.isEmpty() || (colon >= 0 && !isPort(QByteArrayView(host).sliced(colon + 1))))
        return false;
    const bool isBracketed = name.startsWith('[');
    if (isBracketed && (close != name.size() - 1 || close < 3))
        return false;
    return std::all_of(name.begin(), name.end(), [isBracketed](char c) {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
        return isPlain || (isBracketed ? c == ':' || c == '[' || c == ']' || c == '%' : c == '-' || c == '_' || c == '~');
    });
}

tl::expected<void, HeadFault> readFraming(Head& head)
{
    auto& request = head.request;
    const auto lengths = request.headers.values("Content-Length");
    const auto codings = request.headers.values("Transfer-Encoding");
    if (!lengths.isEmpty() && !codings.isEmpty())
        return refuse("The request has both Content-Length and Transfer-Encoding; send one of them.");
    if (lengths.size() > 1)
        return refuse("The request has more than one Content-Length.");
    if (!codings.isEmpty()) {
        if (head.http10)
            return refuse("HTTP/1.0 knows no Transfer-Encoding.");
        if (codings.size() > 1 || codings[0].toLower() != "chunked")
            return refuse("The only Transfer-Encoding that is understood here is \"chunked\", once.", 501);
        request.chunked = true;
    }
    if (!lengths.isEmpty()) {
        const auto& text = lengths[0];
        const bool isNumber = !text.isEmpty() && text.size() <= 18
            && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!isNumber)
            return refuse("Content-Length is no decimal number of bytes.");
        request.contentLength = text.toLongLong();
    }
    return {};
}

tl::expected<void, HeadFault> readHost(Head& head)
{
    const auto hosts = head.request.headers.values("Host");
    if (hosts.size() > 1)
        return refuse("The request has more than one Host.");
    if (hosts.isEmpty()) {
        if (!head.http10)
            return refuse("The request has no Host, which HTTP/1.1 requires.");
        return {};
    }
    if (!isAuthority(hosts[0]))
        return refuse("Host is no host name or address with an optional port.");
    head.request.host = hosts[0];
    return {};
}

void splitTarget(Request& request)
{
    auto rest = request.target;
    if (!rest.startsWith('/') && rest.contains("://")) {   // absolute-form, as sent to a proxy
        const auto slash = rest.indexOf('/', rest.indexOf("://") + 3);
        const auto question = rest.indexOf('?', rest.indexOf("://") + 3);
        if (slash >= 0 && (question < 0 || slash < question))
            rest = rest.mid(slash);
        else
            rest = question < 0 ? QByteArray("/") : '/' + rest.mid(question);
    }
    const auto question = rest.indexOf('?');
    request.path = question < 0 ? rest : rest.left(question);
    request.rawQuery = question < 0 ? QByteArray() : rest.mid(question + 1);
}

} // namespace

tl::expected<Head, HeadFault> parseHead(std::string_view bytes)
{
    if (!hasCleanLines(bytes))
        return refuse("The request header has a malformed or folded line.");
    beast::http::request_parser<beast::http::empty_body> parser;
    parser.header_limit(std::uint32_t(bytes.size() + 1));
    parser.body_limit(boost::none);
    parser.eager(false);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error == beast::http::error::bad_version)
        return refuse("Only HTTP/1.1 and HTTP/1.0 are spoken here.", 505);
    if (!parser.is_header_done())
        return refuse("The request is no well-formed HTTP/1.1 message.");
    const auto& message = parser.get();
    Head head;
    head.http10 = message.version() == 10;
    head.request.method = bytesOf(message.method_string());
    head.request.target = bytesOf(message.target());
    for (const auto& field : message)
        head.request.headers.add(bytesOf(field.name_string()), bytesOf(field.value()));
    if (message.version() != 10 && message.version() != 11)
        return refuse("Only HTTP/1.1 and HTTP/1.0 are spoken here.", 505);
    if (const auto framing = readFraming(head); !framing)
        return tl::make_unexpected(framing.error());
    if (const auto host = readHost(head); !host)
        return tl::make_unexpected(host.error());
    splitTarget(head.request);
    const auto& headers = head.request.headers;
    head.keepAlive = head.http10 ? headers.hasToken("Connection", "keep-alive")
                                 : !headers.hasToken("Connection", "close");
    head.expectsContinue = !head.http10 && headers.hasToken("Expect", "100-continue");
    return head;
}

} // namespace skylab::http::engine
