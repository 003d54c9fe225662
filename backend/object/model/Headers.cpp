#include "object/model/Headers.h"

#include <QDateTime>
#include <QLocale>
#include <QMimeDatabase>

#include <algorithm>
#include <cstring>

namespace skylab::object {

namespace {

/// Of X-Delete-At, in seconds since 1970: what Swift's ten digits can tell.
constexpr qint64 lastSecond = 9'999'999'999;

/// Headers can't carry these; they come in from archives and forms.
bool isControl(char c) { return (c >= 0 && c < 32 && c != '\t') || c == 127; }

/// RFC 9110, 5.6.2: what a header's name is made of.
bool isToken(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != 0 && std::strchr("!#$%&'*+-.^_`|~", c)); }

/// As HTTP spells names; an underscore counts as a hyphen, as behind any CGI-like gateway.
QString titled(QString name)
{
    bool start = true;
    for (auto& c : name) {
        if (c == u'_')
            c = u'-';
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
    if (header.isEmpty())      // most have none, and the locale's parser is slow
        return {};
    auto date = QLocale::c().toDateTime(QString::fromLatin1(header).section(u' ', 0, -2), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
    date.setTimeSpec(Qt::UTC);
    return date.isValid() ? Timestamp { date.toMSecsSinceEpoch() * 1000 } : Timestamp {};
}

} // namespace

QByteArray swiftTimestamp(Timestamp time)
{
    return QByteArray::number(time.micros / 1'000'000) + '.' + QByteArray::number(time.micros % 1'000'000 / 10).rightJustified(5, '0');
}

bool hasControls(const QByteArray& text) { return std::any_of(text.begin(), text.end(), isControl); }

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
        if (!std::all_of(name.begin(), name.end(), isToken))
            return fail(ErrorCode::BadRequest, QStringLiteral("Metadata names can have letters, digits and hyphens, but no spaces, separators or control characters"), QString::fromLatin1(set));
        if (hasControls(value) || !QUtf8StringView(value).isValidUtf8())
            return fail(ErrorCode::BadRequest, QStringLiteral("Metadata must be valid UTF-8 without control characters"), QString::fromLatin1(name));
        if (value.isEmpty() && kind != "Object")      // an object's are replaced as a whole: nothing needs removing
            metadata.remove(key);
        else
            metadata.insert(key, value.isEmpty() ? QStringLiteral("") : QString::fromUtf8(value));
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

void writeMetadata(http::Headers& headers, const sdk::StringMap& metadata, const QByteArray& kind, Keys keys)
{
    for (auto it = metadata.begin(); it != metadata.end(); ++it)
        if (keys == Keys::Show || !it.key().startsWith(QStringLiteral("Temp-Url-Key"), Qt::CaseInsensitive))
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

bool isTrue(const QString& text)
{
    static const QStringList yes { QStringLiteral("true"), QStringLiteral("1"), QStringLiteral("yes"), QStringLiteral("on"), QStringLiteral("t"), QStringLiteral("y") };
    return yes.contains(text.trimmed().toLower());
}

QByteArray lastModified(Timestamp time)
{
    return toString({ (time.micros + 999'999) / 1'000'000 * 1'000'000 }, TimeFormat::Http).toLatin1();
}

Result<Timestamp> deleteTime(const http::Headers& headers)
{
    const auto after = headers.value("X-Delete-After");
    const auto at = headers.value("X-Delete-At");
    if (after.isEmpty() && at.isEmpty())
        return Timestamp {};
    const auto name = after.isEmpty() ? QStringLiteral("X-Delete-At") : QStringLiteral("X-Delete-After");
    bool ok = false;
    const auto seconds = (after.isEmpty() ? at : after).toLongLong(&ok);
    if (!ok || seconds > lastSecond)
        return fail(ErrorCode::BadRequest, QStringLiteral("Non-integer %1").arg(name), name);
    // A long time ago is none that can be counted in microseconds.
    const auto from = after.isEmpty() ? Timestamp {} : Clock::now();
    const auto time = from.addSeconds(std::max<qint64>(seconds, -1));
    if (seconds < 0 || time <= Clock::now())
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 in past").arg(name), name);
    return time;
}

Result<ObjectPath> pathOfHeader(const http::Headers& headers, const char* name, const char* accountName, const QString& account)
{
    const auto text = http::percentDecoded(headers.value(name));
    const auto path = text.mid(text.startsWith(u'/') ? 1 : 0);
    const auto container = path.section(u'/', 0, 0);
    const auto object = path.section(u'/', 1);
    if (container.isEmpty() || object.isEmpty())
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("%1 header must be of the form <container name>/<object name>").arg(QLatin1String(name)), QString::fromLatin1(name));
    const auto other = http::percentDecoded(headers.value(accountName));
    if (other.contains(u'/'))
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("Account name cannot contain slashes"), QString::fromLatin1(accountName));
    return ObjectPath { other.isEmpty() ? account : other, container, object };
}

QString guessedType(const QString& name) { return QMimeDatabase().mimeTypeForFile(name, QMimeDatabase::MatchExtension).name(); }

} // namespace skylab::object
