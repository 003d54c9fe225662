#include "object/model/Headers.h"

#include <QDateTime>
#include <QLocale>

namespace skylab::object {

namespace {

QString titled(QString name)
{
    bool start = true;
    for (auto& c : name) {
        c = start ? c.toUpper() : c.toLower();
        start = c == u'-';
    }
    return name;
}

QStringList etagsOf(const QByteArray& header)
{
    QStringList etags;
    for (const auto& part : QString::fromLatin1(header).split(u',')) {
        auto etag = part.trimmed();
        if (etag.startsWith(QStringLiteral("W/")))
            etag = etag.mid(2);
        if (etag.size() >= 2 && etag.startsWith(u'"'))
            etag = etag.mid(1, etag.size() - 2);
        etags << etag;
    }
    return etags;
}

Timestamp httpDate(const QByteArray& header)
{
    auto date = QLocale::c().toDateTime(QString::fromLatin1(header).section(u' ', 0, -2), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
    date.setTimeSpec(Qt::UTC);
    return date.isValid() ? Timestamp { date.toMSecsSinceEpoch() * 1000 } : Timestamp {};
}

} // namespace

QByteArray swiftTimestamp(Timestamp time)
{
    return QByteArray::number(time.micros / 1'000'000) + '.' + QByteArray::number(time.micros % 1'000'000 / 10).rightJustified(5, '0');
}

Result<> mergeMetadata(sdk::StringMap& metadata, const http::Headers& headers, const QByteArray& kind)
{
    const auto set = "x-" + kind.toLower() + "-meta-";
    const auto removed = "x-remove-" + kind.toLower() + "-meta-";
    for (const auto& [name, value] : headers) {
        const auto lower = name.toLower();
        if (lower.startsWith(removed)) {
            metadata.remove(titled(QString::fromUtf8(name.mid(removed.size()))));
            continue;
        }
        if (!lower.startsWith(set))
            continue;
        const auto key = titled(QString::fromUtf8(name.mid(set.size())));
        if (key.isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Metadata name cannot be empty"), QString::fromLatin1(name));
        if (key.toUtf8().size() > maxMetaName)
            return fail(ErrorCode::BadRequest, QStringLiteral("Metadata name too long: %1%2").arg(QString::fromLatin1(set), key.left(160)), QString::fromLatin1(name.left(160)));
        if (value.size() > maxMetaValue)
            return fail(ErrorCode::BadRequest, QStringLiteral("Metadata value longer than %1: %2%3").arg(maxMetaValue).arg(QString::fromLatin1(set), key), QString::fromLatin1(name));
        if (value.isEmpty())
            metadata.remove(key);
        else
            metadata.insert(key, QString::fromUtf8(value));
    }
    qsizetype total = 0;
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        total += it.key().toUtf8().size() + it.value().toUtf8().size();
    if (metadata.size() > maxMetaCount)
        return fail(ErrorCode::BadRequest, QStringLiteral("Too many metadata items; max %1").arg(maxMetaCount));
    if (total > maxMetaTotal)
        return fail(ErrorCode::BadRequest, QStringLiteral("Total metadata too large; max %1").arg(maxMetaTotal));
    return {};
}

Result<sdk::StringMap> metadataOf(const http::Headers& headers, const QByteArray& kind)
{
    sdk::StringMap metadata;
    TRY(mergeMetadata(metadata, headers, kind));
    return metadata;
}

void writeMetadata(http::Headers& headers, const sdk::StringMap& metadata, const QByteArray& kind)
{
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        headers.add("X-" + kind + "-Meta-" + it.key().toUtf8(), it.value().toUtf8());
}

Result<> checkContainerName(const QString& name)
{
    const auto size = name.toUtf8().size();
    if (size > maxAccountOrContainerName)
        return fail(ErrorCode::BadRequest, QStringLiteral("Container name length of %1 longer than %2").arg(size).arg(maxAccountOrContainerName), QStringLiteral("container"));
    if (name.isEmpty() || name.contains(u'/') || name.contains(QChar(u'\0')))
        return fail(ErrorCode::BadRequest, QStringLiteral("A container name must not be empty or contain a slash."), QStringLiteral("container"));
    return {};
}

Result<> checkObjectName(const QString& name)
{
    const auto size = name.toUtf8().size();
    if (size > maxObjectName)
        return fail(ErrorCode::BadRequest, QStringLiteral("Object name length of %1 longer than %2").arg(size).arg(maxObjectName), QStringLiteral("object"));
    if (name.isEmpty() || name.contains(QChar(u'\0')) || name.contains(QChar::ReplacementCharacter))
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("An object name must be valid UTF-8 and must not be empty."), QStringLiteral("object"));
    return {};
}

int conditionalStatus(const http::Headers& headers, const QString& etag, Timestamp modified)
{
    const auto seconds = modified.micros / 1'000'000;
    const auto matches = [&](const QByteArray& header) {
        const auto etags = etagsOf(header);
        return etags.contains(QStringLiteral("*")) || etags.contains(etag);
    };
    if (headers.contains("If-Match")) {
        if (!matches(headers.value("If-Match")))
            return 412;
    } else if (const auto date = httpDate(headers.value("If-Unmodified-Since")); !date.isNull() && seconds > date.micros / 1'000'000) {
        return 412;
    }
    if (headers.contains("If-None-Match"))
        return matches(headers.value("If-None-Match")) ? 304 : 0;
    if (const auto date = httpDate(headers.value("If-Modified-Since")); !date.isNull() && seconds <= date.micros / 1'000'000)
        return 304;
    return 0;
}

bool aclAllows(const QString& acl, const QString& projectId, const QString& projectName, const QString& userId, const QString& userName)
{
    if (projectId.isEmpty())
        return false;
    for (const auto& entry : acl.split(u',', Qt::SkipEmptyParts)) {
        const auto project = entry.section(u':', 0, 0).trimmed();
        const auto user = entry.section(u':', 1, 1).trimmed();
        if (project.startsWith(u'.') || user.isEmpty())
            continue;
        if ((project == u"*" || project == projectId || project == projectName) && (user == u"*" || user == userId || user == userName))
            return true;
    }
    return false;
}

bool aclIsPublic(const QString& acl)
{
    for (const auto& entry : acl.split(u',', Qt::SkipEmptyParts))
        if (entry.trimmed() == u".r:*")
            return true;
    return false;
}

bool aclAllowsListing(const QString& acl)
{
    for (const auto& entry : acl.split(u',', Qt::SkipEmptyParts))
        if (entry.trimmed() == u".rlistings")
            return aclIsPublic(acl);
    return false;
}

} // namespace skylab::object
