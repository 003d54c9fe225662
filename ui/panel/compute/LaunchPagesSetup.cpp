// The wizard's pages on what is handed over: script, server group, hints, metadata.
#include "panel/compute/LaunchPages.h"

#include "kit/ScriptEdit.h"
#include "kit/WizardDialog.h"
#include "model/CloudConfig.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/MetadataDialog.h"
#include "theme/Icons.h"

#include <QCheckBox>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QTimer>

namespace skylab::panel {

using theme::Tokens;

namespace {

constexpr int checkPause = 150;   // milliseconds after the last key
constexpr int faultLines = 4;

class ScriptPage : public kit::StepPage {
public:
    explicit ScriptPage(LaunchPlan& plan)
        : m_plan(plan), m_edit(new kit::ScriptEdit), m_size(kit::label({}, 12, 400, &Tokens::muted)), m_faultList(new QListWidget), m_drive(new QCheckBox(Launch::tr("Use a config drive"))), m_password(new QLineEdit(plan.draft.password))
    {
        auto* column = columnOf(this);
        auto* head = new QHBoxLayout;
        head->addWidget(kit::label(Launch::tr("Start-up script (optional)"), 12, 500), 1);
        head->addWidget(m_size);
        auto* load = kit::button(Launch::tr("Load a file…"), "folder");
        head->addWidget(load);
        column->addLayout(head);
        m_edit->setObjectName("script");
        m_edit->setAccessibleName(Launch::tr("Start-up script"));
        m_edit->setPlaceholderText(QStringLiteral("#cloud-config\npackages:\n  - nginx\n"));
        m_edit->setPlainText(plan.draft.userData);
        m_edit->setMinimumHeight(190);
        column->addWidget(m_edit, 1);
        m_faultList->setObjectName("scriptFaults");
        m_faultList->setAccessibleName(Launch::tr("What is wrong in the script"));
        m_faultList->setFrameShape(QFrame::NoFrame);
        m_faultList->setWordWrap(true);
        m_faultList->hide();
        column->addWidget(m_faultList);
        m_drive->setChecked(plan.draft.configDrive);
        m_drive->setToolTip(Launch::tr("For images that don't ask the cloud, or have no address to ask from."));
        column->addWidget(m_drive);
        m_password->setAccessibleName(Launch::tr("Administrator's password"));
        m_password->setEchoMode(QLineEdit::Password);
        column->addLayout(captioned(Launch::tr("Administrator's password (optional)"), m_password));
        setFocusProxy(m_edit);
        m_soon.setSingleShot(true);
        m_soon.setInterval(checkPause);
        connect(&m_soon, &QTimer::timeout, this, &ScriptPage::check);
        connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
            m_plan.draft.userData = m_edit->toPlainText();
            m_soon.start();
        });
        connect(m_drive, &QCheckBox::toggled, this, [this](bool on) { m_plan.draft.configDrive = on, Q_EMIT edited(); });
        connect(m_password, &QLineEdit::textChanged, this, [this](const QString& text) { m_plan.draft.password = text, Q_EMIT edited(); });
        connect(m_faultList, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { m_edit->goToLine(item->data(Qt::UserRole).toInt()); });
        connect(m_faultList, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { m_edit->goToLine(item->data(Qt::UserRole).toInt()); });
        connect(load, &QPushButton::clicked, this, &ScriptPage::loadFile);
        check();
    }
    [[nodiscard]] QString fault() const override { return m_fault; }
    [[nodiscard]] QString digest() const override { return model::userDataKind(m_plan.draft.userData.toUtf8()); }

private:
    void check()
    {
        const auto script = m_plan.draft.userData.toUtf8();
        QList<kit::ScriptEdit::Mark> marks;
        m_fault.clear();
        m_faultList->clear();
        for (const auto& fault : model::checkUserData(script)) {
            marks << kit::ScriptEdit::Mark { fault.line, fault.column, fault.text, fault.certain };
            auto* item = new QListWidgetItem(theme::icon(fault.certain ? "circle-alert" : "triangle-alert", fault.certain ? theme::tokens().error : theme::tokens().warn), fault.line ? Launch::tr("Line %1: %2").arg(fault.line).arg(fault.text) : fault.text, m_faultList);
            item->setData(Qt::UserRole, fault.line);
            if (fault.certain && m_fault.isEmpty())
                m_fault = item->text();
        }
        m_edit->setMarks(marks);
        m_faultList->setVisible(!marks.isEmpty());
        m_faultList->setFixedHeight(qMin<int>(faultLines, int(marks.size())) * 26 + 6);
        m_size->setText(script.isEmpty() ? QString() : Launch::tr("%1 of %2").arg(bytesText(double(script.size())), bytesText(double(model::maxUserData))));
        Q_EMIT edited();
    }
    void loadFile()
    {
        auto* dialog = new QFileDialog(this, Launch::tr("Load a start-up script"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
            QFile file(path);
            if (file.open(QIODevice::ReadOnly))
                m_edit->setPlainText(QString::fromUtf8(file.read(2 * model::maxUserData)));
        });
        dialog->open();
    }

    LaunchPlan& m_plan;
    kit::ScriptEdit* m_edit;
    QLabel* m_size;
    QListWidget* m_faultList;
    QCheckBox* m_drive;
    QLineEdit* m_password;
    QTimer m_soon;
    QString m_fault;
};

