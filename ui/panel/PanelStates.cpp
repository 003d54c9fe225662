#include "panel/ResourcePanel.h"

#include "kit/Basics.h"
#include "kit/DataTable.h"
#include "model/FilterCompletion.h"
#include "model/Filters.h"
#include "panel/BatchBar.h"
#include "panel/Inspector.h"
#include "panel/Wording.h"

#include <QLineEdit>
#include <QTimer>

namespace skylab::panel {

using TableState = kit::DataTable::State;

namespace {
constexpr int faultPause = 700;   // milliseconds after the last key: what is being typed is not wrong yet
}

void ResourcePanel::buildFilters()
{
    auto* filters = m_table->filters();
    filters->setPlaceholder(tr("Filter: words, status:error, age>7d…   /"), tr("Filter %1").arg(m_spec.title));
    filters->setCompleter([this](const QString& text, int cursor) {
        const auto found = model::FilterCompletion::at(text, cursor, m_collection.model());
        kit::Suggestions suggestions { found.position, found.length };
        for (const auto& item : found.items)
            suggestions.items.push_back({ item.insert, item.text, item.hint, item.more });
        return suggestions;
    });
    for (const auto& choice : m_spec.choices) {
        for (const auto& column : m_spec.columns) {
            if (column.id == choice)
                filters->addChoice(choice, column.title);
        }
    }
    for (const auto& one : m_spec.switches)
        addSwitch(one);
    connect(filters, &kit::FilterBar::textChanged, this, &ResourcePanel::filterBy);
    connect(filters, &kit::FilterBar::chosen, this, [this](const QString& id, const QStringList& values) {
        m_filters->setChoice(id, values);
        refreshState();
    });
}

void ResourcePanel::filterBy(const QString& text)
{
    const auto fault = m_filters->setText(text);
    auto* filters = m_table->filters();
    filters->setFault(0, 0, {});
    if (fault) {
        QTimer::singleShot(faultPause, filters, [filters, fault = *fault, text] {
            if (filters->edit()->text() == text)
                filters->setFault(fault.position, fault.length, fault.message);
        });
    }
    refreshState();
}

void ResourcePanel::addSwitch(const Switch& spec)
{
    auto* chip = kit::chip(spec.text, spec.icon);
    chip->setObjectName("switch:" + spec.id);
    chip->setCheckable(true);
    const auto key = QStringLiteral("switch/%1/%2").arg(m_spec.id, spec.id);
    const auto offer = [chip, spec] { chip->setVisible(!spec.offered || spec.offered()); };
    connect(&m_workspace, &model::Workspace::featuresChanged, chip, offer);
    connect(&m_workspace, &model::Workspace::scopeChanged, chip, offer);
    const auto apply = [this, spec](bool on) {
        Context context { m_workspace, m_host, this, [this](const QString&) { m_collection.reload(); } };
        spec.changed(context, on);
    };
    if (m_host.remembered(key) == "on") {
        chip->setChecked(true);
        apply(true);
    }
    connect(chip, &QToolButton::toggled, this, [this, key, apply](bool on) {
        m_host.remember(key, on ? "on" : "off");
        apply(on);
    });
    m_table->filters()->addSwitch(chip);
    offer();   // once it has a parent: shown before, it would be a window and take the focus
}

void ResourcePanel::refreshState()
{
    using State = model::Collection::State;
    const int total = m_collection.model().rowCount();
    const bool empty = total == 0 && m_collection.state() == State::Ready && !awaitsStarters();
    if (m_collection.state() == State::Failed || empty) {
        refreshPlaceholder();
        m_table->setState(m_collection.state() == State::Failed ? TableState::Failed : TableState::Empty);
    } else if (total > 0) {
        m_table->setState(m_filters->rowCount() > 0 ? TableState::Rows : TableState::Filtered);
    } else {
        m_table->setState(TableState::Loading);
    }
    refreshStale();
    refreshSelection();
}

bool ResourcePanel::awaitsStarters() const
{
    if (m_spec.startersFrom.isEmpty() || !mayCreate())
        return false;
    const auto state = m_workspace.collection(m_spec.startersFrom).state();
    return state == model::Collection::State::Fresh || state == model::Collection::State::Loading;
}

/// Nothing to show: because there is nothing, because the user may not see it, or because it failed.
void ResourcePanel::refreshPlaceholder()
{
    auto* place = m_table->placeholder();
    if (m_collection.state() != model::Collection::State::Failed) {
        std::vector<kit::StateView::Step> steps;
        if (mayCreate())
            steps.push_back({ m_spec.create->text, "plus", [this] { create(); }, true });
        const auto hint = mayCreate() ? tr("Ctrl+N creates · Ctrl+K searches everything · ? shows all keys") : QString();
        Context context { m_workspace, m_host, window(), [this](const QString&) { m_collection.reload(); } };
        const auto cards = mayCreate() && m_spec.starters ? m_spec.starters(context) : std::vector<kit::StateView::Card>();
        return place->showMessage(m_spec.icon, m_spec.emptyTitle.isEmpty() ? tr("Nothing here yet") : m_spec.emptyTitle, m_spec.emptyText, steps, hint, cards);
    }
    const auto& error = m_collection.error();
    if (error.code != ErrorCode::Forbidden)
        return place->showError(error, [this] { m_collection.reload(); });
    const auto& facts = m_workspace.session().facts();
    const auto roles = facts.roles.isEmpty() ? tr("none") : facts.roles.join(QStringLiteral(", "));
    place->showMessage("lock", tr("Your roles don't let you see this"),
                       tr("In the project %1 you have the roles: %2. Whoever looks after the project can give you one that may see it, or you switch to another project.").arg(facts.projectName, roles),
                       { { tr("Try again"), "rotate-cw", [this] { m_collection.reload(); }, false } }, error.requestId);
}

void ResourcePanel::refreshStale()
{
    const auto since = m_collection.staleSince();
    m_table->setStale(since.isValid() ? tr("As of %1 (%2): %3").arg(since.toLocalTime().time().toString(QStringLiteral("HH:mm")), ageText(since.toString(Qt::ISODate)), m_collection.error().message) : QString());
}

void ResourcePanel::refreshRights()
{
    if (!m_create)
        return;
    m_create->setEnabled(mayCreate());
    m_create->setToolTip(mayCreate() ? QString() : tr("Your roles in this project don't allow it."));
}

/// What the rows offer is gathered once all have been looked at: the first paint does not wait for it.
void ResourcePanel::refreshChoices()
{
    if (!m_collection.model().isWarm())
        return;
    for (const auto& choice : m_spec.choices)
        m_table->filters()->setValues(choice, m_filters->valuesOf(choice));
}

void ResourcePanel::refreshSelection()
{
    const int count = m_table->view()->selectedCount();
    m_batch->setRows(count > 1 && !isFull() ? selectedRows() : QList<Row>());
    if (m_inspector->isVisible() && !isFull() && count > 0)
        showDetail(m_table->view()->selectedIds().first(), false);
    refreshFooter();
}

void ResourcePanel::refreshFooter()
{
    const int total = m_collection.model().rowCount(), shown = m_filters->rowCount();
    const int selected = m_table->view()->selectedCount();
    const auto locale = QLocale();
    m_summary->setText(total == 0 ? QString() : m_spec.summary ? m_spec.summary(total, m_collection.model()) : tr("%n in total", nullptr, total));
    QString left = shown == total ? tr("%n in total", nullptr, total) : tr("%1 of %2 shown").arg(locale.toString(shown), locale.toString(total));
    if (selected > 0)
        left = tr("%1 · %2").arg(tr("%n selected", nullptr, selected), left);
    m_table->setFooter(left, tr("Enter open   Space details   F2 rename   Del delete"));
}

} // namespace skylab::panel
