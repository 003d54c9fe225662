#include "panel/SubTable.h"

#include "kit/Basics.h"
#include "kit/StateView.h"
#include "kit/TableView.h"
#include "model/Filters.h"
#include "panel/Presenter.h"
#include "panel/ResourceActions.h"
#include "theme/Metrics.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPointer>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace skylab::panel {

namespace {
constexpr int reloadPause = 200;   // milliseconds

Text nameOf(const SubSpec& spec)
{
    return [field = spec.idField](const Row& row) { return row[u"name"].toString().isEmpty() ? row[field].toVariant().toString() : row[u"name"].toString(); };
}
} // namespace

SubTable::SubTable(TabContext& context, SubSpec spec, QWidget* parent)
    : QWidget(parent), m_workspace(context.workspace), m_spec(std::move(spec)), m_parent(context.id), m_model(m_spec.idField), m_soon(this)
{
    m_model.setPresenter(std::make_unique<Presenter>(m_spec.columns));
    m_filters = new model::Filters(m_model, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildBar(context, *column);
    auto* middle = new QWidget;
    m_stack = new QStackedLayout(middle);
    m_view = new kit::TableView;
    m_view->setAccessibleName(tr("Rows"));
    m_view->setModel(m_filters);
    m_view->applyColumns(m_spec.columns);
    m_view->sortByColumn(m_spec.sortColumn, Qt::AscendingOrder);
    m_state = new kit::StateView;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_state);
    column->addWidget(middle, 1);
    connect(m_view, &kit::TableView::selectionIdsChanged, this, &SubTable::refreshActions);
    connect(m_view, &kit::TableView::opened, this, [this] { m_actions->trigger(m_spec.defaultAction, selected()); });
    connect(m_view, &kit::TableView::deleteAsked, this, [this] { m_actions->trigger("delete", selected()); });
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_actions->fill(*menu, selected());
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(reloadPause);
    connect(&m_soon, &QTimer::timeout, this, &SubTable::reload);
    connect(&m_workspace.live(), &model::LiveUpdates::applied, this, [this](const QList<client::Event>& events) {
        for (const auto& event : events) {
            if (m_spec.eventTypes.contains(event.resourceType))
                m_soon.start();
        }
    });
    m_state->showLoading(tr("Loading…"));
    m_stack->setCurrentIndex(1);
    refreshActions();
    reload();
}

/// What can be made, and done with the selected ones. Tables that offer neither have no bar.
void SubTable::buildBar(TabContext& context, QVBoxLayout& column)
{
    // Jobs and undo tell of their end when this tab may be closed; the collection is there as long as the cloud is.
    Context actionContext { m_workspace, context.host, window(), [guard = QPointer<SubTable>(this), &owner = context.collection, id = m_parent](const QString&) {
        if (guard)
            guard->reload();
        owner.reloadRow(id);
    } };
    m_actions = new ResourceActions(actionContext, m_spec.actions, m_spec.service, nullptr, nameOf(m_spec), this);
    auto* area = new QWidget;
    auto* bar = new QHBoxLayout(area);
    bar->setContentsMargins(theme::pageMargin, 10, 16, 10);
    bar->setSpacing(6);
    for (const auto& create : m_spec.creates) {
        auto* add = kit::button(create.text, "plus");
        connect(add, &QPushButton::clicked, this, [this, create] { m_actions->create(create); });
        bar->addWidget(add);
    }
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(6);
    bar->addLayout(m_buttons);
    bar->addStretch();
    auto* line = new kit::Line;
    column.addWidget(area);
    column.addWidget(line);
    const bool offers = !m_spec.creates.empty() || !m_spec.actions.empty();
    area->setVisible(offers);
    line->setVisible(offers);
}

void SubTable::reload()
{
    client::then(m_workspace.session().list(m_spec.service, m_spec.path(m_parent), m_spec.key), this, [this](const Result<client::Reply>& reply) { loaded(reply); });
}

void SubTable::loaded(const Result<client::Reply>& reply)
{
    if (!reply) {
        m_state->showError(reply.error(), [this] { reload(); });
        m_stack->setCurrentIndex(1);
        return;
    }
    std::vector<Row> rows;
    const auto list = reply->list(m_spec.key);
    for (const auto& element : list) {
        auto row = m_spec.map ? m_spec.map(element.toObject()) : element.toObject();
        if (row.isEmpty())
            continue;
        row[QStringLiteral("_parent")] = m_parent;
        rows.push_back(row);
    }
    m_model.replaceAll(rows);
    if (rows.empty())
        m_state->showMessage("inbox", m_spec.emptyText, {});
    m_stack->setCurrentIndex(rows.empty() ? 1 : 0);
    refreshActions();
}

QList<Row> SubTable::selected() const
{
    QList<Row> rows;
    for (const auto& id : m_view->selectedIds())
        rows << m_model.row(id);
    return rows;
}

void SubTable::refreshActions()
{
    kit::clearLayout(*m_buttons);
    const auto rows = selected();
    if (rows.isEmpty())
        return;
    for (auto* action : m_actions->actionsFor(rows)) {
        if (action->isSeparator() || (!action->isEnabled() && rows.size() > 1))
            continue;
        auto* it = kit::button(action->text());
        it->setIcon(action->icon());
        it->setEnabled(action->isEnabled());
        it->setToolTip(action->toolTip());
        connect(it, &QPushButton::clicked, action, &QAction::trigger);
        m_buttons->addWidget(it);
    }
}

} // namespace skylab::panel
