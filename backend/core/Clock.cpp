#include "core/Clock.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <atomic>
#include <chrono>

namespace skylab {

namespace {
std::atomic<qint64> offset { 0 };

QDateTime utc(Timestamp time) { return QDateTime::fromMSecsSinceEpoch(time.micros / 1000, Qt::UTC); }
} // namespace

QString toString(Timestamp time, TimeFormat format)
{
    const auto date = utc(time);
    if (format == TimeFormat::Http)
        return QLocale::c().toString(date, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")) + QStringLiteral(" GMT");
    auto text = date.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"));
    if (format != TimeFormat::SecondsZ)
        text += QStringLiteral(".%1").arg(time.micros % 1'000'000, 6, 10, QLatin1Char('0'));
    if (format != TimeFormat::Micros)
        text += QLatin1Char('Z');
    return text;
}

Timestamp parseTimestamp(QStringView text)
{
    // QDateTime knows milliseconds only: take the fraction off and add it back.
    QString head = text.toString();
    qint64 fraction = 0;
    if (const auto dot = head.indexOf(QLatin1Char('.')); dot >= 0) {
        qsizetype end = dot + 1;
        QString digits;
        while (end < head.size() && head[end].isDigit())
            digits += head[end++];
        head.remove(dot, end - dot);
        fraction = digits.leftJustified(6, QLatin1Char('0')).left(6).toLongLong();
    }
    auto date = QDateTime::fromString(head, Qt::ISODate);
    if (!date.isValid())
        return {};
    if (date.timeSpec() == Qt::LocalTime)
        date.setTimeSpec(Qt::UTC);
    return { date.toMSecsSinceEpoch() * 1000 + fraction };
}

namespace Clock {

Timestamp now()
{
    using namespace std::chrono;
    return { duration_cast<microseconds>(system_clock::now().time_since_epoch()).count() + offset.load() };
}

void shift(qint64 seconds) { offset += seconds * 1'000'000; }

} // namespace Clock
} // namespace skylab
