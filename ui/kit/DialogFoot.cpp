#include "kit/DialogFoot.h"

#include "kit/Basics.h"
#include "kit/ErrorCard.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace skylab::kit {

DialogFoot::DialogFoot(const QString& acceptText, QWidget* parent) : QWidget(parent), m_acceptText(acceptText)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 18);
    column->setSpacing(12);
    m_error = new ErrorCard;
    m_error->hide();
    column->addWidget(m_error);
    m_summary = new QVBoxLayout;
    column->addLayout(m_summary);
    m_row = new QHBoxLayout;
    m_row->setSpacing(8);
    m_back = button(tr("Back"), "chevron-left");
    m_cancel = button(tr("Cancel"));
    m_accept = button(acceptText, {}, Emphasis::Primary);
    m_accept->setObjectName("acceptButton");
    m_row->addWidget(m_back);
    m_row->addStretch();
    m_row->addWidget(m_cancel);
    m_row->addWidget(m_accept);
    column->addLayout(m_row);
}

void DialogFoot::addAtLeft(QWidget* widget, bool takesAll) { m_row->insertWidget(m_left++, widget, takesAll ? 1 : 0); }

void DialogFoot::setSummary(QWidget* summary)
{
    clearLayout(*m_summary);
    m_summary->addWidget(summary);
}

void DialogFoot::setAcceptText(const QString& text)
{
    m_acceptText = text;
    setBusy(m_busy);
}

void DialogFoot::setBusy(bool busy)
{
    m_busy = busy;
    m_accept->setEnabled(!busy);
    m_accept->setText(busy ? tr("Working…") : m_acceptText);
    m_accept->setAccessibleName(m_accept->text());
}

void DialogFoot::showError(const Error& error, const QString& what)
{
    m_error->setError(error, what);
    m_error->show();
}

void DialogFoot::hideError() { m_error->hide(); }

} // namespace skylab::kit
