#pragma once

#include <QString>

namespace skylab {

/// A new random id, "0a6d7b1e-..." as Nova, Neutron, Cinder and Glance write them.
QString newUuid();

/// A new id that sorts behind those of earlier milliseconds, so that rows which are made together lie together in an index.
/// It tells when it was made. Source: RFC 9562, version 7.
QString newTimedUuid();

/// A new random id of 32 hex digits, as Keystone writes them.
QString newHexId();

/// True for both spellings (36 with hyphens, 32 without), any case.
bool isUuid(QStringView text);

} // namespace skylab
