#include "console/LogView.h"

#include "console/AskFile.h"
#include "console/FindBar.h"
#include "console/LogCanvas.h"
#include "kit/Basics.h"
#include "theme/Icons.h"
#include "theme/Metrics.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QSaveFile>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

namespace skylab::console {

namespace {
constexpr std::size_t pinned = 4;   // problems that are shown

/// One line of text to click on, cut off at the right where there is no room.
class ProblemLink : public QAbstractButton {
public:
    explicit ProblemLink(const QString& text)
    {
        setText(text);
        setAccessibleName(text);
        setToolTip(LogView::tr("Show it in the log"));
        setFont(theme::monoFont(12));
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override { return { 200, fontMetrics().height() + 4 }; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        auto face = font();
        face.setUnderline(underMouse() || hasFocus());
        painter.setFont(face);
        painter.setPen(theme::tokens().text);
        painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }
};

} // namespace

LogView::LogView(QWidget* parent) : QWidget(parent), m_canvas(new LogCanvas(m_log)), m_find(new FindBar(tr("Search the log…")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildBar(*column);
    column->addWidget(m_find);
    m_find->hide();
    buildProblems(*column);
    column->addWidget(new kit::Line);
    column->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);
    const auto shortcut = [this](const QKeySequence& keys, auto run) { connect(new QShortcut(keys, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, this, run); };
    shortcut(QKeySequence::Find, [this] {
        m_find->begin(m_canvas->selectedText());
        m_canvas->find(m_find->word());
    });
    shortcut(Qt::Key_F3, [this] { m_canvas->findNext(false); });
    shortcut(Qt::SHIFT | Qt::Key_F3, [this] { m_canvas->findNext(true); });
    connect(m_find, &FindBar::wordChanged, m_canvas, &LogCanvas::find);
    connect(m_find, &FindBar::nextAsked, m_canvas, &LogCanvas::findNext);
    connect(m_find, &FindBar::closed, this, [this] {
        m_find->hide();
        m_canvas->find({});
        m_canvas->setFocus();
    });
    connect(m_canvas, &LogCanvas::hitsChanged, this, &LogView::showHits);
    connect(m_canvas, &LogCanvas::followingChanged, m_follow, &QToolButton::setChecked);
}

void LogView::buildBar(QVBoxLayout& column)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(theme::pageMargin, 8, 12, 8);
    row->setSpacing(6);
    m_follow = kit::chip(tr("Follow"), "arrow-down");
    m_follow->setToolTip(tr("Stay at the end as the log grows"));
    m_follow->setChecked(true);
    row->addWidget(m_follow);
    m_note = kit::label({}, 12, 400, &theme::Tokens::muted);
    row->addWidget(m_note, 1);
    auto* search = kit::toolButton("search", tr("Search the log (Ctrl+F)"));
    auto* refresh = kit::toolButton("refresh-cw", tr("Load the log again"));
    auto* save = kit::toolButton("save", tr("Save the log"));
    for (auto* button : { search, refresh, save })
        row->addWidget(button);
    column.addLayout(row);
    connect(m_follow, &QToolButton::toggled, m_canvas, &LogCanvas::setFollowing);
    connect(search, &QToolButton::clicked, this, [this] { m_find->begin(m_canvas->selectedText()); });
    connect(refresh, &QToolButton::clicked, this, &LogView::refreshAsked);
    connect(save, &QToolButton::clicked, this, [this] { askSaveFile(this, tr("Save the log"), m_fileName, [this](const QString& path) { saveTo(path); }); });
}

void LogView::buildProblems(QVBoxLayout& column)
{
    m_problems = new kit::Surface(&theme::Tokens::errorBg);
    m_problems->setObjectName("problems");
    m_problemLines = new QVBoxLayout(m_problems);
    m_problemLines->setContentsMargins(theme::pageMargin, 8, 14, 8);
    m_problemLines->setSpacing(3);
    m_problems->hide();
    column.addWidget(m_problems);
}

void LogView::setLog(const QString& text)
{
    m_log.update(text);
    changed();
}

bool LogView::setTail(const QString& text)
{
    if (!m_log.update(text, true))
        return false;
    changed();
    return true;
}

void LogView::changed()
{
    m_canvas->logChanged();
    const auto last = m_log.problems().empty() ? -1 : m_log.problems().back().line;
    if (last != m_lastProblem || m_log.problems().size() != m_problemCount) {
        m_lastProblem = last;
        m_problemCount = m_log.problems().size();
        showProblems();
    }
}

/// The latest ones of cloud-init and the kernel, each of them a way to its place.
void LogView::showProblems()
{
    kit::clearLayout(*m_problemLines);
    const auto& all = m_log.problems();
    m_problems->setVisible(!all.empty());
    if (all.empty())
        return;
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(kit::iconLabel("triangle-alert", 15, &theme::Tokens::error));
    const bool cloudInit = std::all_of(all.begin(), all.end(), [](const LogProblem& one) { return one.cloudInit; });
    const int count = int(all.size());
    head->addWidget(kit::label(cloudInit ? tr("cloud-init reported %n problem(s)", nullptr, count) : tr("%n problem(s) in this log", nullptr, count), 13, 600, &theme::Tokens::error), 1);
    m_problemLines->addLayout(head);
    for (std::size_t i = 0; i < std::min(pinned, all.size()); ++i) {
        const auto& problem = all[all.size() - 1 - i];
        auto* line = new ProblemLink(problem.text);
        connect(line, &QAbstractButton::clicked, this, [this, at = problem.line] { m_canvas->jumpTo(at); });
        auto* row = new QHBoxLayout;
        row->setContentsMargins(23, 0, 0, 0);   // under the heading
        row->addWidget(line, 1);
        m_problemLines->addLayout(row);
    }
    if (all.size() > pinned)
        m_problemLines->addWidget(kit::label(tr("and %n more", nullptr, count - int(pinned)), 12, 400, &theme::Tokens::muted));
}

void LogView::setNote(const QString& note) { m_note->setText(note); }

int LogView::matches() const { return m_canvas->hits(); }

void LogView::showHits() { m_find->setHits(m_canvas->currentHit(), m_canvas->hits()); }

bool LogView::saveTo(const QString& path)
{
    QSaveFile file(path);
    const bool good = file.open(QIODevice::WriteOnly) && file.write(m_log.text().toUtf8()) >= 0 && file.commit();
    setNote(good ? tr("Saved.") : tr("Not saved: %1").arg(file.errorString()));
    return good;
}

} // namespace skylab::console
