#pragma once

#include <QByteArray>

#include <cstdint>
#include <string_view>

namespace skylab::http::engine {

/// The framing of RFC 6455, 5.2.
enum class Opcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

struct FrameHeader {
    bool isFinal = false;
    Opcode opcode = Opcode::Continuation;
    std::uint64_t length = 0;   ///< of the payload, bytes
    char mask[4] = {};
    std::size_t size = 0;       ///< of the header itself, bytes

    [[nodiscard]] bool isControl() const { return std::uint8_t(opcode) >= 8; }
};

enum class FrameState { Incomplete, Complete, Broken };

/// Reads the header of a client's frame. Broken: unmasked, a reserved bit or opcode, a control frame that is long or
/// fragmented, or a length that is not spelt in the shortest way.
FrameState parseFrameHeader(std::string_view bytes, FrameHeader& header);

/// A client's payload, unmasked.
QByteArray unmasked(std::string_view payload, const FrameHeader& header);

/// A server's frame: final and unmasked.
QByteArray frame(Opcode opcode, const QByteArray& payload);
QByteArray closeFrame(quint16 code, const QByteArray& reason);

/// Whether a peer may send this code (7.4).
bool isValidCloseCode(quint16 code);

} // namespace skylab::http::engine
