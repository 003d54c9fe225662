#include "http/engine/WebSocketFrame.h"

#include <QtEndian>

#include <cstring>

namespace skylab::http::engine {

FrameState parseFrameHeader(std::string_view bytes, FrameHeader& header)
{
    if (bytes.size() < 2)
        return FrameState::Incomplete;
    const auto first = std::uint8_t(bytes[0]);
    const auto second = std::uint8_t(bytes[1]);
    const auto code = std::uint8_t(first & 0x0f);
    header.isFinal = first & 0x80;
    header.opcode = Opcode(code);
    header.length = second & 0x7f;
    const bool isKnown = code <= 2 || (code >= 8 && code <= 10);
    if ((first & 0x70) || !isKnown || !(second & 0x80) || (header.isControl() && (!header.isFinal || header.length > 125)))
        return FrameState::Broken;
    const std::size_t extended = header.length == 126 ? 2 : header.length == 127 ? 8 : 0;
    header.size = 2 + extended + 4;
    if (bytes.size() < header.size)
        return FrameState::Incomplete;
    if (extended == 2)
        header.length = qFromBigEndian<quint16>(bytes.data() + 2);
    else if (extended == 8)
        header.length = qFromBigEndian<quint64>(bytes.data() + 2);
    const bool isShortest = extended == 0 || header.length >= (extended == 2 ? 126U : 65536U);
    if (!isShortest || (header.length >> 63))
        return FrameState::Broken;
    std::memcpy(header.mask, bytes.data() + 2 + extended, 4);
    return FrameState::Complete;
}

QByteArray unmasked(std::string_view payload, const FrameHeader& header)
{
    QByteArray bytes(payload.data(), qsizetype(payload.size()));
    auto* data = bytes.data();
    for (std::size_t i = 0; i < payload.size(); ++i)
        data[i] = char(data[i] ^ header.mask[i & 3]);
    return bytes;
}

QByteArray frame(Opcode opcode, const QByteArray& payload)
{
    QByteArray bytes;
    bytes.reserve(payload.size() + 10);
    bytes += char(0x80 | std::uint8_t(opcode));
    const auto append = [&bytes](auto number) {
        char big[sizeof number];
        qToBigEndian(number, big);
        bytes.append(big, sizeof number);
    };
    if (payload.size() < 126) {
        bytes += char(payload.size());
    } else if (payload.size() < 65536) {
        bytes += char(126);
        append(quint16(payload.size()));
    } else {
        bytes += char(127);
        append(quint64(payload.size()));
    }
    return bytes += payload;
}

QByteArray closeFrame(quint16 code, const QByteArray& reason)
{
    if (code == 0)
        return frame(Opcode::Close, {});
    QByteArray payload(2, '\0');
    qToBigEndian(code, payload.data());
    return frame(Opcode::Close, payload + reason);
}

bool isValidCloseCode(quint16 code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) || (code >= 3000 && code <= 4999);
}

} // namespace skylab::http::engine
