#include "image/model/Schemas.h"

#include "image/model/Metadefs.h"
#include "sdk/image/Image.h"
#include "sdk/image/ImageTask.h"
#include "sdk/image/Metadef.h"

namespace skylab::image {

namespace {

using sdk::In;

template <typename T>
struct IsOptional : std::false_type { };
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type { };

QJsonObject stringProperty(const char* help, bool readOnly)
{
    QJsonObject property { { QStringLiteral("type"), QStringLiteral("string") }, { QStringLiteral("description"), QLatin1String(help) } };
    if (readOnly)
        property.insert(QStringLiteral("readOnly"), true);
    return property;
}

template <sdk::Document T>
QJsonObject propertiesOf()
{
    QJsonObject properties;
    sdk::forEachField<T>([&](const auto& field) {
        using Value = typename std::decay_t<decltype(field)>::Value;
        const auto& rules = field.rules;
        if (!has(rules.in, In::Read))
            return;
        auto property = stringProperty(rules.help, !has(rules.in, In::Create) && !has(rules.in, In::Update));
        property[u"type"] = QLatin1String(sdk::Codec<Value>::type);
        if (IsOptional<Value>::value || rules.nullable)
            property[u"type"] = QJsonArray { QStringLiteral("null"), QLatin1String(sdk::Codec<Value>::type) };
        if (rules.maxLength != std::numeric_limits<int>::max())
            property[u"maxLength"] = rules.maxLength;
        if (rules.format == sdk::Format::Uuid)
            property[u"pattern"] = QStringLiteral("^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$");
        if (rules.oneOf) {
            auto values = QJsonArray::fromStringList(QString::fromLatin1(rules.oneOf).split(u'|'));
            if (IsOptional<Value>::value)
                values.prepend(QJsonValue());
            property[u"enum"] = values;
        }
        if constexpr (std::is_same_v<Value, QStringList>)
            property[u"items"] = QJsonObject { { QStringLiteral("type"), QStringLiteral("string") }, { QStringLiteral("maxLength"), 255 } };
        properties.insert(QLatin1String(field.name), property);
    });
    return properties;
}

QJsonObject imageProperties()
{
    auto properties = propertiesOf<sdk::Image>();
    // glanceclient makes an option of each property, and has one named --stores already.
    properties.remove(QStringLiteral("stores"));
    for (const auto& [name, help] : { std::pair { "self", "An image self url" }, { "file", "An image file url" }, { "schema", "An image schema url" } })
        properties.insert(QLatin1String(name), stringProperty(help, true));
    // Well known custom properties.
    static constexpr std::pair<const char*, const char*> custom[] = {
        { "architecture", "Operating system architecture, as the hypervisor names it" },
        { "instance_uuid", "Server that this image was made from; metadata only" },
        { "kernel_id", "ID of an image that is the kernel when booting an AMI-style image" },
        { "ramdisk_id", "ID of an image that is the ramdisk when booting an AMI-style image" },
        { "os_distro", "Common name of the operating system distribution" },
        { "os_version", "Operating system version as the distributor names it" },
    };
    for (const auto& [name, help] : custom) {
        auto property = stringProperty(help, false);
        property[u"type"] = QJsonArray { QStringLiteral("null"), QStringLiteral("string") };
        property[u"is_base"] = false;
        properties.insert(QLatin1String(name), property);
    }
    return properties;
}

QJsonObject imageSchema()
{
    const auto link = [](const char* rel, const char* href) { return QJsonObject { { QStringLiteral("rel"), QLatin1String(rel) }, { QStringLiteral("href"), QLatin1String(href) } }; };
    return { { QStringLiteral("name"), QStringLiteral("image") }, { QStringLiteral("properties"), imageProperties() },
             { QStringLiteral("additionalProperties"), QJsonObject { { QStringLiteral("type"), QStringLiteral("string") } } },
             { QStringLiteral("links"), QJsonArray { link("self", "{self}"), link("enclosure", "{file}"), link("describedby", "{schema}") } } };
}

QJsonObject memberSchema()
{
    auto properties = propertiesOf<sdk::ImageMember>();
    properties.insert(QStringLiteral("schema"), stringProperty("A member schema url", true));
    return { { QStringLiteral("name"), QStringLiteral("member") }, { QStringLiteral("properties"), properties } };
}

QJsonObject listSchema(const char* name, const QJsonObject& item, bool pages)
{
    QJsonObject properties { { QLatin1String(name), QJsonObject { { QStringLiteral("type"), QStringLiteral("array") }, { QStringLiteral("items"), item } } },
                             { QStringLiteral("schema"), stringProperty("The schema of this list", false) } };
    QJsonArray links { QJsonObject { { QStringLiteral("rel"), QStringLiteral("describedby") }, { QStringLiteral("href"), QStringLiteral("{schema}") } } };
    if (pages)
        for (const auto* rel : { "first", "next" }) {
            properties.insert(QLatin1String(rel), stringProperty("A page of this list", false));
            links.prepend(QJsonObject { { QStringLiteral("rel"), QLatin1String(rel) }, { QStringLiteral("href"), QStringLiteral("{%1}").arg(QLatin1String(rel)) } });
        }
    return { { QStringLiteral("name"), QLatin1String(name) }, { QStringLiteral("properties"), properties }, { QStringLiteral("links"), links } };
}

QJsonObject taskSchema()
{
    auto properties = propertiesOf<sdk::ImageTask>();
    for (const auto* link : { "self", "schema" })
        properties.insert(QLatin1String(link), stringProperty("", true));
    return { { QStringLiteral("name"), QStringLiteral("task") }, { QStringLiteral("properties"), properties } };
}

QJsonObject namespaceSchema()
{
    auto properties = propertiesOf<sdk::MetadefNamespace>();
    for (auto kind : { MetadefKind::Property, MetadefKind::Object, MetadefKind::Tag, MetadefKind::ResourceType })
        properties.insert(QLatin1String(collectionOf(kind)), QJsonObject { { QStringLiteral("type"), kind == MetadefKind::Property ? QStringLiteral("object") : QStringLiteral("array") } });
    return { { QStringLiteral("name"), QStringLiteral("namespace") }, { QStringLiteral("properties"), properties }, { QStringLiteral("required"), QJsonArray { QStringLiteral("namespace") } } };
}

QJsonObject metadefSchema(QStringView name)
{
    if (name == u"namespace")
        return namespaceSchema();
    if (name == u"namespaces")
        return listSchema("namespaces", namespaceSchema(), true);
    for (auto kind : { MetadefKind::Property, MetadefKind::Object, MetadefKind::Tag, MetadefKind::ResourceType }) {
        const auto one = definitionSchema(kind);
        if (name == toString(kind))
            return one;
        if (name == (kind == MetadefKind::ResourceType ? QStringLiteral("resource_types") : QString::fromLatin1(collectionOf(kind))))
            return listSchema(collectionOf(kind), one, true);
    }
    return {};
}

} // namespace

QJsonObject schemaNamed(const QString& name)
{
    if (const QStringView metadefs = u"metadefs/"; name.startsWith(metadefs))
        return metadefSchema(QStringView(name).mid(metadefs.size()));
    if (name == u"task")
        return taskSchema();
    if (name == u"tasks")
        return listSchema("tasks", taskSchema(), true);
    if (name == u"image")
        return imageSchema();
    if (name == u"images")
        return listSchema("images", imageSchema(), true);
    if (name == u"member")
        return memberSchema();
    if (name == u"members")
        return listSchema("members", memberSchema(), false);
    return {};
}

} // namespace skylab::image
