#include "image/model/ImageProperties.h"

namespace skylab::image {

PropertyKind kindOf(const QString& name)
{
    // "properties" would be mistaken by clients for the place where they collect the custom ones.
    for (const auto* one : { "self", "file", "schema", "direct_url", "url" })
        if (name == QLatin1String(one))
            return PropertyKind::ReadOnly;
    for (const auto* one : { "locations", "deleted", "deleted_at", "is_public", "image_id" })
        if (name == QLatin1String(one))
            return PropertyKind::Reserved;
    if (name.startsWith(QStringLiteral("os_glance")))
        return PropertyKind::Reserved;
    auto kind = PropertyKind::Custom;
    sdk::forEachField<sdk::Image>([&](const auto& field) {
        if (name == QLatin1String(field.name))
            kind = has(field.rules.in, sdk::In::Update) || has(field.rules.in, sdk::In::Create) ? PropertyKind::Settable : PropertyKind::ReadOnly;
    });
    return kind;
}

Result<> checkProperty(const QString& name, const QJsonValue& value)
{
    if (name.isEmpty() || name.size() > 255)
        return fail(ErrorCode::BadRequest, QStringLiteral("The name of a property must have 1 to 255 characters."), name.left(64));
    if (!value.isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("The value of the property '%1' must be a string.").arg(name.left(64)), name.left(64));
    if (value.toString().toUtf8().size() > 65535)
        return fail(ErrorCode::BadRequest, QStringLiteral("The value of the property '%1' is too long: at most 65535 bytes are allowed.").arg(name.left(64)), name.left(64));
    if (name.contains(QChar(u'\0')) || value.toString().contains(QChar(u'\0')))
        return fail(ErrorCode::BadRequest, QStringLiteral("The property '%1' contains a NUL character.").arg(QString(name).remove(QChar(u'\0')).left(64)), QStringLiteral("properties"));
    return {};
}

Result<> checkNewImage(const QJsonObject& body)
{
    for (auto it = body.begin(); it != body.end(); ++it) {
        switch (kindOf(it.key())) {
        case PropertyKind::Settable: break;
        case PropertyKind::ReadOnly: return fail(ErrorCode::Forbidden, QStringLiteral("Attribute '%1' is read-only.").arg(it.key()), it.key());
        case PropertyKind::Reserved: return fail(ErrorCode::Forbidden, QStringLiteral("Attribute '%1' is reserved.").arg(it.key()), it.key());
        case PropertyKind::Custom: TRY(checkProperty(it.key(), it.value())); break;
        }
    }
    return {};
}

Result<> checkTag(const QString& tag)
{
    const auto length = tag.toUcs4().size();
    if (length < 1 || length > maxTagLength)
        return fail(ErrorCode::BadRequest, QStringLiteral("A tag must have 1 to %1 characters.").arg(maxTagLength), QStringLiteral("tags"));
    return {};
}

Result<> checkLimits(sdk::Image& image)
{
    image.tags.removeDuplicates();
    for (const auto& tag : image.tags)
        TRY(checkTag(tag));
    if (image.tags.size() > maxTags)
        return fail(ErrorCode::TooLarge, QStringLiteral("The limit has been exceeded on the number of allowed image tags. Attempted: %1, Maximum: %2").arg(image.tags.size()).arg(maxTags), QStringLiteral("tags"));
    if (image.extra.size() > maxProperties)
        return fail(ErrorCode::TooLarge, QStringLiteral("The limit has been exceeded on the number of allowed image properties. Attempted: %1, Maximum: %2").arg(image.extra.size()).arg(maxProperties));
    return {};
}

} // namespace skylab::image
