#include "shell/TaskDrawer.h"

#include "kit/TaskRow.h"
#include "model/Jobs.h"
#include "shell/TaskContent.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace skylab::shell {

using model::Job;
using theme::Tokens;

namespace {
constexpr int drawerWidth = 420;
constexpr int refreshPause = 40;   // milliseconds: many changes at once are shown once
} // namespace

TaskDrawer::TaskDrawer(model::Jobs& jobs, QWidget* window) : Card(true, window), m_jobs(jobs), m_soon(this), m_place(this)
{
    setObjectName("taskDrawer");
    setAccessibleName(tr("Tasks"));
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 1, 8);
    column->setSpacing(0);
    buildHead(*column);
    buildFilters(*column);
    column->addWidget(new kit::Line);
    buildBody(*column);
    m_soon.setSingleShot(true);
    m_soon.setInterval(refreshPause);
    connect(&m_soon, &QTimer::timeout, this, &TaskDrawer::refresh);
    m_place.setSingleShot(true);
    m_place.setInterval(0);
    connect(&m_place, &QTimer::timeout, this, [this] {
        if (isVisible())
            placeItself();
    });
    connect(&jobs, &model::Jobs::changed, this, [this] {
        if (isVisible() && !m_soon.isActive())
            m_soon.start();
    });
    window->installEventFilter(this);
    m_body->installEventFilter(this);
    hide();
}

void TaskDrawer::buildHead(QVBoxLayout& column)
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 10, 6);
    head->addWidget(kit::label(tr("Tasks"), 15, 600));
    head->addSpacing(8);
    m_count = kit::label({}, 12, 400, &Tokens::muted);
    head->addWidget(m_count);
    head->addStretch();
    auto* clear = kit::toolButton("check", tr("Clear what is finished"));
    auto* close = kit::toolButton("x", tr("Close the tasks"));
    head->addWidget(clear);
    head->addWidget(close);
    column.addLayout(head);
    connect(clear, &QToolButton::clicked, this, [this] { m_jobs.clearFinished(); });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
}

void TaskDrawer::buildFilters(QVBoxLayout& column)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(14, 0, 14, 10);
    row->setSpacing(6);
    const QString texts[] = { tr("All"), tr("Running"), tr("Failed"), tr("Done") };
    for (int i = 0; i < 4; ++i) {
        auto* chip = kit::chip(texts[i]);
        chip->setCheckable(true);
        chip->setChecked(i == 0);
        connect(chip, &QToolButton::clicked, this, [this, i] { showOnly(Show(i)); });
        row->addWidget(chip);
        m_chips << chip;
    }
    row->addStretch();
    column.addLayout(row);
}

void TaskDrawer::buildBody(QVBoxLayout& column)
{
    m_scroll = kit::scrollArea();
    m_scroll->verticalScrollBar()->setProperty("bare", true);
    m_body = new QWidget;
    m_rows = new QVBoxLayout(m_body);
    m_rows->setContentsMargins(0, 4, 0, 0);
    m_rows->setSpacing(0);
    m_empty = kit::label({}, 13, 400, &Tokens::muted);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMinimumHeight(80);
    m_rows->addWidget(m_empty);
    m_rows->addStretch();
    m_scroll->setWidget(m_body);
    m_body->setAutoFillBackground(false);
    column.addWidget(m_scroll, 1);
}

kit::TaskRow* TaskDrawer::rowFor(int job)
{
    auto* row = new kit::TaskRow;
    connect(row, &kit::TaskRow::cancelAsked, this, [this, job] { m_jobs.cancel(job); });
    connect(row, &kit::TaskRow::retryAsked, this, [this, job] { m_jobs.retry(job); });
    connect(row, &kit::TaskRow::toggled, this, [this, job] {
        setCurrent(job);
        placeItself();
    });
    connect(row, &kit::TaskRow::picked, this, [this, job] {
        setFocus();
        setCurrent(job);
    });
    connect(row, &kit::TaskRow::activated, this, [this, job] { open(job); });
    return row;
}

bool TaskDrawer::isShown(const Job& job) const
{
    if (job.parent)
        return false;
    switch (m_show) {
    case Show::All: return true;
    case Show::Running: return job.state == Job::State::Running;
    case Show::Failed: return job.state == Job::State::Failed;
    case Show::Done: return job.state == Job::State::Done;
    }
    return true;
}

QList<int> TaskDrawer::order() const
{
    QList<int> ids;
    for (const auto& job : m_jobs.all()) {
        if (isShown(job))
            ids << job.id;
    }
    return ids;
}

void TaskDrawer::showOnly(Show which)
{
    m_show = which;
    for (int i = 0; i < m_chips.size(); ++i)
        m_chips[i]->setChecked(i == int(which));
    refresh();
}

