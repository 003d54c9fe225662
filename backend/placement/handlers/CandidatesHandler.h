#pragma once

#include "service/Route.h"

namespace skylab::placement {

class PlacementService;

/// GET /allocation_candidates: where a request fits.
class CandidatesHandler {
public:
    explicit CandidatesHandler(PlacementService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);

private:
    PlacementService& m_service;
};

} // namespace skylab::placement
