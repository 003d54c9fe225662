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
    m_save = kit::toolButton("download", tr("Export the selected ones…"));
    connect(m_save, &QToolButton::clicked, this, &BatchBar::exportAsked);
    row->addWidget(m_save);
    m_clear = kit::toolButton("x", tr("Select nothing"));
    connect(m_clear, &QToolButton::clicked, this, &BatchBar::clearAsked);
    row->addWidget(m_clear);
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
    m_made.clear();
    m_rest.clear();
    m_more = kit::button({}, "ellipsis");
    m_more->setAccessibleName(tr("More actions"));
    QAction* danger = nullptr;
    for (auto* action : m_actions.actionsFor(rows, m_more)) {
        const bool usable = !action->isSeparator() && action->isEnabled();
        if (usable && action->objectName() == u"delete") {
            danger = action;
        } else if (usable && int(m_made.size()) < shown) {
            m_made.push_back({ addButton(*action, kit::Emphasis::Plain), action });
        } else {
            m_rest << action;
        }
    }
    m_danger = danger ? addButton(*danger, kit::Emphasis::Danger) : nullptr;
    m_buttons->addWidget(m_more);
    auto* menu = new QMenu(m_more);
    menu->setToolTipsVisible(true);
    connect(m_more, &QPushButton::clicked, menu, [this, menu] {
        menu->clear();
        for (const auto& [button, action] : m_made) {
            if (button->isHidden())
                menu->addAction(action);
        }
        menu->addActions(m_rest);
        menu->popup(m_more->mapToGlobal(QPoint(0, -menu->sizeHint().height() - 4)));
    });
    fit();
}

QPushButton* BatchBar::addButton(QAction& action, kit::Emphasis emphasis)
{
    auto* it = kit::button(action.text(), {}, emphasis);
    it->setObjectName("batch:" + action.objectName());
    it->setIcon(action.icon());
    it->setToolTip(action.toolTip());
    connect(it, &QPushButton::clicked, &action, &QAction::trigger);
    m_buttons->addWidget(it);
    return it;
}

/// Buttons that have no room stand in the menu: the bar must not push the pages beside it together.
void BatchBar::fit()
{
    if (!m_more)
        return;
    constexpr int around = 20 + 12 + 6 + 6 * 8, gap = 6;   // margins and what parts the others
    int room = width() - around - m_count->sizeHint().width() - m_save->sizeHint().width() - m_clear->sizeHint().width() - m_more->sizeHint().width();
    if (m_danger)
        room -= m_danger->sizeHint().width() + gap;
    bool all = true;
    for (const auto& [button, action] : m_made) {
        room -= button->sizeHint().width() + gap;
        all = all && room >= 0;
        button->setVisible(all);
    }
    m_more->setVisible(!all || std::any_of(m_rest.begin(), m_rest.end(), [](const QAction* action) { return !action->isSeparator(); }));
}

void BatchBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

QSize BatchBar::minimumSizeHint() const { return { narrowest, QWidget::minimumSizeHint().height() }; }

void BatchBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::tokens().accentSoft);
    painter.fillRect(QRect(0, 0, width(), 1), theme::tokens().border);
}

} // namespace skylab::panel
