#pragma once

#include "identity/driver/IdentityDriver.h"
#include "identity/model/Passwords.h"
#include "identity/store/Directory.h"

namespace skylab::identity {

/// Users and groups of a domain that live in identity's own database: the driver of domains that configure no other.
class SqlDriver final : public IdentityDriver {
public:
    /// An empty `domainId` stands for all domains. All must outlive it.
    SqlDriver(Directory& directory, const Passwords& passwords, QString domainId) : m_directory(directory), m_passwords(passwords), m_domainId(std::move(domainId)) { }

    [[nodiscard]] bool isWritable() const override { return true; }
    Result<std::vector<DriverUser>> users() override;
    Result<std::optional<DriverUser>> user(const QString& id) override;
    Result<std::optional<DriverUser>> userNamed(const QString& name) override;
    Result<std::vector<DriverGroup>> groups() override;
    Result<std::optional<DriverGroup>> group(const QString& id) override;
    Result<std::vector<DriverGroup>> groupsOf(const QString& userId) override;
    Result<std::vector<DriverUser>> membersOf(const QString& groupId) override;
    Result<bool> authenticate(const QString& userId, const Secret& password) override;

private:
    template <typename Row, typename Item>
    Result<std::vector<Item>> select(const QString& where, const QVariantList& arguments);

    Directory& m_directory;
    const Passwords& m_passwords;
    QString m_domainId;
};

} // namespace skylab::identity
