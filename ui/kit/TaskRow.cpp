#include "kit/TaskRow.h"

#include "kit/Basics.h"
#include "kit/StatusPill.h"
#include "theme/Icons.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

namespace {

QString iconOf(Tone tone)
{
    switch (tone) {
    case Tone::Ok: return QStringLiteral("circle-check");
    case Tone::Error: return QStringLiteral("circle-alert");
    case Tone::Busy: return QStringLiteral("loader-circle");
    case Tone::Warn: return QStringLiteral("triangle-alert");
    default: return QStringLiteral("circle-stop");
    }
}

QString digest(const std::vector<TaskRow::Line>& lines)
{
    QString all;
    for (const auto& line : lines)
        all += QStringLiteral("%1|%2|%3\n").arg(int(line.tone)).arg(line.text, line.sub);
    return all;
}

} // namespace

TaskRow::TaskRow(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 9, 10, 9);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(3);
    grid->setColumnStretch(1, 1);
    m_icon = new QLabel;
    m_icon->setFixedSize(18, 18);
    m_title = label({}, 13, 600);
    m_title->setWordWrap(true);
    m_text = label({}, 12, 400, &Tokens::muted);
    m_text->setWordWrap(true);
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_cancel = toolButton("x", tr("Cancel"));
    m_toggle = toolButton("chevron-down", tr("Show details"));
    for (auto* tool : { m_cancel, m_toggle })
        tool->setFixedSize(26, 22);   // beside the title, whether or not a second line follows
    m_retry = button(tr("Retry"), "rotate-cw");
    m_undo = button(tr("Undo"), "undo-2");
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 4, 0, 0);
    buttons->setSpacing(6);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_undo);
    buttons->addStretch();
    m_body = new QWidget;
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 4, 0, 2);
    column->setSpacing(4);
    m_body->hide();
    grid->addWidget(m_icon, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_text, 1, 1);
    grid->addWidget(m_progress, 2, 1);
    grid->addWidget(m_body, 3, 1, 1, 3);
    grid->addLayout(buttons, 4, 1);
    grid->addWidget(m_cancel, 0, 2, 2, 1, Qt::AlignTop);
    grid->addWidget(m_toggle, 0, 3, 2, 1, Qt::AlignTop);
    connect(m_cancel, &QToolButton::clicked, this, &TaskRow::cancelAsked);
    connect(m_retry, &QPushButton::clicked, this, &TaskRow::retryAsked);
    connect(m_undo, &QPushButton::clicked, this, &TaskRow::undoAsked);
    connect(m_toggle, &QToolButton::clicked, this, [this] {
        setOpen(!m_open);
        Q_EMIT toggled();
    });
}

void TaskRow::set(const Content& content)
{
    m_content = content;
    const auto color = content.tone == Tone::Busy ? theme::tokens().accent : toneColor(content.tone);
    m_icon->setPixmap(theme::iconPixmap(content.icon, 18, color, devicePixelRatioF()));
    m_title->setText(content.title);
    m_text->setText(content.text);
    m_text->setVisible(!content.text.isEmpty() && !(m_open && content.error));
    setAccessibleName(content.title);
    setAccessibleDescription(content.text);
    m_progress->setAccessibleName(content.title);
    m_progress->setVisible(content.tone == Tone::Busy);
    m_progress->setRange(0, content.progress < 0 ? 0 : 100);
    m_progress->setValue(content.progress);
    m_cancel->setVisible(content.cancellable);
    m_retry->setVisible(content.retryable);
    m_retry->setText(content.retryText.isEmpty() ? tr("Retry") : content.retryText);
    m_undo->setVisible(content.undoable);
    m_toggle->setVisible(content.openable);
    if (m_open)
        fillBody();
}

void TaskRow::setOpen(bool open)
{
    m_open = open && m_content.openable;
    m_toggle->setIcon(theme::icon(m_open ? "chevron-up" : "chevron-down"));
    const auto name = m_open ? tr("Hide details") : tr("Show details");
    m_toggle->setToolTip(name);
    m_toggle->setAccessibleName(name);
    m_body->setVisible(m_open);
    m_text->setVisible(!m_content.text.isEmpty() && !(m_open && m_content.error));
    if (m_open)
        fillBody();
}

void TaskRow::setCurrent(bool current)
{
    m_current = current;
    update();
}

void TaskRow::addLines(QVBoxLayout& column, const QString& heading, const std::vector<Line>& lines)
{
    if (lines.empty())
        return;
    column.addSpacing(4);
    column.addWidget(label(heading, 11, 600, &Tokens::faint));
    const auto begin = lines.size() > std::size_t(mostLines) ? lines.size() - std::size_t(mostLines) : 0;
    if (begin)
        column.addWidget(label(tr("and %n more", nullptr, int(begin)), 12, 400, &Tokens::muted));
    for (auto i = begin; i < lines.size(); ++i) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        auto* icon = new QLabel;
        icon->setFixedSize(14, 14);
        icon->setPixmap(theme::iconPixmap(iconOf(lines[i].tone), 14, lines[i].tone == Tone::Busy ? theme::tokens().accent : toneColor(lines[i].tone), devicePixelRatioF()));
        row->addWidget(icon, 0, Qt::AlignTop);
        auto* text = label(lines[i].text, 12, 400);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(text, 1);
        row->addWidget(label(lines[i].sub, 11, 400, &Tokens::faint), 0, Qt::AlignTop);
        column.addLayout(row);
    }
}

void TaskRow::fillBody()
{
    const auto print = digest(m_content.steps) + digest(m_content.parts) + digest(m_content.log) + m_content.facts.join(u'|') + (m_content.error ? m_content.error->message : QString()) + QString::number(m_content.fixes.size());
    if (print == m_filled)
        return;   // what is selected in it stays
    m_filled = print;
    auto* column = static_cast<QVBoxLayout*>(m_body->layout());
    clearLayout(*column);
    if (m_content.error) {
        auto* card = new ErrorCard;
        card->setFixes(m_content.fixes);
        card->setError(*m_content.error, tr("Failed: %1").arg(m_content.title));
        column->addWidget(card);
    }
    addLines(*column, tr("Steps"), m_content.steps);
    addLines(*column, tr("Parts"), m_content.parts);
    addLines(*column, tr("Log"), m_content.log);
    if (m_content.facts.isEmpty())
        return;
    column->addSpacing(4);
    for (const auto& fact : m_content.facts) {
        auto* line = label(fact, 11, 400, &Tokens::faint);
        line->setWordWrap(true);
        line->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(line);
    }
}

void TaskRow::paintEvent(QPaintEvent*)
{
    if (!m_current)
        return;
    QPainter painter(this);
    painter.fillRect(rect(), theme::tokens().hover);
    painter.fillRect(QRect(0, 0, 3, height()), theme::tokens().accent);
}

void TaskRow::mousePressEvent(QMouseEvent*) { Q_EMIT picked(); }
void TaskRow::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT activated(); }

} // namespace skylab::kit
