// The wizard's pages on who reaches it: networks and ports, security groups, key pair.
#include "panel/compute/LaunchPages.h"

#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"
#include "panel/compute/Servers.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHostAddress>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>

namespace skylab::panel {

using theme::Tokens;

namespace {

const QString portMark = QStringLiteral("port:");

/// One interface: a network with an address, or a port.
class NicRow : public QWidget {
public:
    std::function<void()> changed, removed;
    std::function<void(int by)> moved;

    NicRow(LaunchPlan& plan, LaunchDraft::Nic nic) : nic(std::move(nic)), m_what(new QComboBox), m_fixed(new QLineEdit(this->nic.fixedIp)), m_place(kit::label({}, 12, 600, &Tokens::muted))
    {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        m_what->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_what->setMinimumContentsLength(18);
        m_fixed->setPlaceholderText(Launch::tr("Next free address"));
        auto* up = kit::toolButton("arrow-up", Launch::tr("Earlier"));
        auto* down = kit::toolButton("arrow-down", Launch::tr("Later"));
        auto* remove = kit::toolButton("x", Launch::tr("Remove the interface"));
        m_place->setFixedWidth(m_place->fontMetrics().horizontalAdvance(QStringLiteral("00")));
        row->addWidget(m_place);
        row->addWidget(m_what, 3);
        row->addWidget(m_fixed, 2);
        for (auto* tool : { up, down, remove })
            row->addWidget(tool);
        refill(plan);
        connect(m_what, &QComboBox::currentIndexChanged, this, &NicRow::store);
        connect(m_fixed, &QLineEdit::textChanged, this, &NicRow::store);
        connect(up, &QToolButton::clicked, this, [this] { moved(-1); });
        connect(down, &QToolButton::clicked, this, [this] { moved(1); });
        connect(remove, &QToolButton::clicked, this, [this] { removed(); });
    }
    void refill(LaunchPlan& plan)
    {
        const QSignalBlocker quiet(m_what);
        m_what->clear();
        const auto& networks = plan.workspace().collection("networks").model();
        for (int i = 0; i < networks.rowCount(); ++i) {
            if (!networks.rowAt(i)[u"router:external"].toBool() || networks.rowAt(i)[u"shared"].toBool())
                m_what->addItem(Launch::tr("Network %1").arg(plan.workspace().nameOf("networks", networks.idAt(i))), networks.idAt(i));
        }
        const auto& ports = plan.workspace().collection("ports").model();
        for (int i = 0; i < ports.rowCount(); ++i) {
            const auto& port = ports.rowAt(i);
            if (port[u"device_id"].toString().isEmpty() && port[u"device_owner"].toString().isEmpty() && isMine(plan.workspace(), port))
                m_what->addItem(Launch::tr("Port %1 · %2").arg(plan.workspace().nameOf("ports", ports.idAt(i)), port[u"fixed_ips"][0][u"ip_address"].toString()), portMark + ports.idAt(i));
        }
        m_what->setCurrentIndex(m_what->findData(nic.portId.isEmpty() ? nic.networkId : portMark + nic.portId));
        m_fixed->setVisible(nic.portId.isEmpty());
    }
    void setPlace(int place)
    {
        m_place->setText(QString::number(place));
        m_what->setAccessibleName(Launch::tr("Interface %1").arg(place));
        m_fixed->setAccessibleName(Launch::tr("Address of interface %1").arg(place));
    }

    LaunchDraft::Nic nic;

private:
    void store()
    {
        const auto what = m_what->currentData().toString();
        const bool port = what.startsWith(portMark);
        nic = { port ? QString() : what, port ? what.mid(portMark.size()) : QString(), port ? QString() : m_fixed->text().trimmed() };
        m_fixed->setVisible(!port);
        changed();
    }

