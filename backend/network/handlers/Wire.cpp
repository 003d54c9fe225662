#include "network/handlers/Wire.h"

#include "network/store/Sharing.h"

namespace skylab::network::wire {

namespace {

/// The tag as it stands in the column's JSON, quotes included, which no other tag can contain.
QString inJson(const QString& tag)
{
    JsonWriter json;
    json.value(tag);
    return QString::fromUtf8(json.take());
}

} // namespace

Scope narrowed(Scope scope, const QString& where, const QVariantList& arguments)
{
    scope.where = scope.where.isEmpty() ? where : QStringLiteral("(%1) AND (%2)").arg(scope.where, where);
    scope.arguments += arguments;
    return scope;
}

QStringList valuesOf(const sdk::ListQuery& query, QStringView name)
{
    QStringList values;
    for (const auto& [key, value] : query.rest)
        if (key == name)
            values << value;
    return values;
}

Scope withTags(Scope scope, const sdk::ListQuery& query, db::Engine engine)
{
    const auto has = engine == db::Engine::Postgres ? QStringLiteral("strpos(tags, ?) > 0") : QStringLiteral("instr(tags, ?) > 0");
    for (const auto& [name, value] : query.rest) {
        const bool any = name.endsWith(u"-any");
        const bool negative = name.startsWith(u"not-");
        if (name != u"tags" && name != u"tags-any" && name != u"not-tags" && name != u"not-tags-any")
            continue;
        QStringList parts;
        QVariantList arguments;
        for (const auto& tag : value.split(u',', Qt::SkipEmptyParts)) {
            parts << has;
            arguments << inJson(tag);
        }
        if (parts.isEmpty())
            continue;
        const auto where = parts.join(any ? QStringLiteral(" OR ") : QStringLiteral(" AND "));
        scope = narrowed(std::move(scope), negative ? QStringLiteral("NOT (%1)").arg(where) : where, arguments);
    }
    return scope;
}

Scope withShared(Scope scope, const sdk::ListQuery& query, const service::Context& context, const QString& type, const QString& column)
{
    if (query.value(u"shared").isNull())
        return scope;
    const auto shared = sharing::given(type, column, sharing::asShared);
    return narrowed(std::move(scope), query.flag(u"shared") ? shared : QStringLiteral("NOT (%1)").arg(shared), { context.projectId });
}

Result<> checkRevision(const service::Call& call, qint64 revision)
{
    const auto header = QString::fromLatin1(call.request.headers.value("If-Match")).trimmed();
    if (header.isEmpty())
        return {};
    const auto text = QString(header).remove(u'"');
    bool number = false;
    const auto wanted = text.section(u'=', 1).trimmed().toLongLong(&number);
    if (!text.startsWith(QStringLiteral("revision_number")) || !number)
        return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("The header If-Match must be revision_number=<number>."), QStringLiteral("If-Match"));
    if (wanted != revision)
        return refuse(ErrorCode::PreconditionFailed, "RevisionNumberConstraintFailed", QStringLiteral("Constrained to %1, but current revision is %2").arg(wanted).arg(revision), QStringLiteral("If-Match"));
    return {};
}

Result<> refuseFields(const service::Context& context, const char* rule, const std::vector<const char*>& given, std::initializer_list<const char*> adminOnly)
{
    if (context.admin)
        return {};
    for (const auto* one : adminOnly)
        for (const auto* field : given)
            if (qstrcmp(one, field) == 0)
                return refuse(ErrorCode::Forbidden, "PolicyNotAuthorized", QStringLiteral("(rule:%1 and rule:%1:%2) is disallowed by policy: only an administrator may set %2.").arg(QLatin1String(rule), QLatin1String(one)), QLatin1String(one));
    return {};
}

std::vector<const char*> beyondDefaults(std::vector<const char*> given, std::initializer_list<std::pair<const char*, bool>> flags)
{
    for (const auto& [name, value] : flags)
        if (!value)
            std::erase_if(given, [wanted = name](const char* field) { return qstrcmp(field, wanted) == 0; });
    return given;
}

Result<QString> projectFor(const service::Context& context, const QString& wanted)
{
    if (wanted.isEmpty() || wanted == context.projectId)
        return context.projectId;
    if (!context.admin)
        return refuse(ErrorCode::Forbidden, "PolicyNotAuthorized", QStringLiteral("Only an administrator may create resources for another project."), QStringLiteral("project_id"));
    return wanted;
}

Result<> checkZones(const QStringList& hints)
{
    for (const auto& hint : hints)
        if (hint != u"nova")
            return refuse(ErrorCode::NotFound, "AvailabilityZoneNotFound", QStringLiteral("AvailabilityZone %1 could not be found.").arg(hint.left(255)), QStringLiteral("availability_zone_hints"));
    return {};
}

} // namespace skylab::network::wire
