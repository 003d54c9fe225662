#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// A port inside a trunk: the guest of the parent port sees it as a VLAN. "inherit" takes type and id from its network.
struct SubPort {
    QString portId;
    QString segmentationType;
    std::optional<int> segmentationId;
    bool operator==(const SubPort&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&SubPort::portId> { "port_id", { .in = In::All, .required = true, .format = Format::Uuid } },
        Field<&SubPort::segmentationType> { "segmentation_type", { .in = In::All, .maxLength = 32 } },
        Field<&SubPort::segmentationId> { "segmentation_id", { .in = In::All } },
    };
};

/// The body of remove_subports names ports only; clients send whole subports too.
struct SubPortName {
    QString portId;
    QJsonValue segmentationType;
    QJsonValue segmentationId;
    static constexpr auto fields = std::tuple {
        Field<&SubPortName::portId> { "port_id", { .in = In::All, .required = true, .format = Format::Uuid } },
        Field<&SubPortName::segmentationType> { "segmentation_type", { .in = In::All } },
        Field<&SubPortName::segmentationId> { "segmentation_id", { .in = In::All } },
    };
};

/// Networking API v2.0, "Trunk networking".
struct Trunk : StandardAttributes {
    QString portId;
    bool adminStateUp = true;
    QString status = QStringLiteral("DOWN");
    std::vector<SubPort> subPorts;

    static constexpr const char* resourceKey = "trunk";
    static constexpr const char* collectionKey = "trunks";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&Trunk::portId> { "port_id", { .in = In::Read | In::Create, .required = true, .format = Format::Uuid, .filter = true, .sort = true } },
        Field<&Trunk::adminStateUp> { "admin_state_up", { .in = In::All, .filter = true, .sort = true } },
        Field<&Trunk::status> { "status", { .filter = true, .sort = true } },
        Field<&Trunk::subPorts> { "sub_ports", { .in = In::Read | In::Create, .maxLength = 500, .stored = false } },
    });
};

} // namespace skylab::sdk
