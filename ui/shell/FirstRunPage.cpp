#include "shell/FirstRunPage.h"

#include "kit/Basics.h"
#include "kit/ErrorCard.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLocale>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::Tokens;
using State = FirstRunPage::Line::State;

namespace {

constexpr int widest = 720;

QWidget* markOf(State state)
{
    switch (state) {
    case State::Running: return new kit::Spinner(18);
    case State::Ok: return kit::iconLabel("circle-check", 18, &Tokens::ok);
    case State::Warning: return kit::iconLabel("triangle-alert", 18, &Tokens::warn);
    case State::Failed: return kit::iconLabel("circle-x", 18, &Tokens::error);
    case State::Waiting: break;
    }
    return kit::iconLabel("circle-help", 18, &Tokens::borderStrong);
}

} // namespace

FirstRunPage::FirstRunPage(QWidget* parent) : QWidget(parent)
{
    setObjectName("firstRunPage");
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = kit::scrollArea();
    auto* inner = new QWidget;
    auto* middle = new QHBoxLayout(inner);
    middle->setContentsMargins(32, 28, 32, 24);
    auto* box = new QWidget;
    box->setMaximumWidth(widest);
    middle->addStretch(1);
    middle->addWidget(box, 100);
    middle->addStretch(1);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addStretch(1);
    m_title = kit::label(tr("Your own cloud, on this computer"), 24, 600);
    m_title->setWordWrap(true);
    column->addWidget(m_title);
    m_intro = kit::paragraph(tr("Skylab first checks whether this computer can run it. Nothing is changed yet."));
    column->addWidget(m_intro);
    auto* card = new kit::Card;
    m_list = new QVBoxLayout(card);
    m_list->setContentsMargins(18, 8, 18, 8);
    m_list->setSpacing(0);
    column->addWidget(card);
    buildFoot(*column);
    column->addStretch(2);
    scroll->setWidget(inner);
    inner->setAutoFillBackground(false);
    outer->addWidget(scroll);
    refreshFoot();
}

void FirstRunPage::buildFoot(QVBoxLayout& column)
{
    m_verdict = kit::paragraph({}, &Tokens::text);
    m_verdict->setObjectName("verdict");
    column.addWidget(m_verdict);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_create = kit::button(tr("Create my cloud"), "cloud", kit::Emphasis::Primary);
    m_create->setObjectName("createCloud");
    m_create->setDefault(true);
    m_again = kit::button(tr("Check again"), "refresh-cw");
    m_again->setObjectName("checkAgain");
    m_look = kit::button(tr("Look around in a demo"), "eye");
    m_look->setObjectName("lookAround");
    m_look->setToolTip(tr("A throw-away cloud in memory: it needs nothing of this computer, and its instances are only pretended."));
    m_cancel = kit::button(tr("Cancel"), "x");
    m_cancel->setObjectName("cancelCreate");
    for (auto* button : { m_create, m_again, m_look, m_cancel })
        row->addWidget(button);
    row->addStretch();
    column.addLayout(row);
    connect(m_create, &QPushButton::clicked, this, &FirstRunPage::createAsked);
    connect(m_again, &QPushButton::clicked, this, &FirstRunPage::checkAsked);
    connect(m_look, &QPushButton::clicked, this, &FirstRunPage::lookAroundAsked);
    connect(m_cancel, &QPushButton::clicked, this, &FirstRunPage::cancelAsked);
}

void FirstRunPage::setPlace(const QString& folder, const QString& address)
{
    m_place = tr("Skylab first checks whether this computer can run it. Nothing is changed yet. The cloud will be kept in %1 and answer at %2.").arg(folder, address);
    m_intro->setText(m_place);
}

void FirstRunPage::setLines(const std::vector<Line>& lines)
{
    kit::clearLayout(*m_list);
    m_rows.clear();
    m_lines = lines;
    m_checked = m_making = false;
    m_stepRow = nullptr;
    m_title->setText(tr("Your own cloud, on this computer"));
    if (!m_place.isEmpty())
        m_intro->setText(m_place);
    for (const auto& line : lines) {
        m_rows[line.id] = lineWidget(line);
        m_list->addWidget(m_rows[line.id]);
    }
    refreshFoot();
}

void FirstRunPage::setLine(const Line& line)
{
    const auto it = std::find_if(m_lines.begin(), m_lines.end(), [&](const Line& one) { return one.id == line.id; });
    if (it == m_lines.end())
        return;
    *it = line;
    auto* before = m_rows.value(line.id);
    auto* row = lineWidget(line);
    const int place = m_list->indexOf(before);
    m_list->removeWidget(before);
    before->hide();
    before->deleteLater();
    m_list->insertWidget(place, row);
    m_rows[line.id] = row;
}

QWidget* FirstRunPage::lineWidget(const Line& line)
{
    auto* widget = new QWidget;
    widget->setObjectName("line:" + line.id);
    widget->setAccessibleName(line.why.isEmpty() ? line.title : tr("%1: %2").arg(line.title, line.why));
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 9, 0, 9);
    row->setSpacing(14);
    row->addWidget(markOf(line.state), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(3);
    column->addWidget(kit::label(line.title, 13, 600, line.state == State::Waiting ? &Tokens::muted : &Tokens::text));
    if (!line.why.isEmpty())
        column->addWidget(kit::paragraph(line.why));
    addFixes(*column, line);
    row->addLayout(column, 1);
    return widget;
}

