#include "object/model/Manifest.h"

#include "core/JsonWriter.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

namespace skylab::object {

namespace {

const QStringList segmentKeys { QStringLiteral("path"), QStringLiteral("etag"), QStringLiteral("size_bytes"), QStringLiteral("range") };

/// "M-N", "M-" or "-N".
bool isRange(const QByteArray& text)
{
    const auto wanted = http::readRanges("bytes=" + text, std::numeric_limits<qint64>::max() / 4);
    return wanted.asked == 1 && wanted.kind != http::RequestedRanges::Kind::Malformed && wanted.kind != http::RequestedRanges::Kind::None;
}

std::optional<qint64> sizeOf(const QJsonValue& value, bool* ok)
{
    *ok = true;
    if (value.isNull() || value.isUndefined())
        return {};
    if (value.isString())
        return value.toString().toLongLong(ok);
    // Not every number of JSON is one of ours: 1e300, 0.5.
    const auto size = value.toInteger(-1);
    *ok = size >= 0 || value.toInteger(-2) == size;
    return size;
}

QString extraneous(const QString& key) { return QStringLiteral("extraneous keys \"%1\"").arg(key.left(64)); }

/// What is wrong with one inline segment, or nothing.
QString readInline(const QJsonObject& json, Segment& segment)
{
    for (const auto& key : json.keys())
        if (key != u"data")
            return extraneous(key);
    auto coded = json[u"data"].toString().toLatin1();
    const auto decoded = QByteArray::fromBase64Encoding(coded, QByteArray::AbortOnBase64DecodingErrors);
    if (!json[u"data"].isString() || decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok)
        return QStringLiteral("data must be valid base64");
    segment.data = decoded.decoded;
    return segment.data.isEmpty() ? QStringLiteral("too small; each segment must be at least 1 byte.") : QString();
}

QString readReference(const QJsonObject& json, bool isLast, const QString& self, Segment& segment)
{
    for (const auto& key : json.keys())
        if (!segmentKeys.contains(key))
            return extraneous(key);
    if (!json[u"path"].isString())
        return QStringLiteral("\"path\" must be a string");
    const auto etag = json[u"etag"];
    if (!etag.isString() && !etag.isNull() && !etag.isUndefined())
        return QStringLiteral("\"etag\" must be a string or null (if provided)");
    segment.path = json[u"path"].toString();
    while (segment.path.startsWith(u'/'))
        segment.path.remove(0, 1);
    if (segment.container().isEmpty() || segment.object().isEmpty())
        return QStringLiteral("path does not refer to an object. Path must be of the form /container/object.");
    segment.etag = etag.toString().remove(u'"');
    bool ok = true;
    segment.bytes = sizeOf(json[u"size_bytes"], &ok);
    if (!ok)
        return QStringLiteral("invalid size_bytes");
    if (segment.bytes && *segment.bytes < 1 && !isLast)
        return QStringLiteral("too small; each segment must be at least 1 byte.");
    if (segment.path == self)
        return QStringLiteral("manifest must not include itself as a segment");
    segment.rangeText = json[u"range"].toString().toLatin1();
    if (segment.rangeText.contains(','))
        return QStringLiteral("multiple ranges (only one allowed)");
    if (!segment.rangeText.isEmpty() && !isRange(segment.rangeText))
        return QStringLiteral("invalid range");
    if (!segment.rangeText.isEmpty() && segment.bytes && http::readRanges("bytes=" + segment.rangeText, *segment.bytes).parts.empty())
        return QStringLiteral("unsatisfiable range");
    return {};
}

QByteArray spelled(const http::ByteRange& range) { return QByteArray::number(range.first) + '-' + QByteArray::number(range.last); }

} // namespace

Result<Manifest> Manifest::fromClient(const QByteArray& json, const QString& self)
{
    const auto document = QJsonDocument::fromJson(json);
    if (document.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Manifest must be valid JSON.\n"));
    if (!document.isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("Manifest must be a list.\n"));
    const auto list = document.array();
    Manifest manifest;
    QString problems;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const auto object = list[i].toObject();
        Segment segment;
        QString problem;
        if (!list[i].isObject())
            problem = QStringLiteral("not a JSON object");
        else if (object.contains(QStringLiteral("data")))
            problem = readInline(object, segment);
        else if (object.contains(QStringLiteral("path")))
            problem = readReference(object, i == list.size() - 1, self, segment);
        else
            problem = QStringLiteral("expected keys to include one of 'data' or 'path'");
        if (!problem.isEmpty() && problems.size() < 65536)
            problems += QStringLiteral("Index %1: %2\n").arg(QString::number(i), problem);
        manifest.segments.push_back(std::move(segment));
    }
    if (problems.isEmpty() && !list.isEmpty() && manifest.objectCount() == 0)
        problems = QStringLiteral("Inline data segments require at least one object-backed segment.\n");
    if (!problems.isEmpty())
        return fail(ErrorCode::BadRequest, problems);
    return manifest;
}

Result<Manifest> Manifest::fromStored(const QByteArray& json)
{
    const auto document = QJsonDocument::fromJson(json);
    if (!document.isArray())
        return fail(ErrorCode::Internal, QStringLiteral("The list of a large object's segments is damaged."));
    Manifest manifest;
    const auto list = document.array();
    for (const auto& one : list) {
        const auto object = one.toObject();
        Segment segment;
        segment.data = QByteArray::fromBase64(object[u"data"].toString().toLatin1());
        segment.path = object[u"name"].toString().mid(1);
        segment.etag = object[u"hash"].toString();
        segment.contentType = object[u"content_type"].toString();
        segment.modified = parseTimestamp(object[u"last_modified"].toString());
        segment.isManifest = object[u"sub_slo"].toBool();
        if (!segment.isInline())
            segment.bytes = object[u"bytes"].toInteger();
        if (const auto range = object[u"range"].toString(); !range.isEmpty())
            segment.range = http::ByteRange { range.section(u'-', 0, 0).toLongLong(), range.section(u'-', 1).toLongLong() };
        manifest.segments.push_back(std::move(segment));
    }
    return manifest;
}

QByteArray Manifest::toStored() const
{
    JsonWriter json;
    json.beginArray();
    for (const auto& segment : segments) {
        json.beginObject();
        if (segment.isInline()) {
            json.key("data").value(QString::fromLatin1(segment.data.toBase64())).endObject();
            continue;
        }
        json.key("name").value(u'/' + segment.path).key("bytes").value(segment.bytes.value_or(0)).key("hash").value(segment.etag);
        json.key("content_type").value(segment.contentType).key("last_modified").value(toString(segment.modified, TimeFormat::Micros));
        if (segment.range)
            json.key("range").value(QString::fromLatin1(spelled(*segment.range)));
        if (segment.isManifest)
            json.key("sub_slo").value(true);
        json.endObject();
    }
    json.endArray();
    return json.take();
}

QByteArray Manifest::toRaw() const
{
    JsonWriter json;
    json.beginArray();
    for (const auto& segment : segments) {
        json.beginObject();
        if (segment.isInline()) {
            json.key("data").value(QString::fromLatin1(segment.data.toBase64())).endObject();
            continue;
        }
        json.key("path").value(u'/' + segment.path).key("etag").value(segment.etag).key("size_bytes").value(segment.bytes.value_or(0));
        if (segment.range)
            json.key("range").value(QString::fromLatin1(spelled(*segment.range)));
        json.endObject();
    }
    json.endArray();
    return json.take();
}

QString Manifest::etag() const
{
    QCryptographicHash hash(QCryptographicHash::Md5);
    for (const auto& segment : segments) {
        if (segment.isInline())
            hash.addData(QCryptographicHash::hash(segment.data, QCryptographicHash::Md5).toHex());
        else if (segment.range)
            hash.addData(segment.etag.toLatin1() + ':' + spelled(*segment.range) + ';');
        else
            hash.addData(segment.etag.toLatin1());
    }
    return QString::fromLatin1(hash.result().toHex());
}

qint64 Manifest::bytes() const
{
    qint64 total = 0;
    for (const auto& segment : segments)
        total += std::clamp<qint64>(segment.length(), 0, maxWholeBytes - total);
    return total;
}

int Manifest::objectCount() const
{
    return int(std::count_if(segments.begin(), segments.end(), [](const Segment& segment) { return !segment.isInline(); }));
}

} // namespace skylab::object
