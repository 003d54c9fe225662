#include "image/model/ImagePatch.h"

#include "image/model/ImageProperties.h"
#include "image/model/ImageStates.h"

namespace skylab::image {

namespace {

using Kind = PatchOperation::Kind;

constexpr std::pair<const char*, Kind> verbs[] = { { "add", Kind::Add }, { "replace", Kind::Replace }, { "remove", Kind::Remove } };

std::optional<Kind> verbNamed(const QString& name)
{
    for (const auto& [verb, kind] : verbs)
        if (name == QLatin1String(verb))
            return kind;
    return {};
}

/// "/os~1distro" to "os/distro" (RFC 6901).
Result<QString> propertyAt(const QString& path)
{
    if (!path.startsWith(u'/'))
        return fail(ErrorCode::BadRequest, QStringLiteral("Pointer `%1` does not start with \"/\".").arg(path.left(64)));
    if (path.endsWith(u'/') || path.indexOf(u'/', 1) > 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid JSON pointer for this resource: '%1'. Properties are one level deep, as in '/name'.").arg(path.left(64)));
    QString name;
    for (qsizetype i = 1; i < path.size(); ++i) {
        if (path[i] != u'~') {
            name += path[i];
            continue;
        }
        const auto next = i + 1 < path.size() ? path[i + 1] : QChar();
        if (next != u'0' && next != u'1')
            return fail(ErrorCode::BadRequest, QStringLiteral("Pointer `%1` contains \"~\" not part of a recognized escape sequence.").arg(path.left(64)));
        name += next == u'0' ? u'~' : u'/';
        ++i;
    }
    return name;
}

Result<PatchOperation> readOperation(const QJsonValue& value, bool draft)
{
    const auto object = value.toObject();
    if (!value.isObject())
        return fail(ErrorCode::BadRequest, QStringLiteral("Operations must be JSON objects."));
    PatchOperation operation {};
    QString path;
    if (draft) {
        std::optional<Kind> kind;
        for (const auto& [verb, one] : verbs)
            if (object.contains(QLatin1String(verb))) {
                kind = one;
                path = object.value(QLatin1String(verb)).toString();
            }
        if (!kind)
            return fail(ErrorCode::BadRequest, QStringLiteral("Operations must have one of the keys add, replace and remove."));
        operation.kind = *kind;
    } else {
        const auto kind = verbNamed(object[u"op"].toString());
        if (!kind)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid operation: `%1`. It must be one of the following: add, replace, remove.").arg(object[u"op"].toString().left(64)));
        operation.kind = *kind;
        if (!object.contains(u"path"))
            return fail(ErrorCode::BadRequest, QStringLiteral("Operation objects must contain a member named \"path\"."));
        path = object[u"path"].toString();
    }
    operation.property = TRY(propertyAt(path));
    operation.value = object.value(QStringLiteral("value"));
    if (operation.kind != Kind::Remove && operation.value.isUndefined())
        return fail(ErrorCode::BadRequest, QStringLiteral("Operation \"%1\" requires a member named \"value\".").arg(operation.kind == Kind::Add ? QStringLiteral("add") : QStringLiteral("replace")));
    return operation;
}

Result<> applyCustom(sdk::Image& image, const PatchOperation& operation)
{
    const auto& name = operation.property;
    if (operation.kind != Kind::Add && !image.extra.contains(name))
        return fail(ErrorCode::Conflict, QStringLiteral("Property %1 does not exist.").arg(name.left(64)), name.left(64));
    if (operation.kind == Kind::Remove) {
        image.extra.remove(name);
        return {};
    }
    TRY(checkProperty(name, operation.value));
    image.extra.insert(name, operation.value);
    return {};
}

Result<> applySettable(const sdk::Image& image, const PatchOperation& operation, QJsonObject& changes)
{
    const auto& name = operation.property;
    if (name == u"id")
        return fail(ErrorCode::Forbidden, QStringLiteral("Attribute 'id' is read-only."), name);
    if (operation.kind == Kind::Remove)
        return fail(ErrorCode::Forbidden, QStringLiteral("Property %1 may not be removed.").arg(name), name);
    if ((name == u"disk_format" || name == u"container_format") && !is(image, ImageStatus::Queued))
        return fail(ErrorCode::Forbidden, QStringLiteral("Attribute %1 can be only replaced for a queued image.").arg(name), name);
    changes.insert(name, operation.value);
    return {};
}

} // namespace

Result<std::vector<PatchOperation>> readPatch(const QByteArray& contentType, const QJsonArray& body)
{
    const auto type = contentType.split(';').first().trimmed().toLower();
    const bool draft = type == "application/openstack-images-v2.0-json-patch";
    if (!draft && type != "application/openstack-images-v2.1-json-patch")
        return fail(ErrorCode::UnsupportedMediaType, QStringLiteral("The request media type %1 is not supported by this server. Send application/openstack-images-v2.1-json-patch.").arg(QString::fromLatin1(type.left(64))));
    std::vector<PatchOperation> operations;
    for (const auto& value : body)
        operations.push_back(TRY(readOperation(value, draft)));
    return operations;
}

Result<> applyPatch(sdk::Image& image, const std::vector<PatchOperation>& operations)
{
    auto patched = image;
    QJsonObject changes;
    for (const auto& operation : operations) {
        switch (kindOf(operation.property)) {
        case PropertyKind::ReadOnly: return fail(ErrorCode::Forbidden, QStringLiteral("Attribute '%1' is read-only.").arg(operation.property), operation.property);
        case PropertyKind::Reserved: return fail(ErrorCode::Forbidden, QStringLiteral("Attribute '%1' is reserved.").arg(operation.property), operation.property);
        case PropertyKind::Settable: TRY(applySettable(image, operation, changes)); break;
        case PropertyKind::Custom: TRY(applyCustom(patched, operation)); break;
        }
    }
    auto decoded = TRY(sdk::decode<sdk::Image>(changes, sdk::In::Update, {}, std::move(patched)));
    TRY(checkLimits(decoded.value));
    image = std::move(decoded.value);
    return {};
}

} // namespace skylab::image
