#pragma once

#include "core/Result.h"

#include <QDateTime>
#include <QStringList>

#include <chrono>

namespace skylab::http {

/// Makes a self-signed server certificate: P-256, SAN localhost, this host's name, 127.0.0.1, ::1 and what is given;
/// CA:FALSE, serverAuth, valid for `lifetime` from an hour ago. PEM files, each whole or not there; the key is written with mode
/// 0600, or is the one that is in its file already. Errors: Conflict if the certificate exists or the key's file holds no key
/// (nothing is overwritten), NoSpace, Forbidden, Internal.
constexpr std::chrono::hours selfSignedLifetime { 397 * 24 };      // what browsers accept at most is 398 days
Result<void> makeSelfSignedCertificate(const QString& certificateFile, const QString& keyFile, const QStringList& dnsNames = {},
                                       const QStringList& addresses = {}, std::chrono::hours lifetime = selfSignedLifetime);

/// Puts a new certificate, with the same key, in the place of one of makeSelfSignedCertificate() that ends within 30 days or
/// does not name one of the addresses; true then. One of another's making stays. Errors: NotFound (no certificate there),
/// Conflict (no key), NoSpace, Forbidden, Internal; the old certificate stays.
constexpr int renewalDays = 30;
Result<bool> renewSelfSignedCertificate(const QString& certificateFile, const QString& keyFile, const QStringList& dnsNames = {},
                                        const QStringList& addresses = {});

/// Until when the first certificate of a PEM file is good. NotFound.
Result<QDateTime> certificateEnd(const QString& certificateFile);

/// SHA-256 of the first certificate of a PEM file: "AB:CD:..", what a client pins and a person compares.
Result<QString> certificateFingerprint(const QString& certificateFile);

} // namespace skylab::http
