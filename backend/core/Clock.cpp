#include "core/Clock.h"

#include <QDateTime>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>

namespace skylab {

namespace {
std::atomic<qint64> offset { 0 };
constexpr qsizetype httpTime = 29;

void writeNumber(char* to, int digits, qint64 number)
{
    for (int i = digits; i-- > 0; number /= 10)
        to[i] = char('0' + number % 10);
}

/// "Fri, 02 Jan 2026 03:04:05 GMT" (RFC 9110, 5.6.7).
qsizetype writeHttpTime(char* to, Timestamp time)
{
    using namespace std::chrono;
    static constexpr char dayNames[] = "SunMonTueWedThuFriSat";
    static constexpr char monthNames[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto second = floor<seconds>(sys_time<microseconds>(microseconds(time.micros)));
    const auto day = floor<days>(second);
    const year_month_day date(day);
    const auto clock = (second - day).count();
    std::memcpy(to, "Thu, 00 Jan 0000 00:00:00 GMT", httpTime);
    std::memcpy(to, &dayNames[3 * weekday(day).c_encoding()], 3);
    writeNumber(to + 5, 2, unsigned(date.day()));
    std::memcpy(to + 8, &monthNames[3 * (unsigned(date.month()) - 1)], 3);
    writeNumber(to + 12, 4, int(date.year()));
    writeNumber(to + 17, 2, clock / 3600);
    writeNumber(to + 20, 2, clock / 60 % 60);
    writeNumber(to + 23, 2, clock % 60);
    return httpTime;
}
} // namespace

QString toString(Timestamp time, TimeFormat format)
{
    char text[std::max(longestTime, httpTime)];
    if (format == TimeFormat::Http)
        return QString::fromLatin1(text, writeHttpTime(text, time));
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
    const auto write = [to](int place, int digits, qint64 number) { writeNumber(to + place, digits, number); };
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
