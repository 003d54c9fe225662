#include "kit/DataTable.h"

#include "kit/Basics.h"

#include <QHBoxLayout>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

DataTable::DataTable(QWidget* parent) : QWidget(parent), m_filters(new FilterBar), m_view(new TableView), m_placeholder(new StateView)
{
    auto* column = m_column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_filters);
    column->addWidget(new Line);
    auto* middle = new QWidget;
    m_stack = new QStackedLayout(middle);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_placeholder);
    column->addWidget(middle, 1);
    m_footer = new QWidget;
    auto* foot = new QHBoxLayout(m_footer);
    foot->setContentsMargins(20, 6, 16, 6);
    m_left = label({}, 12, 400, &Tokens::muted);
    m_right = label({}, 11, 400, &Tokens::faint);
    m_right->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    foot->addWidget(m_left);
    foot->addWidget(m_right, 1);
    column->addWidget(m_footLine = new Line);
    column->addWidget(m_footer);
    connect(m_filters, &FilterBar::left, this, [this] {
        if (m_state == State::Rows)
            m_view->setFocus(Qt::TabFocusReason);
    });
    setState(State::Loading);
}

void DataTable::setBar(QWidget* bar) { m_column->insertWidget(m_column->count() - 2, bar); }

void DataTable::setStale(const QString& text)
{
    m_stale = text;
    m_view->setStale(!text.isEmpty());
    setFooter(m_left->text(), m_hint);
}

void DataTable::setModel(QAbstractItemModel* model, const Columns& columns)
{
    m_view->setModel(model);
    m_view->applyColumns(columns);
}

void DataTable::setState(State state)
{
    m_state = state;
    if (state == State::Loading) {
        m_placeholder->showLoading(tr("Loading…"));
    } else if (state == State::Filtered) {
        m_placeholder->showMessage("search-x", tr("Nothing matches the filter"), tr("There are rows, but none that the filter lets through."),
                                   { { tr("Clear the filter"), "x", [this] { m_filters->clear(); }, true } });
    }
    m_stack->setCurrentIndex(state == State::Rows ? 0 : 1);
    m_filters->setVisible(state == State::Rows || state == State::Filtered || (state == State::Loading && m_filters->isActive()));
    m_footer->setVisible(state == State::Rows);
    m_footLine->setVisible(state == State::Rows);
}

void DataTable::setFooter(const QString& left, const QString& right)
{
    m_left->setText(left);
    m_hint = right;
    m_right->setText(m_stale.isEmpty() ? right : m_stale);
}

} // namespace skylab::kit
