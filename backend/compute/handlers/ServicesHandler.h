#pragma once

#include "compute/store/HostRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// The services that run a cloud's servers, and the availability zones that their hosts are in.
class ServicesHandler {
public:
    explicit ServicesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> list(Call& call);
    Result<http::Response> update(Call& call);
    Result<http::Response> enable(Call& call);
    Result<http::Response> disable(Call& call);
    Result<http::Response> disableWithReason(Call& call);
    Result<http::Response> forceDown(Call& call);
    Result<> remove(Call& call, const QString& id);
    Result<http::Response> zones(Call& call);
    Result<http::Response> zonesDetail(Call& call);

    /// One line of os-services; the hosts' own and those of the cloud's process.
    struct Line {
        QString binary;
        int number = 0;          ///< its id until 2.52
        QString id;
        HostRow host;
        bool up = true;
        [[nodiscard]] bool computes() const { return binary == u"nova-compute"; }
    };
    Result<std::vector<Line>> lines();
    /// The line with that id, in the spelling of the call's microversion.
    Result<Line> lineOf(const Call& call, const QString& id);
    void write(JsonWriter& json, const Call& call, const Line& line) const;
    Result<HostRow> editHost(const Call& call, const QString& name, const std::function<void(HostRow&)>& edit);
    Result<http::Response> setEnabled(Call& call, bool enabled, bool withReason);
    /// The host and binary that a body names; NotFound unless it is a compute service.
    Result<QString> hostIn(const Call& call, const QStringList& allowed);

    ComputeService& m_service;
};

} // namespace skylab::compute
