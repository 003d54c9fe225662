#pragma once

#include "core/Result.h"

#include <QSet>
#include <QStringList>

#include <optional>

namespace skylab::placement {

/// Names of resource classes and traits. Source: OpenStack's os-resource-classes and os-traits.

/// "VCPU", "MEMORY_MB" ... in their customary order.
const QStringList& standardClasses();
/// "COMPUTE_NODE", "HW_CPU_X86_VMX" ..., sorted.
const QStringList& standardTraits();
const QSet<QString>& standardTraitSet();

/// Upper case letters, digits and underscores, at least one: [A-Z0-9_]+
bool isPlainName(QStringView text);
/// The same, beginning with CUSTOM_.
bool isCustomName(QStringView text);

/// "Standard" classes in their order first, others after them by name.
bool classBefore(const QString& left, const QString& right);

/// The uuid in the usual spelling, lower case with hyphens; nothing when it is none.
std::optional<QString> normalUuid(QStringView text);

/// What a provider with this trait has is for all providers in its aggregates.
inline const QString sharingTrait = QStringLiteral("MISC_SHARES_VIA_AGGREGATE");

/// The codes by which clients of 1.23 and later tell faults apart.
namespace code {
inline const QString inventoryInUse = QStringLiteral("placement.inventory.inuse");
inline const QString concurrentUpdate = QStringLiteral("placement.concurrent_update");
inline const QString duplicateName = QStringLiteral("placement.duplicate_name");
inline const QString providerInUse = QStringLiteral("placement.resource_provider.inuse");
inline const QString cannotDeleteParent = QStringLiteral("placement.resource_provider.cannot_delete_parent");
inline const QString providerNotFound = QStringLiteral("placement.resource_provider.not_found");
inline const QString duplicateKey = QStringLiteral("placement.query.duplicate_key");
inline const QString badValue = QStringLiteral("placement.query.bad_value");
inline const QString missingValue = QStringLiteral("placement.query.missing_value");
} // namespace code

/// fail() with one of these codes.
[[nodiscard]] tl::unexpected<Error> refuse(ErrorCode code, QString message, const QString& type, const char* file = __builtin_FILE(), int line = __builtin_LINE());

} // namespace skylab::placement
