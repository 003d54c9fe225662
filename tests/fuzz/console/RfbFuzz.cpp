// A VNC server that says anything. The first byte decides how it goes on: after a whole greeting or from the very beginning, in
// one piece or in small ones, in slices of work or not; what it says may be compressed for it, since no fuzzer finds zlib.
#include "console/RfbClient.h"

#include <QtEndian>

#include <cstdlib>

using namespace skylab::console;

namespace {

template <typename T>
void put(QByteArray& out, T value)
{
    value = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void greet(RfbClient& client)
{
    client.feed("RFB 003.008\n");
    client.feed(QByteArray("\x01\x01", 2));
    client.feed(QByteArray(4, '\0'));
    QByteArray init;
    put<quint16>(init, 100);
    put<quint16>(init, 70);
    init += QByteArray(16, '\0');
    put<quint32>(init, 0);
    client.feed(init);
    if (!client.isReady())
        std::abort();
}

/// The bytes as a rectangle's compressed block: a header that fits, then what the fuzzer made of the tiles.
QByteArray asRectangle(const QByteArray& bytes, qint32 encoding)
{
    QByteArray out("\0\0\0\1", 4);
    for (const quint16 value : { 0, 0, 100, 70 })
        put<quint16>(out, value);
    put<qint32>(out, encoding);
    const auto packed = qCompress(bytes).mid(4);
    put<quint32>(out, quint32(packed.size()));
    return out + packed;
}

/// The bytes as a message of the extended clipboard.
QByteArray asClipboard(const QByteArray& bytes)
{
    QByteArray out("\x03\0\0\0", 4);
    const auto packed = qCompress(bytes).mid(4);
    put<qint32>(out, -qint32(4 + packed.size()));
    put<quint32>(out, 1U << 28 | 1);
    return out + packed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size < 2)
        return 0;
    const int way = data[0];
    const QByteArray bytes(reinterpret_cast<const char*>(data) + 1, qsizetype(size) - 1);
    RfbClient client;
    client.setPassword(skylab::Secret("secret"));
    qint64 sent = 0;
    QObject::connect(&client, &RfbClient::wantsToSend, [&sent](const QByteArray& out) { sent += out.size(); });
    if (way & 1)
        greet(client);
    if (way & 2)
        client.setSlice(4096);
    const auto fed = (way & 12) == 4 ? asRectangle(bytes, 16) : (way & 12) == 8 ? asRectangle(bytes, 6) : (way & 12) == 12 ? asClipboard(bytes) : bytes;
    const qsizetype piece = way & 16 ? 7 : fed.size();
    for (qsizetype at = 0; at < fed.size(); at += piece) {
        client.feed(fed.mid(at, piece));
        client.resume();
    }
    client.sendKey('a', 30, true);
    client.sendPointer(QPoint(5000, -3), 1);
    client.sendClipboard(QStringLiteral("text"));
    client.requestSize(QSize(800, 600));
    // A few bytes must not make it say a lot.
    if (sent > 4096 + 64 * qint64(fed.size()))
        std::abort();
    const auto& picture = client.picture();
    if (!picture.isNull() && (picture.width() > RfbDecoder::maxSide || qint64(picture.width()) * picture.height() > RfbDecoder::maxPixels))
        std::abort();
    return 0;
}
