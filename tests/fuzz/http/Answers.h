#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace skylab::fuzz {

/// What a server said on one connection, taken apart by a reader that trusts nothing of it: aborts when an answer is not one
/// well-formed HTTP/1.1 message after the other, each as long as it says.
class Answers {
public:
    /// `methods` of the requests that reached a handler, in order: HEAD is answered without a body.
    Answers(const QByteArray& said, const QByteArrayList& methods);

    /// Final ones, interim ones (100) left out.
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] bool upgraded() const { return m_upgraded; }
    /// The last one broke off in its body.
    [[nodiscard]] bool brokeOff() const { return m_brokeOff; }
    /// Without what differs from one time to another: dates, interim answers.
    [[nodiscard]] const QByteArray& lasting() const { return m_lasting; }

private:
    qsizetype readHead(const QByteArray& said, qsizetype at);
    qsizetype readBody(const QByteArray& said, qsizetype at, bool isHead);
    qsizetype readChunks(const QByteArray& said, qsizetype at);

    int m_status = 0;
    qint64 m_length = -1;
    bool m_chunked = false;
    bool m_closes = false;
    int m_count = 0;
    bool m_upgraded = false;
    bool m_brokeOff = false;
    QByteArray m_lasting;
};

} // namespace skylab::fuzz
