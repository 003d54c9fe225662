#include "panel/Specs.h"
#include "panel/SubTable.h"
#include "panel/Wording.h"

#include <QCoreApplication>

namespace skylab::panel {

namespace {

struct SecurityGroups {
    Q_DECLARE_TR_FUNCTIONS(SecurityGroups)
};

QString portsText(const Row& rule)
{
    const auto low = rule[u"port_range_min"], high = rule[u"port_range_max"];
    if (low.isNull() || low.isUndefined())
        return SecurityGroups::tr("Any");
    return low == high ? QString::number(low.toInt()) : QStringLiteral("%1–%2").arg(low.toInt()).arg(high.toInt());
}

QString remoteText(model::Workspace& workspace, const Row& rule)
{
    if (const auto prefix = rule[u"remote_ip_prefix"].toString(); !prefix.isEmpty())
        return prefix;
    if (const auto group = rule[u"remote_group_id"].toString(); !group.isEmpty())
        return SecurityGroups::tr("Group %1").arg(workspace.nameOf("security-groups", group));
    return SecurityGroups::tr("Anywhere");
}

/// What the API takes of a rule, to make it again.
QJsonObject ruleBody(const Row& rule)
{
    QJsonObject body;
    for (const auto key : { "security_group_id", "direction", "ethertype", "protocol", "port_range_min", "port_range_max", "remote_ip_prefix", "remote_group_id", "description" }) {
        if (!rule[QLatin1String(key)].isNull() && !rule[QLatin1String(key)].isUndefined())
            body[QLatin1String(key)] = rule[QLatin1String(key)];
    }
    return wrapped("security_group_rule", body);
}

struct Template {
    const char* id;
    const char* protocol;
    int port;
};
constexpr Template templates[] = { { "ssh", "tcp", 22 }, { "http", "tcp", 80 }, { "https", "tcp", 443 }, { "rdp", "tcp", 3389 }, { "ping", "icmp", 0 }, { "dns", "udp", 53 } };

FormSpec ruleForm(const Row& of)
{
    using kit::FieldKind;
    FormSpec form { "shield", SecurityGroups::tr("Add a rule"), SecurityGroups::tr("Add"), SecurityGroups::tr("Rules allow; what no rule allows is dropped.") };
    form.fields = {
        { "kind", SecurityGroups::tr("What to allow"), FieldKind::Choice, true },
        { "direction", SecurityGroups::tr("Direction"), FieldKind::Choice, true },
        { "protocol", SecurityGroups::tr("Protocol"), FieldKind::Choice, true },
        { "from", SecurityGroups::tr("First port"), FieldKind::Number, true, 1 },
        { "to", SecurityGroups::tr("Last port"), FieldKind::Number, true, 65535 },
        { "remote", SecurityGroups::tr("From where"), FieldKind::Text, false, "0.0.0.0/0" },
        { "group", SecurityGroups::tr("Or from members of a group"), FieldKind::Choice },
    };
    form.fields[0].choices = { { "ssh", "SSH", "TCP 22" }, { "http", "HTTP", "TCP 80" }, { "https", "HTTPS", "TCP 443" }, { "rdp", "RDP", "TCP 3389" }, { "ping", SecurityGroups::tr("Ping"), "ICMP" }, { "dns", "DNS", "UDP 53" }, { "custom", SecurityGroups::tr("Something else…") } };
    form.fields[1].choices = { { "ingress", SecurityGroups::tr("Incoming") }, { "egress", SecurityGroups::tr("Outgoing") } };
    form.fields[2].choices = { { "tcp", "TCP" }, { "udp", "UDP" }, { "icmp", "ICMP" }, { "any", SecurityGroups::tr("Any") } };
    const auto custom = [](const Values& values) { return values[u"kind"].toString() == u"custom"; };
    const auto withPorts = [custom](const Values& values) { return custom(values) && (values[u"protocol"].toString() == u"tcp" || values[u"protocol"].toString() == u"udp"); };
    form.fields[2].visible = custom;
    form.fields[3].visible = form.fields[4].visible = withPorts;
    form.fields[3].min = form.fields[4].min = 1, form.fields[3].max = form.fields[4].max = 65535;
    form.fields[4].check = [](const Values& values) { return values[u"to"].toInt() < values[u"from"].toInt() ? SecurityGroups::tr("The last port comes before the first.") : QString(); };
    form.fields[5].help = SecurityGroups::tr("An address range like 203.0.113.0/24. 0.0.0.0/0 is everywhere.");
    form.fields[6].more();
    form.options = { { "group", "security-groups", [of](const Row& row) { return row[u"shared"].toBool() || sameProject(row, of); }, [](const Row& row) { return kit::Choice { row[u"id"].toString(), row[u"name"].toString() }; }, {}, true, SecurityGroups::tr("No group") } };
    return form;
}

QJsonObject ruleFrom(const QString& group, const Values& values)
{
    QJsonObject rule { { "security_group_id", group }, { "direction", values[u"direction"] } };
    QString protocol = values[u"protocol"].toString();
    int from = values[u"from"].toInt(), to = values[u"to"].toInt();
    for (const auto& one : templates) {
        if (values[u"kind"].toString() == QLatin1String(one.id)) {
            protocol = QLatin1String(one.protocol);
            from = to = one.port;
        }
    }
    if (protocol != u"any")
        rule["protocol"] = protocol;
    if (protocol == u"tcp" || protocol == u"udp") {
        rule["port_range_min"] = from;
        rule["port_range_max"] = to;
    }
    const auto remote = values[u"remote"].toString();
    rule["ethertype"] = remote.contains(u':') ? "IPv6" : "IPv4";
    if (const auto other = values[u"group"].toString(); !other.isEmpty())
        rule["remote_group_id"] = other;
    else if (!remote.isEmpty())
        rule["remote_ip_prefix"] = remote;
    return wrapped("security_group_rule", rule);
}

SubSpec rulesOf(model::Workspace& workspace, const QString& group)
{
    SubSpec spec;
    spec.service = "network";
    spec.path = [](const QString& id) { return QStringLiteral("/v2.0/security-group-rules?security_group_id=%1").arg(id); };
    spec.key = "security_group_rules";
    spec.columns = {
        { "direction", SecurityGroups::tr("Direction"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"direction"].toString() == u"ingress" ? SecurityGroups::tr("Incoming") : SecurityGroups::tr("Outgoing")); }, 100 },
        { "protocol", SecurityGroups::tr("Protocol"), kit::CellKind::Text, [](const Row& row) { return textCell(row[u"protocol"].toString().isEmpty() ? SecurityGroups::tr("Any") : row[u"protocol"].toString().toUpper()); }, 90 },
        { "ports", SecurityGroups::tr("Ports"), kit::CellKind::Mono, [](const Row& row) { return textCell(portsText(row)); }, 100 },
        { "remote", SecurityGroups::tr("From or to"), kit::CellKind::Mono, [&workspace](const Row& row) { return textCell(remoteText(workspace, row)); } },
        { "ethertype", SecurityGroups::tr("Family"), kit::CellKind::Muted, [](const Row& row) { return textCell(row[u"ethertype"].toString()); }, 80 },
    };
    spec.eventTypes = { "security_group_rule", "security_group" };
    spec.emptyText = SecurityGroups::tr("No rule: nothing gets in or out");
    Action remove { "delete", SecurityGroups::tr("Delete"), "trash-2" };
    remove.danger = true;
    remove.call = [](const Row& row, const Values&) { return Call { "DELETE", "/v2.0/security-group-rules/" + row[u"id"].toString() }; };
    remove.undo = [](const Row& row, const Values&) { return Call { "POST", "/v2.0/security-group-rules", ruleBody(row) }; };
    remove.doing = [](const Row& row) { return SecurityGroups::tr("Delete rule %1 %2").arg(row[u"protocol"].toString().toUpper(), portsText(row)); };
    remove.done = [](const Row& row) { return SecurityGroups::tr("The rule %1 %2 was deleted").arg(row[u"protocol"].toString().toUpper(), portsText(row)); };
    spec.actions = { remove };
    CreateSpec add;
    add.text = SecurityGroups::tr("Add rule");
    add.form = [&workspace, group] { return ruleForm(workspace.collection("security-groups").model().row(group)); };
    add.call = [group](const Values& values) { return Call { "POST", "/v2.0/security-group-rules", ruleFrom(group, values) }; };
    add.resultKey = "security_group_rule";
    add.doing = [](const Values&) { return SecurityGroups::tr("Add rule"); };
    spec.creates = { add };
    return spec;
}

} // namespace

