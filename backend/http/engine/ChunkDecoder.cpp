#include "http/engine/ChunkDecoder.h"

#include <algorithm>
#include <cstring>

namespace skylab::http::engine {

namespace {
constexpr std::size_t maxOverhead = 16 * 1024;
constexpr std::uint64_t maxChunk = std::uint64_t(1) << 56;
} // namespace

ChunkDecoder::Step ChunkDecoder::decode(std::string_view input, char* output, std::size_t size)
{
    Step step;
    while (step.consumed < input.size() && !isDone() && !isBroken()) {
        if (m_state != State::Data) {
            frame(input[step.consumed++]);
            continue;
        }
        const auto count = std::min({ std::size_t(std::min<std::uint64_t>(m_left, size - step.produced)),
                                      input.size() - step.consumed });
        if (count == 0)
            break;
        std::memcpy(output + step.produced, input.data() + step.consumed, count);
        step.consumed += count;
        step.produced += count;
        tookData(count);
    }
    return step;
}

void ChunkDecoder::tookData(std::size_t count)
{
    m_left -= count;
    if (m_left == 0)
        m_state = State::DataCr;
}

void ChunkDecoder::digit(char byte)
{
    const int value = byte >= '0' && byte <= '9' ? byte - '0'
        : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
        : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
    if (value >= 0) {
        m_left = m_left * 16 + std::uint64_t(value);
        m_state = m_left < maxChunk && ++m_overhead <= maxOverhead ? State::Size : State::Broken;
    } else if (m_state == State::FirstDigit) {
        m_state = State::Broken;
    } else if (byte == '\r') {
        m_state = State::SizeLf;
    } else {
        m_state = byte == ';' || byte == ' ' || byte == '\t' ? State::Extension : State::Broken;
    }
}

void ChunkDecoder::frame(char byte)
{
    switch (m_state) {
    case State::FirstDigit:
        m_left = 0;
        m_overhead = 0;
        [[fallthrough]];
    case State::Size:
        digit(byte);
        break;
    case State::Extension:
        if (byte == '\n' || ++m_overhead > maxOverhead)
            m_state = State::Broken;
        else if (byte == '\r')
            m_state = State::SizeLf;
        break;
    case State::SizeLf:
        expect(byte, '\n', m_left ? State::Data : State::LineStart);
        break;
    case State::DataCr:
        expect(byte, '\r', State::DataLf);
        break;
    case State::DataLf:
        expect(byte, '\n', State::FirstDigit);
        break;
    case State::LineStart:
        m_state = byte == '\r' ? State::EndLf : byte == '\n' ? State::Broken : State::Trailer;
        break;
    case State::Trailer:
        if (byte == '\n' || ++m_overhead > maxOverhead)
            m_state = State::Broken;
        else if (byte == '\r')
            m_state = State::TrailerLf;
        break;
    case State::TrailerLf:
        expect(byte, '\n', State::LineStart);
        break;
    case State::EndLf:
        expect(byte, '\n', State::Done);
        break;
    case State::Data:
    case State::Done:
    case State::Broken:
        break;
    }
}

} // namespace skylab::http::engine
