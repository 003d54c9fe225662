#include "panel/compute/LaunchDialog.h"

#include "kit/Basics.h"
#include "kit/FormView.h"
#include "panel/Specs.h"
#include "panel/compute/FitModel.h"
#include "panel/compute/LaunchTask.h"
#include "panel/compute/LaunchWizard.h"
#include "panel/compute/Servers.h"
#include "theme/Icons.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace skylab::panel {

using theme::Tokens;

namespace {
const QString noKey = QStringLiteral("-");   // in the list of keys: none at all; empty: a new one
}

LaunchDialog::LaunchDialog(const Context& context, const LaunchDraft& begin, QWidget* parent)
    : kit::WizardDialog("rocket", tr("Launch an instance"), tr("Launch"), parent), m_context(context), m_begin(begin), m_fit(new FitModel(context.workspace, this))
{
    m_context.window = context.window;
    auto* form = addForm();
    form->setFields(fields(begin));
    buildSummary();
    auto* more = addButton(tr("More…"), "settings");
    more->setObjectName("moreButton");
    connect(more, &QPushButton::clicked, this, &LaunchDialog::openWizard);
    connect(form, &kit::FormView::edited, this, &LaunchDialog::onEdited);
    connect(m_fit, &FitModel::changed, this, &LaunchDialog::showFit);
    connect(this, &kit::WizardDialog::submitted, this, &LaunchDialog::launch);
    watch("images", [this] { refillImages(); });
    watch("flavors", [this] { refillFlavors(); });
    watch("networks", [this] { refillNetworks(); });
    watch("keypairs", [this] { refillKeys(); });
    watch("security-groups", [this] { refillGroups(); });
    m_context.workspace.collection("subnets").want();
    onEdited();
}

kit::Fields LaunchDialog::fields(const LaunchDraft& begin)
{
    using kit::FieldKind;
    const auto open = [this](const QJsonObject&) { return m_open; };
    kit::Fields fields {
        { "name", tr("Name"), FieldKind::Text, true, begin.name },
        { "image", tr("Image"), FieldKind::Pick, true, begin.sourceId },
        { "flavor", tr("Size"), FieldKind::Choice, true, begin.flavorId },
        { "network", tr("Network"), FieldKind::Choice, false, begin.nics.empty() ? QString() : begin.nics.front().networkId },
        { "key", tr("Key pair"), FieldKind::Choice, false, begin.keyName },
        { "groups", tr("Security groups"), FieldKind::Choices, false, begin.groups.isEmpty() ? QJsonValue() : QJsonValue(QJsonArray::fromStringList(begin.groups)) },
        { "ssh", tr("Let SSH in"), FieldKind::Check, false, true },
        { "count", tr("How many"), FieldKind::Number, false, begin.count },
    };
    fields[0].help = tr("“node-{01..20}” launches twenty.");
    fields[1].placeholder = tr("Loading…");
    fields[1].lines = 5;
    fields[2].check = [this](const QJsonObject&) { return misfitOf(m_context.workspace, draft()); };
    fields[4].help = tr("Lets you sign in by SSH without a password.");
    fields[7].min = 1, fields[7].max = 100;
    for (std::size_t i = 2; i < fields.size(); ++i)
        fields[i].visible = open;
    fields[6].visible = [this](const QJsonObject&) { return m_open && !letsSshIn(m_context.workspace, draft().groups); };
    return fields;
}

void LaunchDialog::buildSummary()
{
    auto* card = new kit::Card;
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(14, 10, 10, 10);
    column->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    m_line = kit::label({}, 13, 500);
    m_line->setObjectName("draftLine");
    m_line->setWordWrap(true);
    m_line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_change = kit::button(tr("Change"), "chevron-down");
    m_change->setObjectName("changeButton");
    row->addWidget(m_line, 1);
    row->addWidget(m_change, 0, Qt::AlignTop);
    column->addLayout(row);
    m_sizeRow = new QWidget;
    auto* size = new QHBoxLayout(m_sizeRow);
    size->setContentsMargins(0, 0, 0, 0);
    size->setSpacing(8);
    m_sizeMark = new QLabel;
    m_sizeMark->setFixedSize(16, 16);
    m_size = kit::label({}, 12, 400, &Tokens::muted);
    m_size->setObjectName("fitLine");
    m_size->setWordWrap(true);
    size->addWidget(m_sizeMark, 0, Qt::AlignTop);
    size->addWidget(m_size, 1);
    column->addWidget(m_sizeRow);
    m_ways = new QVBoxLayout;
    m_ways->setSpacing(6);
    column->addLayout(m_ways);
    m_sizeRow->hide();
    setSummary(card);
    connect(m_change, &QPushButton::clicked, this, &LaunchDialog::change);
}