    QComboBox* m_what;
    QLineEdit* m_fixed;
    QLabel* m_place;
};

class NetworksPage : public kit::StepPage {
public:
    explicit NetworksPage(LaunchPlan& plan) : m_plan(plan), m_lines(new QVBoxLayout), m_make(new QCheckBox(Launch::tr("Make a network with a way out for it")))
    {
        auto* column = columnOf(this);
        column->addWidget(kit::paragraph(Launch::tr("The first interface is usually the guest's way out. Without any, the instance can only be reached by its console.")));
        m_lines->setSpacing(6);
        column->addLayout(m_lines);
        auto* add = kit::button(Launch::tr("Add an interface"), "plus");
        add->setObjectName("addNic");
        column->addWidget(add, 0, Qt::AlignLeft);
        m_make->setChecked(plan.draft.makeNetwork);
        column->addWidget(m_make);
        column->addStretch();
        setFocusProxy(add);
        for (const auto& nic : plan.draft.nics)
            addRow(nic);
        for (const auto name : { "networks", "ports" })
            watchRows(plan, this, name, [this] {
                for (auto* row : std::as_const(m_rows))
                    row->refill(m_plan);
            });
        connect(add, &QPushButton::clicked, this, [this] {
            addRow({ usualNetwork(m_plan.workspace()) });
            store();
        });
        connect(m_make, &QCheckBox::toggled, this, &NetworksPage::store);
        store();
    }
    [[nodiscard]] QString fault() const override
    {
        for (const auto& nic : m_plan.draft.nics) {
            if (nic.networkId.isEmpty() && nic.portId.isEmpty())
                return Launch::tr("An interface has no network yet.");
            if (!nic.fixedIp.isEmpty() && QHostAddress(nic.fixedIp).isNull())
                return Launch::tr("“%1” is no address.").arg(nic.fixedIp);
            if (!nic.fixedIp.isEmpty() && qMax(m_plan.draft.count, int(namesOf(m_plan.draft.name).size())) > 1)
                return Launch::tr("Several instances can't have the same address.");
        }
        return {};
    }
    [[nodiscard]] QString digest() const override
    {
        if (m_plan.draft.makeNetwork)
            return Launch::tr("a network will be made");
        QStringList names;
        for (const auto& nic : m_plan.draft.nics)
            names << (nic.portId.isEmpty() ? m_plan.workspace().nameOf("networks", nic.networkId) : m_plan.workspace().nameOf("ports", nic.portId));
        return names.isEmpty() ? Launch::tr("no network") : names.join(QStringLiteral(", "));
    }

private:
    void addRow(const LaunchDraft::Nic& nic)
    {
        auto* row = new NicRow(m_plan, nic);
        row->changed = [this] { store(); };
        row->removed = [this, row] {
            m_rows.removeOne(row);
            row->hide();
            row->deleteLater();
            store();
        };
        row->moved = [this, row](int by) {
            const auto from = m_rows.indexOf(row), to = qBound<qsizetype>(0, from + by, m_rows.size() - 1);
            m_rows.move(from, to);
            m_lines->insertWidget(int(to), row);
            store();
        };
        m_rows << row;
        m_lines->addWidget(row);
        store();
    }
    void store()
    {
        m_plan.draft.nics.clear();
        for (int i = 0; i < m_rows.size(); ++i) {
            m_rows[i]->setPlace(i + 1);
            m_plan.draft.nics.push_back(m_rows[i]->nic);
        }
        m_make->setVisible(m_rows.isEmpty());
        m_plan.draft.makeNetwork = m_rows.isEmpty() && m_make->isChecked();
        Q_EMIT edited();
    }

