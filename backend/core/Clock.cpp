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
    if (format == TimeFormat::Http)
        return QLocale::c().toString(utc(time), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")) + QStringLiteral(" GMT");
    // By hand: a list has four of these in each row, and QDateTime looks at locale and calendar for each.
    using namespace std::chrono;
    const auto point = sys_time<microseconds>(microseconds(time.micros));
    const auto day = floor<days>(point);
    const year_month_day date(day);
    const auto clock = floor<seconds>(point - day).count();
    QString text(QStringLiteral("0000-00-00T00:00:00.000000Z"));
    auto* const at = text.data();
    const auto write = [at](int place, int digits, qint64 number) {
        for (int i = digits; i-- > 0; number /= 10)
            at[place + i] = QChar(u'0' + char16_t(number % 10));
    };
    write(0, 4, int(date.year()));
    write(5, 2, unsigned(date.month()));
    write(8, 2, unsigned(date.day()));
    write(11, 2, clock / 3600);
    write(14, 2, clock / 60 % 60);
    write(17, 2, clock % 60);
    if (format == TimeFormat::SecondsZ) {
        at[19] = u'Z';
        text.truncate(20);
        return text;
    }
    write(20, 6, (point - day).count() % 1'000'000);
    if (format == TimeFormat::Micros)
        text.chop(1);
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
