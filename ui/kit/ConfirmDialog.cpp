#include "kit/ConfirmDialog.h"

#include "kit/Basics.h"
#include "theme/AppStyle.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

ConfirmDialog::ConfirmDialog(const Question& question, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(question.title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(440);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 22, 24, 18);
    column->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(iconLabel(question.icon, 22, question.dangerous ? &Tokens::error : &Tokens::accent), 0, Qt::AlignTop);
    auto* title = label(question.title, 16, 600);
    title->setWordWrap(true);
    head->addWidget(title, 1);
    column->addLayout(head);
    if (!question.text.isEmpty())
        column->addWidget(paragraph(question.text));
    if (!question.affected.isEmpty()) {
        auto* card = new Card;
        auto* list = new QVBoxLayout(card);
        list->setContentsMargins(14, 10, 14, 10);
        list->setSpacing(4);
        for (const auto& name : question.affected.mid(0, shown))
            list->addWidget(label(name, 13, 500));
        if (const int rest = int(question.affected.size()) - shown; rest > 0)
            list->addWidget(label(tr("and %n more", nullptr, rest), 12, 400, &Tokens::muted));
        column->addWidget(card);
    }
    auto* cancel = button(tr("Cancel"));
    auto* accept = button(question.acceptText, {}, question.dangerous ? Emphasis::PrimaryDanger : Emphasis::Primary);
    accept->setObjectName("acceptButton");
    accept->setDefault(true);
    if (!question.typed.isEmpty()) {
        column->addWidget(paragraph(tr("Type “%1” to go on:").arg(question.typed)));
        auto* edit = new QLineEdit;
        edit->setAccessibleName(tr("Name to confirm"));
        column->addWidget(edit);
        accept->setEnabled(false);
        connect(edit, &QLineEdit::textChanged, accept, [accept, wanted = question.typed](const QString& text) { accept->setEnabled(text == wanted); });
    }
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 8, 0, 0);
    row->setSpacing(8);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(accept);
    column->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
    if (question.typed.isEmpty())
        accept->setFocus();
}

void ConfirmDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().surface); }

} // namespace skylab::kit
