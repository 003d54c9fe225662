#include "network/drivers/ovn/JsonFramer.h"

namespace skylab::network::ovn {

namespace {
bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
} // namespace

void JsonFramer::clear()
{
    m_buffer.clear();
    m_scanned = 0;
    m_depth = 0;
    m_inString = m_escaped = false;
}

Result<std::optional<QByteArray>> JsonFramer::next()
{
    for (; m_scanned < m_buffer.size(); ++m_scanned) {
        const char c = m_buffer.at(m_scanned);
        if (m_depth == 0 && c != '{') {
            if (!isSpace(c))
                return fail(ErrorCode::Internal, QStringLiteral("The database sent something that is not a message."));
            continue;
        }
        if (m_escaped) {
            m_escaped = false;
        } else if (m_inString) {
            if (c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inString = false;
        } else if (c == '"') {
            m_inString = true;
        } else if (c == '{') {
            ++m_depth;
        } else if (c == '}' && --m_depth == 0) {
            if (m_scanned >= m_maxMessage)
                break;
            const QByteArray message = m_buffer.left(m_scanned + 1);
            m_buffer.remove(0, m_scanned + 1);
            m_scanned = 0;
            return std::optional(message.trimmed());
        }
    }
    if (m_depth == 0 && m_scanned == m_buffer.size())
        clear();   // only blanks
    if (m_buffer.size() > m_maxMessage)
        return fail(ErrorCode::TooLarge,
                    QStringLiteral("The database sent a message of more than %1 bytes.").arg(m_maxMessage));
    return std::optional<QByteArray>();
}

} // namespace skylab::network::ovn
