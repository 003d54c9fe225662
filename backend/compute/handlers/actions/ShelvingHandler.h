#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// shelve, shelveOffload, unshelve, and restore of servers that are deleted softly.
class ShelvingHandler {
public:
    explicit ShelvingHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<> shelve(Call& call, const QString& id, const QJsonValue& argument);
    Result<> shelveOffload(Call& call, const QString& id, const QJsonValue& argument);
    Result<> unshelve(Call& call, const QString& id, const QJsonValue& argument);
    Result<> restore(Call& call, const QString& id, const QJsonValue& argument);

    ComputeService& m_service;
};

} // namespace skylab::compute
