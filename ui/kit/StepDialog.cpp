#include "kit/StepDialog.h"

#include "kit/Access.h"
#include "kit/Basics.h"
#include "kit/DialogFoot.h"
#include "theme/Icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::tokens;
using theme::Tokens;

namespace {

enum { StepIdRole = Qt::UserRole + 1, IconNameRole, DigestRole, FaultRole, SeenRole };

class StepDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const auto box = QRectF(option.rect).adjusted(8, 1, -8, -1);
        const bool chosen = option.state & QStyle::State_Selected;
        if (chosen || option.state & QStyle::State_MouseOver) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(chosen ? t.selection : t.hover);
            painter->drawRoundedRect(box, 7, 7);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(t.accent, 1.4));
            painter->drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 7, 7);
        }
        auto rect = option.rect.adjusted(20, 0, -18, 0);
        theme::paintIcon(*painter, index.data(IconNameRole).toString(), QRectF(rect.left(), rect.center().y() - 8, 17, 17), chosen ? t.accent : t.muted);
        const bool fault = !index.data(FaultRole).toString().isEmpty(), seen = index.data(SeenRole).toBool();
        if (seen)
            theme::paintIcon(*painter, fault ? "circle-alert" : "check", QRectF(rect.right() - 14, rect.center().y() - 7, 15, 15), fault ? t.error : t.ok);
        rect.adjust(28, 0, -20, 0);
        const auto digest = index.data(DigestRole).toString();
        painter->setFont(theme::uiFont(13, chosen ? 600 : 500));
        painter->setPen(t.text);
        const auto top = digest.isEmpty() ? rect : rect.adjusted(0, 4, 0, -rect.height() / 2 + 2);
        painter->drawText(top, Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, rect.width()));
        if (!digest.isEmpty()) {
            painter->setFont(theme::uiFont(11));
            painter->setPen(t.muted);
            painter->drawText(rect.adjusted(0, rect.height() / 2 - 1, 0, -3), Qt::AlignVCenter, painter->fontMetrics().elidedText(digest, Qt::ElideRight, rect.width()));
        }
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return { 180, 42 }; }
};

} // namespace

StepDialog::StepDialog(const QString& icon, const QString& title, const QString& acceptText, QWidget* parent)
    : QDialog(parent), m_list(new QListWidget), m_pages(new QStackedWidget), m_foot(new DialogFoot(acceptText))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto* side = new Surface(&Tokens::sidebar);
    side->setMinimumWidth(236);
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(0, 18, 0, 12);
    sideColumn->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(20, 0, 14, 0);
    head->setSpacing(10);
    head->addWidget(iconLabel(icon, 20, &Tokens::accent));
    auto* heading = label(title, 15, 600);
    heading->setWordWrap(true);
    head->addWidget(heading, 1);
    sideColumn->addLayout(head);
    m_list->setAccessibleName(tr("Steps"));
    makeBare(*m_list);
    m_list->setItemDelegate(new StepDelegate(m_list));
    m_list->setMouseTracking(true);
    sideColumn->addWidget(m_list, 1);
    outer->addWidget(side);
    outer->addWidget(new Line(Qt::Vertical));
    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    outer->addLayout(right, 1);
    right->addWidget(m_pages, 1);
    right->addWidget(new Line);
    buildFoot(*right);
    followSelection(*m_list);
    connect(m_list, &QListWidget::currentRowChanged, this, &StepDialog::onRow);
}

void StepDialog::buildFoot(QVBoxLayout& column)
{
    m_next = button(tr("Next"), "chevron-right");
    m_fault = label({}, 12, 500, &Tokens::error);
    m_fault->setWordWrap(true);
    m_foot->addAtLeft(m_next);
    m_foot->addAtLeft(m_fault, true);
    column.addWidget(m_foot);
    connect(m_foot->cancel(), &QPushButton::clicked, this, &QDialog::reject);
    connect(m_foot->back(), &QPushButton::clicked, this, [this] { turn(-1); });
    connect(m_foot->accept(), &QPushButton::clicked, this, &StepDialog::tryAccept);
    connect(m_next, &QPushButton::clicked, this, [this] { turn(1); });
}

