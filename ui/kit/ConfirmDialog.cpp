#include "kit/ConfirmDialog.h"

#include "kit/Basics.h"
#include "theme/AppStyle.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

namespace {

constexpr int tallestList = 220;   // pixels, of names with reasons

/// An edit that lets a button be pressed once a word was typed into it.
QLineEdit* gate(QPushButton& accept, const QString& wanted)
{
    auto* edit = new QLineEdit;
    edit->setAccessibleName(ConfirmDialog::tr("Type “%1” to confirm").arg(wanted));
    accept.setEnabled(false);
    QObject::connect(edit, &QLineEdit::textChanged, &accept, [&accept, wanted](const QString& text) { accept.setEnabled(text.trimmed() == wanted); });
    return edit;
}

} // namespace

ConfirmDialog::ConfirmDialog(const Question& question, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(question.title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
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
    addNames(*column, question.affected);
    m_consequences = new QWidget;
    m_consequences->setObjectName("consequences");
    m_lines = new QVBoxLayout(m_consequences);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(5);
    column->addWidget(m_consequences);
    setConsequences(question.consequences);
    addSkipped(*column, question);
    addButtons(*column, question);
}

void ConfirmDialog::addNames(QVBoxLayout& column, const QStringList& names)
{
    if (names.isEmpty())
        return;
    auto* card = new Card;
    auto* list = new QVBoxLayout(card);
    list->setContentsMargins(14, 10, 14, 10);
    list->setSpacing(4);
    for (const auto& name : names.mid(0, shown))
        list->addWidget(label(name, 13, 500));
    if (const int rest = int(names.size()) - shown; rest > 0)
        list->addWidget(label(tr("and %n more", nullptr, rest), 12, 400, &Tokens::muted));
    column.addWidget(card);
}

void ConfirmDialog::setConsequences(const QStringList& lines)
{
    clearLayout(*m_lines);
    m_consequences->setVisible(!lines.isEmpty());
    for (const auto& line : lines) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(iconLabel("link", 14), 0, Qt::AlignTop);
        auto* text = label(line, 13);
        text->setWordWrap(true);
        row->addWidget(text, 1);
        m_lines->addLayout(row);
    }
}

void ConfirmDialog::addSkipped(QVBoxLayout& column, const Question& question)
{
    if (question.skipped.isEmpty())
        return;
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(iconLabel("triangle-alert", 14, &Tokens::warn));
    auto* text = label(question.skipped, 13);
    text->setObjectName("skipped");
    text->setWordWrap(true);
    row->addWidget(text, 1);
    column.addLayout(row);
    if (question.skippedNames.isEmpty())
        return;
    auto* why = button(tr("Why?"));
    why->setCheckable(true);
    row->addWidget(why);
    auto* list = new QScrollArea;
    list->setFrameShape(QFrame::NoFrame);
    list->setWidgetResizable(true);
    list->setMaximumHeight(tallestList);
    auto* names = paragraph(question.skippedNames.join(u'\n'));
    names->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    list->setWidget(names);
    list->viewport()->setAutoFillBackground(false);
    names->setAutoFillBackground(false);
    list->hide();
    column.addWidget(list);
    connect(why, &QPushButton::toggled, this, [this, list](bool on) {
        list->setVisible(on);
        adjustSize();
    });
}

void ConfirmDialog::addButtons(QVBoxLayout& column, const Question& question)
{
    m_accept = button(question.acceptText, {}, question.dangerous ? Emphasis::PrimaryDanger : Emphasis::Primary);
    m_accept->setObjectName("acceptButton");
    m_accept->setDefault(true);
    if (!question.typed.isEmpty()) {
        column.addWidget(paragraph(tr("Type “%1” to go on:").arg(question.typed)));
        column.addWidget(gate(*m_accept, question.typed));
    }
    m_second = new QWidget;
    m_second->hide();
    column.addWidget(m_second);
    auto* cancel = button(tr("Cancel"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 8, 0, 0);
    row->setSpacing(8);
    if (!question.secondText.isEmpty()) {
        auto* second = button(question.secondText, {}, Emphasis::Danger);
        second->setObjectName("secondButton");
        second->setAutoDefault(false);
        connect(second, &QPushButton::clicked, this, [this, question] { askSecond(question); });
        row->addWidget(second);
    }
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_accept);
    column.addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    if (question.typed.isEmpty())
        m_accept->setFocus();
}

/// The dangerous way is taken at once, or after its word was typed.
void ConfirmDialog::askSecond(const Question& question)
{
    if (question.secondTyped.isEmpty()) {
        Q_EMIT secondAccepted();
        return reject();
    }
    if (m_second->isVisible())
        return;
    auto* column = new QVBoxLayout(m_second);
    column->setContentsMargins(0, 4, 0, 0);
    column->addWidget(paragraph(tr("This can't be taken back. Type “%1” to go on:").arg(question.secondTyped)));
    auto* row = new QHBoxLayout;
    auto* go = button(question.secondText, {}, Emphasis::PrimaryDanger);
    go->setObjectName("secondAcceptButton");
    auto* edit = gate(*go, question.secondTyped);
    edit->setObjectName("secondEdit");
    row->addWidget(edit, 1);
    row->addWidget(go);
    column->addLayout(row);
    m_second->show();
    m_accept->setDefault(false);
    go->setDefault(true);
    edit->setFocus();
    adjustSize();
    connect(go, &QPushButton::clicked, this, [this] {
        Q_EMIT secondAccepted();
        reject();
    });
}

void ConfirmDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().surface); }

} // namespace skylab::kit
