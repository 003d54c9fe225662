#pragma once

#include "compute/model/ServerState.h"
#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// POST /servers/{id}/action: power, locks, sizes, and what administrators do. Other families are in actions/.
class ServerActionsHandler {
public:
    explicit ServerActionsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();
    /// The rule for who undoes another's lock: an administrator's that somebody of the server's project would undo, or theirs that
    /// somebody else would. No route stands for it.
    inline static const QString unlockOverride = QStringLiteral("os_compute_api:os-lock-server:unlock:unlock_override");

private:
    using Call = service::Call;
    Result<> start(Call& call, const QString& id, const QJsonValue& argument);
    Result<> stop(Call& call, const QString& id, const QJsonValue& argument);
    Result<> reboot(Call& call, const QString& id, const QJsonValue& argument);
    Result<> pause(Call& call, const QString& id, const QJsonValue& argument);
    Result<> unpause(Call& call, const QString& id, const QJsonValue& argument);
    Result<> suspend(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resume(Call& call, const QString& id, const QJsonValue& argument);
    Result<> lock(Call& call, const QString& id, const QJsonValue& argument);
    Result<> unlock(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resetState(Call& call, const QString& id, const QJsonValue& argument);
    Result<> forceDelete(Call& call, const QString& id, const QJsonValue& argument);
    Result<> resize(Call& call, const QString& id, const QJsonValue& argument);
    Result<> confirmResize(Call& call, const QString& id, const QJsonValue& argument);
    Result<> revertResize(Call& call, const QString& id, const QJsonValue& argument);
    Result<> crashDump(Call& call, const QString& id, const QJsonValue& argument);

    Result<> power(const Call& call, const QString& id, state::Action action, const QString& verb);
    static Result<> takeFlavor(ServerRow& server, const FlavorRow& flavor);
    Result<> checkMemory(const ServerRow& server);

    ComputeService& m_service;
};

} // namespace skylab::compute
