#include "kit/WizardDialog.h"

#include "kit/Basics.h"
#include "kit/DialogFoot.h"
#include "kit/FormView.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

WizardDialog::WizardDialog(const QString& icon, const QString& title, const QString& acceptText, QWidget* parent)
    : QDialog(parent), m_acceptText(acceptText), m_pages(new QStackedWidget), m_foot(new DialogFoot(acceptText))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(520);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(24, 20, 20, 14);
    head->setSpacing(12);
    head->addWidget(iconLabel(icon, 22, &Tokens::accent));
    head->addWidget(label(title, 18, 600), 1);
    m_column->addLayout(head);
    m_column->addWidget(m_pages, 1);
    m_column->addWidget(new Line);
    m_column->addWidget(m_foot);
    connect(m_foot->back(), &QPushButton::clicked, this, [this] { turnTo(m_pages->currentIndex() - 1); });
    connect(m_foot->cancel(), &QPushButton::clicked, this, &QDialog::reject);
    connect(m_foot->accept(), &QPushButton::clicked, this, &WizardDialog::next);
}

void WizardDialog::addPage(QWidget* page, const QString& title)
{
    page->setAccessibleName(title.isEmpty() ? windowTitle() : title);
    auto* scroll = scrollArea();
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(24, 6, 24, 16);
    if (!title.isEmpty())
        column->addWidget(label(title, 14, 600));
    column->addWidget(page);
    column->addStretch();
    scroll->setWidget(box);
    box->setAutoFillBackground(false);
    m_pages->addWidget(scroll);
    turnTo(0);
}

FormView* WizardDialog::addForm(const QString& intro)
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    if (!intro.isEmpty())
        column->addWidget(paragraph(intro));
    auto* form = new FormView;
    column->addWidget(form);
    m_form = m_form ? m_form : form;
    addPage(page);
    connect(form, &FormView::edited, this, [this] { m_foot->hideError(); });
    return form;
}

void WizardDialog::setSummary(QWidget* summary) { m_foot->setSummary(summary); }

QPushButton* WizardDialog::acceptButton() const { return m_foot->accept(); }

QPushButton* WizardDialog::addButton(const QString& text, const QString& icon)
{
    auto* it = button(text, icon);
    m_foot->addAtLeft(it);
    return it;
}

void WizardDialog::turnTo(int page)
{
    m_pages->setCurrentIndex(page);
    m_foot->back()->setVisible(page > 0);
    m_foot->setAcceptText(page == m_pages->count() - 1 ? m_acceptText : tr("Next"));
}

void WizardDialog::next()
{
    auto* form = m_pages->currentWidget() ? m_pages->currentWidget()->findChild<FormView*>() : nullptr;
    m_foot->hideError();
    if (form && !form->validate())
        return;
    if (m_pages->currentIndex() < m_pages->count() - 1)
        return turnTo(m_pages->currentIndex() + 1);
    setBusy(true);
    Q_EMIT submitted();
}

void WizardDialog::setBusy(bool busy)
{
    m_foot->setBusy(busy);
    m_pages->setEnabled(!busy);
}

void WizardDialog::showError(const Error& error, const QString& what)
{
    setBusy(false);
    if (m_form)
        m_form->setFault(error.field.section(u'.', -1), error.message);
    m_foot->showError(error, what);
}

void WizardDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().surface); }

void WizardDialog::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool writing = qobject_cast<QPlainTextEdit*>(focusWidget()) && !(event->modifiers() & Qt::ControlModifier);
    if (enter && !writing && acceptButton()->isEnabled())
        return next();
    QDialog::keyPressEvent(event);
}

void WizardDialog::fitHeight()
{
    m_column->activate();
    const int wide = qMax(width(), 560);
    int height = 0;
    for (auto* scroll : m_pages->findChildren<QScrollArea*>(QString(), Qt::FindDirectChildrenOnly)) {
        scroll->widget()->layout()->activate();
        const auto* layout = scroll->widget()->layout();
        height = qMax(height, layout->hasHeightForWidth() ? layout->totalHeightForWidth(wide) : layout->totalSizeHint().height());
    }
    int around = 0;
    for (int i = 0; i < m_column->count(); ++i) {   // by width: a text that may take more lines would say so of itself
        auto* item = m_column->itemAt(i);
        if (item->widget() != m_pages)
            around += item->hasHeightForWidth() ? item->heightForWidth(wide) : item->sizeHint().height();
    }
    const int limit = parentWidget() ? qMax(420, parentWidget()->window()->height() - 60) : 760;
    const int least = m_fitted ? this->height() : 0;   // it grows, but does not shrink under the pointer
    m_fitted = true;
    resize(wide, qMin(qMax(least, height + around), limit));
}

void WizardDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    fitHeight();
    if (m_form)
        m_form->focusFirst();
}

} // namespace skylab::kit
