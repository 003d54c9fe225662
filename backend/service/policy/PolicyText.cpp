#include "service/policy/PolicyText.h"

#include "service/Pipeline.h"
#include "service/Policy.h"

#include <QMap>

namespace skylab::service {

namespace {

/// A double-quoted scalar of YAML.
QByteArray quoted(const QString& text)
{
    QByteArray out = "\"";
    for (const auto c : text) {
        if (c == u'"' || c == u'\\')
            out += '\\';
        if (c == u'\n')
            out += "\\n";
        else if (c == u'\t')
            out += "\\t";
        else
            out += QString(c).toUtf8();
    }
    return out + '"';
}

} // namespace

QByteArray policyYaml(const Pipeline& pipeline, const Policy& policy)
{
    QMap<QString, QStringList> guarded;
    for (const auto& one : pipeline.routes()) {
        auto place = QString::fromLatin1(one.route->method) + u' ' + one.fullPath;
        if (!one.route->action.isEmpty())
            place += QStringLiteral(" (%1)").arg(one.route->action);
        if (one.route->access == Access::Public)
            place += QStringLiteral(" (asks for no token, so the rule is not asked)");
        auto& places = guarded[one.route->rule];
        if (!places.contains(place))
            places << place;
    }
    QByteArray text = "# Every policy rule of this Skylab with the check in force. Keep the lines that you change, in the file that\n"
                      "# --policy-file names; skylabd reads it at its start and whenever it gets SIGHUP.\n";
    for (const auto& [rule, check] : policy.rules()) {
        text += '\n';
        for (const auto& place : guarded.value(rule, { QStringLiteral("for other rules to refer to, or asked by handlers") }))
            text += "# " + place.toUtf8() + '\n';
        text += quoted(rule) + ": " + quoted(check) + '\n';
    }
    return text;
}

} // namespace skylab::service
