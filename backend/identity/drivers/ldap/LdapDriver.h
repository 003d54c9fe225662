#pragma once

#include "identity/driver/IdentityDriver.h"
#include "identity/drivers/ldap/LdapPool.h"

#include <QSet>

namespace skylab::identity {

/// Users and groups of an LDAP directory, read only. Passwords are checked by a bind.
class LdapDriver final : public IdentityDriver {
public:
    /// For IdentityOptions: options of the group "ldap". Connects when first asked. At most `atOnce` threads are with the
    /// directories of all domains at a time; the others are told to come again when these don't answer.
    static IdentityDriverMaker maker(int atOnce);

    LdapDriver(LdapOptions options, std::shared_ptr<LdapGate> gate) : m_options(std::move(options)), m_pool(m_options, std::move(gate)) { }

    [[nodiscard]] bool isWritable() const override { return false; }
    Result<std::vector<DriverUser>> users() override;
    Result<std::optional<DriverUser>> user(const QString& id) override;
    Result<std::optional<DriverUser>> userNamed(const QString& name) override;
    Result<std::vector<DriverGroup>> groups() override;
    Result<std::optional<DriverGroup>> group(const QString& id) override;
    Result<std::vector<DriverGroup>> groupsOf(const QString& userId) override;
    Result<std::vector<DriverUser>> membersOf(const QString& groupId) override;
    Result<bool> authenticate(const QString& userId, const Secret& password) override;

private:
    using Entries = std::vector<LdapEntry>;
    Result<Entries> userEntries(const QByteArray& more);
    Result<Entries> groupEntries(const QByteArray& more);
    Result<std::optional<LdapEntry>> userEntry(const QString& attribute, const QString& value);
    Result<std::vector<DriverUser>> asUsers(const Entries& entries);
    Result<std::optional<DriverUser>> asUser(const std::optional<LdapEntry>& entry);
    [[nodiscard]] std::vector<DriverGroup> asGroups(const Entries& entries) const;
    /// Normalized DNs of the users whom the emulation counts as enabled.
    Result<QSet<QString>> emulatedEnabled();
    [[nodiscard]] QStringList userAttributes() const;

    LdapOptions m_options;
    LdapPool m_pool;
};

} // namespace skylab::identity
