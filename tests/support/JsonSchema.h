#pragma once

#include <QJsonObject>
#include <QStringList>

namespace skylab::test {

/// Checks values against JSON schemas, as far as tempest's (draft 4) and OpenStack's OpenAPI documents (2020-12) use
/// them. For tests of any service.
class JsonSchema {
public:
    /// Every violation with its place: "$.users[0].name: is no string". `root`: where "$ref": "#/..." leads.
    static QStringList violations(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& root = {});
};

} // namespace skylab::test
