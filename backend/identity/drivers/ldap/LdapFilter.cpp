#include "identity/drivers/ldap/LdapFilter.h"

namespace skylab::identity::LdapFilter {

QByteArray escaped(const QString& value)
{
    QByteArray out;
    for (const char c : value.toUtf8()) {
        const bool special = c == '*' || c == '(' || c == ')' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
        if (special)
            out += '\\' + QByteArray(1, c).toHex();
        else
            out += c;
    }
    return out;
}

QByteArray equals(const QString& attribute, const QString& value) { return '(' + attribute.toUtf8() + '=' + escaped(value) + ')'; }

QByteArray all(const QByteArrayList& filters)
{
    QByteArray joined;
    for (const auto& filter : filters) {
        const auto trimmed = filter.trimmed();
        if (!trimmed.isEmpty())
            joined += trimmed.startsWith('(') ? trimmed : '(' + trimmed + ')';
    }
    return "(&" + joined + ')';
}

} // namespace skylab::identity::LdapFilter
