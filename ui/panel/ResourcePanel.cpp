#include "panel/ResourcePanel.h"

#include "kit/Basics.h"
#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "model/Filters.h"
#include "panel/BatchBar.h"
#include "panel/Export.h"
#include "panel/Inspector.h"
#include "panel/Presenter.h"
#include "panel/ResourceActions.h"
#include "panel/SavedViews.h"
#include "theme/Icons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

namespace skylab::panel {

using theme::Tokens;
using TableState = kit::DataTable::State;

namespace {
constexpr int ageTick = 30'000;   // milliseconds between refreshes of "3 min"
const QString placeKey = QStringLiteral("inspector/place");
QString sizeKey(bool bottom) { return bottom ? QStringLiteral("inspector/height") : QStringLiteral("inspector/width"); }
} // namespace

ResourcePanel::ResourcePanel(PanelSpec spec, model::Workspace& workspace, shell::PanelHost& host)
    : m_spec(std::move(spec)), m_workspace(workspace), m_host(host), m_collection(workspace.collection(m_spec.collection))
{
    setObjectName("panel:" + m_spec.id);
    m_collection.model().setPresenter(std::make_unique<Presenter>(m_spec.columns));
    m_filters = new model::Filters(m_collection.model(), this);
    const Context context { workspace, host, this, [this](const QString& id) {
        if (m_collection.source().itemPath.isEmpty() || id.isEmpty())
            m_collection.reload();
        else
            m_collection.reloadRow(id);
    } };
    m_actions = new ResourceActions(context, m_spec.actions, m_spec.service, &m_collection, [this](const Row& row) { return nameOf(row); }, this);
    m_actions->setPanel(m_spec.id);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter;
    m_splitter->setChildrenCollapsible(false);
    outer->addWidget(m_splitter);
    m_left = new kit::Surface;
    auto* column = new QVBoxLayout(m_left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_table = new kit::DataTable;
    buildHead(*column);
    buildTable();
    column->addWidget(m_table, 1);
    m_splitter->addWidget(m_left);
    buildInspector();
    buildShortcuts();
    connectView();
    connectCollection();
    connectNeeds();
    refreshRights();
    refreshState();
}

void ResourcePanel::buildHead(QVBoxLayout& column)
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(20, 16, 16, 12);
    head->setSpacing(8);
    head->addWidget(kit::label(m_spec.title, 20, 600));
    head->addSpacing(4);
    m_summary = kit::label({}, 13, 400, &Tokens::muted);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    head->addWidget(m_summary, 1);
    auto* reload = kit::toolButton("refresh-cw", tr("Load again (F5)"));
    connect(reload, &QToolButton::clicked, this, &ResourcePanel::refresh);
    head->addWidget(reload);
    auto* save = kit::toolButton("download", tr("Export…"));
    save->setObjectName("exportButton");
    connect(save, &QToolButton::clicked, this, &ResourcePanel::exportRows);
    head->addWidget(save);
    auto* columns = kit::toolButton("columns-3", tr("Choose columns"));
    columns->setObjectName("columnsButton");
    connect(columns, &QToolButton::clicked, this, [this, columns] { m_table->view()->showColumnChooser(columns->mapToGlobal(QPoint(0, columns->height()))); });
    head->addWidget(columns);
    if (m_spec.create) {
        auto* add = kit::button(m_spec.create->text, "plus", kit::Emphasis::Primary);
        add->setObjectName("createButton");
        connect(add, &QPushButton::clicked, this, &ResourcePanel::create);
        head->addWidget(add);
        m_create = add;
    }
    column.addLayout(head);
}

void ResourcePanel::buildTable()
{
    auto* view = m_table->view();
    view->setObjectName("table:" + m_spec.id);
    view->setAccessibleName(m_spec.title);
    m_table->setModel(m_filters, m_spec.columns);
    view->sortByColumn(m_spec.sortColumn, Qt::AscendingOrder);
    buildFilters();
    m_views = new SavedViews(m_spec.id, m_workspace, m_host, *m_table);
    m_table->filters()->addTrailing(m_views);
    if (const auto layout = m_host.tableLayout(m_spec.id); !layout.isEmpty())
        view->restoreLayout(layout);
    m_batch = new BatchBar(*m_actions);
    m_table->setBar(m_batch);
    connect(m_batch, &BatchBar::clearAsked, view, &QAbstractItemView::clearSelection);
    connect(m_batch, &BatchBar::exportAsked, this, &ResourcePanel::exportRows);
}

void ResourcePanel::buildInspector()
{
    auto* box = new kit::Surface;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    m_right = box;
    m_inspector = new Inspector(m_spec, m_collection, *m_actions, [this](const Row& row) { return nameOf(row); });
    column->addWidget(m_inspector);
    m_splitter->addWidget(box);
    m_splitter->setStretchFactor(0, 1);
    box->hide();
    m_turn = kit::toolButton("panel-bottom", {});
    m_turn->setObjectName("turnInspector");
    m_inspector->detail()->addHeadButton(m_turn);
    connect(m_turn, &QToolButton::clicked, this, [this] {
        const bool bottom = m_splitter->orientation() == Qt::Horizontal;
        m_host.remember(placeKey, bottom ? "bottom" : "right");
        turnInspector(bottom);
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_host.remember(sizeKey(m_splitter->orientation() == Qt::Vertical), QByteArray::number(m_splitter->sizes().last())); });
    connect(m_inspector, &Inspector::closeAsked, this, &ResourcePanel::closeDetail);
    turnInspector(m_host.remembered(placeKey) == "bottom");
}

void ResourcePanel::turnInspector(bool bottom)
{
    m_splitter->setOrientation(bottom ? Qt::Vertical : Qt::Horizontal);
    m_right->setMinimumSize(bottom ? QSize(0, 200) : QSize(380, 0));
    const int size = m_host.remembered(sizeKey(bottom)).toInt();
    m_splitter->setSizes(bottom ? QList<int> { 500, size ? size : 320 } : QList<int> { 800, size ? size : 420 });
    const auto name = bottom ? tr("Show the details at the right") : tr("Show the details below");
    m_turn->setIcon(theme::icon(bottom ? "panel-right" : "panel-bottom"));
    m_turn->setToolTip(name);
    m_turn->setAccessibleName(name);
}

void ResourcePanel::buildShortcuts()
{
    for (const auto& action : m_spec.actions) {
        if (action.shortcut.isEmpty())
            continue;
        auto* shortcut = new QShortcut(action.shortcut, this);
        connect(shortcut, &QShortcut::activated, this, [this, id = action.id] { m_actions->trigger(id, selectedRows()); });
    }
}

void ResourcePanel::connectView()
{
    auto* view = m_table->view();
    connect(view, &kit::TableView::opened, this, [this](const QString& id) {
        showDetail(id, true);
        m_inspector->detail()->enter();
    });
    connect(view, &kit::TableView::previewed, this, [this](const QString& id) { m_right->isVisible() ? closeDetail() : showDetail(id, false); });
    connect(view, &kit::TableView::deleteAsked, this, [this] { m_actions->trigger("delete", selectedRows()); });
    connect(view, &kit::TableView::renameAsked, this, &ResourcePanel::renameCurrent);
    connect(view, &kit::TableView::layoutEdited, this, [this] { m_host.saveTableLayout(m_spec.id, m_table->view()->saveLayout()); });
    connect(view, &kit::TableView::pointerChanged, m_filters, &model::Filters::setFrozen);
    connect(view, &QAbstractItemView::clicked, this, [this] {
        if (m_table->view()->selectedCount() == 1)
            showDetail(m_table->view()->currentId(), false);
    });
    connect(view, &kit::TableView::selectionIdsChanged, this, &ResourcePanel::refreshSelection);
    connect(view, &QWidget::customContextMenuRequested, this, &ResourcePanel::openMenu);
}

void ResourcePanel::openMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Actions"));
    m_actions->fill(*menu, selectedRows());
    menu->popup(m_table->view()->viewport()->mapToGlobal(at));
}

