#include "image/ImageIntake.h"

#include "image/model/ImageVerdict.h"

namespace skylab::image {

Result<> ImageIntake::take(QByteArrayView bytes)
{
    m_done += bytes.size();
    if (m_done > m_terms.bytes)
        return fail(ErrorCode::TooLarge, QStringLiteral("The image is larger than the %1 bytes that are allowed. Delete other images, or ask the administrator for a larger quota.").arg(m_terms.bytes));
    if (!m_judged) {
        m_inspector.feed(bytes);
        m_judged = m_inspector.isReady();
        if (m_judged)
            TRY(judge(m_inspector.inspection(), m_terms.image));
    }
    return m_writer.write(bytes);
}

} // namespace skylab::image