void TaskDrawer::refresh()
{
    if (!isVisible())
        return;
    QMap<int, kit::TaskRow*> seen;
    int place = 0;
    for (const int id : order()) {
        const auto& job = *m_jobs.find(id);
        auto* row = m_byJob.take(id);
        if (!row) {
            row = rowFor(id);
            m_rows->insertWidget(place, row);
            row->show();
        }
        row->set(contentOf(m_jobs, job));
        if (job.state == Job::State::Failed)
            m_seen.insert(id);
        seen[id] = row;
        ++place;
    }
    for (auto* gone : std::as_const(m_byJob))
        gone->deleteLater();
    m_byJob = seen;
    m_empty->setVisible(seen.isEmpty());
    m_empty->setText(m_show == Show::All ? tr("Nothing has been done yet in this session.") : tr("There are none of these."));
    if (!m_byJob.contains(m_current))
        m_current = 0;
    const int running = m_jobs.running();
    m_count->setText(running ? tr("%n running", nullptr, running) : QString());
    placeItself();
}

void TaskDrawer::toggle()
{
    setVisible(!isVisible());
    if (!isVisible())
        return;
    int fresh = 0;
    for (const auto& job : m_jobs.all()) {
        if (!job.parent && job.state == Job::State::Failed && !m_seen.contains(job.id) && !fresh)
            fresh = job.id;
    }
    if (fresh && m_show != Show::All)
        showOnly(Show::All);
    refresh();
    if (auto* row = m_byJob.value(fresh)) {
        row->setOpen(true);
        setCurrent(fresh);
        placeItself();
    }
    raise();
    setFocus();
}

void TaskDrawer::setCurrent(int job)
{
    if (auto* before = m_byJob.value(m_current))
        before->setCurrent(false);
    m_current = job;
    if (auto* row = m_byJob.value(job)) {
        row->setCurrent(true);
        m_scroll->ensureWidgetVisible(row, 0, 8);
        setAccessibleDescription(row->accessibleName() + u'\n' + row->accessibleDescription());
    }
}

void TaskDrawer::step(int by)
{
    const auto ids = order();
    if (ids.isEmpty())
        return;
    const int at = int(ids.indexOf(m_current));
    setCurrent(ids[at < 0 ? 0 : qBound(0, at + by, int(ids.size()) - 1)]);
}

void TaskDrawer::open(int job)
{
    const auto* found = m_jobs.find(job);
    if (!found || found->panel.isEmpty())
        return;
    hide();
    Q_EMIT openAsked(found->panel, found->resourceId);
}

void TaskDrawer::placeItself()
{
    const auto* window = parentWidget();
    const auto heightIn = [this](int width) { return m_rows->hasHeightForWidth() ? m_rows->totalHeightForWidth(width) : m_rows->totalSizeHint().height(); };
    const int most = window->height() - 100, around = layout()->totalSizeHint().height() - m_scroll->sizeHint().height();
    constexpr int whole = drawerWidth - 2, besideBar = drawerWidth - 14;
    const bool scrolls = heightIn(whole) + around > most;
    m_body->setFixedWidth(scrolls ? besideBar : whole);
    setGeometry(window->width() - drawerWidth - 12, 60, drawerWidth, scrolls ? most : heightIn(whole) + around);
}

bool TaskDrawer::eventFilter(QObject* object, QEvent* event)
{
    const bool resized = object != m_body && event->type() == QEvent::Resize;
    const bool other = object == m_body && event->type() == QEvent::LayoutRequest;   // a row was opened, a text became longer
    if (resized && isVisible())
        placeItself();
    if (other)
        m_place.start();   // once the layouts within have come to rest
    return Card::eventFilter(object, event);
}

void TaskDrawer::keyPressEvent(QKeyEvent* event)
{
    auto* row = m_byJob.value(m_current);
    switch (event->key()) {
    case Qt::Key_Escape: return hide();
    case Qt::Key_Down: case Qt::Key_J: return step(1);
    case Qt::Key_Up: case Qt::Key_K: return step(-1);
    case Qt::Key_Home: return step(-100000);
    case Qt::Key_End: return step(100000);
    case Qt::Key_Right: case Qt::Key_Left: case Qt::Key_Space:
        if (row)
            row->setOpen(event->key() == Qt::Key_Space ? !row->isOpen() : event->key() == Qt::Key_Right);
        return placeItself();
    case Qt::Key_Return: case Qt::Key_Enter: return open(m_current);
    case Qt::Key_R: return m_jobs.retry(m_current);
    case Qt::Key_Delete: {
        const int gone = m_current;
        step(1);
        if (m_current == gone)
            step(-1);
        return m_jobs.remove(gone);
    }
    default: Card::keyPressEvent(event);
    }
}

} // namespace skylab::shell
