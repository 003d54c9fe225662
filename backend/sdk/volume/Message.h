#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Messages" (since 3.3): why work that was accepted failed later, in words for its user.
struct VolumeMessage {
    QString id;
    QString eventId;             ///< "VOLUME_VOLUME_001_003": service, resource, action, detail
    QString userMessage;
    QString messageLevel = QStringLiteral("ERROR");
    std::optional<QString> requestId;
    QString resourceType;        ///< VOLUME, VOLUME_SNAPSHOT, VOLUME_BACKUP
    QString resourceUuid;
    Timestamp createdAt;
    Timestamp guaranteedUntil;

    static constexpr const char* resourceKey = "message";
    static constexpr const char* collectionKey = "messages";
    static constexpr auto fields = std::tuple {
        Field<&VolumeMessage::id> { "id", { .filter = true, .sort = true } },
        Field<&VolumeMessage::eventId> { "event_id", { .filter = true, .sort = true } },
        Field<&VolumeMessage::userMessage> { "user_message" },
        Field<&VolumeMessage::messageLevel> { "message_level", { .filter = true, .sort = true } },
        Field<&VolumeMessage::requestId> { "request_id", { .filter = true, .sort = true } },
        Field<&VolumeMessage::resourceType> { "resource_type", { .filter = true, .sort = true } },
        Field<&VolumeMessage::resourceUuid> { "resource_uuid", { .filter = true, .sort = true } },
        Field<&VolumeMessage::createdAt> { "created_at", { .sort = true, .time = TimeFormat::Micros } },
        Field<&VolumeMessage::guaranteedUntil> { "guaranteed_until", { .sort = true, .time = TimeFormat::Micros } },
    };
    static void encodeLinks(JsonWriter& json, const VolumeMessage& message, const Encoding& encoding);
};

} // namespace skylab::sdk
