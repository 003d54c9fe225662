#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Compute API v2.1, "Keypairs". Names are unique per user; they belong to no project.
struct Keypair {
    QString name;
    QString publicKey;           ///< empty in a request up to 2.91: the cloud makes the pair
    QString fingerprint;         ///< MD5 of the key in pairs of hex digits
    QString type = QStringLiteral("ssh");
    QString userId;
    QString privateKey;          ///< in the answer of a create only; never stored
    int number = 0;
    bool deleted = false;
    Timestamp createdAt;
    Timestamp updatedAt;
    Timestamp deletedAt;

    static constexpr const char* resourceKey = "keypair";
    static constexpr const char* collectionKey = "keypairs";
    static constexpr auto fields = std::tuple {
        Field<&Keypair::name> { "name", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 255 } },
        Field<&Keypair::publicKey> { "public_key", { .in = In::Read | In::Create, .maxLength = 65535 } },
        Field<&Keypair::fingerprint> { "fingerprint" },
        Field<&Keypair::type> { "type", { .in = In::Read | In::Create, .oneOf = "ssh|x509", .since = mv(2, 2) } },
        Field<&Keypair::userId> { "user_id", { .in = In::Read } },
        Field<&Keypair::userId> { "user_id", { .in = In::Create, .minLength = 1, .maxLength = 255, .since = mv(2, 10), .stored = false } },
        Field<&Keypair::privateKey> { "private_key", { .omitEmpty = true, .stored = false } },
        Field<&Keypair::number> { "id", { .column = "number" } },
        Field<&Keypair::deleted> { "deleted" },
        Field<&Keypair::createdAt> { "created_at", { .time = TimeFormat::Micros } },
        Field<&Keypair::updatedAt> { "updated_at", { .time = TimeFormat::Micros } },
        Field<&Keypair::deletedAt> { "deleted_at", { .time = TimeFormat::Micros } },
    };
};

} // namespace skylab::sdk
