#include "model/FilterTest.h"

#include "core/Clock.h"
#include "model/FilterWords.h"

#include <QDateTime>
#include <QHostAddress>

#include <algorithm>
#include <cmath>

namespace skylab::model {

namespace {

using Op = FilterTest::Op;

constexpr double microsOfDay = 86'400'000'000.0;

Op opOf(QStringView text)
{
    if (text == u"=")
        return Op::Equal;
    if (text == u"!=")
        return Op::Unequal;
    if (text == u"<")
        return Op::Less;
    if (text == u"<=")
        return Op::LessEqual;
    if (text == u">")
        return Op::Greater;
    return text == u">=" ? Op::GreaterEqual : Op::Has;
}

/// A number and the letters after it.
bool split(QStringView text, double& number, QString& suffix)
{
    qsizetype digits = 0;
    while (digits < text.size() && (text[digits].isDigit() || text[digits] == u'.' || (digits == 0 && text[digits] == u'-')))
        ++digits;
    bool ok = false;
    number = text.left(digits).toDouble(&ok);
    suffix = text.mid(digits).trimmed().toString().toLower();
    return ok;
}

/// The day as microseconds since 1970 in the user's zone: its begin and its end.
std::optional<std::pair<double, double>> dayOf(const QString& text)
{
    const auto day = QDate::fromString(text, Qt::ISODate);
    if (!day.isValid() || text.size() != 10)
        return {};
    return std::pair { double(day.startOfDay().toMSecsSinceEpoch()) * 1000, double(day.addDays(1).startOfDay().toMSecsSinceEpoch()) * 1000 };
}

bool matchesPattern(QStringView text, QStringView pattern)
{
    qsizetype t = 0, p = 0, star = -1, from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

bool readAddress(QStringView text, FilterTest::Value& value)
{
    if (text.contains(u'/')) {
        const auto net = QHostAddress::parseSubnet(text.toString());
        if (net.second < 0)
            return false;
        value.lowAddress = AddressKey::of(net.first.toString());
        if (!value.lowAddress.isValid)
            return false;
        value.highAddress = value.lowAddress;
        const int bits = value.lowAddress.bytes[0] == 0 ? 96 + net.second : net.second;   // of the 128 behind the family
        for (int bit = 0; bit < 128; ++bit) {
            auto& low = value.lowAddress.bytes[std::size_t(1 + bit / 8)];
            auto& high = value.highAddress.bytes[std::size_t(1 + bit / 8)];
            const int mask = 0x80 >> (bit % 8);
            if (bit >= bits) {
                low = quint8(low & ~mask);
                high = quint8(high | mask);
            }
        }
        return true;
    }
    const auto range = text.indexOf(u"..");
    value.lowAddress = AddressKey::of(range > 0 ? text.left(range) : text);
    value.highAddress = range > 0 ? AddressKey::of(text.mid(range + 2)) : value.lowAddress;
    return value.lowAddress.isValid && value.highAddress.isValid;
}

} // namespace

std::optional<double> durationOf(QStringView text)
{
    static const std::pair<QStringView, double> units[] = { { u"s", 1e6 }, { u"sec", 1e6 }, { u"m", 6e7 }, { u"min", 6e7 }, { u"h", 3.6e9 }, { u"d", microsOfDay }, { u"day", microsOfDay }, { u"days", microsOfDay },
                                                            { u"w", 7 * microsOfDay }, { u"mo", 30 * microsOfDay }, { u"y", 365 * microsOfDay } };
    double number = 0;
    QString suffix;
    if (!split(text, number, suffix))
        return {};
    for (const auto& [name, micros] : units) {
        if (suffix == name)
            return number * micros;
    }
    return {};
}

std::optional<double> sizeOf(QStringView text, double unit)
{
    double number = 0;
    QString suffix;
    if (!split(text, number, suffix))
        return {};
    if (suffix.isEmpty())
        return number * unit;
    if (suffix.endsWith(QLatin1String("ib")))
        suffix.chop(2);
    else if (suffix.endsWith(u'b'))
        suffix.chop(1);
    const auto power = suffix.isEmpty() ? 0 : suffix.size() == 1 ? QStringLiteral(" kmgtp").indexOf(suffix[0]) : -1;
    return power < 0 ? std::nullopt : std::optional(number * std::pow(1024.0, double(power)));
}

FilterTest FilterTest::parse(const ColumnTraits& traits, int column, QStringView op, QStringView text, QString& wrong)
{
    FilterTest test;
    test.column = column;
    test.type = traits.type;
    test.op = opOf(op);
    const bool ordered = traits.type == ValueType::Number || traits.type == ValueType::Size || traits.type == ValueType::Time || traits.type == ValueType::Address;
    if (!ordered && test.op >= Op::Less) {
        wrong = FilterWords::tr("“%1” is not a number: compare it with : (contains) or = (is).").arg(traits.id);
        return test;
    }
    qsizetype from = 0;
    bool quoted = false;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] == u'"')
            quoted = !quoted;
        if (i < text.size() && (quoted || text[i] != u','))
            continue;
        if (i > from && !test.readValue(traits, text.mid(from, i - from), wrong))
            return test;
        from = i + 1;
    }
    return test;
}

