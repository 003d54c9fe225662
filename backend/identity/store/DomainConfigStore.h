#pragma once

#include "db/Transaction.h"
#include "identity/model/KeyRing.h"

#include <QJsonObject>

namespace skylab::identity {

/// The configuration that domains have of their own (LDAP): {"identity": {"driver": "ldap"}, "ldap": {"url": ...}}.
/// Only what was set is there; model/DomainOptions.h knows the defaults. Secrets are sealed with the credential keys.
/// A domain that is deleted takes its configuration along.
class DomainConfigStore {
public:
    /// `keys` must outlive it.
    explicit DomainConfigStore(const KeyRing& keys) : m_keys(keys) { }

    /// All that is set for the domain, secrets opened: for the backends, never for an answer, event or log. Empty when
    /// nothing is. Internal when a secret's key is gone.
    Result<QJsonObject> read(db::Connection& connection, const QString& domainId) const;
    /// The same without the secrets, as the API shows it.
    static Result<QJsonObject> readShown(db::Connection& connection, const QString& domainId);

    /// Sets the options that are there, and leaves the others.
    Result<> merge(db::Transaction& transaction, const QString& domainId, const QJsonObject& groups) const;
    /// Forgets all, one group, or one option. False: there was none.
    static Result<bool> remove(db::Transaction& transaction, const QString& domainId, const QString& group = {}, const QString& option = {});
    /// Whether any option, secrets included, is set: of the domain, a group, or this one.
    static Result<bool> contains(db::Connection& connection, const QString& domainId, const QString& group = {}, const QString& option = {});

private:
    const KeyRing& m_keys;
};

} // namespace skylab::identity
