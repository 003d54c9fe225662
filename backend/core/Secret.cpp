#include "core/Secret.h"

#include <cstring>

namespace skylab {

Secret::~Secret()
{
    if (!m_bytes.isEmpty())
        explicit_bzero(m_bytes.data(), std::size_t(m_bytes.size()));
}

bool Secret::equals(QByteArrayView other) const
{
    unsigned char difference = m_bytes.size() == other.size() ? 0 : 1;
    for (qsizetype i = 0; i < m_bytes.size() && i < other.size(); ++i)
        difference |= static_cast<unsigned char>(m_bytes[i] ^ other[i]);
    return difference == 0;
}

} // namespace skylab
