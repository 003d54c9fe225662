#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// Work on an image that goes on after its request was answered. Source: Image service API v2, "Tasks".
struct ImageTask {
    QString id;
    QString type;                ///< "import", "api_image_import"
    QString status;              ///< pending, processing, success, failure
    QString owner;               ///< project
    QString imageId;
    QString requestId;
    QString userId;
    QJsonObject input;
    QJsonObject result;
    QString message;             ///< why it failed
    Timestamp createdAt;
    Timestamp updatedAt;
    std::optional<Timestamp> expiresAt;      ///< forgotten then; finished tasks only

    static constexpr const char* resourceKey = "task";
    static constexpr const char* collectionKey = "tasks";
    static constexpr auto fields = std::tuple {
        Field<&ImageTask::id> { "id", { .sort = true, .help = "An identifier for the task" } },
        Field<&ImageTask::type> { "type", { .filter = true, .sort = true, .help = "The type of task represented by this content" } },
        Field<&ImageTask::status> { "status", { .oneOf = "pending|processing|success|failure", .filter = true, .sort = true, .help = "The current status of this task" } },
        Field<&ImageTask::owner> { "owner", { .filter = true, .help = "An identifier for the owner of this task" } },
        Field<&ImageTask::imageId> { "image_id", { .help = "Image associated with the task" } },
        Field<&ImageTask::requestId> { "request_id", { .help = "Human-readable informative request-id" } },
        Field<&ImageTask::userId> { "user_id", { .help = "User associated with the task" } },
        Field<&ImageTask::input> { "input", { .help = "The parameters required by task, JSON blob" } },
        Field<&ImageTask::result> { "result", { .help = "The result of current task, JSON blob" } },
        Field<&ImageTask::message> { "message", { .help = "Human-readable informative message only included when appropriate (usually on failure)" } },
        Field<&ImageTask::createdAt> { "created_at", { .sort = true, .help = "Datetime when this resource was created" } },
        Field<&ImageTask::updatedAt> { "updated_at", { .sort = true, .help = "Datetime when this resource was updated" } },
        Field<&ImageTask::expiresAt> { "expires_at", { .sort = true, .help = "Datetime when this resource would be subject to removal" } },
    };
    static void encodeLinks(JsonWriter& json, const ImageTask& task, const Encoding&)
    {
        json.key("self").value(QStringLiteral("/v2/tasks/") + task.id).key("schema").value("/v2/schemas/task");
    }
};

} // namespace skylab::sdk
