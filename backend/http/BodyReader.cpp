#include "http/BodyReader.h"

#include <algorithm>
#include <cstring>

namespace skylab::http {

BodyReader::~BodyReader() = default;

Result<QByteArray> BodyReader::readAll(qint64 limit)
{
    const auto tooLarge = [limit] {
        return fail(ErrorCode::TooLarge, QStringLiteral("The request body is longer than the %1 bytes that are "
                                                        "accepted here.").arg(limit));
    };
    if (remaining() > limit)
        return tooLarge();
    // One byte more than is expected or allowed, so that the end and an excess are both noticed.
    constexpr qint64 step = 64 * 1024;
    QByteArray bytes;
    for (;;) {
        const auto known = remaining();
        const auto wanted = std::min(known >= 0 ? known + 1 : step, limit - bytes.size() + 1);
        const auto before = bytes.size();
        bytes.resize(before + wanted);
        const auto got = TRY(read(bytes.data() + before, wanted));
        bytes.resize(before + got);
        if (bytes.size() > limit)
            return tooLarge();
        if (got < wanted)
            return bytes;
    }
}

Result<qsizetype> MemoryBody::read(char* to, qsizetype size)
{
    const auto count = std::min(size, m_bytes.size() - m_position);
    std::memcpy(to, m_bytes.constData() + m_position, std::size_t(count));
    m_position += count;
    return count;
}

} // namespace skylab::http