bool FilterTest::readValue(const ColumnTraits& traits, QStringView text, QString& wrong)
{
    Value value;
    value.literal = text.startsWith(u'"');
    value.text = text.toString().remove(u'"').toCaseFolded();
    value.pattern = !value.literal && value.text.contains(u'*');
    if (value.text.isEmpty())
        return true;
    if (!value.pattern && (traits.type == ValueType::Number || traits.type == ValueType::Size || traits.type == ValueType::Time)) {
        if (!readOrdered(traits, text.toString().remove(u'"'), value, wrong))
            return false;
    } else if (!value.pattern && traits.type == ValueType::Address) {
        const bool whole = readAddress(value.text, value);
        if (!whole && (op != Op::Has || value.text.contains(u'/'))) {
            wrong = FilterWords::tr("“%1” is no address: write one like 10.0.0.7, a net like 10.0.0.0/24, or its beginning after a colon.").arg(text);
            return false;
        }
    }
    values.push_back(value);
    return true;
}

bool FilterTest::readOrdered(const ColumnTraits& traits, const QString& text, Value& value, QString& wrong)
{
    const auto range = text.indexOf(QLatin1String(".."));
    const auto lowText = range >= 0 ? text.left(range) : text, highText = range >= 0 ? text.mid(range + 2) : text;
    const auto read = [&](const QString& one, bool end) -> std::optional<double> {
        if (traits.type == ValueType::Size)
            return sizeOf(one, traits.unit);
        if (traits.type == ValueType::Number) {
            bool ok = false;
            const double number = one.toDouble(&ok);
            return ok ? std::optional(number) : std::nullopt;
        }
        if (const auto age = durationOf(one)) {
            byAge = true;
            return age;
        }
        const auto day = dayOf(one);
        return day ? std::optional(end ? day->second : day->first) : std::nullopt;
    };
    const bool after = op == Op::Greater || op == Op::LessEqual;   // of a day: after its end, up to its end
    value.low = lowText.isEmpty() ? std::nullopt : read(lowText, after);
    value.high = highText.isEmpty() ? std::nullopt : read(highText, range >= 0 || after || op == Op::Has || op == Op::Equal || op == Op::Unequal);
    if ((value.low || lowText.isEmpty()) && (value.high || highText.isEmpty()) && (value.low || value.high))
        return true;
    if (op == Op::Has && range < 0 && traits.type != ValueType::Time)
        return true;   // as a text: "size:20 gb"
    switch (traits.type) {
    case ValueType::Size: wrong = FilterWords::tr("“%1” is no size: write a number with K, M, G or T, like 4G.").arg(text); break;
    case ValueType::Time: wrong = FilterWords::tr("“%1” is no time: write an age like 30d, 6h or 10min, or a day like 2026-01-31.").arg(text); break;
    default: wrong = FilterWords::tr("“%1” is no number: write one like 8, or a range like 2..8.").arg(text);
    }
    return false;
}

bool FilterTest::matches(const CellFacts& cell) const
{
    const auto each = [&](const Value& value) { return matchesValue(cell, value); };
    if (op == Op::Unequal)
        return std::none_of(values.begin(), values.end(), each);
    return std::any_of(values.begin(), values.end(), each);
}

bool FilterTest::matchesValue(const CellFacts& cell, const Value& value) const
{
    if (value.low || value.high) {
        if (!cell.number)
            return false;
        return matchesNumber(byAge ? double(Clock::now().micros) - *cell.number : *cell.number, value);
    }
    if (value.lowAddress.isValid)
        return matchesAddress(cell, value);
    return matchesText(cell, value);
}

bool FilterTest::matchesNumber(double number, const Value& value) const
{
    switch (op) {
    case Op::Less: return number < value.low.value_or(*value.high);
    case Op::LessEqual: return number <= value.low.value_or(*value.high);
    case Op::Greater: return number > value.low.value_or(*value.high);
    case Op::GreaterEqual: return number >= value.low.value_or(*value.high);
    default: break;
    }
    const bool day = type == ValueType::Time && !byAge;   // the end of a day is not in it
    const double slack = type == ValueType::Time && byAge && value.low == value.high ? microsOfDay / 48 : 0;
    return (!value.low || number >= *value.low - slack) && (!value.high || (day ? number < *value.high : number <= *value.high + slack));
}

bool FilterTest::matchesAddress(const CellFacts& cell, const Value& value) const
{
    return std::any_of(cell.values.begin(), cell.values.end(), [&](const QString& text) {
        const auto key = AddressKey::of(text);
        if (!key.isValid)
            return false;
        switch (op) {
        case Op::Less: return key < value.lowAddress;
        case Op::LessEqual: return key <= value.highAddress;
        case Op::Greater: return value.highAddress < key;
        case Op::GreaterEqual: return value.lowAddress <= key;
        case Op::Has:
            // 10.0.0.1 is also the beginning of 10.0.0.17 while it is typed
            return (value.lowAddress <= key && key <= value.highAddress) || (value.lowAddress == value.highAddress && text.startsWith(value.text));
        default: return value.lowAddress <= key && key <= value.highAddress;
        }
    });
}

bool FilterTest::matchesText(const CellFacts& cell, const Value& value) const
{
    const bool nothing = cell.text.isEmpty() || cell.text == u"–";
    const auto fits = [&](const QString& text) {
        if (value.pattern)
            return matchesPattern(text, value.text);
        if (op != Op::Has)
            return text == value.text;
        return type == ValueType::Tags || (type == ValueType::Address && !cell.values.isEmpty()) ? text.startsWith(value.text) : text.contains(value.text);
    };
    if (std::any_of(cell.values.begin(), cell.values.end(), fits))
        return true;
    if (nothing || type == ValueType::Tags)
        return false;
    return fits(cell.text) || ((op != Op::Has || value.pattern) && fits(cell.shown.toCaseFolded()));
}

} // namespace skylab::model
