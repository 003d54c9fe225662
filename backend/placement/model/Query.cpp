#include "placement/model/Query.h"

#include "core/Uuid.h"
#include "placement/model/Names.h"

#include <algorithm>

namespace skylab::placement {

using sdk::mv;

namespace {

Result<> badQuery(const QString& text) { return fail(ErrorCode::BadRequest, text); }

const QString invalidQuery = QStringLiteral("Invalid query string parameters: ");

/// One value of "required".
Result<> parseOneTraits(const QString& value, sdk::Version version, TraitWish& wish)
{
    if (value.startsWith(u"in:")) {
        if (version < mv(1, 39))
            return badQuery(invalidQuery + QStringLiteral("The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' only supported since microversion 1.39. Got: %1").arg(value));
        QSet<QString> any;
        for (const auto& part : value.mid(3).split(u','))
            any.insert(part.trimmed());
        if (any.contains(QString()))
            return badQuery(invalidQuery + QStringLiteral("Expected 'required' parameter value of the form: in:HW_CPU_X86_VMX,CUSTOM_MAGIC. Got an empty trait in: %1").arg(value));
        if (std::any_of(any.begin(), any.end(), [](const QString& trait) { return trait.startsWith(u'!'); }))
            return badQuery(invalidQuery + QStringLiteral("The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' does not support forbidden traits. Got: %1").arg(value));
        wish.required.push_back(any);
        return {};
    }
    const bool mayForbid = version >= mv(1, 22);
    const auto form = mayForbid ? QStringLiteral("HW_CPU_X86_VMX,!CUSTOM_MAGIC") : QStringLiteral("HW_CPU_X86_VMX,CUSTOM_MAGIC");
    for (const auto& part : value.split(u',')) {
        auto trait = part.trimmed();
        const bool forbidden = trait.startsWith(u'!');
        while (trait.startsWith(u'!'))
            trait.remove(0, 1);
        if (trait.isEmpty())
            return badQuery(invalidQuery + QStringLiteral("Expected 'required' parameter value of the form: %1. Got an empty trait in: %2").arg(form, value));
        if (forbidden && !mayForbid)
            return badQuery(invalidQuery + QStringLiteral("Expected 'required' parameter value of the form: %1. Got: %2").arg(form, value));
        if (forbidden)
            wish.forbidden.insert(trait);
        else
            wish.required.push_back({ trait });
    }
    return {};
}

/// The parameters that a version knows.
Shape candidateShape(sdk::Version version)
{
    static const Pattern positive { QStringLiteral("^[1-9][0-9]*$"), [](QStringView text) {
        return !text.isEmpty() && text.front() != u'0' && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    } };
    auto shape = Shape::object();
    if (version < mv(1, 25)) {
        shape = std::move(shape).require("resources", Shape::text());
        if (version >= mv(1, 17))
            shape = std::move(shape).allow("required", Shape::text());
        if (version >= mv(1, 21))
            shape = std::move(shape).allow("member_of", Shape::text());
    } else {
        const bool named = version >= mv(1, 33);
        for (const auto* word : { "resources", "required", "member_of" })
            shape = std::move(shape).each(grouped(QLatin1String(word), named), Shape::text());
        if (version >= mv(1, 31))
            shape = std::move(shape).each(grouped(QStringLiteral("in_tree"), named), Shape::text());
        shape = std::move(shape).allow("group_policy", Shape::choice({ QStringLiteral("none"), QStringLiteral("isolate") }));
    }
    if (version >= mv(1, 16))
        shape = std::move(shape).allow("limit", Shape::text(positive));
    if (version >= mv(1, 35))
        shape = std::move(shape).allow("root_required", Shape::text());
    if (version >= mv(1, 36))
        shape = std::move(shape).allow("same_subtree", Shape::text());
    return shape;
}

Result<> parseWide(const QueryItems& items, sdk::Version version, CandidateRequest& request)
{
    if (const auto limits = queryValues(items, QStringLiteral("limit")); !limits.isEmpty()) {
        bool small = false;
        const auto limit = limits.front().toLongLong(&small);
        request.limit = small ? limit : Shape::highest;
    }
    request.isolate = queryValues(items, QStringLiteral("group_policy")).value(0) == u"isolate";
    if (const auto roots = queryValues(items, QStringLiteral("root_required")); !roots.isEmpty()) {
        if (roots.size() > 1)
            return refuse(ErrorCode::BadRequest, QStringLiteral("Query parameter 'root_required' may be specified only once."), code::duplicateKey);
        TraitWish wish;
        TRY(parseOneTraits(roots.front(), std::min(version, mv(1, 38)), wish));      // no "in:" here
        for (const auto& any : wish.required)
            request.rootRequired |= any;
        request.rootForbidden = wish.forbidden;
        const auto conflicts = QSet<QString>(request.rootRequired).intersect(request.rootForbidden);
        if (!conflicts.isEmpty())
            return refuse(ErrorCode::BadRequest, QStringLiteral("Conflicting required and forbidden traits found in root_required: %1").arg(QStringList(conflicts.values()).join(QStringLiteral(", "))), code::badValue);
    }
    for (const auto& value : queryValues(items, QStringLiteral("same_subtree"))) {
        QSet<QString> suffixes;
        for (const auto& part : value.split(u','))
            suffixes.insert(part.trimmed());
        if (suffixes.contains(QString()))
            return refuse(ErrorCode::BadRequest, QStringLiteral("Empty string (unsuffixed group) can not be specified in `same_subtree` "), code::badValue);
        request.sameSubtrees.push_back(suffixes);
    }
    return {};
}

Result<> parseGroups(const QueryItems& items, sdk::Version version, CandidateRequest& request)
{
    const bool named = version >= mv(1, 33);
    static const QStringList words { QStringLiteral("resources"), QStringLiteral("required"), QStringLiteral("member_of"), QStringLiteral("in_tree") };
    for (const auto& [key, value] : items) {
        const auto word = std::find_if(words.begin(), words.end(), [named, &key = key](const QString& one) { return grouped(one, named).matches(key); });
        if (word == words.end())
            continue;
        const auto suffix = key.mid(word->size());
        auto& group = request.groups[suffix];
        if (*word == u"resources") {
            group.resources = TRY(parseResources(value));
        } else if (*word == u"required") {
            group.traits = TRY(parseTraits(queryValues(items, key), version));
        } else if (*word == u"member_of") {
            group.aggregates = TRY(parseAggregates(queryValues(items, key), suffix, version));
        } else {
            if (!isUuid(value.trimmed()))
                return badQuery(invalidQuery + QStringLiteral("Expected 'in_tree' parameter to be a format of uuid. Got: %1").arg(value));
            group.inTree = value.trimmed();
        }
    }
    return {};
}

QString listed(QStringList names)
{
    std::sort(names.begin(), names.end());
    return QStringLiteral("['%1']").arg(names.join(QStringLiteral("', '")));
}

/// Since 1.36 a group may ask for no resources, if same_subtree names it.
Result<> checkSubtrees(const CandidateRequest& request)
{
    QStringList bare, stray;
    QSet<QString> named;
    for (const auto& suffixes : request.sameSubtrees)
        named |= suffixes;
    qsizetype without = 0;
    for (auto it = request.groups.begin(); it != request.groups.end(); ++it) {
        if (!it->resources.isEmpty())
            continue;
        ++without;
        if (!named.contains(it.key()))
            bare << it.key();
    }
    if (without == request.groups.size())
        return refuse(ErrorCode::BadRequest, QStringLiteral("There must be at least one resources or resources[$S] parameter."), code::missingValue);
    if (!bare.isEmpty())
        return refuse(ErrorCode::BadRequest, QStringLiteral("Resourceless suffixed group request should be specified in `same_subtree` query param: bad group(s) - %1.").arg(listed(bare)), code::badValue);
    for (const auto& suffix : named)
        if (!request.groups.contains(suffix))
            stray << suffix;
    if (!stray.isEmpty())
        return refuse(ErrorCode::BadRequest, QStringLiteral("Real suffixes should be specified in `same_subtree`: %1 not found in %2.").arg(listed(stray), listed(request.groups.keys())), code::badValue);
    return {};
}

Result<> checkOrphans(const CandidateRequest& request)
{
    QStringList traits, aggregates;
    bool all = true;
    for (auto it = request.groups.begin(); it != request.groups.end(); ++it) {
        if (!it->resources.isEmpty())
            continue;
        all = false;
        if (!it->traits.required.empty())
            traits << QStringLiteral("required") + it.key();
        if (!it->aggregates.isEmpty())
            aggregates << QStringLiteral("member_of") + it.key();
    }
    if (!traits.isEmpty())
        return badQuery(QStringLiteral("All traits parameters must be associated with resources.  Found the following orphaned traits keys: %1").arg(traits.join(QStringLiteral(", "))));
    if (!aggregates.isEmpty())
        return badQuery(QStringLiteral("All member_of parameters must be associated with resources. Found the following orphaned member_of keys: %1").arg(aggregates.join(QStringLiteral(", "))));
    if (!all)
        return badQuery(QStringLiteral("All request groups must specify resources."));
    if (request.groups.isEmpty())
        return badQuery(QStringLiteral("At least one request group (`resources` or `resources{$S}`) is required."));
    return {};
}

Result<> checkForbidden(const CandidateRequest& request)
{
    QStringList conflicts;
    for (auto it = request.groups.begin(); it != request.groups.end(); ++it)
        for (const auto& any : it->traits.required)
            if (it->traits.forbidden.contains(any)) {
                auto names = any.values();
                std::sort(names.begin(), names.end());
                conflicts << QStringLiteral("required%1: (%2)").arg(it.key(), QStringList(names).join(QStringLiteral(", ")));
            }
    if (conflicts.isEmpty())
        return {};
    return badQuery(QStringLiteral("Conflicting required and forbidden traits found in the following traits keys: %1").arg(conflicts.join(QStringLiteral(", "))));
}

} // namespace

QJsonObject queryObject(const QueryItems& items)
{
    QJsonObject object;
    for (const auto& [key, value] : items)
        object.insert(key, value.isNull() ? QStringLiteral("") : value);
    return object;
}

QStringList queryValues(const QueryItems& items, const QString& name)
{
    QStringList values;
    for (const auto& [key, value] : items)
        if (key == name)
            values << value;
    return values;
}

Result<Amounts> parseResources(const QString& text)
{
    const auto bad = [](const QString& got) {
        return fail(ErrorCode::BadRequest, QStringLiteral("Badly formed resources parameter. Expected resources query string parameter in form: ?resources=VCPU:2,MEMORY_MB:1024. Got: %1.").arg(got));
    };
    if (text.trimmed().isEmpty())
        return bad(QStringLiteral("empty string"));
    Amounts amounts;
    for (const auto& pair : text.split(u',')) {
        const auto parts = pair.split(u':');
        if (parts.size() != 2)
            return bad(pair);
        bool number = false;
        const auto amount = parts[1].trimmed().toLongLong(&number);
        if (!number)
            return fail(ErrorCode::BadRequest, QStringLiteral("Requested resource %1 expected positive integer amount. Got: %2.").arg(parts[0], parts[1]));
        if (amount < 1)
            return fail(ErrorCode::BadRequest, QStringLiteral("Requested resource %1 requires amount >= 1. Got: %2.").arg(parts[0]).arg(amount));
        amounts.insert(parts[0], amount);
    }
    return amounts;
}

Result<TraitWish> parseTraits(const QStringList& values, sdk::Version version)
{
    TraitWish wish;
    if (values.isEmpty())
        return wish;
    if (version < mv(1, 39)) {
        TRY(parseOneTraits(values.back(), version, wish));
        return wish;
    }
    for (const auto& value : values)
        TRY(parseOneTraits(value, version, wish));
    return wish;
}

Result<AggregateWish> parseAggregates(const QStringList& values, const QString& suffix, sdk::Version version)
{
    if (version < mv(1, 24) && values.size() > 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Multiple member_of%1 parameters are not supported").arg(suffix));
    AggregateWish wish;
    for (const auto& value : values) {
        const bool several = value.startsWith(u"in:") || value.startsWith(u"!in:");
        if (value.contains(u',') && !several)
            return fail(ErrorCode::BadRequest, QStringLiteral("Multiple values for 'member_of' must be prefixed with the 'in:' or '!in:' keyword using the valid microversion. Got: %1").arg(value));
        const bool forbidden = value.startsWith(u'!');
        const auto list = value.mid((forbidden ? 1 : 0) + (several ? 3 : 0)).split(u',');
        for (const auto& uuid : list)
            if (!isUuid(uuid))
                return fail(ErrorCode::BadRequest, invalidQuery + QStringLiteral("Expected 'member_of' parameter to contain valid UUID(s). Got: %1").arg(uuid));
        if (forbidden && version < mv(1, 32))
            return fail(ErrorCode::BadRequest, QStringLiteral("Forbidden member_of%1 parameters are not supported in the specified microversion").arg(suffix));
        const QSet<QString> set(list.begin(), list.end());
        if (forbidden)
            wish.forbidden |= set;
        else
            wish.required.push_back(set);
    }
    return wish;
}

Result<CandidateRequest> parseCandidateRequest(const QueryItems& items, sdk::Version version)
{
    TRY(candidateShape(version).check(queryObject(items), QStringLiteral("Invalid query string parameters")));
    CandidateRequest request;
    request.nested = version >= mv(1, 29);
    TRY(parseWide(items, version, request));
    TRY(parseGroups(items, version, request));
    TRY(version >= mv(1, 36) ? checkSubtrees(request) : checkOrphans(request));
    if (version >= mv(1, 22))
        TRY(checkForbidden(request));
    const auto suffixed = request.groups.size() - (request.groups.contains(QString()) || request.groups.contains(QStringLiteral("")) ? 1 : 0);
    if (suffixed > 1 && queryValues(items, QStringLiteral("group_policy")).isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("The \"group_policy\" parameter is required when specifying more than one \"resources{N}\" parameter."));
    return request;
}

QSet<QString> traitsOf(const TraitWish& wish)
{
    auto names = wish.forbidden;
    for (const auto& any : wish.required)
        names |= any;
    return names;
}

QSet<QString> traitsOf(const CandidateRequest& request)
{
    auto names = request.rootRequired | request.rootForbidden;
    for (const auto& group : request.groups)
        names |= traitsOf(group.traits);
    return names;
}

QSet<QString> classesOf(const CandidateRequest& request)
{
    QSet<QString> names;
    for (const auto& group : request.groups) {
        const auto keys = group.resources.keys();
        names |= QSet<QString>(keys.begin(), keys.end());
    }
    return names;
}

} // namespace skylab::placement
