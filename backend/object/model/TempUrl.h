#pragma once

#include "http/Request.h"
#include "object/model/Signature.h"
#include "object/store/ObjectRows.h"

#include <optional>

namespace skylab::object {

/// How far the keys that sign URLs reach: an account's over the account, a container's over the container.
struct SigningKey {
    QByteArray key;
    bool ofAccount = false;
};

/// The Temp-URL-Key and Temp-URL-Key-2 of some metadata.
std::vector<SigningKey> signingKeys(const sdk::StringMap& metadata, bool ofAccount);

/// A signed URL (temp_url_sig, temp_url_expires ... in the query), which lets anyone do one thing for a while.
/// Source: https://docs.openstack.org/swift/latest/api/temporary_url_middleware.html
struct TempUrl {
    QByteArray signature;
    qint64 expires = 0;                        ///< seconds since 1970; 0 = over, or no time at all
    std::optional<QString> prefix;             ///< of all objects that it is for
    QString addresses;                         ///< temp_url_ip_range; empty = from anywhere
    QString filename;                          ///< for Content-Disposition
    bool isInline = false;

    /// Nothing when the query has no signature and no time.
    static std::optional<TempUrl> of(const http::Request& request, qint64 now);

    /// The key that signed this request's method, path and conditions; nothing when none did, or time is over.
    /// `root` is what stands before "/v1" in this cloud's paths: the signature may be over the path with it or without.
    [[nodiscard]] std::optional<SigningKey> check(const http::Request& request, const QByteArray& root, const ObjectPath& path, const std::vector<SigningKey>& keys) const;

    /// Content-Disposition of an answer; `existing` is what the object has of its own.
    [[nodiscard]] QByteArray disposition(const QByteArray& existing, const QString& objectName) const;
};

} // namespace skylab::object