void ResourcePanel::connectCollection()
{
    auto& model = m_collection.model();
    connect(&m_collection, &model::Collection::stateChanged, this, &ResourcePanel::refreshState);
    connect(&model, &model::ResourceModel::countChanged, this, &ResourcePanel::refreshState);
    auto* changed = new QTimer(this);   // many rows change at once
    changed->setSingleShot(true);
    changed->setInterval(0);
    connect(changed, &QTimer::timeout, this, &ResourcePanel::refreshSelection);
    connect(&model, &model::ResourceModel::warmed, this, &ResourcePanel::refreshChoices);
    connect(&model, &QAbstractItemModel::dataChanged, changed, qOverload<>(&QTimer::start));
    connect(&model, &model::ResourceModel::rowChanged, this, [this](const QString& id) {
        if (id == m_inspector->shown())
            m_inspector->refresh();
        if (id == m_wanted)
            openResource(id, m_wantedTab);
    });
    connect(&model, &model::ResourceModel::rowRemoved, this, [this](const QString& id) {
        if (id == m_inspector->shown())
            closeDetail();
    });
    connect(&m_workspace, &model::Workspace::featuresChanged, this, [this] {
        refreshRights();
        refreshState();
        if (!m_inspector->shownIds().isEmpty())
            m_inspector->refresh();
    });
    connect(&m_workspace, &model::Workspace::scopeChanged, this, &ResourcePanel::closeDetail);
}

