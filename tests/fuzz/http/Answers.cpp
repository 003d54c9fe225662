#include "fuzz/http/Answers.h"

#include "fuzz/Fuzz.h"

namespace skylab::fuzz {

Answers::Answers(const QByteArray& said, const QByteArrayList& methods)
{
    for (qsizetype at = 0; at < said.size() && !m_upgraded;) {
        ensure(!m_closes && !m_brokeOff, "nothing follows the last answer");
        at = readHead(said, at);
        if (m_status == 100)
            continue;
        ++m_count;
        m_upgraded = m_status == 101;
        ensure(m_count <= methods.size() + 1, "there are no more answers than requests and one refusal");
        const bool isRefusal = m_count > methods.size();
        ensure(!isRefusal || (m_status >= 400 && m_closes), "what reached no handler is refused, and is the last");
        // A HEAD whose body did not come is refused, too: nobody saw its method.
        at = readBody(said, at, isRefusal ? at == said.size() : methods[m_count - 1] == "HEAD");
    }
}

qsizetype Answers::readHead(const QByteArray& said, qsizetype at)
{
    const auto end = said.indexOf("\r\n\r\n", at);
    ensure(end > 0, "an answer's head ends");
    const auto head = said.mid(at, end - at);
    m_status = head.mid(9, 3).toInt();
    ensure(head.startsWith("HTTP/1.1 ") && m_status >= 100 && m_status <= 599 && head.size() > 13 && head[12] == ' ', "an answer begins with a status line");
    m_length = -1;
    m_chunked = m_closes = false;
    auto rest = head;
    for (const auto& line : rest.replace("\r\n", "\n").split('\n')) {
        ensure(!line.contains('\r') && !line.contains('\0'), "a line of a head has nothing that ends lines");
        const auto lower = line.toLower();
        if (lower.startsWith("content-length: ")) {
            ensure(m_length < 0, "a length is said once");
            m_length = lower.mid(16).toLongLong();
        } else if (lower.startsWith("transfer-encoding: ")) {
            m_chunked = true;
        } else if (lower.startsWith("connection: close")) {
            m_closes = true;
        } else if (!line.startsWith("HTTP/1.1 ")) {
            ensure(line.indexOf(": ") > 0, "a field has a name and a value");
        }
        if (m_status != 100 && !lower.startsWith("date: "))
            m_lasting += line + '\n';
    }
    ensure(m_length < 0 || !m_chunked, "an answer has one kind of length");
    return end + 4;
}

qsizetype Answers::readBody(const QByteArray& said, qsizetype at, bool isHead)
{
    if (isHead || m_status < 200 || m_status == 204 || m_status == 304)
        return at;
    if (m_chunked)
        return readChunks(said, at);
    ensure(m_length >= 0 || m_closes, "where no length is said the connection ends");
    const auto end = m_length < 0 ? said.size() : at + m_length;
    m_brokeOff = end > said.size();
    m_lasting += said.mid(at, end - at);
    return std::min(end, said.size());
}

qsizetype Answers::readChunks(const QByteArray& said, qsizetype at)
{
    for (;;) {
        const auto end = said.indexOf("\r\n", at);
        m_brokeOff = end < 0;
        if (m_brokeOff)
            return said.size();
        bool isNumber = false;
        const auto size = said.mid(at, end - at).toLongLong(&isNumber, 16);
        ensure(isNumber && size >= 0, "a chunk begins with its size");
        at = end + 2 + size + 2;
        m_brokeOff = at > said.size();
        if (m_brokeOff)
            return said.size();
        ensure(said.mid(at - 2, 2) == "\r\n", "a chunk ends with its line");
        m_lasting += said.mid(end + 2, size);
        if (size == 0)
            return at;
    }
}

} // namespace skylab::fuzz