/// A button that mends it here, or the command for a terminal with a button to copy it.
void FirstRunPage::addFixes(QVBoxLayout& column, const Line& line)
{
    for (const auto& fix : line.fixes) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(0, 4, 0, 2);
        row->setSpacing(8);
        if (fix.command.isEmpty()) {
            auto* button = kit::button(fix.text);
            button->setObjectName("fix:" + line.id);
            connect(button, &QPushButton::clicked, this, [run = fix.run] { run(); });
            row->addWidget(button);
            row->addStretch();
        } else {
            auto* command = kit::label(fix.command, 12);
            command->setFont(theme::monoFont(12));
            command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
            command->setWordWrap(true);
            auto* copy = kit::button(tr("Copy"), "copy");
            copy->setObjectName("copy:" + line.id);
            copy->setAccessibleName(tr("Copy the command: %1").arg(fix.command));
            connect(copy, &QPushButton::clicked, this, [copy, text = fix.command] {
                QApplication::clipboard()->setText(text);
                copy->setText(tr("Copied"));
            });
            row->addWidget(kit::label(tr("%1:").arg(fix.text), 12, 500));
            row->addWidget(command, 1);
            row->addWidget(copy);
        }
        column.addLayout(row);
    }
}

void FirstRunPage::setChecked()
{
    m_checked = true;
    refreshFoot();
    if (m_create->isVisibleTo(this) && m_create->isEnabled())
        m_create->setFocus();
}

void FirstRunPage::refreshFoot()
{
    const auto count = [this](State state) { return std::count_if(m_lines.begin(), m_lines.end(), [state](const Line& line) { return line.state == state; }); };
    const auto failed = count(State::Failed), warned = count(State::Warning);
    m_create->setVisible(!m_making);
    m_create->setEnabled(m_checked && failed == 0);
    m_again->setVisible(!m_making && m_checked && failed + warned > 0);
    m_look->setVisible(!m_making && m_checked && failed > 0);
    m_cancel->setVisible(m_making);
    m_verdict->setVisible(m_checked && !m_making);
    m_verdict->setText(failed > 0 ? tr("%n thing(s) must be mended before a cloud can run here. Each line says how; or look around in a demo first.", nullptr, int(failed))
                       : warned > 0 ? tr("It will run. What is amber could be better, now or later.") : tr("This computer is ready."));
}

void FirstRunPage::beginSteps()
{
    kit::clearLayout(*m_list);
    m_rows.clear();
    m_stepRow = nullptr;
    m_making = true;
    m_title->setText(tr("Your cloud is being made"));
    m_intro->setText(tr("It takes a few seconds. Cancelling takes everything back."));
    refreshFoot();
    m_cancel->setEnabled(true);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Everything that was made is taken away again."));
    m_cancel->setFocus();
}

void FirstRunPage::endStep()
{
    if (!m_stepRow)
        return;
    auto* row = static_cast<QHBoxLayout*>(m_stepRow->layout());
    auto* spinner = row->itemAt(0)->widget();
    delete row->replaceWidget(spinner, kit::iconLabel("circle-check", 18, &Tokens::ok));
    spinner->deleteLater();
    const auto seconds = double(m_stepTime.elapsed()) / 1000;
    row->addWidget(kit::label(tr("%1 s").arg(QLocale().toString(seconds, 'f', 1)), 12, 400, &Tokens::faint));
    m_stepRow = nullptr;
}

void FirstRunPage::addStep(const QString& text)
{
    endStep();
    m_stepRow = new QWidget;
    m_stepRow->setAccessibleName(text);
    auto* row = new QHBoxLayout(m_stepRow);
    row->setContentsMargins(0, 6, 0, 6);
    row->setSpacing(14);
    row->addWidget(new kit::Spinner(18));
    row->addWidget(kit::label(text, 13, 500), 1);
    m_list->addWidget(m_stepRow);
    m_stepTime.start();
}

void FirstRunPage::setCancelling()
{
    m_cancel->setEnabled(false);
    m_cancel->setText(tr("Taking back…"));
}

void FirstRunPage::showFailed(const Error& error)
{
    if (m_stepRow) {
        auto* row = static_cast<QHBoxLayout*>(m_stepRow->layout());
        auto* spinner = row->itemAt(0)->widget();
        delete row->replaceWidget(spinner, kit::iconLabel("circle-x", 18, &Tokens::error));
        spinner->deleteLater();
        m_stepRow = nullptr;
    }
    m_title->setText(tr("Your cloud was not made"));
    m_intro->setText(tr("A step failed. Everything that was made has been taken away again."));
    auto* card = new kit::ErrorCard;
    card->setNextStep(tr("Mend what it says, then try again."));
    card->setError(error, tr("The step failed"));
    card->setRetry([this] { Q_EMIT checkAsked(); });
    m_list->addWidget(card);
    m_making = false;
    m_checked = false;
    refreshFoot();
    m_create->hide();
}

} // namespace skylab::shell
