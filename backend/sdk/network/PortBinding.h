#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Port binding": a host that carries a port, or, INACTIVE, one that shall take it over.
struct PortBinding {
    QString host;
    QString vnicType = QStringLiteral("normal");
    QString vifType = QStringLiteral("unbound");
    QJsonObject vifDetails;
    QJsonObject profile;
    QString status = QStringLiteral("INACTIVE");
    QString projectId;           ///< create only

    static constexpr const char* resourceKey = "binding";
    static constexpr const char* collectionKey = "bindings";
    static constexpr auto fields = std::tuple {
        Field<&PortBinding::host> { "host", { .in = In::Read | In::Create, .required = true, .minLength = 1, .maxLength = 255, .filter = true } },
        Field<&PortBinding::vnicType> { "vnic_type", { .in = In::All, .maxLength = 64, .filter = true } },
        Field<&PortBinding::vifType> { "vif_type", { .filter = true } },
        Field<&PortBinding::vifDetails> { "vif_details" },
        Field<&PortBinding::profile> { "profile", { .in = In::All, .nullable = true } },
        Field<&PortBinding::status> { "status", { .filter = true } },
        Field<&PortBinding::projectId> { "project_id", { .in = In::Create, .maxLength = 255, .stored = false, .alias = "tenant_id" } },
    };
};

} // namespace skylab::sdk
