#include "core/Clock.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <atomic>
#include <chrono>
#include <cstring>

namespace skylab {

namespace {
std::atomic<qint64> offset { 0 };

QDateTime utc(Timestamp time) { return QDateTime::fromMSecsSinceEpoch(time.micros / 1000, Qt::UTC); }
} // namespace

QString toString(Timestamp time, TimeFormat format)
{
    if (format == TimeFormat::Http)
        return QLocale::c().toString(utc(time), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")) + QStringLiteral(" GMT");
    char text[longestTime];
    return QString::fromLatin1(text, writeTime(text, time, format));
}

// By hand: a list has four of these in each row, and QDateTime looks at locale and calendar for each.
qsizetype writeTime(char* to, Timestamp time, TimeFormat format)
{
    using namespace std::chrono;
    const auto point = sys_time<microseconds>(microseconds(time.micros));
    const auto day = floor<days>(point);
    const year_month_day date(day);
    const auto clock = floor<seconds>(point - day).count();
    std::memcpy(to, "0000-00-00T00:00:00.000000Z", longestTime);
    const auto write = [to](int place, int digits, qint64 number) {
        for (int i = digits; i-- > 0; number /= 10)
            to[place + i] = char('0' + number % 10);
    };
    write(0, 4, int(date.year()));
    write(5, 2, unsigned(date.month()));
    write(8, 2, unsigned(date.day()));
    write(11, 2, clock / 3600);
    write(14, 2, clock / 60 % 60);
    write(17, 2, clock % 60);
    if (format == TimeFormat::SecondsZ) {
        to[19] = 'Z';
        return 20;
    }
    write(20, 6, (point - day).count() % 1'000'000);
    return format == TimeFormat::Micros ? longestTime - 1 : longestTime;
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
