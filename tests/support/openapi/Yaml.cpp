#include "support/openapi/OpenApi.h"

#include <QJsonArray>

#include <yaml-cpp/yaml.h>

namespace skylab::test {

namespace {

QJsonValue fromScalar(const YAML::Node& node)
{
    const auto text = QString::fromStdString(node.Scalar());
    if (node.Tag() == "!")
        return text;      // quoted
    if (text.isEmpty() || text == u"null" || text == u"Null" || text == u"NULL" || text == u"~")
        return QJsonValue::Null;
    const auto lower = text.toLower();
    if (lower == u"true" || lower == u"false")
        return lower == u"true";
    bool isNumber = false;
    const auto number = text.toDouble(&isNumber);
    return isNumber && !text[0].isLetter() ? QJsonValue(number) : QJsonValue(text);
}

QJsonValue fromNode(const YAML::Node& node)
{
    switch (node.Type()) {
    case YAML::NodeType::Scalar: return fromScalar(node);
    case YAML::NodeType::Sequence: {
        QJsonArray array;
        for (const auto& one : node)
            array.append(fromNode(one));
        return array;
    }
    case YAML::NodeType::Map: {
        QJsonObject object;
        for (const auto& one : node)
            object.insert(QString::fromStdString(one.first.Scalar()), fromNode(one.second));
        return object;
    }
    default: return QJsonValue::Null;
    }
}

} // namespace

Result<QJsonValue> parseYaml(const QByteArray& yaml)
{
    // yaml-cpp throws: it ends here.
    try {
        return fromNode(YAML::Load(yaml.toStdString()));
    } catch (const YAML::Exception& error) {
        return fail(ErrorCode::BadRequest, QStringLiteral("This is no YAML: %1").arg(QLatin1String(error.what())));
    }
}

} // namespace skylab::test
