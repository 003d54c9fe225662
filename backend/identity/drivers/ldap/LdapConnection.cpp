#include "identity/drivers/ldap/LdapConnection.h"

#include <csignal>
#include <ldap.h>

namespace skylab::identity {

namespace {

timeval asTimeval(std::chrono::milliseconds time)
{
    return { time.count() / 1000, (time.count() % 1000) * 1000 };
}

QString wordsFor(int code) { return QString::fromUtf8(ldap_err2string(code)); }

auto unavailable(const LdapOptions& options, const QString& what, const QString& advice)
{
    return fail(ErrorCode::Unavailable, QStringLiteral("The directory server %1 %2. %3").arg(options.url, what, advice));
}

auto lost(const LdapOptions& options, int code)
{
    return unavailable(options, QStringLiteral("does not answer: %1").arg(wordsFor(code)),
                       QStringLiteral("Check that it runs and can be reached from the controller, or the option url of the domain's configuration; then try again."));
}

/// A server that hung up must not end the whole program: libldap writes without MSG_NOSIGNAL. Blocks SIGPIPE in this
/// thread, and takes one that came.
class PipeGuard {
public:
    PipeGuard()
    {
        sigemptyset(&m_pipe);
        sigaddset(&m_pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~PipeGuard()
    {
        const timespec now {};
        while (sigtimedwait(&m_pipe, nullptr, &now) > 0) { }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    Q_DISABLE_COPY_MOVE(PipeGuard)

private:
    sigset_t m_pipe;
    sigset_t m_before;
};

QByteArray freed(char* text)
{
    const QByteArray bytes(text);
    ldap_memfree(text);
    return bytes;
}

struct MessageDeleter {
    void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, MessageDeleter>;

LdapEntry readEntry(LDAP* handle, LDAPMessage* message)
{
    LdapEntry entry;
    entry.dn = QString::fromUtf8(freed(ldap_get_dn(handle, message)));
    BerElement* position = nullptr;
    for (char* name = ldap_first_attribute(handle, message, &position); name; name = ldap_next_attribute(handle, message, position)) {
        auto** values = ldap_get_values_len(handle, message, name);
        QByteArrayList list;
        for (auto** value = values; value && *value; ++value)
            list << QByteArray((*value)->bv_val, qsizetype((*value)->bv_len));
        ldap_value_free_len(values);
        entry.attributes.insert(QString::fromUtf8(freed(name)).toLower(), list);
    }
    if (position)
        ber_free(position, 0);
    return entry;
}

/// Where a paged search goes on; empty at its end.
class PageCookie {
public:
    ~PageCookie() { clear(); }
    PageCookie() = default;
    Q_DISABLE_COPY_MOVE(PageCookie)

    berval* value() { return &m_value; }
    [[nodiscard]] bool more() const { return m_value.bv_len > 0; }
    void take(LDAP* handle, LDAPMessage* result)
    {
        clear();
        LDAPControl** controls = nullptr;
        if (ldap_parse_result(handle, result, nullptr, nullptr, nullptr, nullptr, &controls, 0) != LDAP_SUCCESS || !controls)
            return;
        ber_int_t total = 0;
        if (auto* page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr))
            ldap_parse_pageresponse_control(handle, page, &total, &m_value);
        ldap_controls_free(controls);
    }

private:
    void clear()
    {
        ber_memfree(m_value.bv_val);
        m_value = {};
    }
    berval m_value {};
};

} // namespace

QString LdapEntry::first(const QString& attribute) const
{
    const auto values = attributes.value(attribute.toLower());
    return values.isEmpty() ? QString() : QString::fromUtf8(values.first());
}

QStringList LdapEntry::all(const QString& attribute) const
{
    QStringList list;
    for (const auto& value : attributes.value(attribute.toLower()))
        list << QString::fromUtf8(value);
    return list;
}

Result<std::unique_ptr<LdapConnection>> LdapConnection::open(const LdapOptions& options, const QString& dn, const Secret& password)
{
    const PipeGuard guard;
    LDAP* handle = nullptr;
    if (const int code = ldap_initialize(&handle, options.url.toUtf8().constData()); code != LDAP_SUCCESS)
        return unavailable(options, QStringLiteral("can't be used: %1").arg(wordsFor(code)), QStringLiteral("Check the option url of the domain's configuration."));
    std::unique_ptr<LdapConnection> connection(new LdapConnection(options, handle));
    TRY(connection->prepare());
    TRY(connection->bind(dn, password));
    return connection;
}

LdapConnection::~LdapConnection()
{
    const PipeGuard guard;
    ldap_unbind_ext(m_handle, nullptr, nullptr);
}

Result<> LdapConnection::prepare()
{
    const int version = LDAP_VERSION3;
    ldap_set_option(m_handle, LDAP_OPT_PROTOCOL_VERSION, &version);
    const auto connect = asTimeval(m_options.connectTime), operation = asTimeval(m_options.operationTime);
    ldap_set_option(m_handle, LDAP_OPT_NETWORK_TIMEOUT, &connect);
    ldap_set_option(m_handle, LDAP_OPT_TIMEOUT, &operation);
    ldap_set_option(m_handle, LDAP_OPT_REFERRALS, m_options.chaseReferrals ? LDAP_OPT_ON : LDAP_OPT_OFF);
    static const QStringList words { QStringLiteral("never"), QStringLiteral("searching"), QStringLiteral("finding"), QStringLiteral("always") };      // LDAP_DEREF_*
    if (const int dereferencing = int(words.indexOf(m_options.dereferencing)); dereferencing >= 0)
        ldap_set_option(m_handle, LDAP_OPT_DEREF, &dereferencing);
    return prepareTls();
}

Result<> LdapConnection::prepareTls()
{
    if (!m_options.startTls && !m_options.url.startsWith(QStringLiteral("ldaps:"), Qt::CaseInsensitive))
        return {};
    const int demand = m_options.certificateDemand == u"never" ? LDAP_OPT_X_TLS_NEVER : m_options.certificateDemand == u"allow" ? LDAP_OPT_X_TLS_ALLOW : LDAP_OPT_X_TLS_DEMAND;
    ldap_set_option(m_handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    if (!m_options.caFile.isEmpty())
        ldap_set_option(m_handle, LDAP_OPT_X_TLS_CACERTFILE, m_options.caFile.toUtf8().constData());
    if (!m_options.caDirectory.isEmpty())
        ldap_set_option(m_handle, LDAP_OPT_X_TLS_CACERTDIR, m_options.caDirectory.toUtf8().constData());
    const int client = 0;
    if (ldap_set_option(m_handle, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
        return unavailable(m_options, QStringLiteral("can't be asked over TLS: the certificates can't be read"), QStringLiteral("Check tls_cacertfile and tls_cacertdir of the domain's configuration."));
    if (!m_options.startTls)
        return {};
    if (const int code = ldap_start_tls_s(m_handle, nullptr, nullptr); code != LDAP_SUCCESS)
        return unavailable(m_options, QStringLiteral("does not start TLS: %1").arg(wordsFor(code)),
                           QStringLiteral("Check that it runs and that tls_cacertfile of the domain's configuration names the authority of its certificate."));
    return {};
}

Result<> LdapConnection::bind(const QString& dn, const Secret& password)
{
    berval credentials { ber_len_t(password.reveal().size()), const_cast<char*>(password.reveal().constData()) };
    const int code = ldap_sasl_bind_s(m_handle, dn.toUtf8().constData(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr);
    switch (code) {
    case LDAP_SUCCESS: return {};
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_UNWILLING_TO_PERFORM:      // accounts that the directory has locked
    case LDAP_CONSTRAINT_VIOLATION:
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INSUFFICIENT_ACCESS: return fail(ErrorCode::Unauthorized, QStringLiteral("The directory server %1 refuses %2: %3.").arg(m_options.url, dn, wordsFor(code)));
    default: return lost(m_options, code);
    }
}

Result<std::vector<LdapEntry>> LdapConnection::search(const LdapSearch& search)
{
    const PipeGuard guard;
    const int scope = search.scope == LdapScope::Base ? LDAP_SCOPE_BASE : search.scope == LdapScope::One ? LDAP_SCOPE_ONELEVEL : LDAP_SCOPE_SUBTREE;
    QByteArrayList names;
    for (const auto& attribute : search.attributes)
        if (!attribute.isEmpty())
            names << attribute.toUtf8();
    std::vector<char*> wanted;
    for (auto& name : names)
        wanted.push_back(name.data());
    wanted.push_back(nullptr);
    std::vector<LdapEntry> entries;
    PageCookie cookie;
    do {
        LDAPControl* page = nullptr;
        if (m_options.pageSize > 0)
            ldap_create_page_control(m_handle, m_options.pageSize, cookie.value(), 0, &page);
        LDAPControl* controls[] = { page, nullptr };
        auto limit = asTimeval(m_options.operationTime);
        LDAPMessage* raw = nullptr;
        const int code = ldap_search_ext_s(m_handle, search.base.toUtf8().constData(), scope, search.filter.constData(), wanted.data(), 0, page ? controls : nullptr, nullptr, &limit, LDAP_NO_LIMIT, &raw);
        const Message result(raw);
        if (page)
            ldap_control_free(page);
        if (code == LDAP_NO_SUCH_OBJECT)
            return entries;
        if (code == LDAP_SIZELIMIT_EXCEEDED)
            return unavailable(m_options, QStringLiteral("gives no more than its size limit at once"), QStringLiteral("Set page_size in the domain's configuration, to 100 for instance."));
        if (code == LDAP_FILTER_ERROR || code == LDAP_INVALID_DN_SYNTAX || code == LDAP_INSUFFICIENT_ACCESS)
            return unavailable(m_options, QStringLiteral("refuses the search of %1: %2").arg(search.base, wordsFor(code)),
                               QStringLiteral("Check user_filter, group_filter, the tree DNs and the rights of user in the domain's configuration."));
        if (code != LDAP_SUCCESS)
            return lost(m_options, code);
        for (auto* entry = ldap_first_entry(m_handle, result.get()); entry; entry = ldap_next_entry(m_handle, entry))
            entries.push_back(readEntry(m_handle, entry));
        cookie.take(m_handle, result.get());
    } while (m_options.pageSize > 0 && cookie.more());
    return entries;
}

QString LdapConnection::normalized(const QString& dn)
{
    char* out = nullptr;
    if (ldap_dn_normalize(dn.toUtf8().constData(), LDAP_DN_FORMAT_LDAP, &out, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS)
        return dn.toLower();
    return QString::fromUtf8(freed(out)).toLower();
}

} // namespace skylab::identity
