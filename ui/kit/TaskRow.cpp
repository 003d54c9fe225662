#include "kit/TaskRow.h"

#include "kit/Basics.h"
#include "kit/StatusPill.h"
#include "theme/Icons.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QProgressBar>

namespace skylab::kit {

using theme::Tokens;

TaskRow::TaskRow(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 9, 12, 9);
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
    m_retry = button(tr("Retry"), "rotate-cw");
    m_details = button(tr("Details"));
    m_undo = button(tr("Undo"), "undo-2");
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 4, 0, 0);
    buttons->setSpacing(6);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_details);
    buttons->addStretch();
    grid->addWidget(m_icon, 0, 0, 2, 1, Qt::AlignTop);
    grid->addWidget(m_title, 0, 1);
    grid->addWidget(m_text, 1, 1);
    grid->addWidget(m_progress, 2, 1);
    grid->addLayout(buttons, 3, 1);
    grid->addWidget(m_cancel, 0, 2, 2, 1, Qt::AlignTop);
    grid->addWidget(m_undo, 0, 3, 2, 1, Qt::AlignVCenter);
    connect(m_cancel, &QToolButton::clicked, this, &TaskRow::cancelAsked);
    connect(m_retry, &QPushButton::clicked, this, &TaskRow::retryAsked);
    connect(m_details, &QPushButton::clicked, this, &TaskRow::detailsAsked);
    connect(m_undo, &QPushButton::clicked, this, &TaskRow::undoAsked);
}

void TaskRow::set(const Content& content)
{
    const auto color = content.tone == Tone::Busy ? theme::tokens().accent : toneColor(content.tone);
    m_icon->setPixmap(theme::iconPixmap(content.icon, 18, color, devicePixelRatioF()));
    m_title->setText(content.title);
    m_text->setText(content.text);
    m_text->setVisible(!content.text.isEmpty());
    setAccessibleName(content.title);
    setAccessibleDescription(content.text);
    m_progress->setAccessibleName(content.title);
    m_progress->setVisible(content.tone == Tone::Busy);
    m_progress->setRange(0, content.progress < 0 ? 0 : 100);
    m_progress->setValue(content.progress);
    m_cancel->setVisible(content.cancellable);
    m_retry->setVisible(content.retryable);
    m_details->setVisible(content.explainable);
    m_undo->setVisible(content.undoable);
}

} // namespace skylab::kit
