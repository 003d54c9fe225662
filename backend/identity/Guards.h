#pragma once

#include "service/Routes.h"

namespace skylab::identity {

/// The checks of Keystone's secure defaults that more than one table of routes uses: administrators may do everything,
/// system readers see all.
namespace guards {

inline const QString admin = QStringLiteral("rule:admin_required");
inline const QString allReaders = admin + QStringLiteral(" or (role:reader and system_scope:all)");

inline QString orSelf(const QString& check) { return check + QStringLiteral(" or user_id:%(user_id)s"); }

inline service::Guard guard(const char* rule, const QString& check) { return { QStringLiteral("identity:") + QLatin1String(rule), check }; }

} // namespace guards

} // namespace skylab::identity
