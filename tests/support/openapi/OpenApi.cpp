#include "support/openapi/OpenApi.h"

#include "support/JsonSchema.h"

#include <algorithm>

namespace skylab::test {

namespace {

bool isPlaceholder(const QString& segment) { return segment.startsWith(u'{'); }

auto placeholders(const QStringList& segments) { return std::count_if(segments.begin(), segments.end(), isPlaceholder); }

bool matches(const QStringList& pattern, const QStringList& segments)
{
    return std::equal(pattern.begin(), pattern.end(), segments.begin(), segments.end(),
                      [](const QString& one, const QString& other) { return isPlaceholder(one) ? !other.isEmpty() : one == other; });
}

QJsonObject schemaOf(const QJsonValue& response)
{
    const auto content = response[u"content"].toObject();
    for (auto it = content.begin(); it != content.end(); ++it)
        if (it.key().contains(QStringLiteral("json")))
            return it.value()[u"schema"].toObject();
    return {};
}

} // namespace

Result<OpenApi> OpenApi::parse(const QByteArray& yaml)
{
    OpenApi api;
    api.m_document = TRY(parseYaml(yaml)).toObject();
    const auto paths = api.m_document[u"paths"].toObject();
    if (!api.m_document.contains(u"openapi") || paths.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("This is no OpenAPI document: 'openapi' and 'paths' are missing."));
    for (auto it = paths.begin(); it != paths.end(); ++it)
        api.m_paths.push_back({ it.key().split(u'/'), it.key(), it.value().toObject() });
    std::stable_sort(api.m_paths.begin(), api.m_paths.end(), [](const Path& one, const Path& other) { return placeholders(one.segments) < placeholders(other.segments); });
    return api;
}

OpenApi::Operation OpenApi::operation(const QByteArray& method, const QString& path) const
{
    const auto segments = path.split(u'/');
    const auto verb = QString::fromLatin1(method).toLower();
    for (const auto& one : m_paths)
        if (matches(one.segments, segments) && one.operations.contains(verb))
            return { one.text, one.operations[verb][u"responses"].toObject() };
    return {};
}

QStringList OpenApi::violations(const Operation& operation, int status, const QJsonValue& body) const
{
    auto schema = schemaOf(operation.responses[QString::number(status)]);
    const bool isSuccess = status >= 200 && status < 300;
    for (auto it = operation.responses.begin(); schema.isEmpty() && isSuccess && it != operation.responses.end(); ++it)
        if (it.key().startsWith(u'2'))
            schema = schemaOf(it.value());
    return schema.isEmpty() ? QStringList() : JsonSchema::violations(body, schema, m_document);
}

} // namespace skylab::test
