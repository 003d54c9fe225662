#include "kit/KeyValueView.h"

#include "kit/Basics.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>

namespace skylab::kit {

using theme::Tokens;

KeyValueView::KeyValueView(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
}

void KeyValueView::setRows(const std::vector<Row>& rows)
{
    QStringList labels;
    for (const auto& row : rows)
        labels << row.label + (row.open ? u'>' : u' ');
    if (labels != m_labels) {
        m_labels = labels;
        return rebuild(rows);
    }
    for (int i = 0; i < int(rows.size()); ++i) {
        const auto text = rows[i].value.isEmpty() ? QStringLiteral("–") : rows[i].value;
        if (m_values[i] && m_values[i]->text() != text)
            m_values[i]->setText(text);
    }
}

void KeyValueView::rebuild(const std::vector<Row>& rows)
{
    clearLayout(*m_grid);
    m_values.clear();
    int at = 0;
    for (const auto& row : rows) {
        auto* name = label(row.label, 12, 400, &Tokens::muted);
        name->setMinimumWidth(104);
        m_grid->addWidget(name, at, 0, Qt::AlignTop);
        if (row.open) {
            auto* link = new QToolButton;
            link->setText(row.value);
            link->setAccessibleName(QStringLiteral("%1: %2").arg(row.label, row.value));
            link->setFont(theme::uiFont(12, 500));
            link->setAutoRaise(true);
            link->setCursor(Qt::PointingHandCursor);
            auto palette = link->palette();
            palette.setColor(QPalette::ButtonText, theme::tokens().accent);
            link->setPalette(palette);
            connect(link, &QToolButton::clicked, this, row.open);
            m_grid->addWidget(link, at++, 1, Qt::AlignLeft);
            m_values << nullptr;
            continue;
        }
        auto* value = label(row.value.isEmpty() ? QStringLiteral("–") : row.value, 12, 500);
        if (row.mono)
            value->setFont(theme::monoFont(11));
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setFocusPolicy(Qt::ClickFocus);
        m_grid->addWidget(value, at, 1);
        m_values << value;
        if (row.copyable && !row.value.isEmpty()) {
            auto* copy = toolButton("copy", tr("Copy %1").arg(row.label));
            copy->setFixedSize(22, 22);
            copy->setIconSize({ 13, 13 });
            connect(copy, &QToolButton::clicked, value, [value] { QApplication::clipboard()->setText(value->text()); });
            m_grid->addWidget(copy, at, 2, Qt::AlignTop);
        }
        ++at;
    }
}

} // namespace skylab::kit
