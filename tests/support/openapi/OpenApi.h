#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace skylab::test {

/// An OpenAPI document: which schema an answer must fit.
class OpenApi {
public:
    /// BadRequest when it is no YAML or no OpenAPI document.
    static Result<OpenApi> parse(const QByteArray& yaml);

    struct Operation {
        QString path;                ///< "/v3/users/{user_id}"; empty: the document does not have it
        QJsonObject responses;       ///< by status
    };
    /// `path` as requested, without query. Literal segments win over {placeholders}.
    [[nodiscard]] Operation operation(const QByteArray& method, const QString& path) const;

    /// What is wrong with a body by the schema of its status. Generated documents say 200 where a service says 201 and
    /// the like, so any success's schema judges a success whose own status is not listed.
    [[nodiscard]] QStringList violations(const Operation& operation, int status, const QJsonValue& body) const;

private:
    struct Path {
        QStringList segments;
        QString text;
        QJsonObject operations;      ///< by verb in lower case
    };
    QJsonObject m_document;
    std::vector<Path> m_paths;       ///< the fewest placeholders first
};

/// YAML as JSON: plain scalars by YAML 1.2's core schema, quoted ones as strings. BadRequest names the line.
Result<QJsonValue> parseYaml(const QByteArray& yaml);

} // namespace skylab::test
