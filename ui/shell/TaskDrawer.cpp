#include "shell/TaskDrawer.h"

#include "kit/ErrorCard.h"
#include "kit/TaskRow.h"
#include "model/Jobs.h"

#include <QCoreApplication>
#include <QDialog>
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

/// A name for the texts of the functions below; lupdate takes no class for them otherwise.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(TaskDrawer)
};

constexpr int drawerWidth = 380;

QString ageText(const QDateTime& since)
{
    const qint64 seconds = since.secsTo(QDateTime::currentDateTimeUtc());
    if (seconds < 60)
        return Words::tr("just now");
    if (seconds < 3600)
        return Words::tr("%n minute(s) ago", nullptr, int(seconds / 60));
    return Words::tr("%n hour(s) ago", nullptr, int(seconds / 3600));
}

kit::TaskRow::Content contentOf(const Job& job)
{
    kit::TaskRow::Content content;
    content.title = job.title;
    content.icon = job.icon;
    content.text = job.text;
    content.progress = job.progress;
    switch (job.state) {
    case Job::State::Running:
        content.tone = kit::Tone::Busy;
        content.cancellable = bool(job.cancel);
        break;
    case Job::State::Done: {
        content.tone = kit::Tone::Ok;
        content.icon = "circle-check";
        const int seconds = int(job.started.secsTo(job.finished));
        content.text = Words::tr("Finished in %n second(s)", nullptr, qMax(1, seconds)) + QStringLiteral(" · ") + ageText(job.finished);
        break;
    }
    case Job::State::Failed:
        content.tone = kit::Tone::Error;
        content.icon = "circle-alert";
        content.retryable = bool(job.retry);
        content.explainable = true;
        break;
    }
    return content;
}

} // namespace

TaskDrawer::TaskDrawer(model::Jobs& jobs, QWidget* window) : Card(true, window), m_jobs(jobs)
{
    setObjectName("taskDrawer");
    setAccessibleName(tr("Tasks"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 1, 8);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 10, 8);
    head->addWidget(kit::label(tr("Tasks"), 15, 600));
    head->addSpacing(8);
    m_count = kit::label({}, 12, 400, &Tokens::muted);
    head->addWidget(m_count);
    head->addStretch();
    auto* clear = kit::toolButton("check", tr("Clear what is finished"));
    auto* close = kit::toolButton("x", tr("Close the tasks"));
    head->addWidget(clear);
    head->addWidget(close);
    column->addLayout(head);
    column->addWidget(new kit::Line);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->verticalScrollBar()->setProperty("bare", true);
    m_body = new QWidget;
    m_body->setAutoFillBackground(false);
    m_rows = new QVBoxLayout(m_body);
    m_rows->setContentsMargins(0, 4, 0, 0);
    m_rows->setSpacing(0);
    m_empty = kit::label(tr("Nothing has been done yet in this session."), 13, 400, &Tokens::muted);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMinimumHeight(80);
    m_rows->addWidget(m_empty);
    m_rows->addStretch();
    scroll->setWidget(m_body);
    m_body->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    connect(clear, &QToolButton::clicked, this, [this] { m_jobs.clearFinished(); });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(&jobs, &model::Jobs::changed, this, &TaskDrawer::refresh);
    window->installEventFilter(this);
    hide();
}

kit::TaskRow* TaskDrawer::rowFor(int job)
{
    auto* row = new kit::TaskRow;
    connect(row, &kit::TaskRow::cancelAsked, this, [this, job] { m_jobs.cancel(job); });
    connect(row, &kit::TaskRow::retryAsked, this, [this, job] { m_jobs.retry(job); });
    connect(row, &kit::TaskRow::detailsAsked, this, [this, job] { explain(job); });
    return row;
}

void TaskDrawer::refresh()
{
    if (!isVisible())
        return;
    QMap<int, kit::TaskRow*> seen;
    int place = 0;
    for (const auto& job : m_jobs.all()) {
        auto* row = m_byJob.take(job.id);
        if (!row) {
            row = rowFor(job.id);
            m_rows->insertWidget(place, row);
            row->show();
        }
        row->set(contentOf(job));
        seen[job.id] = row;
        ++place;
    }
    for (auto* gone : std::as_const(m_byJob))
        gone->deleteLater();
    m_byJob = seen;
    m_empty->setVisible(seen.isEmpty());
    const int running = m_jobs.running();
    m_count->setText(running ? tr("%n running", nullptr, running) : QString());
    placeItself();
}

void TaskDrawer::toggle()
{
    setVisible(!isVisible());
    if (!isVisible())
        return;
    refresh();
    raise();
    setFocus();
}

void TaskDrawer::placeItself()
{
    const auto* window = parentWidget();
    m_rows->activate();
    m_body->setFixedWidth(drawerWidth - 14);
    const int wanted = qMax(m_rows->totalHeightForWidth(drawerWidth - 14), m_rows->totalSizeHint().height()) + 72;
    setGeometry(window->width() - drawerWidth - 12, 60, drawerWidth, qBound(170, wanted, window->height() - 100));
}

void TaskDrawer::explain(int job)
{
    const auto* found = m_jobs.find(job);
    if (!found)
        return;
    auto* dialog = new QDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(found->title);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(18, 18, 18, 18);
    auto* card = new kit::ErrorCard;
    card->setError(found->error, tr("Failed: %1").arg(found->title));
    if (found->retry) {
        card->setRetry([this, job, dialog] {
            dialog->close();
            m_jobs.retry(job);
        });
    }
    column->addWidget(card);
    if (!found->error.details.isEmpty())
        column->addWidget(kit::paragraph(found->error.details));
    dialog->resize(560, 180);
    dialog->open();
}

bool TaskDrawer::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::Resize && isVisible())
        placeItself();
    return Card::eventFilter(object, event);
}

void TaskDrawer::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return hide();
    Card::keyPressEvent(event);
}

} // namespace skylab::shell
