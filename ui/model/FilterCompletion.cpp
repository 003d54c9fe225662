#include "model/FilterCompletion.h"

#include "model/FilterWords.h"
#include "model/ResourceModel.h"

#include <algorithm>

namespace skylab::model {

namespace {

using Item = FilterCompletion::Item;

QString quoted(const QString& value)
{
    const bool plain = std::none_of(value.begin(), value.end(), [](QChar c) { return c.isSpace() || c == u',' || c == u'(' || c == u')'; });
    return plain ? value : u'"' + value + u'"';
}

std::vector<Item> columnsFor(QStringView typed, const std::vector<ColumnTraits>& columns)
{
    std::vector<Item> items;
    for (const auto& column : columns) {
        const bool fits = column.id.startsWith(typed, Qt::CaseInsensitive) || column.title.startsWith(typed, Qt::CaseInsensitive);
        if (fits && !typed.isEmpty()) {
            const bool ordered = column.type == ValueType::Number || column.type == ValueType::Size || column.type == ValueType::Time;
            const QString op = ordered ? QString() : QStringLiteral(":");
            items.push_back({ column.id + op, column.id + op, column.title, true });
        }
    }
    return items;
}

std::vector<Item> operatorsFor(const ColumnTraits& column)
{
    const auto item = [&column](const char* op, const QString& hint) { return Item { column.id + QLatin1String(op), column.id + QLatin1String(op), hint, true }; };
    switch (column.type) {
    case ValueType::Number: case ValueType::Size:
        return { item(">", FilterWords::tr("more than")), item(">=", FilterWords::tr("at least")), item("<", FilterWords::tr("less than")), item("<=", FilterWords::tr("at most")), item("=", FilterWords::tr("is, or a range like 2..8")) };
    case ValueType::Time: return { item(">", FilterWords::tr("older than, or after a day")), item("<", FilterWords::tr("younger than, or before a day")), item(":", FilterWords::tr("on that day")) };
    case ValueType::Address: return { item(":", FilterWords::tr("begins with, or within a net")), item("=", FilterWords::tr("is")) };
    default: return { item(":", FilterWords::tr("contains")), item("=", FilterWords::tr("is")), item("!=", FilterWords::tr("is not")) };
    }
}

/// Values of the rows, the most frequent first.
std::vector<Item> valuesFor(int column, const ColumnTraits& traits, QStringView typed, const ResourceModel& model)
{
    QHash<QString, int> counts;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto& cell = model.factsAt(row).cells[std::size_t(column)];
        const bool each = traits.type == ValueType::Tags || traits.type == ValueType::Address;
        if (each) {
            for (const auto& value : cell.values)
                ++counts[value];
        } else if (!cell.shown.isEmpty() && cell.shown != u"–") {
            ++counts[cell.shown];
        }
    }
    const auto folded = typed.toString().remove(u'"').toCaseFolded();
    std::vector<std::pair<QString, int>> found;
    for (auto it = counts.constBegin(); it != counts.constEnd(); ++it) {
        const auto value = it.key().toCaseFolded();
        if (value != folded && value.contains(folded))
            found.emplace_back(it.key(), it.value());
    }
    const auto begins = [&folded](const QString& value) { return value.toCaseFolded().startsWith(folded); };
    std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
        if (begins(a.first) != begins(b.first))
            return begins(a.first);
        return a.second != b.second ? a.second > b.second : a.first.localeAwareCompare(b.first) < 0;
    });
    std::vector<Item> items;
    for (std::size_t i = 0; i < found.size() && i < FilterCompletion::most; ++i)
        items.push_back({ quoted(found[i].first), found[i].first, QLocale().toString(found[i].second) });
    return items;
}

std::vector<Item> examplesFor(ValueType type)
{
    if (type == ValueType::Time)
        return { { "1h", "1h", FilterWords::tr("an hour") }, { "1d", "1d", FilterWords::tr("a day") }, { "7d", "7d", FilterWords::tr("a week") }, { "30d", "30d", FilterWords::tr("a month") }, { "365d", "365d", FilterWords::tr("a year") } };
    return { { "1G", "1G" }, { "2G", "2G" }, { "4G", "4G" }, { "8G", "8G" }, { "16G", "16G" }, { "100G", "100G" } };
}

} // namespace

FilterCompletion FilterCompletion::at(const QString& text, int cursor, const ResourceModel& model)
{
    FilterCompletion result { cursor, 0 };
    if (!model.presenter())
        return result;
    std::vector<ColumnTraits> columns;
    for (int i = 0; i < model.presenter()->columns(); ++i)
        columns.push_back(model.presenter()->traits(i));
    FilterToken token { FilterToken::Kind::Word, cursor, 0 };
    for (const auto& one : FilterQuery::tokens(text)) {
        if (one.position <= cursor && cursor <= one.position + one.length && one.kind != FilterToken::Kind::Open && one.kind != FilterToken::Kind::Close)
            token = one;
    }
    const auto whole = QStringView(text).mid(token.position, cursor - token.position);
    int length = 0;
    const int op = FilterQuery::operatorIn(whole, length);
    const int column = FilterQuery::columnNamed(op > 0 ? whole.left(op) : whole, columns);
    result.position = token.position;
    result.length = token.length;
    if (op > 0 && column >= 0) {
        const auto& traits = columns[std::size_t(column)];
        int from = op + length;
        if (const auto comma = whole.lastIndexOf(u','); comma >= from)
            from = int(comma) + 1;
        result.position = token.position + from;
        result.length = token.position + token.length - result.position;
        const auto typed = whole.mid(from);
        if (traits.type != ValueType::Time && traits.type != ValueType::Size)
            result.items = valuesFor(column, traits, typed, model);
        else if (typed.isEmpty())
            result.items = examplesFor(traits.type);
    } else if (op <= 0 && column >= 0 && columns[std::size_t(column)].id.compare(whole, Qt::CaseInsensitive) == 0) {
        result.items = operatorsFor(columns[std::size_t(column)]);
    } else if (op <= 0) {
        result.items = columnsFor(whole, columns);
    }
    if (result.items.size() > most)
        result.items.resize(most);
    return result;
}

} // namespace skylab::model