void ResourcePanel::connectNeeds()
{
    auto& model = m_collection.model();
    connect(&model, &model::ResourceModel::looksChanged, m_table->view()->viewport(), qOverload<>(&QWidget::update));
    auto* soon = new QTimer(this);   // names of many others change at once
    soon->setSingleShot(true);
    soon->setInterval(0);
    connect(soon, &QTimer::timeout, &model, &model::ResourceModel::refresh);
    if (m_spec.starters)
        connect(soon, &QTimer::timeout, this, [this] {
            if (m_table->state() == TableState::Empty)
                refreshPlaceholder();
        });
    if (!m_spec.startersFrom.isEmpty())
        connect(&m_workspace.collection(m_spec.startersFrom), &model::Collection::stateChanged, this, &ResourcePanel::refreshState);
    for (const auto& need : m_spec.needs) {
        auto& other = m_workspace.collection(need).model();
        connect(&other, &model::ResourceModel::countChanged, soon, qOverload<>(&QTimer::start));
        connect(&other, &model::ResourceModel::rowChanged, soon, qOverload<>(&QTimer::start));
    }
    auto* tick = new QTimer(this);
    connect(tick, &QTimer::timeout, this, [this] {
        m_collection.model().refreshTimes();
        refreshStale();
    });
    tick->start(ageTick);
}

void ResourcePanel::activate()
{
    for (const auto& need : m_spec.needs)
        m_workspace.collection(need).want();
    m_collection.want();
    m_views->begin();
    if (m_table->state() == TableState::Rows && !isFull())
        m_table->view()->setFocus();
}

QString ResourcePanel::nameOf(const Row& row) const
{
    const auto name = m_spec.name ? m_spec.name(row) : row[u"name"].toString();
    return name.isEmpty() ? m_collection.model().idOf(row) : name;
}

QList<Row> ResourcePanel::selectedRows() const
{
    QList<Row> rows;
    if (isFull())
        return { m_collection.model().row(m_inspector->shown()) };
    for (const auto& id : m_table->view()->selectedIds())
        rows << m_collection.model().row(id);
    return rows;
}