    LaunchPlan& m_plan;
    QVBoxLayout* m_lines;
    QCheckBox* m_make;
    QList<NicRow*> m_rows;
};

/// "TCP 22 from anywhere" for each rule that lets something in.
QStringList inboundRules(model::Workspace& workspace, const Row& group)
{
    QStringList texts;
    const auto rules = group[u"security_group_rules"].toArray();
    for (const auto& value : rules) {
        const auto rule = value.toObject();
        if (rule[u"direction"].toString() != u"ingress")
            continue;
        const auto remote = rule[u"remote_group_id"].toString(), prefix = rule[u"remote_ip_prefix"].toString();
        const auto from = !remote.isEmpty() ? workspace.nameOf("security-groups", remote) : prefix.isEmpty() || prefix.endsWith(QLatin1String("/0")) ? Launch::tr("anywhere") : prefix;
        texts << Launch::tr("%1 from %2").arg(ruleText(rule), from);
    }
    texts.removeDuplicates();
    return texts;
}

class GroupsPage : public kit::StepPage {
public:
    explicit GroupsPage(LaunchPlan& plan) : m_plan(plan), m_list(new kit::PickList(Launch::tr("Security groups"), true)), m_rules(kit::paragraph({})), m_ssh(new QCheckBox(Launch::tr("Let SSH in: a group “ssh” is made")))
    {
        auto* column = columnOf(this);
        column->addWidget(kit::paragraph(Launch::tr("What may reach it. Ports that are there already keep their own groups.")));
        m_list->setLines(6);
        m_list->setValues(plan.draft.groups);
        column->addWidget(m_list);
        m_ssh->setChecked(plan.draft.letSshIn);
        column->addWidget(m_ssh);
        column->addWidget(kit::label(Launch::tr("Let in"), 12, 600));
        m_rules->setObjectName("letIn");
        m_rules->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(m_rules);
        column->addStretch();
        setFocusProxy(m_list);
        watchRows(plan, this, "security-groups", [this] { refill(); });
        connect(m_list, &kit::PickList::changed, this, &GroupsPage::store);
        connect(m_ssh, &QCheckBox::toggled, this, &GroupsPage::store);
        store();
    }
    [[nodiscard]] QString digest() const override
    {
        QStringList names;
        for (const auto& id : m_plan.draft.groups)
            names << m_plan.workspace().nameOf("security-groups", id);
        return names.isEmpty() ? Launch::tr("default") : names.join(QStringLiteral(", "));
    }

private:
    void refill()
    {
        const auto& model = m_plan.workspace().collection("security-groups").model();
        std::vector<kit::PickList::Item> items;
        for (int i = 0; i < model.rowCount(); ++i) {
            if (!isMine(m_plan.workspace(), model.rowAt(i)))
                continue;
            const auto rules = inboundRules(m_plan.workspace(), model.rowAt(i));
            items.push_back({ model.idAt(i), model.rowAt(i)[u"name"].toString(), rules.isEmpty() ? Launch::tr("lets nothing in") : rules.join(QStringLiteral(", ")), "shield", model.rowAt(i)[u"description"].toString() });
        }
        m_list->setItems(items);
        store();
    }
    void store()
    {
        auto& draft = m_plan.draft;
        if (m_list->list()->count() > 0)
            draft.groups = m_list->values();
        const bool open = letsSshIn(m_plan.workspace(), draft.groups);
        m_ssh->setVisible(!open);
        draft.letSshIn = m_ssh->isChecked();
        QStringList lines;
        for (const auto& id : std::as_const(draft.groups))
            lines << inboundRules(m_plan.workspace(), m_plan.row("security-groups", id));
        if (!open && draft.letSshIn)
            lines << Launch::tr("%1 from %2").arg(QStringLiteral("TCP 22"), Launch::tr("anywhere"));
        lines.removeDuplicates();
        m_rules->setText(lines.isEmpty() ? Launch::tr("Nothing. It can reach others, nobody can reach it.") : lines.join(u'\n'));
        Q_EMIT edited();
    }

