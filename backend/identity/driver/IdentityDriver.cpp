#include "identity/driver/IdentityDriver.h"

namespace skylab::identity {

IdentityDriver::~IdentityDriver() = default;

} // namespace skylab::identity