class ServerGroupPage : public kit::StepPage {
public:
    explicit ServerGroupPage(LaunchPlan& plan) : m_plan(plan), m_list(new kit::PickList(Launch::tr("Server group"), false))
    {
        auto* column = columnOf(this);
        column->addWidget(kit::paragraph(Launch::tr("Instances of a group stand together on one host, or apart on different ones.")));
        m_list->setLines(6);
        m_list->setValue(plan.draft.serverGroup);
        column->addWidget(m_list);
        auto* make = kit::button(Launch::tr("Make a group…"), "plus");
        make->setObjectName("makeGroup");
        column->addWidget(make, 0, Qt::AlignLeft);
        column->addStretch();
        setFocusProxy(m_list);
        watchRows(plan, this, "server-groups", [this] {
            std::vector<kit::PickList::Item> items { { {}, Launch::tr("None"), {}, "x" } };
            const auto& model = m_plan.workspace().collection("server-groups").model();
            for (int i = 0; i < model.rowCount(); ++i) {
                const auto& group = model.rowAt(i);
                items.push_back({ model.idAt(i), group[u"name"].toString(), policyText(group[u"policy"].toString(group[u"policies"][0].toString())), "boxes", Launch::tr("%n member(s)", nullptr, int(group[u"members"].toArray().size())) });
            }
            m_list->setItems(items);
            if (m_list->value().isEmpty())
                m_list->setValue(m_plan.draft.serverGroup);
        });
        connect(m_list, &kit::PickList::changed, this, [this] {
            m_plan.draft.serverGroup = m_list->value();
            Q_EMIT edited();
        });
        connect(make, &QPushButton::clicked, this, &ServerGroupPage::make);
    }
    [[nodiscard]] QString digest() const override { return m_plan.draft.serverGroup.isEmpty() ? Launch::tr("none") : m_plan.workspace().nameOf("server-groups", m_plan.draft.serverGroup); }

private:
    static QString policyText(const QString& policy)
    {
        if (policy == u"affinity")
            return Launch::tr("All on one host");
        if (policy == u"anti-affinity")
            return Launch::tr("Each on another host");
        if (policy == u"soft-affinity")
            return Launch::tr("On one host where it can be");
        return policy == u"soft-anti-affinity" ? Launch::tr("On different hosts where it can be") : policy;
    }
    void make()
    {
        FormSpec form { "boxes", Launch::tr("Make a server group"), Launch::tr("Make") };
        form.fields = { { "name", Launch::tr("Name"), kit::FieldKind::Text, true }, { "policy", Launch::tr("Its instances stand"), kit::FieldKind::Choice } };
        for (const auto policy : { "anti-affinity", "affinity", "soft-anti-affinity", "soft-affinity" })
            form.fields[1].choices.push_back({ QLatin1String(policy), policyText(QLatin1String(policy)) });
        auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
        *dialog = openForm(m_plan.workspace(), this, form, [this, dialog](const Values& values) {
            client::then(m_plan.workspace().session().post("compute", "/os-server-groups", wrapped("server_group", values)), this, [this, dialog](const Result<client::Reply>& reply) {
                if (!reply) {
                    if (*dialog)
                        (*dialog)->showError(reply.error(), Launch::tr("The group was not made"));
                    return;
                }
                if (*dialog)
                    (*dialog)->accept();
                m_list->setValue(reply->object(u"server_group")[u"id"].toString());
                m_plan.workspace().collection("server-groups").reload();
            });
        });
    }

    LaunchPlan& m_plan;
    kit::PickList* m_list;
};

/// Hints or metadata.
class PairsPage : public kit::StepPage {
public:
    PairsPage(LaunchPlan& plan, QJsonObject LaunchDraft::*pairs, const QString& type, const QString& intro) : m_plan(plan), m_pairs(pairs), m_view(new MetadataView(plan.workspace(), type))
    {
        auto* column = columnOf(this);
        column->addWidget(kit::paragraph(intro));
        column->addWidget(m_view, 1);
        m_view->setPairs(plan.draft.*pairs);
        connect(m_view, &MetadataView::edited, this, [this] {
            m_plan.draft.*m_pairs = m_view->pairs();
            Q_EMIT edited();
        });
    }
    [[nodiscard]] QString fault() const override { return m_view->fault(); }
    [[nodiscard]] QString digest() const override
    {
        const auto count = int((m_plan.draft.*m_pairs).size());
        return count ? Launch::tr("%n pair(s)", nullptr, count) : Launch::tr("none");
    }

private:
    LaunchPlan& m_plan;
    QJsonObject LaunchDraft::*m_pairs;
    MetadataView* m_view;
};

} // namespace

kit::StepPage* launchScriptPage(LaunchPlan& plan) { return new ScriptPage(plan); }

kit::StepPage* launchServerGroupPage(LaunchPlan& plan) { return new ServerGroupPage(plan); }

kit::StepPage* launchHintsPage(LaunchPlan& plan)
{
    return new PairsPage(plan, &LaunchDraft::hints, "OS::Nova::SchedulerHints", Launch::tr("Wishes to the scheduler, such as “different_host” with the id of another instance."));
}

kit::StepPage* launchMetadataPage(LaunchPlan& plan)
{
    return new PairsPage(plan, &LaunchDraft::metadata, "OS::Nova::Server", Launch::tr("Pairs that the guest and your tools can read."));
}

} // namespace skylab::panel