void LaunchDialog::watch(const QString& collection, const std::function<void()>& refill)
{
    auto& it = m_context.workspace.collection(collection);
    connect(&it, &model::Collection::stateChanged, this, refill);
    connect(&it.model(), &model::ResourceModel::countChanged, this, refill);
    it.want();
    refill();
}

void LaunchDialog::refillImages()
{
    const auto choices = imageChoices(m_context.workspace, false);
    form()->setChoices("image", choices, choices.empty() ? QString() : choices.front().value);
    suggest();
}

void LaunchDialog::refillFlavors()
{
    const auto& model = m_context.workspace.collection("flavors").model();
    std::vector<Row> flavors;
    for (int i = 0; i < model.rowCount(); ++i)
        flavors.push_back(model.rowAt(i));
    std::stable_sort(flavors.begin(), flavors.end(), [](const Row& a, const Row& b) { return a[u"ram"].toDouble() < b[u"ram"].toDouble(); });
    std::vector<kit::Choice> choices;
    for (const auto& flavor : flavors)
        choices.push_back({ flavor[u"id"].toString(), flavor[u"name"].toString(), flavorLine(flavor) });
    form()->setChoices("flavor", choices, m_begin.flavorId);
    if (m_suggestedFlavor.isEmpty() && m_begin.flavorId.isEmpty())
        m_suggestedFlavor = form()->values()[u"flavor"].toString();
    suggest();
}

void LaunchDialog::refillNetworks()
{
    auto& networks = m_context.workspace.collection("networks");
    std::vector<kit::Choice> choices;
    const auto usual = usualNetwork(m_context.workspace);
    const kit::Choice fresh { {}, tr("A new one, with a way out") };
    const bool known = networks.state() == model::Collection::State::Ready;
    if (known && usual.isEmpty())
        choices.push_back(fresh);
    for (int i = 0; i < networks.model().rowCount(); ++i) {
        const auto& network = networks.model().rowAt(i);
        if (!network[u"router:external"].toBool() || network[u"shared"].toBool())
            choices.push_back({ networks.model().idAt(i), network[u"name"].toString() });
    }
    if (known && !usual.isEmpty())
        choices.push_back(fresh);
    form()->setChoices("network", choices, usual);
    onEdited();
}

void LaunchDialog::refillKeys()
{
    auto& keys = m_context.workspace.collection("keypairs");
    std::vector<kit::Choice> choices;
    for (int i = 0; i < keys.model().rowCount(); ++i)
        choices.push_back({ keys.model().idAt(i), keys.model().idAt(i) });
    if (keys.state() == model::Collection::State::Ready) {
        choices.push_back({ {}, tr("A new one, kept in this desktop's keyring") });
        choices.push_back({ noKey, tr("None") });
    }
    form()->setChoices("key", choices, usualKey(m_context.workspace));
    onEdited();
}

void LaunchDialog::refillGroups()
{
    auto& groups = m_context.workspace.collection("security-groups");
    std::vector<kit::Choice> choices;
    for (int i = 0; i < groups.model().rowCount(); ++i) {
        const auto group = groups.model().rowAt(i);
        if (isMine(m_context.workspace, group))
            choices.push_back({ groups.model().idAt(i), group[u"name"].toString(), group[u"description"].toString() });
    }
    form()->setChoices("groups", choices, QJsonArray::fromStringList(usualGroups(m_context.workspace)));
    onEdited();
}

/// Names and sizes follow the image until the user says otherwise.
void LaunchDialog::suggest()
{
    if (m_suggesting)
        return;
    m_suggesting = true;
    const auto values = form()->values();
    const auto image = values[u"image"].toString();
    if (values[u"name"].toString() == m_suggestedName && m_begin.name.isEmpty()) {
        m_suggestedName = freeServerName(m_context.workspace, image);
        form()->setValue("name", m_suggestedName);
        if (form()->input("name")->hasFocus())
            form()->focusFirst();   // selected, so that typing replaces it
    }
    if (m_begin.flavorId.isEmpty() && values[u"flavor"].toString() == m_suggestedFlavor) {
        if (const auto flavor = usualFlavor(m_context.workspace, image); !flavor.isEmpty()) {
            m_suggestedFlavor = flavor;
            form()->setValue("flavor", flavor);
        }
    }
    m_suggesting = false;
    onEdited();
}

