#include "panel/BatchBar.h"

#include "kit/Basics.h"
#include "panel/ResourceActions.h"
#include "theme/Icons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace skylab::panel {

BatchBar::BatchBar(ResourceActions& actions) : m_actions(actions)
{
    setObjectName("batchBar");
    setAccessibleName(tr("What can be done with the selected ones"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 8, 12, 8);
    row->setSpacing(8);
    m_count = kit::label({}, 13, 600);
    row->addWidget(m_count);
    row->addSpacing(6);
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(6);
    row->addLayout(m_buttons);
    row->addStretch();
    auto* save = kit::toolButton("download", tr("Export the selected ones…"));
    connect(save, &QToolButton::clicked, this, &BatchBar::exportAsked);
    row->addWidget(save);
    auto* clear = kit::toolButton("x", tr("Select nothing"));
    connect(clear, &QToolButton::clicked, this, &BatchBar::clearAsked);
    row->addWidget(clear);
    m_soon.setSingleShot(true);
    m_soon.setInterval(rest);
    connect(&m_soon, &QTimer::timeout, this, [this] { refresh(std::exchange(m_rows, {})); });
    hide();
}

void BatchBar::setRows(const QList<Row>& rows)
{
    m_soon.stop();
    if (rows.size() < 2) {
        m_digest.clear();
        return hide();
    }
    m_count->setText(tr("%n selected", nullptr, int(rows.size())));
    show();
    if (rows.size() < manyRows)
        return refresh(rows);
    m_rows = rows;
    m_soon.start();
}

void BatchBar::refresh(const QList<Row>& rows)
{
    if (const auto digest = m_actions.digestFor(rows); digest != m_digest) {
        m_digest = digest;
        rebuild(rows);
    }
}

void BatchBar::rebuild(const QList<Row>& rows)
{
    kit::clearLayout(*m_buttons);
    auto* more = kit::button({}, "ellipsis");
    more->setAccessibleName(tr("More actions"));
    auto* menu = new QMenu(more);
    menu->setToolTipsVisible(true);
    int made = 0;
    QAction* danger = nullptr;
    for (auto* action : m_actions.actionsFor(rows, more)) {
        const bool usable = !action->isSeparator() && action->isEnabled();
        const bool last = usable && action->objectName() == u"delete";
        if (last) {
            danger = action;
            continue;
        }
        if (!usable || made >= shown) {
            menu->addAction(action);
            continue;
        }
        auto* it = kit::button(action->text());
        it->setObjectName("batch:" + action->objectName());
        it->setIcon(action->icon());
        it->setToolTip(action->toolTip());
        connect(it, &QPushButton::clicked, action, &QAction::trigger);
        m_buttons->addWidget(it);
        ++made;
    }
    if (danger) {
        auto* it = kit::button(danger->text(), {}, kit::Emphasis::Danger);
        it->setObjectName("batch:delete");
        it->setIcon(danger->icon());
        it->setToolTip(danger->toolTip());
        connect(it, &QPushButton::clicked, danger, &QAction::trigger);
        m_buttons->addWidget(it);
    }
    connect(more, &QPushButton::clicked, menu, [more, menu] { menu->popup(more->mapToGlobal(QPoint(0, -menu->sizeHint().height() - 4))); });
    const auto left = menu->actions();
    more->setVisible(std::any_of(left.begin(), left.end(), [](const QAction* action) { return !action->isSeparator(); }));
    m_buttons->addWidget(more);
}

void BatchBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::tokens().accentSoft);
    painter.fillRect(QRect(0, 0, width(), 1), theme::tokens().border);
}

} // namespace skylab::panel
