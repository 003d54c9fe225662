#pragma once

#include "core/Result.h"

#include <QStringList>

namespace skylab::http {

/// Makes a self-signed server certificate: P-256, SAN localhost, this host's name, 127.0.0.1, ::1 and what is given;
/// CA:FALSE, serverAuth, valid for 397 days from an hour ago. PEM files; the key is written with mode 0600 and
/// O_EXCL. Errors: Conflict if either file exists (nothing is overwritten), NoSpace, Forbidden, Internal.
Result<void> makeSelfSignedCertificate(const QString& certificateFile, const QString& keyFile,
                                       const QStringList& dnsNames = {}, const QStringList& addresses = {});

/// SHA-256 of the first certificate of a PEM file: "AB:CD:..", what a client pins and a person compares.
Result<QString> certificateFingerprint(const QString& certificateFile);

} // namespace skylab::http
