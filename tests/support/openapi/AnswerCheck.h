#pragma once

#include "support/cloud/ApiClient.h"
#include "support/openapi/OpenApi.h"

#include <QRegularExpression>

namespace skylab::test {

/// Holds every answer that this binary's tests get against a service's OpenAPI document.
class AnswerCheck {
public:
    /// From now on an answer to a request below `prefix` ("/identity") that breaks its schema in `document`
    /// ("identity-v3.14.yaml", in SKYLAB_OPENAPI_DIR) fails the running test. What follows the prefix is the document's
    /// path. Does nothing when there is no such folder; aborts when the document can't be read.
    static void install(const QString& document, const QString& prefix);

    /// Why nothing is checked; empty when it is.
    static QString whyNot();
    /// How many answers were held against a schema.
    static int checked();

    /// `exceptions`: lines "VERB PATH PLACE | TEXT | REASON", where the document is wrong. VERB, PATH and PLACE may hold
    /// "*" for anything; PLACE is that of a violation without the numbers of items ("$.users[].name"), TEXT a part of it.
    AnswerCheck(OpenApi api, QString prefix, const QByteArray& exceptions);
    [[nodiscard]] QStringList violations(const QByteArray& method, const QString& path, const Answer& answer) const;

private:
    OpenApi m_api;
    QString m_prefix;
    struct Exception {
        QStringList where;           ///< verb, path, place
        QRegularExpression text;
    };
    [[nodiscard]] bool isExcused(const QString& verb, const QString& path, const QString& violation) const;

    std::vector<Exception> m_exceptions;
};

} // namespace skylab::test
