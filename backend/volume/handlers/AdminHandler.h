#pragma once

#include "service/Routes.h"

#include <memory>

namespace skylab::volume {

class VolumeService;
class TypesHandler;
class TypeAccessHandler;
class EncryptionHandler;
class QosHandler;
class GroupTypesHandler;
class GroupsHandler;
class GroupSnapshotsHandler;
class QuotasHandler;
class HostsHandler;
class PoolsHandler;
class ManageHandler;

/// What is not a volume, snapshot or backup: types, QoS, groups, quotas, hosts. Holds the handlers, so that the service
/// has one member for all of them.
class AdminHandler {
public:
    explicit AdminHandler(VolumeService& service);
    ~AdminHandler();
    Q_DISABLE_COPY_MOVE(AdminHandler)

    std::vector<service::Route> routes();

private:
    /// Consistency groups of old: there are none, and none can be made. Groups took their place.
    std::vector<service::Route> consistencyGroups();
    Result<http::Response> listNone(service::Call& call);
    Result<http::Response> showNone(service::Call& call);
    Result<http::Response> makeNone(service::Call& call);

    std::unique_ptr<TypesHandler> m_types;
    std::unique_ptr<TypeAccessHandler> m_access;
    std::unique_ptr<EncryptionHandler> m_encryption;
    std::unique_ptr<QosHandler> m_qos;
    std::unique_ptr<GroupTypesHandler> m_groupTypes;
    std::unique_ptr<GroupsHandler> m_groups;
    std::unique_ptr<GroupSnapshotsHandler> m_groupSnapshots;
    std::unique_ptr<QuotasHandler> m_quotas;
    std::unique_ptr<HostsHandler> m_hosts;
    std::unique_ptr<PoolsHandler> m_pools;
    std::unique_ptr<ManageHandler> m_manage;
};

} // namespace skylab::volume
