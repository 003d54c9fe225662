#include "core/Uuid.h"

#include "core/Clock.h"

#include <QUuid>

namespace skylab {

QString newUuid() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

QString newTimedUuid()
{
    const auto millis = quint64(Clock::now().micros / 1000);
    auto uuid = QUuid::createUuid();
    uuid.data1 = uint(millis >> 16);
    uuid.data2 = ushort(millis);
    uuid.data3 = ushort(0x7000 | (uuid.data3 & 0x0FFF));
    return uuid.toString(QUuid::WithoutBraces);
}

QString newHexId() { return QUuid::createUuid().toString(QUuid::Id128); }

bool isUuid(QStringView text)
{
    if (text.size() != 32 && text.size() != 36)
        return false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text[i].unicode();
        if (text.size() == 36 && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (c != u'-')
                return false;
        } else if (!((c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F'))) {
            return false;
        }
    }
    return true;
}

} // namespace skylab
