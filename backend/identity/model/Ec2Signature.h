#pragma once

#include "core/Clock.h"

#include <QByteArray>
#include <QMap>
#include <QString>

#include <optional>

namespace skylab::identity {

/// A request to some EC2 or S3 endpoint, as the service that got it describes it. Signature Versions 2 and 4 are known.
/// Source: AWS General Reference, "Signing AWS API requests".
struct Ec2Request {
    using Texts = QMap<QString, QString>;
    QString access;
    QString signature;
    QString host;
    QString verb;
    QString path;
    Texts params;
    Texts headers;               ///< names in lower case
    QString bodyHash;

    [[nodiscard]] bool isSignedWith(const QByteArray& secret) const;
    /// When it was signed; null when it does not say.
    [[nodiscard]] Timestamp time() const;
};

/// Whether an S3 client's signature of a text (given as it was signed) is made with the secret: Version 4 when the text
/// says so, otherwise Version 2.
bool isS3Signature(const QByteArray& text, const QString& signature, const QByteArray& secret);

} // namespace skylab::identity