    LaunchPlan& m_plan;
    kit::PickList* m_list;
    QLabel* m_rules;
    QCheckBox* m_ssh;
};

class KeyPage : public kit::StepPage {
public:
    explicit KeyPage(LaunchPlan& plan) : m_plan(plan), m_list(new kit::PickList(Launch::tr("Key pair"), false))
    {
        auto* column = columnOf(this);
        column->addWidget(kit::paragraph(Launch::tr("Its public half is put into the guest, so that you sign in by SSH without a password.")));
        m_list->setLines(6);
        m_list->setValue(plan.draft.makeKey ? newOne : plan.draft.keyName.isEmpty() ? none : plan.draft.keyName);
        column->addWidget(m_list);
        auto* import = kit::button(Launch::tr("Import a public key…"), "upload");
        import->setObjectName("importKey");
        column->addWidget(import, 0, Qt::AlignLeft);
        column->addStretch();
        setFocusProxy(m_list);
        watchRows(plan, this, "keypairs", [this] { refill(); });
        connect(m_list, &kit::PickList::changed, this, &KeyPage::store);
        connect(import, &QPushButton::clicked, this, &KeyPage::importKey);
        store();
    }
    [[nodiscard]] QString digest() const override { return m_plan.draft.makeKey ? Launch::tr("a key pair will be made") : m_plan.draft.keyName.isEmpty() ? Launch::tr("none") : m_plan.draft.keyName; }

private:
    static inline const QString newOne = QStringLiteral("+"), none = QStringLiteral("-");

    void refill()
    {
        std::vector<kit::PickList::Item> items;
        const auto& model = m_plan.workspace().collection("keypairs").model();
        for (int i = 0; i < model.rowCount(); ++i)
            items.push_back({ model.idAt(i), model.idAt(i), model.rowAt(i)[u"fingerprint"].toString(), "key-round" });
        items.push_back({ newOne, Launch::tr("A new one"), Launch::tr("Its private half is kept in this desktop's keyring"), "plus" });
        items.push_back({ none, Launch::tr("None"), Launch::tr("You sign in with a password, if the image has one"), "x" });
        m_list->setItems(items);
    }
    void store()
    {
        const auto chosen = m_list->value();
        m_plan.draft.makeKey = chosen == newOne;
        m_plan.draft.keyName = chosen == newOne || chosen == none ? QString() : chosen;
        Q_EMIT edited();
    }
    void importKey()
    {
        FormSpec form { "upload", Launch::tr("Import a public key"), Launch::tr("Import") };
        form.fields = { { "name", Launch::tr("Name"), kit::FieldKind::Text, true, m_plan.workspace().session().facts().userName }, { "key", Launch::tr("Public key"), kit::FieldKind::Multiline, true } };
        form.fields[1].placeholder = "ssh-ed25519 AAAA… you@laptop";
        form.fields[1].help = Launch::tr("Usually ~/.ssh/id_ed25519.pub.");
        auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
        *dialog = openForm(m_plan.workspace(), this, form, [this, dialog](const Values& values) {
            const auto name = values[u"name"].toString();
            const QJsonObject key { { "name", name }, { "public_key", values[u"key"].toString().trimmed() }, { "type", "ssh" } };
            client::then(m_plan.workspace().session().post("compute", "/os-keypairs", wrapped("keypair", key)), this, [this, dialog, name](const Result<client::Reply>& reply) {
                if (!reply) {
                    if (*dialog)
                        (*dialog)->showError(reply.error(), Launch::tr("The key was not imported"));
                    return;
                }
                if (*dialog)
                    (*dialog)->accept();
                m_list->setValue(name);
                m_plan.workspace().collection("keypairs").reload();
            });
        });
    }

    LaunchPlan& m_plan;
    kit::PickList* m_list;
};

} // namespace

kit::StepPage* launchNetworksPage(LaunchPlan& plan) { return new NetworksPage(plan); }

kit::StepPage* launchGroupsPage(LaunchPlan& plan) { return new GroupsPage(plan); }

kit::StepPage* launchKeyPage(LaunchPlan& plan) { return new KeyPage(plan); }

} // namespace skylab::panel
