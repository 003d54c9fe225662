#include "kit/StateView.h"

#include "kit/Basics.h"
#include "kit/ChoiceCard.h"
#include "kit/ErrorCard.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

namespace {
constexpr int widestText = 560;
}

StateView::StateView(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setSpacing(6);
    m_column->setContentsMargins(24, 24, 24, 24);
}

void StateView::showLoading(const QString& text)
{
    clear();
    setAccessibleName(text);
    m_column->addStretch(2);
    m_column->addWidget(new Spinner(28), 0, Qt::AlignHCenter);
    m_column->addSpacing(6);
    m_column->addWidget(label(text, 13, 400, &Tokens::muted), 0, Qt::AlignHCenter);
    m_column->addStretch(3);
}

void StateView::showSteps(const QString& title, const QStringList& steps)
{
    clear();
    setAccessibleName(title);
    m_column->addStretch(2);
    m_column->addWidget(label(title, 17, 600), 0, Qt::AlignHCenter);
    m_column->addSpacing(10);
    auto* box = new QWidget;
    auto* list = new QVBoxLayout(box);
    list->setSpacing(8);
    for (const auto& step : steps) {
        auto* row = new QHBoxLayout;
        row->setSpacing(10);
        const bool running = &step == &steps.last();
        row->addWidget(running ? static_cast<QWidget*>(new Spinner(16)) : iconLabel("circle-check", 16, &Tokens::ok));
        row->addWidget(label(step, 13, running ? 500 : 400, running ? &Tokens::text : &Tokens::muted), 1);
        list->addLayout(row);
    }
    m_column->addWidget(box, 0, Qt::AlignHCenter);
    m_column->addStretch(3);
}

void StateView::clear()
{
    clearLayout(*m_column);
    m_said.clear();
}

/// Said again it stays as it is, so that nothing flickers, nor goes away under the pointer; only its buttons do what is wanted now.
void StateView::showMessage(const QString& icon, const QString& title, const QString& text, const std::vector<Step>& steps, const QString& hint, const std::vector<Card>& cards)
{
    QStringList said { icon, title, text, hint };
    for (const auto& step : steps)
        said << QStringLiteral("step %1").arg(step.primary) << step.icon << step.text;
    for (const auto& card : cards)
        said << QStringLiteral("card") << card.icon << card.title << card.text;
    m_steps = steps;
    m_cards = cards;
    if (said == m_said)
        return;
    clear();
    m_said = said;
    setAccessibleName(title);
    m_column->addStretch(2);
    m_column->addWidget(iconLabel(icon, 52, &Tokens::borderStrong), 0, Qt::AlignHCenter);
    m_column->addSpacing(8);
    auto* heading = label(title, 17, 600);
    heading->setAlignment(Qt::AlignCenter);
    m_column->addWidget(heading);
    auto* body = paragraph(text);
    body->setAlignment(Qt::AlignCenter);
    body->setMaximumWidth(widestText);
    // Lines of about the same length: no word stands alone in the last one.
    const int whole = body->fontMetrics().size(0, text).width() + 8, lines = (whole + widestText - 1) / widestText;
    const int width = qMin(widestText, lines > 1 ? whole / lines + whole / lines / 8 : whole);
    body->setMinimumSize(width, qMax(0, body->heightForWidth(width)));   // a layout that centres it does not ask for the height
    m_column->addWidget(body, 0, Qt::AlignHCenter);
    m_column->addSpacing(14);
    addCards();
    addSteps();
    if (!hint.isEmpty()) {
        m_column->addSpacing(14);
        m_column->addWidget(label(hint, 12, 400, &Tokens::faint), 0, Qt::AlignHCenter);
    }
    m_column->addStretch(3);
}

void StateView::addSteps()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch();
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        auto* it = button(m_steps[i].text, m_steps[i].icon, m_steps[i].primary ? Emphasis::Primary : Emphasis::Plain);
        connect(it, &QPushButton::clicked, this, [this, i] { std::function(m_steps[i].run)(); });   // a copy: it may change what is shown
        row->addWidget(it);
    }
    row->addStretch();
    m_column->addLayout(row);
}

void StateView::addCards()
{
    if (m_cards.empty())
        return;
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addStretch();
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        auto* it = new ChoiceCard(m_cards[i].icon, m_cards[i].title, m_cards[i].text);
        connect(it, &QAbstractButton::clicked, this, [this, i] { std::function(m_cards[i].run)(); });
        row->addWidget(it);
    }
    row->addStretch();
    m_column->addLayout(row);
    m_column->addSpacing(14);
}

void StateView::showError(const Error& error, const std::function<void()>& retry)
{
    clear();
    setAccessibleName(error.message);
    m_column->addStretch(2);
    auto* card = new ErrorCard;
    card->setError(error);
    card->setMaximumWidth(620);
    card->setMinimumWidth(420);
    card->setRetry(retry);
    m_column->addWidget(card, 0, Qt::AlignHCenter);
    m_column->addStretch(3);
}

} // namespace skylab::kit