void StepDialog::addPage(const QString& id, const QString& icon, const QString& title, StepPage* page)
{
    page->setAccessibleName(title);
    auto* scroll = scrollArea();
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(28, 20, 28, 16);
    column->setSpacing(14);
    column->addWidget(label(title, 17, 600));
    column->addWidget(page, 1);
    scroll->setWidget(box);
    box->setAutoFillBackground(false);
    m_pages->addWidget(scroll);
    m_steps << page;
    auto* item = new QListWidgetItem(title, m_list);
    item->setData(StepIdRole, id);
    item->setData(IconNameRole, icon);
    connect(page, &StepPage::edited, this, &StepDialog::refresh);
    if (m_steps.size() == 1)
        m_list->setCurrentRow(0);
}

StepPage* StepDialog::page(const QString& id) const
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(StepIdRole).toString() == id)
            return m_steps[row];
    }
    return nullptr;
}

void StepDialog::showPage(const QString& id) { m_list->setCurrentRow(int(m_steps.indexOf(page(id)))); }

QString StepDialog::currentPage() const { return m_list->currentItem() ? m_list->currentItem()->data(StepIdRole).toString() : QString(); }

void StepDialog::setSummary(QWidget* summary) { m_foot->setSummary(summary); }

QPushButton* StepDialog::acceptButton() const { return m_foot->accept(); }

void StepDialog::onRow(int row)
{
    if (row < 0)
        return;
    m_pages->setCurrentIndex(row);
    m_list->item(row)->setData(SeenRole, true);
    m_foot->back()->setEnabled(row > 0);
    m_next->setEnabled(row + 1 < m_list->count());
    m_steps[row]->enter();
    refresh();
}

void StepDialog::refresh()
{
    for (int row = 0; row < m_list->count(); ++row) {
        auto* item = m_list->item(row);
        const auto fault = m_steps[row]->fault(), digest = m_steps[row]->digest();
        item->setData(FaultRole, fault);
        item->setData(DigestRole, digest);
        if (m_tried)
            item->setData(SeenRole, true);
        item->setToolTip(fault);
        item->setData(Qt::AccessibleTextRole, (fault.isEmpty() ? QStringList { item->text(), digest } : QStringList { item->text(), fault }).join(QStringLiteral(", ")));
    }
    m_fault->setText(m_tried && m_list->currentItem() ? m_list->currentItem()->data(FaultRole).toString() : QString());
    m_foot->hideError();
}

QString StepDialog::firstFault() const
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (!m_steps[row]->fault().isEmpty())
            return m_list->item(row)->data(StepIdRole).toString();
    }
    return {};
}

void StepDialog::turn(int by) { m_list->setCurrentRow(qBound(0, m_list->currentRow() + by, m_list->count() - 1)); }

void StepDialog::tryAccept()
{
    m_tried = true;
    refresh();
    if (const auto bad = firstFault(); !bad.isEmpty()) {
        showPage(bad);
        m_steps[m_list->currentRow()]->setFocus();
        return;
    }
    setBusy(true);
    Q_EMIT submitted();
}

void StepDialog::setBusy(bool busy)
{
    m_foot->setBusy(busy);
    m_pages->setEnabled(!busy);
}

void StepDialog::showError(const Error& error, const QString& what)
{
    setBusy(false);
    m_foot->showError(error, what);
}

void StepDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), tokens().surface); }

void StepDialog::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (control && event->key() == Qt::Key_PageDown)
        return turn(1);
    if (control && event->key() == Qt::Key_PageUp)
        return turn(-1);
    if (enter && acceptButton()->isEnabled()) {
        const bool last = m_list->currentRow() + 1 == m_list->count();
        return control || last ? tryAccept() : turn(1);
    }
    QDialog::keyPressEvent(event);
}

void StepDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    const auto space = parentWidget() ? parentWidget()->window()->size() : QSize(1200, 860);
    resize(qBound(860, space.width() - 160, 1040), qBound(560, space.height() - 100, 760));
    refresh();
}

} // namespace skylab::kit