LaunchDraft LaunchDialog::draft() const
{
    auto draft = m_begin;
    const auto values = form()->values();
    draft.name = values[u"name"].toString();
    const auto image = m_context.workspace.collection("images").model().row(values[u"image"].toString());
    if (draft.source != LaunchDraft::Source::Image && draft.sourceId == values[u"image"].toString() && !image.isEmpty())
        draft.source = LaunchDraft::Source::Snapshot;
    draft.sourceId = values[u"image"].toString();
    draft.flavorId = values[u"flavor"].toString();
    draft.custom = false;
    draft.count = values[u"count"].toInt(1);
    const auto network = values[u"network"].toString();
    draft.makeNetwork = network.isEmpty();
    draft.nics.clear();
    if (!network.isEmpty())
        draft.nics.push_back({ network });
    const auto key = values[u"key"].toString();
    draft.makeKey = key.isEmpty();
    draft.keyName = key == noKey ? QString() : key;
    draft.groups.clear();
    const auto groups = values[u"groups"].toArray();
    for (const auto& group : groups)
        draft.groups << group.toString();
    draft.letSshIn = values[u"ssh"].toBool();
    if (isInstaller(m_context.workspace, draft) && draft.disks.empty())
        draft.disks.push_back({ {}, qMax(20, image[u"min_disk"].toInt()), {}, true });
    return draft;
}

QString LaunchDialog::line() const { return m_line->text(); }

void LaunchDialog::onEdited()
{
    if (!m_suggesting && form()->values()[u"image"].toString() != m_line->property("image").toString()) {
        m_line->setProperty("image", form()->values()[u"image"].toString());
        return suggest();
    }
    const auto now = draft();
    m_line->setText(draftLine(m_context.workspace, now));
    m_fit->ask(fitBody(now, m_context.workspace));
}

void LaunchDialog::change()
{
    m_open = !m_open;
    m_change->setText(m_open ? tr("Less") : tr("Change"));
    m_change->setIcon(theme::icon(m_open ? "chevron-up" : "chevron-down"));
    form()->refresh();
    fitHeight();
    if (m_open)
        form()->input("flavor")->setFocus();
}

void LaunchDialog::showFit()
{
    const auto text = fitText(m_fit->answer());
    m_sizeRow->setVisible(!text.isEmpty());
    m_size->setText(text);
    const bool bad = m_fit->isMisfit();
    auto palette = m_size->palette();
    palette.setColor(QPalette::WindowText, bad ? theme::tokens().warn : theme::tokens().muted);
    m_size->setPalette(palette);
    m_size->setFont(theme::uiFont(12, bad ? 600 : 400));
    m_sizeMark->setPixmap(theme::iconPixmap(bad ? "triangle-alert" : "circle-check", 15, bad ? theme::tokens().warn : theme::tokens().ok, devicePixelRatioF()));
    kit::clearLayout(*m_ways);
    if (!bad)
        return;
    const auto useFlavor = [this](const QJsonObject& flavor) { form()->setValue("flavor", flavor[u"id"].toString()); };
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    int made = 0;
    for (const auto& fix : waysOut(m_context, m_fit->answer()[u"ways_out"].toArray(), useFlavor, [fit = QPointer<FitModel>(m_fit)] {
             if (fit)
                 fit->again();
         })) {
        auto* it = kit::button(fix.text, fix.icon);
        connect(it, &QPushButton::clicked, this, fix.run);
        if (made++ == 2) {   // two beside each other, the rest below
            row->addStretch();
            m_ways->addLayout(row);
            row = new QHBoxLayout;
            row->setSpacing(6);
        }
        row->addWidget(it);
    }
    row->addStretch();
    m_ways->addLayout(row);
    fitHeight();
}

void LaunchDialog::next()
{
    if (m_fit->isMisfit()) {
        form()->validate();
        return showError(Error { ErrorCode::NoValidHost, m_size->text() }, tr("It does not fit. Take one of the ways above, or another size."));
    }
    if (!m_open && !misfitOf(m_context.workspace, draft()).isEmpty())
        change();   // the fault stands at a field behind the line
    WizardDialog::next();
}

void LaunchDialog::launch()
{
    auto* task = new LaunchTask(m_context, draft());
    connect(task, &LaunchTask::progressed, this, [this](const QString& text) { acceptButton()->setText(text); });
    connect(task, &LaunchTask::accepted, this, &QDialog::accept);
    connect(task, &LaunchTask::refused, this, [this](const Error& error) { showError(error, tr("%1 was not launched").arg(draft().name)); });
    task->start();
}

void LaunchDialog::openWizard()
{
    auto* wizard = new LaunchWizard(m_context, draft(), parentWidget());
    reject();
    wizard->open();
}

void openLaunch(const Context& context, const LaunchDraft& begin) { (new LaunchDialog(context, begin, context.window->window()))->open(); }

} // namespace skylab::panel