PanelSpec securityGroupsPanel(model::Workspace& workspace)
{
    using kit::CellKind;
    PanelSpec spec;
    spec.id = spec.collection = "security-groups";
    spec.service = "network";
    spec.title = SecurityGroups::tr("Security groups");
    spec.icon = "shield";
    spec.section = shell::Section::Network;
    spec.columns = {
        { "name", SecurityGroups::tr("Name"), CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"description"].toString(), {}, "shield" }; } },
        { "rules", SecurityGroups::tr("Rules"), CellKind::Number, [](const Row& row) { return numberCell(double(row[u"security_group_rules"].toArray().size())); }, 90 },
    };
    spec.subtitle = [](const Row& row) { return SecurityGroups::tr("%n rule(s)", nullptr, int(row[u"security_group_rules"].toArray().size())); };
    spec.facts = [](const Row& row) { return std::vector<kit::KeyValueView::Row> { { SecurityGroups::tr("Description"), row[u"description"].toString() } }; };
    spec.tabs = { { "rules", SecurityGroups::tr("Rules"), [&workspace](TabContext& context) -> QWidget* { return new SubTable(context, rulesOf(workspace, context.id)); } } };
    auto remove = deleteAction("/v2.0/security-groups", [](int count) { return SecurityGroups::tr("Delete %n security group(s)?", nullptr, count); }, SecurityGroups::tr("It fails while an instance uses it."));
    remove.blocked = [](const Row& row) { return row[u"name"].toString() == u"default" ? SecurityGroups::tr("The default group stays.") : QString(); };
    spec.actions = { renameAction("/v2.0/security-groups", "security_group"), remove };
    offerAllProjects(spec, workspace, { spec.collection });
    CreateSpec create;
    create.text = SecurityGroups::tr("Create security group");
    create.form = [] {
        FormSpec form { "shield", SecurityGroups::tr("Create a security group"), SecurityGroups::tr("Create"), SecurityGroups::tr("It begins with rules that let everything out and nothing in.") };
        form.fields = { { "name", SecurityGroups::tr("Name"), kit::FieldKind::Text, true }, { "description", SecurityGroups::tr("Description"), kit::FieldKind::Text } };
        return form;
    };
    create.call = [](const Values& values) { return Call { "POST", "/v2.0/security-groups", wrapped("security_group", withoutEmpty({ { "name", values[u"name"] }, { "description", values[u"description"] } })) }; };
    create.resultKey = "security_group";
    create.doing = [](const Values& values) { return SecurityGroups::tr("Create security group %1").arg(values[u"name"].toString()); };
    spec.create = create;
    return spec;
}

} // namespace skylab::panel
