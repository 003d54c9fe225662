#pragma once

namespace skylab::client {
class Session;
}

namespace skylab::model {

/// Sets the microversion headers of each service: the richest shapes that every cloud since Antelope understands.
/// A service that refuses one is asked again without it.
void sendVersions(client::Session& session);

} // namespace skylab::model
