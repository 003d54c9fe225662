#include "panel/ResourcePanel.h"

#include "kit/Basics.h"
#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "model/Filters.h"
#include "panel/Presenter.h"
#include "panel/ResourceActions.h"
#include "panel/Wording.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

namespace skylab::panel {

using theme::Tokens;
using TableState = kit::DataTable::State;

namespace {
constexpr int ageTick = 30'000;   // milliseconds between refreshes of "3 min"
}

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
    const auto name = [this](const Row& row) { return nameOf(row); };
    m_actions = new ResourceActions(context, m_spec.actions, m_spec.service, &m_collection, name, this);
    m_detailActions = new ResourceActions(context, m_spec.actions, m_spec.service, &m_collection, name, this);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter;
    m_splitter->setChildrenCollapsible(false);
    outer->addWidget(m_splitter);
    m_left = new kit::Surface;
    auto* column = new QVBoxLayout(m_left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHead(*column);
    buildTable();
    column->addWidget(m_table, 1);
    m_splitter->addWidget(m_left);
    buildDetail();
    buildShortcuts();
    connectCollection();
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
    auto* columns = kit::toolButton("columns-3", tr("Choose columns"));
    connect(columns, &QToolButton::clicked, this, [this, columns] { m_table->view()->showColumnChooser(columns->mapToGlobal(QPoint(0, columns->height()))); });
    head->addWidget(columns);
    if (m_spec.create) {
        auto* add = kit::button(m_spec.create->text, "plus", kit::Emphasis::Primary);
        add->setObjectName("createButton");
        connect(add, &QPushButton::clicked, this, &ResourcePanel::create);
        head->addWidget(add);
    }
    column.addLayout(head);
}

void ResourcePanel::buildTable()
{
    m_table = new kit::DataTable;
    m_table->view()->setObjectName("table:" + m_spec.id);
    m_table->view()->setAccessibleName(m_spec.title);
    m_table->setModel(m_filters, m_spec.columns);
    m_table->view()->sortByColumn(m_spec.sortColumn, Qt::AscendingOrder);
    if (const auto layout = m_host.tableLayout(m_spec.id); !layout.isEmpty())
        m_table->view()->restoreLayout(layout);
    auto* filters = m_table->filters();
    filters->setPlaceholder(tr("Filter: words, status:error, -word…   /"), tr("Filter %1").arg(m_spec.title));
    for (const auto& choice : m_spec.choices) {
        for (const auto& column : m_spec.columns) {
            if (column.id == choice)
                filters->addChoice(choice, column.title);
        }
    }
    connect(filters, &kit::FilterBar::textChanged, this, [this](const QString& text) {
        m_filters->setText(text);
        refreshState();
    });
    connect(filters, &kit::FilterBar::chosen, this, [this](const QString& id, const QStringList& values) {
        m_filters->setChoice(id, values);
        refreshState();
    });
    auto* view = m_table->view();
    connect(view, &kit::TableView::opened, this, [this](const QString& id) { showDetail(id, true); });
    connect(view, &kit::TableView::previewed, this, [this](const QString& id) { m_detail->isVisible() && m_shown == id ? closeDetail() : showDetail(id, false); });
    connect(view, &kit::TableView::deleteAsked, this, [this] { m_actions->trigger("delete", selectedRows()); });
    connect(view, &kit::TableView::renameAsked, this, [this] { m_actions->trigger("rename", selectedRows()); });
    connect(view, &kit::TableView::layoutEdited, this, [this] { m_host.saveTableLayout(m_spec.id, m_table->view()->saveLayout()); });
    connect(view, &QAbstractItemView::clicked, this, [this] { showDetail(m_table->view()->currentId(), false); });
    connect(view, &kit::TableView::selectionIdsChanged, this, [this] {
        if (m_detail->isVisible() && !isFull() && m_table->view()->selectedIds().size() == 1)
            showDetail(m_table->view()->selectedIds().first(), false);
        refreshFooter();
    });
    connect(view, &QWidget::customContextMenuRequested, this, [this, view](const QPoint& at) {
        QMenu menu(this);
        menu.setToolTipsVisible(true);
        menu.addActions(m_actions->actionsFor(selectedRows()));
        menu.exec(view->viewport()->mapToGlobal(at));
    });
}

void ResourcePanel::buildDetail()
{
    auto* box = new kit::Surface;
    box->setMinimumWidth(380);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    m_detail = new kit::DetailView;
    m_detail->setObjectName("detail:" + m_spec.id);
    column->addWidget(m_detail);
    m_splitter->addWidget(box);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({ 800, 420 });
    box->hide();
    connect(m_detail, &kit::DetailView::closeAsked, this, &ResourcePanel::closeDetail);
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

void ResourcePanel::connectCollection()
{
    auto& model = m_collection.model();
    connect(&m_collection, &model::Collection::stateChanged, this, &ResourcePanel::refreshState);
    connect(&model, &model::ResourceModel::countChanged, this, &ResourcePanel::refreshState);
    connect(&model, &QAbstractItemModel::dataChanged, this, [this] {
        refreshFooter();
        refreshChoices();
    });
    connect(&model, &model::ResourceModel::rowChanged, this, [this](const QString& id) {
        if (id == m_shown)
            refreshDetail();
        if (id == m_wanted)
            openResource(id, m_wantedTab);
    });
    connect(&model, &model::ResourceModel::rowRemoved, this, [this](const QString& id) {
        if (id == m_shown)
            closeDetail();
    });
    auto* soon = new QTimer(this);   // names of many others change at once
    soon->setSingleShot(true);
    soon->setInterval(0);
    connect(soon, &QTimer::timeout, &model, &model::ResourceModel::refresh);
    for (const auto& need : m_spec.needs) {
        auto& other = m_workspace.collection(need).model();
        connect(&other, &model::ResourceModel::countChanged, soon, qOverload<>(&QTimer::start));
        connect(&other, &model::ResourceModel::rowChanged, soon, qOverload<>(&QTimer::start));
    }
    auto* tick = new QTimer(this);
    connect(tick, &QTimer::timeout, &model, &model::ResourceModel::refresh);
    tick->start(ageTick);
    refreshState();
}

void ResourcePanel::activate()
{
    for (const auto& need : m_spec.needs)
        m_workspace.collection(need).want();
    m_collection.want();
    if (m_table->state() == TableState::Rows && !isFull())
        m_table->view()->setFocus();
}

void ResourcePanel::refreshState()
{
    using State = model::Collection::State;
    const int total = m_collection.model().rowCount();
    if (m_collection.state() == State::Failed) {
        m_table->placeholder()->showError(m_collection.error(), [this] { m_collection.reload(); });
        m_table->setState(TableState::Failed);
    } else if (total > 0) {
        m_table->setState(m_filters->rowCount() > 0 ? TableState::Rows : TableState::Filtered);
    } else if (m_collection.state() == State::Ready) {
        std::vector<kit::StateView::Step> steps;
        if (m_spec.create)
            steps.push_back({ m_spec.create->text, "plus", [this] { create(); }, true });
        const auto hint = m_spec.create ? tr("Ctrl N creates · Ctrl K searches everything · ? shows all keys") : QString();
        m_table->placeholder()->showMessage(m_spec.icon, m_spec.emptyTitle.isEmpty() ? tr("Nothing here yet") : m_spec.emptyTitle, m_spec.emptyText, steps, hint);
        m_table->setState(TableState::Empty);
    } else {
        m_table->setState(TableState::Loading);
    }
    refreshChoices();
    refreshFooter();
}

void ResourcePanel::refreshChoices()
{
    for (const auto& choice : m_spec.choices)
        m_table->filters()->setValues(choice, m_filters->valuesOf(choice));
}

void ResourcePanel::refreshFooter()
{
    const int total = m_collection.model().rowCount(), shown = m_filters->rowCount();
    const int selected = int(m_table->view()->selectedIds().size());
    const auto locale = QLocale();
    m_summary->setText(total == 0 ? QString() : m_spec.summary ? m_spec.summary(total, m_collection.model()) : tr("%n in total", nullptr, total));
    QString left = shown == total ? tr("%n in total", nullptr, total) : tr("%1 of %2 shown").arg(locale.toString(shown), locale.toString(total));
    if (selected > 0)
        left = tr("%n selected", nullptr, selected) + QStringLiteral(" · ") + left;
    m_table->setFooter(left, tr("Enter open   Space details   F2 rename   Del delete"));
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
        return { m_collection.model().row(m_shown) };
    for (const auto& id : m_table->view()->selectedIds())
        rows << m_collection.model().row(id);
    return rows;
}

bool ResourcePanel::isFull() const { return !m_left->isVisibleTo(this) && !m_shown.isEmpty(); }

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
    if (!tab.isEmpty())
        m_detail->showTab(tab);
}

void ResourcePanel::showDetail(const QString& id, bool full)
{
    if (id.isEmpty() || !m_collection.model().contains(id))
        return;
    const bool other = m_shown != id;
    m_shown = id;
    m_detail->parentWidget()->show();
    m_left->setVisible(!full);
    if (other)
        rebuildTabs();
    refreshDetail();
    if (full)
        m_detail->setFocus();
}

void ResourcePanel::rebuildTabs()
{
    const auto before = m_detail->currentTab();
    m_overview = nullptr;
    m_detail->clearTabs();
    m_detail->addTab("overview", tr("Overview"), [this] { return makeOverview(); });
    for (const auto& tab : m_spec.tabs) {
        m_detail->addTab(tab.id, tab.title, [this, make = tab.make, id = m_shown] {
            TabContext context { m_workspace, m_host, m_collection, id };
            return make(context);
        });
    }
    m_detail->showTab("overview");
    if (!before.isEmpty() && before != u"console")   // a console is opened by wish, not by passing
        m_detail->showTab(before);
}

void ResourcePanel::refreshDetail()
{
    const auto row = m_collection.model().row(m_shown);
    if (row.isEmpty())
        return;
    m_detail->setHeading(nameOf(row), m_spec.subtitle ? m_spec.subtitle(row) : QString());
    if (m_spec.status) {
        const auto status = m_spec.status(row);
        m_detail->setStatus(status.tone, status.text, status.progress);
    } else {
        m_detail->hideStatus();
    }
    m_detail->setActions(m_detailActions->actionsFor({ row }));
    fillOverview();
}

QWidget* ResourcePanel::makeOverview()
{
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* body = new kit::Surface;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(20, 16, 18, 16);
    m_overview = new kit::KeyValueView;
    column->addWidget(m_overview);
    column->addStretch();
    scroll->setWidget(body);
    fillOverview();
    return scroll;
}

void ResourcePanel::fillOverview()
{
    const auto row = m_collection.model().row(m_shown);
    if (!m_overview || row.isEmpty())
        return;
    std::vector<kit::KeyValueView::Row> facts { { tr("ID"), m_shown, true, true, {}, {} } };
    if (m_spec.facts) {
        for (auto& fact : m_spec.facts(row))
            facts.push_back(std::move(fact));
    }
    m_overview->setRows(facts);
}

void ResourcePanel::closeDetail()
{
    m_shown.clear();
    m_left->show();
    m_detail->parentWidget()->hide();
    m_detail->clearTabs();
    m_overview = nullptr;
    m_table->view()->setFocus();
}

bool ResourcePanel::goBack()
{
    if (m_shown.isEmpty())
        return false;
    if (isFull()) {
        m_left->show();
        m_table->view()->setFocus();
    } else {
        closeDetail();
    }
    return true;
}

void ResourcePanel::refresh() { m_collection.reload(); }

void ResourcePanel::create()
{
    if (m_spec.create)
        m_actions->create(*m_spec.create);
}

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
    if (m_spec.create)
        commands << shell::Command { group, "plus", m_spec.create->text, m_spec.title, QKeySequence("Ctrl+N"), [this] { create(); } };
    for (const auto& action : m_spec.actions) {
        const bool can = rows.size() == 1 && (!action.blocked || action.blocked(rows.first()).isEmpty());
        if (can)
            commands << shell::Command { group, action.icon, tr("%1: %2").arg(action.text, nameOf(rows.first())), {}, action.shortcut, [this, id = action.id, rows] { m_actions->trigger(id, rows); } };
    }
    return commands;
}

} // namespace skylab::panel
