#pragma once

#include "identity/drivers/ldap/LdapOptions.h"

#include <QHash>

#include <memory>
#include <vector>

struct ldap;

namespace skylab::identity {

/// One entry of a search: its DN and attributes, names in lower case. Values are bytes; most are UTF-8.
struct LdapEntry {
    QString dn;
    QHash<QString, QByteArrayList> attributes;

    /// The first value; null when there is none.
    [[nodiscard]] QString first(const QString& attribute) const;
    [[nodiscard]] QStringList all(const QString& attribute) const;
};

enum class LdapScope : std::uint8_t { Base, One, Subtree };

struct LdapSearch {
    QString base;
    LdapScope scope = LdapScope::One;
    QByteArray filter;
    QStringList attributes;
};

/// A connection to the directory, bound as somebody. One thread at a time. Every call ends within the options' times.
class LdapConnection {
public:
    /// Connects, starts TLS where asked to, and binds. Unauthorized: the directory refuses DN or password. Unavailable
    /// names the server and what to do.
    static Result<std::unique_ptr<LdapConnection>> open(const LdapOptions& options, const QString& dn, const Secret& password);
    ~LdapConnection();
    Q_DISABLE_COPY_MOVE(LdapConnection)

    /// All entries, page by page; none where the base is not there. Unavailable: after it the connection is of no use.
    Result<std::vector<LdapEntry>> search(const LdapSearch& search);

    /// Spelling that is the same for equal DNs (RFC 4514), in lower case.
    static QString normalized(const QString& dn);

private:
    LdapConnection(const LdapOptions& options, ::ldap* handle) : m_options(options), m_handle(handle) { }
    Result<> prepare();
    Result<> prepareTls();
    Result<> bind(const QString& dn, const Secret& password);

    const LdapOptions& m_options;
    ::ldap* m_handle;
};

} // namespace skylab::identity
