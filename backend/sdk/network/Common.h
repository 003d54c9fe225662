#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// An address of a port, "fixed_ips". Either may be left out of a request.
struct FixedIp {
    QString subnetId;
    QString ipAddress;
    bool operator==(const FixedIp&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&FixedIp::subnetId> { "subnet_id", { .in = In::All, .format = Format::Uuid } },
        Field<&FixedIp::ipAddress> { "ip_address", { .in = In::All, .format = Format::IpAddress } },
    };
};

struct AllocationPool {
    QString start;
    QString end;
    bool operator==(const AllocationPool&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&AllocationPool::start> { "start", { .in = In::All, .required = true, .format = Format::IpAddress } },
        Field<&AllocationPool::end> { "end", { .in = In::All, .required = true, .format = Format::IpAddress } },
    };
};

/// A subnet's host_routes and a router's routes.
struct Route {
    QString destination;
    QString nexthop;
    bool operator==(const Route&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&Route::destination> { "destination", { .in = In::All, .required = true, .format = Format::Cidr } },
        Field<&Route::nexthop> { "nexthop", { .in = In::All, .required = true, .format = Format::IpAddress } },
    };
};

struct AddressPair {
    QString macAddress;
    QString ipAddress;           ///< or a CIDR
    bool operator==(const AddressPair&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&AddressPair::macAddress> { "mac_address", { .in = In::All, .format = Format::Mac } },
        Field<&AddressPair::ipAddress> { "ip_address", { .in = In::All, .required = true, .maxLength = 64 } },
    };
};

struct ExtraDhcpOption {
    QString name;
    std::optional<QString> value;
    int ipVersion = 4;
    bool operator==(const ExtraDhcpOption&) const = default;
    static constexpr auto fields = std::tuple {
        Field<&ExtraDhcpOption::name> { "opt_name", { .in = In::All, .required = true, .minLength = 1, .maxLength = 64 } },
        Field<&ExtraDhcpOption::value> { "opt_value", { .in = In::All, .nullable = true, .maxLength = 255 } },
        Field<&ExtraDhcpOption::ipVersion> { "ip_version", { .in = In::All, .min = 4, .max = 6 } },
    };
};

/// What every Neutron resource has. Documents derive from it and put `standardFields` at the end of theirs.
struct StandardAttributes {
    QString id;
    QString name;
    QString projectId;
    QString description;
    QStringList tags;
    Timestamp createdAt;
    Timestamp updatedAt;
    qint64 revisionNumber = 0;
};

inline constexpr auto standardFields = std::tuple {
    Field<&StandardAttributes::id> { "id", { .filter = true, .sort = true } },
    Field<&StandardAttributes::name> { "name", { .in = In::All, .maxLength = 255, .filter = true, .sort = true } },
    Field<&StandardAttributes::projectId> { "project_id", { .in = In::Read | In::Create, .maxLength = 255, .filter = true, .sort = true, .alias = "tenant_id" } },
    Field<&StandardAttributes::description> { "description", { .in = In::All, .maxLength = 255, .filter = true } },
    Field<&StandardAttributes::tags> { "tags" },
    Field<&StandardAttributes::createdAt> { "created_at", { .sort = true } },
    Field<&StandardAttributes::updatedAt> { "updated_at", { .sort = true } },
    Field<&StandardAttributes::revisionNumber> { "revision_number", { .filter = true } },
};

} // namespace skylab::sdk
