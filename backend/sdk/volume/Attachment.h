#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Block Storage API v3, "Attachments" (since 3.27).
struct Attachment {
    QString id;
    QString volumeId;
    std::optional<QString> instance;       ///< the server
    QString status;                        ///< reserved, attaching, attached, detached
    std::optional<QString> attachMode;     ///< rw, ro
    QJsonObject connectionInfo;
    Timestamp attachedAt;

    static constexpr const char* resourceKey = "attachment";
    static constexpr const char* collectionKey = "attachments";
    static constexpr auto fields = std::tuple {
        Field<&Attachment::id> { "id", { .filter = true, .sort = true } },
        Field<&Attachment::volumeId> { "volume_id", { .filter = true, .sort = true } },
        Field<&Attachment::instance> { "instance", { .sort = true } },
        Field<&Attachment::status> { "status", { .filter = true, .sort = true } },
        Field<&Attachment::attachMode> { "attach_mode" },
        Field<&Attachment::connectionInfo> { "connection_info" },
        Field<&Attachment::attachedAt> { "attached_at", { .time = TimeFormat::Micros } },
    };
};

/// POST /attachments.
struct AttachmentCreate {
    QString volumeId;
    QString instance;
    QJsonObject connector;
    QString mode;

    static constexpr const char* resourceKey = "attachment";
    static constexpr auto fields = std::tuple {
        Field<&AttachmentCreate::volumeId> { "volume_uuid", { .in = In::Create, .required = true, .format = Format::Uuid } },
        Field<&AttachmentCreate::instance> { "instance_uuid", { .in = In::Create, .nullable = true, .format = Format::Uuid } },
        Field<&AttachmentCreate::connector> { "connector", { .in = In::Create, .nullable = true } },
        Field<&AttachmentCreate::mode> { "mode", { .in = In::Create, .oneOf = "rw|ro", .since = mv(3, 54) } },
    };
};

/// PUT /attachments/{id}.
struct AttachmentUpdate {
    QJsonObject connector;

    static constexpr const char* resourceKey = "attachment";
    static constexpr auto fields = std::tuple {
        Field<&AttachmentUpdate::connector> { "connector", { .in = In::Create, .required = true } },
    };
};

} // namespace skylab::sdk
