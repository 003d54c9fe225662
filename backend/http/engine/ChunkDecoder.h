#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace skylab::http::engine {

/// Takes the chunked coding (RFC 9112, 7.1) off a body, whatever pieces it arrives in. Extensions and trailers are
/// read and dropped, at most 16 KiB with one chunk.
class ChunkDecoder {
public:
    struct Step {
        std::size_t consumed = 0;   ///< of the input
        std::size_t produced = 0;   ///< of the output
    };

    /// Decodes until the input or the output is used up, the body ends or the coding turns out broken.
    Step decode(std::string_view input, char* output, std::size_t size);

    [[nodiscard]] bool isDone() const { return m_state == State::Done; }
    [[nodiscard]] bool isBroken() const { return m_state == State::Broken; }

    /// Bytes of the current chunk that are still to come: they may be read from the connection straight to where they
    /// are wanted, and are accounted for with tookData().
    [[nodiscard]] std::uint64_t dataLeft() const { return m_state == State::Data ? m_left : 0; }
    void tookData(std::size_t count);

private:
    enum class State { FirstDigit, Size, Extension, SizeLf, Data, DataCr, DataLf, LineStart, Trailer, TrailerLf, EndLf, Done, Broken };

    void frame(char byte);
    void digit(char byte);
    void expect(char byte, char wanted, State next) { m_state = byte == wanted ? next : State::Broken; }

    State m_state = State::FirstDigit;
    std::uint64_t m_left = 0;
    std::size_t m_overhead = 0;
};

} // namespace skylab::http::engine
