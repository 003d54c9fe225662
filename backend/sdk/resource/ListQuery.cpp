#include "sdk/resource/ListQuery.h"

namespace skylab::sdk {

QString ListQuery::value(QStringView name) const
{
    for (auto it = rest.crbegin(); it != rest.crend(); ++it)
        if (it->first == name)
            return it->second.isNull() ? QStringLiteral("") : it->second;
    return {};
}

bool ListQuery::flag(QStringView name) const
{
    const auto text = value(name).toLower();
    return text == u"1" || text == u"true" || text == u"yes" || text == u"on" || (text.isEmpty() && !text.isNull());
}

namespace detail {

namespace {
struct OpName {
    const char16_t* name;
    FilterOp op;
    bool ignoreCase;
};
constexpr OpName underscoreNames[] = {
    { u"__contains", FilterOp::Contains, false },     { u"__icontains", FilterOp::Contains, true },
    { u"__startswith", FilterOp::StartsWith, false }, { u"__istartswith", FilterOp::StartsWith, true },
    { u"__endswith", FilterOp::EndsWith, false },     { u"__iendswith", FilterOp::EndsWith, true },
    { u"__iexact", FilterOp::Equal, true },           { u"__exact", FilterOp::Equal, false },
};
constexpr OpName prefixNames[] = {
    { u"in:", FilterOp::Equal, false },      { u"eq:", FilterOp::Equal, false },        { u"neq:", FilterOp::NotEqual, false },
    { u"gte:", FilterOp::GreaterOrEqual, false }, { u"gt:", FilterOp::Greater, false },
    { u"lte:", FilterOp::LessOrEqual, false },    { u"lt:", FilterOp::Less, false },
};
} // namespace

RawFilter rawFilter(const QString& name, const QString& value, const ListRules& rules)
{
    RawFilter raw { name, FilterOp::Equal, { value }, false };
    if (rules.underscoreOps)
        for (const auto& one : underscoreNames)
            if (name.endsWith(QStringView(one.name)) && name.size() > QStringView(one.name).size()) {
                raw.name = name.chopped(QStringView(one.name).size());
                raw.op = one.op;
                raw.ignoreCase = one.ignoreCase;
                break;
            }
    if (rules.prefixOps)
        for (const auto& one : prefixNames)
            if (value.startsWith(QStringView(one.name))) {
                const auto operand = value.mid(QStringView(one.name).size());
                raw.op = one.op;
                raw.values = QStringView(one.name) == QStringView(u"in:") ? operand.split(u',') : QStringList { operand };
                break;
            }
    return raw;
}

bool takePaging(ListQuery& query, QStringList& sortKeys, QStringList& sortDirs, const QString& name, const QString& value, Problems& problems)
{
    if (name == u"limit") {
        bool ok = false;
        const int limit = value.toInt(&ok);
        if (!ok || limit < 0)
            problems.add(name, QStringLiteral("'%1' is not a number from 0 up").arg(value.left(64)));
        else
            query.limit = limit;
    } else if (name == u"marker") {
        query.marker = value;
    } else if (name == u"page_reverse") {
        query.pageReverse = value.toLower() == u"true" || value == u"1";
    } else if (name == u"fields") {
        query.fields += value.split(u',', Qt::SkipEmptyParts);
    } else if (name == u"sort_key") {
        sortKeys << value;
    } else if (name == u"sort_dir") {
        if (value != u"asc" && value != u"desc")
            problems.add(name, QStringLiteral("'%1' is neither asc nor desc").arg(value.left(64)));
        sortDirs << value;
    } else if (name == u"sort") {     // Cinder and Glance: sort=name:asc,created_at:desc
        for (const auto& part : value.split(u',', Qt::SkipEmptyParts)) {
            sortKeys << part.section(u':', 0, 0);
            while (sortDirs.size() < sortKeys.size() - 1)
                sortDirs << QStringLiteral("asc");
            sortDirs << (part.contains(u':') ? part.section(u':', 1, 1) : QStringLiteral("desc"));
        }
    } else {
        return false;
    }
    return true;
}

} // namespace detail
} // namespace skylab::sdk
