#pragma once

#include "sdk/network/Common.h"

namespace skylab::sdk {

/// Networking API v2.0, "Quality of Service": policies. `rules` are the rules of all types, each with its "type".
struct QosPolicy : StandardAttributes {
    bool shared = false;
    bool isDefault = false;
    QJsonArray rules;

    static constexpr const char* resourceKey = "policy";
    static constexpr const char* collectionKey = "policies";
    static constexpr auto fields = std::tuple_cat(standardFields, std::tuple {
        Field<&QosPolicy::shared> { "shared", { .in = In::All, .stored = false } },
        Field<&QosPolicy::isDefault> { "is_default", { .in = In::All, .filter = true } },
        Field<&QosPolicy::rules> { "rules", { .stored = false } },
    });
};

/// How much may pass in one direction, as seen from the guest.
struct BandwidthLimitRule {
    QString id;
    qint64 maxKbps = 0;
    qint64 maxBurstKbps = 0;     ///< kilobits; 0 = the engine's choice
    QString direction = QStringLiteral("egress");
    QString projectId;           ///< create only, of the policy anyway

    static constexpr const char* resourceKey = "bandwidth_limit_rule";
    static constexpr const char* collectionKey = "bandwidth_limit_rules";
    static constexpr const char* type = "bandwidth_limit";
    static constexpr auto fields = std::tuple {
        Field<&BandwidthLimitRule::id> { "id", { .filter = true, .sort = true } },
        Field<&BandwidthLimitRule::maxKbps> { "max_kbps", { .in = In::All, .required = true, .min = 0, .max = 2147483647, .filter = true, .sort = true } },
        Field<&BandwidthLimitRule::maxBurstKbps> { "max_burst_kbps", { .in = In::All, .min = 0, .max = 2147483647, .filter = true, .sort = true } },
        Field<&BandwidthLimitRule::direction> { "direction", { .in = In::All, .oneOf = "egress|ingress", .filter = true, .sort = true } },
        Field<&BandwidthLimitRule::projectId> { "project_id", { .in = In::Create, .maxLength = 255, .stored = false, .alias = "tenant_id" } },
    };
};

/// The mark that what a guest sends carries (RFC 2474).
struct DscpMarkingRule {
    QString id;
    int dscpMark = 0;
    QString projectId;           ///< create only, of the policy anyway

    static constexpr const char* resourceKey = "dscp_marking_rule";
    static constexpr const char* collectionKey = "dscp_marking_rules";
    static constexpr const char* type = "dscp_marking";
    static constexpr auto fields = std::tuple {
        Field<&DscpMarkingRule::id> { "id", { .filter = true, .sort = true } },
        Field<&DscpMarkingRule::dscpMark> { "dscp_mark", { .in = In::All, .required = true, .min = 0, .max = 56, .filter = true, .sort = true } },
        Field<&DscpMarkingRule::projectId> { "project_id", { .in = In::Create, .maxLength = 255, .stored = false, .alias = "tenant_id" } },
    };
};

} // namespace skylab::sdk
