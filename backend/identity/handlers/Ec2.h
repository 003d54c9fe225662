#pragma once

#include "identity/model/Token.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace skylab::identity {

/// EC2 credentials are found by their access key, so that is what their id is made of.
inline QString ec2Id(const QString& access) { return QString::fromLatin1(QCryptographicHash::hash(access.toUtf8(), QCryptographicHash::Sha256).toHex()); }

/// What says, in the blob of an EC2 credential, with whose powers it was made: never the client's to choose.
inline QJsonObject bound(QJsonObject blob, const QString& trustId, const QString& accessTokenId, const QString& applicationCredentialId)
{
    const auto put = [&](const QString& key, const QString& id) {
        if (id.isEmpty())
            blob.remove(key);
        else
            blob.insert(key, id);
    };
    put(QStringLiteral("trust_id"), trustId);
    put(QStringLiteral("access_token_id"), accessTokenId);
    put(QStringLiteral("app_cred_id"), applicationCredentialId);
    return blob;
}

inline QJsonObject bound(const QJsonObject& blob, const Token& token) { return bound(blob, token.trustId, token.accessTokenId, token.applicationCredentialId); }

/// As it was bound when it was made.
inline QJsonObject boundAs(const QJsonObject& blob, const QJsonObject& stored)
{
    return bound(blob, stored.value(u"trust_id").toString(), stored.value(u"access_token_id").toString(), stored.value(u"app_cred_id").toString());
}

inline QJsonObject blobOf(const QString& text) { return QJsonDocument::fromJson(text.toUtf8()).object(); }
inline QString textOf(const QJsonObject& blob) { return QString::fromUtf8(QJsonDocument(blob).toJson(QJsonDocument::Compact)); }

} // namespace skylab::identity