bool ResourcePanel::isFull() const { return !m_left->isVisibleTo(this) && !m_inspector->shown().isEmpty(); }

void ResourcePanel::openResource(const QString& id, const QString& tab)
{
    if (!m_collection.model().contains(id)) {
        m_wanted = id;
        m_wantedTab = tab;
        return;
    }
    m_wanted.clear();
    m_table->view()->selectId(id);
    showDetail(id, !tab.isEmpty());
    if (tab.isEmpty())
        return;
    m_inspector->showTab(tab);
    m_inspector->detail()->enter();
}

void ResourcePanel::showDetail(const QString& id, bool full)
{
    if (id.isEmpty() || !m_collection.model().contains(id))
        return;
    const auto selected = m_table->view()->selectedIds();
    m_right->show();
    m_left->setVisible(!full);
    m_turn->setVisible(!full);
    if (!full && selected.size() > 1)
        m_inspector->showMany(selected);
    else
        m_inspector->showOne(id);
}

void ResourcePanel::closeDetail()
{
    if (m_inspector->shownIds().isEmpty())
        return;
    m_inspector->clear();
    m_left->show();
    m_right->hide();
    m_table->view()->setFocus();
}

/// The name is changed where it stands; panels whose name is no fact ask.
void ResourcePanel::renameCurrent()
{
    const auto rows = selectedRows();
    if (rows.size() == 1 && m_inspector->canEdit(rows.first())) {
        showDetail(m_collection.model().idOf(rows.first()), isFull());
        m_inspector->editFirst();
    } else if (m_actions->has("rename")) {
        m_actions->trigger("rename", rows);
    } else if (!rows.isEmpty()) {
        m_host.showNote(tr("Nothing here can be renamed."));
    }
}

bool ResourcePanel::goBack()
{
    if (m_inspector->shownIds().isEmpty())
        return false;
    if (isFull()) {
        m_left->show();
        m_turn->show();
        m_table->view()->setFocus();
    } else {
        closeDetail();
    }
    return true;
}

void ResourcePanel::refresh() { m_collection.reload(); }

bool ResourcePanel::mayCreate() const { return m_spec.create && (m_spec.createRule.isEmpty() || m_workspace.may(m_spec.createRule)); }

void ResourcePanel::create()
{
    if (mayCreate())
        m_actions->create(*m_spec.create);
}

void ResourcePanel::exportRows() { Export::ask(m_workspace, this, m_spec.title, *m_table, *m_filters); }

void ResourcePanel::focusFilter()
{
    if (isFull())
        goBack();
    m_table->filters()->edit()->setFocus(Qt::ShortcutFocusReason);
    m_table->filters()->edit()->selectAll();
}

QList<shell::Command> ResourcePanel::commands()
{
    QList<shell::Command> commands;
    const auto rows = selectedRows();
    const auto group = shell::Panel::tr("Actions");
    if (mayCreate())
        commands << shell::Command { group, "plus", m_spec.create->text, m_spec.title, QKeySequence("Ctrl+N"), [this] { create(); } };
    for (const auto& action : m_spec.actions) {
        if (rows.isEmpty() || (action.offered && !action.offered()) || !m_actions->blockedBy(action, rows).isEmpty())
            continue;
        const auto text = rows.size() == 1 ? tr("%1: %2").arg(action.text, nameOf(rows.first())) : tr("%1: %n selected", nullptr, int(rows.size())).arg(action.text);
        commands << shell::Command { group, action.icon, text, {}, action.shortcut, [this, id = action.id, rows] { m_actions->trigger(id, rows); } };
    }
    commands << shell::Command { group, "download", tr("Export %1").arg(m_spec.title), {}, {}, [this] { exportRows(); } };
    for (const auto& name : m_views->names())
        commands << shell::Command { group, "bookmark", tr("Show “%1”").arg(name), m_spec.title, {}, [this, name] { m_views->apply(name); } };
    return commands;
}

} // namespace skylab::panel
