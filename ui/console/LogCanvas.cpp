#include "console/LogCanvas.h"

#include "theme/Icons.h"
#include "theme/Metrics.h"
#include "theme/Theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

namespace skylab::console {

namespace {
constexpr int marginX = theme::pageMargin;
constexpr int usualFont = 12;
constexpr std::size_t maxHits = 100'000;
} // namespace

LogCanvas::LogCanvas(BootLog& log, QWidget* parent) : QAbstractScrollArea(parent), m_log(log)
{
    installReadableText();
    setAccessibleName(tr("Log"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    const auto restyle = [this] {
        setFont(theme::monoFont(usualFont));
        const QFontMetrics metrics(font());
        m_cellWidth = qMax(1.0, QFontMetricsF(font()).horizontalAdvance(u'M'));
        m_rowHeight = metrics.height() + 3;
        m_ascent = metrics.ascent() + 1;
        updateBars();
        viewport()->update();
    };
    restyle();
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, restyle);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_moving)
            return;
        const bool atEnd = value >= verticalScrollBar()->maximum();
        if (atEnd == m_following)
            return;
        m_following = atEnd;
        Q_EMIT followingChanged(atEnd);
    });
}

QString LogCanvas::titleOf(const LogSection& section)
{
    switch (section.stage) {
    case BootStage::Output: return tr("Output");
    case BootStage::Firmware: return tr("Firmware and boot loader");
    case BootStage::Kernel: return tr("Kernel");
    case BootStage::System: return tr("Start of the system");
    case BootStage::CloudInit: return tr("cloud-init");
    case BootStage::Login: return tr("Ready for login");
    }
    return {};
}

bool LogCanvas::hasHeadings() const { return m_log.sections().size() > 1 || (!m_log.sections().empty() && m_log.sections().front().stage != BootStage::Output); }

void LogCanvas::layOut()
{
    m_starts.clear();
    m_rowCount = 0;
    const auto& sections = m_log.sections();
    for (std::size_t i = 0; i < sections.size(); ++i) {
        m_starts.push_back(m_rowCount);
        m_rowCount += (hasHeadings() ? 1 : 0) + (sections[i].folded ? 0 : m_log.endOf(i) - sections[i].first);
    }
}

qint64 LogCanvas::rows() const { return m_rowCount; }

LogCanvas::Row LogCanvas::rowAt(qint64 row) const
{
    if (m_starts.empty() || row < 0 || row >= m_rowCount)
        return {};
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), row);
    const auto section = std::size_t(after - m_starts.begin() - 1);
    const auto inside = row - m_starts[section] - (hasHeadings() ? 1 : 0);
    return { section, inside < 0 ? -1 : m_log.sections()[section].first + inside };
}

/// Of the heading when the line is folded away.
qint64 LogCanvas::rowOf(qint64 line) const
{
    if (m_starts.empty())
        return 0;
    const auto section = m_log.sectionOf(line);
    if (m_log.sections()[section].folded)
        return m_starts[section];
    return m_starts[section] + (hasHeadings() ? 1 : 0) + line - m_log.sections()[section].first;
}

qint64 LogCanvas::topLine() const
{
    const auto row = rowAt(verticalScrollBar()->value());
    return row.line >= 0 ? row.line : m_log.sections().empty() ? 0 : m_log.sections()[row.section].first;
}

/// What stands at the top stays there, unless the end is followed.
void LogCanvas::logChanged()
{
    const auto top = rowAt(verticalScrollBar()->value());
    const auto topLine = this->topLine();
    layOut();
    searchFrom(m_searched);
    m_moving = true;
    updateBars();
    auto* bar = verticalScrollBar();
    const auto row = top.line < 0 && m_log.sectionOf(topLine) < m_starts.size() ? m_starts[m_log.sectionOf(topLine)] : rowOf(qMax(topLine, m_log.firstLine()));
    bar->setValue(m_following ? bar->maximum() : int(row));
    m_moving = false;
    viewport()->update();
    announceText(*this);
}

void LogCanvas::updateBars()
{
    const int page = qMax(1, viewport()->height() / m_rowHeight);
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, int(qMax<qint64>(0, rows() - page)));
    horizontalScrollBar()->setSingleStep(int(m_cellWidth * 4));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, qMax(0, int(2 * marginX + m_log.longestLine() * m_cellWidth) - viewport()->width()));
}

void LogCanvas::setFollowing(bool following)
{
    m_following = following;
    if (following)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void LogCanvas::setFolded(std::size_t section, bool folded)
{
    m_log.setFolded(section, folded);
    logChanged();
}

void LogCanvas::setAllFolded(bool folded)
{
    for (std::size_t i = 0; i < m_log.sections().size(); ++i)
        m_log.setFolded(i, folded);
    logChanged();
}

void LogCanvas::jumpTo(qint64 line)
{
    if (line < m_log.firstLine() || line >= m_log.endLine())
        return;
    m_following = false;
    Q_EMIT followingChanged(false);
    if (const auto section = m_log.sectionOf(line); m_log.sections()[section].folded)
        setFolded(section, false);
    auto* bar = verticalScrollBar();
    const auto row = rowOf(line);
    m_moving = true;
    if (row < bar->value() || row >= bar->value() + bar->pageStep() - 1)
        bar->setValue(int(row) - bar->pageStep() / 3);
    m_moving = false;
    viewport()->update();
}

// ---- search

void LogCanvas::searchFrom(qint64 line)
{
    const auto before = m_hits.size();
    const auto gone = std::find_if(m_hits.begin(), m_hits.end(), [this](const Hit& hit) { return hit.line >= m_log.firstLine(); });
    m_hit = qMax(-1, m_hit - int(gone - m_hits.begin()));
    m_hits.erase(m_hits.begin(), gone);
    // The last line may have been open: it is looked at again.
    const auto from = qMax(m_log.firstLine(), line - 1);
    while (!m_hits.empty() && m_hits.back().line >= from)
        m_hits.pop_back();
    for (auto at = from; !m_word.isEmpty() && at < m_log.endLine() && m_hits.size() < maxHits; ++at) {
        const auto& text = m_log.line(at).text;
        for (auto column = text.indexOf(m_word, 0, Qt::CaseInsensitive); column >= 0; column = text.indexOf(m_word, column + m_word.size(), Qt::CaseInsensitive))
            m_hits.push_back({ at, int(column) });
    }
    m_searched = m_log.endLine();
    m_hit = qMin(m_hit, int(m_hits.size()) - 1);
    if (before != m_hits.size())
        Q_EMIT hitsChanged();
}

int LogCanvas::find(const QString& word)
{
    const auto top = topLine();
    m_word = word;
    m_hits.clear();
    m_hit = -1;
    searchFrom(0);
    const auto it = std::find_if(m_hits.begin(), m_hits.end(), [top](const Hit& hit) { return hit.line >= top; });
    if (!m_hits.empty()) {
        m_hit = it == m_hits.end() ? int(m_hits.size()) - 1 : int(it - m_hits.begin());
        jumpTo(m_hits[std::size_t(m_hit)].line);
    }
    viewport()->update();
    Q_EMIT hitsChanged();
    return hits();
}

void LogCanvas::findNext(bool backward)
{
    if (m_hits.empty())
        return;
    const int count = hits();
    m_hit = (m_hit + (backward ? count - 1 : 1)) % count;
    jumpTo(m_hits[std::size_t(m_hit)].line);
    Q_EMIT hitsChanged();
}

// ---- mouse and keys

LogCanvas::Place LogCanvas::placeAt(QPointF point) const
{
    const auto wanted = qBound<qint64>(0, verticalScrollBar()->value() + qint64(std::floor(point.y() / m_rowHeight)), qMax<qint64>(0, rows() - 1));
    const auto row = rowAt(wanted);
    if (row.line < 0)
        return { m_log.sections().empty() ? 0 : m_log.sections()[row.section].first, 0 };
    return { row.line, columnAt(m_log.line(row.line).text, point.x() - marginX + horizontalScrollBar()->value()) };
}

namespace {
/// Whether every character takes one cell.
bool isNarrow(const QString& text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x1100; });
}
} // namespace

double LogCanvas::xOf(const QString& text, int column) const
{
    return isNarrow(text) || column > text.size() ? column * m_cellWidth : QFontMetricsF(font()).horizontalAdvance(text.left(column));
}

/// The place between two characters that is nearest.
int LogCanvas::columnAt(const QString& text, double x) const
{
    if (isNarrow(text))
        return qBound(0, int(x / m_cellWidth + 0.5), int(text.size()));
    int column = 0;
    while (column < text.size() && (xOf(text, column) + xOf(text, column + 1)) / 2 < x)
        ++column;
    return column;
}

std::pair<LogCanvas::Place, LogCanvas::Place> LogCanvas::selection() const { return std::minmax(m_anchor, m_end); }

void LogCanvas::toggleAt(QPointF point)
{
    const auto wanted = verticalScrollBar()->value() + qint64(point.y() / m_rowHeight);
    if (wanted >= rows())
        return;
    if (const auto row = rowAt(wanted); row.line < 0)
        setFolded(row.section, !m_log.sections()[row.section].folded);
}

void LogCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = event->pos();
    m_end = placeAt(event->position());
    if (!(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_end;
    viewport()->update();
}

void LogCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const auto wanted = verticalScrollBar()->value() + qint64(event->position().y() / m_rowHeight);
    viewport()->setCursor(wanted < rows() && rowAt(wanted).line < 0 ? Qt::PointingHandCursor : Qt::IBeamCursor);
    if (!(event->buttons() & Qt::LeftButton))
        return;
    if (event->position().y() < 0)
        verticalScrollBar()->triggerAction(QScrollBar::SliderSingleStepSub);
    else if (event->position().y() > viewport()->height())
        verticalScrollBar()->triggerAction(QScrollBar::SliderSingleStepAdd);
    m_end = placeAt(event->position());
    viewport()->update();
}

void LogCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && (event->pos() - m_pressed).manhattanLength() < QApplication::startDragDistance())
        toggleAt(event->position());
}

void LogCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto at = placeAt(event->position() - QPointF(m_cellWidth / 2.0, 0));
    if (at.line < m_log.firstLine() || at.line >= m_log.endLine())
        return;
    const auto& text = m_log.line(at.line).text;
    const auto word = [&text](int column) { return column >= 0 && column < text.size() && !text[column].isSpace(); };
    int from = at.column, to = at.column;
    while (word(from - 1))
        --from;
    while (word(to))
        ++to;
    m_anchor = { at.line, from };
    m_end = { at.line, to };
    viewport()->update();
}

QString LogCanvas::selectedText() const
{
    const auto [from, to] = selection();
    if (from == to || from.line < m_log.firstLine())
        return {};
    QStringList lines;
    for (auto line = from.line; line <= qMin(to.line, m_log.endLine() - 1); ++line) {
        const auto& text = m_log.line(line).text;
        const int begin = line == from.line ? from.column : 0;
        lines << text.mid(begin, line == to.line ? to.column - begin : -1);
    }
    return lines.join(u'\n');
}

void LogCanvas::copy()
{
    if (const auto text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void LogCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(theme::icon("copy"), tr("Copy"), this, &LogCanvas::copy)->setEnabled(!selectedText().isEmpty());
    menu->addSeparator();
    menu->addAction(tr("Fold all steps"), this, [this] { setAllFolded(true); })->setEnabled(hasHeadings());
    menu->addAction(tr("Unfold all steps"), this, [this] { setAllFolded(false); })->setEnabled(hasHeadings());
    menu->popup(event->globalPos());
}

void LogCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = { m_log.firstLine(), 0 };
        m_end = { m_log.endLine(), 0 };
        return viewport()->update();
    }
    auto* bar = verticalScrollBar();
    const auto section = m_log.sectionOf(topLine());
    switch (event->key()) {
    case Qt::Key_Home: return bar->setValue(0);
    case Qt::Key_End: return bar->setValue(bar->maximum());
    case Qt::Key_Left: return m_starts.empty() ? void() : setFolded(section, true);
    case Qt::Key_Right: return m_starts.empty() ? void() : setFolded(section, false);
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogCanvas::scrollContentsBy(int, int) { viewport()->update(); }

void LogCanvas::resizeEvent(QResizeEvent*)
{
    m_moving = true;
    updateBars();
    if (m_following)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_moving = false;
}

QStringList LogCanvas::visibleRows() const
{
    QStringList all;
    const auto first = verticalScrollBar()->value();
    for (qint64 row = first; row < qMin<qint64>(rows(), first + verticalScrollBar()->pageStep()); ++row) {
        const auto at = rowAt(row);
        all << (at.line < 0 ? titleOf(m_log.sections()[at.section]) : m_log.line(at.line).text);
    }
    return all;
}

// ---- painting

/// The terminal's colours in the theme's: both themes can be read.
QColor LogCanvas::colorOf(int color) const
{
    const auto& t = theme::tokens();
    switch (color % 8) {
    case 0: return color < 0 ? t.text : t.muted;
    case 1: return t.error;
    case 2: return t.ok;
    case 3: return t.warn;
    case 4: case 6: return t.info;
    case 5: return t.accent;
    default: return t.text;
    }
}

void LogCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme::tokens().surface);
    const auto first = verticalScrollBar()->value();
    for (qint64 row = first; row < rows(); ++row) {
        const QRect rect(0, int(row - first) * m_rowHeight, viewport()->width(), m_rowHeight);
        if (rect.top() > viewport()->height())
            break;
        const auto at = rowAt(row);
        at.line < 0 ? paintHeading(painter, rect, at.section) : paintLine(painter, rect, at.line);
    }
}

void LogCanvas::paintHeading(QPainter& painter, const QRect& rect, std::size_t index)
{
    const auto& t = theme::tokens();
    const auto& section = m_log.sections()[index];
    painter.fillRect(rect, t.window);
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.border);
    theme::paintIcon(painter, section.folded ? "chevron-right" : "chevron-down", QRectF(rect.x() + 8, rect.y() + (rect.height() - 14) / 2.0, 14, 14), t.muted);
    const QLocale locale;
    const auto title = m_log.sections().front().boot == m_log.sections().back().boot ? titleOf(section) : tr("%1 (boot %2)").arg(titleOf(section)).arg(section.boot);
    painter.setFont(theme::uiFont(12, 600));
    painter.setPen(t.text);
    int x = rect.x() + 28;
    painter.drawText(QRect(x, rect.y(), rect.width() - x, rect.height()), Qt::AlignVCenter, title);
    x += painter.fontMetrics().horizontalAdvance(title) + 14;
    QStringList about;
    if (section.begin >= 0 && section.end > section.begin)
        about << tr("%1–%2 s").arg(locale.toString(section.begin, 'f', 1), locale.toString(section.end, 'f', 1));
    const int count = int(m_log.endOf(index) - section.first);
    about << tr("%n line(s)", nullptr, count);
    painter.setFont(theme::uiFont(11));
    painter.setPen(t.muted);
    painter.drawText(QRect(x, rect.y(), rect.width() - x, rect.height()), Qt::AlignVCenter, about.join(QStringLiteral(" · ")));
    if (section.problems == 0)
        return;
    x += painter.fontMetrics().horizontalAdvance(about.join(QStringLiteral(" · "))) + 14;
    painter.setPen(t.error);
    painter.drawText(QRect(x, rect.y(), rect.width() - x, rect.height()), Qt::AlignVCenter, tr("%n problem(s)", nullptr, section.problems));
}

void LogCanvas::paintLine(QPainter& painter, const QRect& rect, qint64 line)
{
    const auto& t = theme::tokens();
    const auto& it = m_log.line(line);
    const int left = rect.x() + marginX - horizontalScrollBar()->value();
    const auto part = [&](int from, int length) {
        const double x = xOf(it.text, from);
        return QRectF(left + x, rect.y(), xOf(it.text, from + length) - x, rect.height());
    };
    const auto [from, to] = selection();
    if (from != to && line >= from.line && line <= to.line) {
        const int begin = line == from.line ? from.column : 0, end = line == to.line ? to.column : int(it.text.size()) + 1;
        painter.fillRect(part(begin, end - begin), t.selection);
    }
    const auto hit = std::lower_bound(m_hits.begin(), m_hits.end(), line, [](const Hit& one, qint64 wanted) { return one.line < wanted; });
    for (auto one = hit; one != m_hits.end() && one->line == line; ++one) {
        painter.fillRect(part(one->column, int(m_word.size())), t.warnBg);
        if (one - m_hits.begin() == m_hit) {
            painter.setPen(t.warn);
            painter.drawRect(part(one->column, int(m_word.size())).adjusted(0, 0, -1, -1));
        }
    }
    // Only the columns that can be seen: a line may be long.
    const int first = qMax(0, int(horizontalScrollBar()->value() / m_cellWidth / 2) - 2), last = int((horizontalScrollBar()->value() + rect.width()) / m_cellWidth) + 4;
    const auto draw = [&](int begin, int end, const QColor& color, bool bold) {
        begin = qMax(begin, first);
        end = qMin(qMin(end, last), int(it.text.size()));
        if (begin >= end)
            return;
        auto face = font();
        face.setBold(bold);
        painter.setFont(face);
        painter.setPen(color);
        painter.drawText(QPointF(left + xOf(it.text, begin), rect.y() + m_ascent), it.text.mid(begin, end - begin));
    };
    int done = 0;
    for (const auto& span : it.spans) {
        draw(done, span.from, t.text, false);
        draw(span.from, span.from + span.length, span.color < 0 ? t.text : colorOf(span.color), span.bold);
        done = span.from + span.length;
    }
    draw(done, int(it.text.size()), t.text, false);
}

} // namespace skylab::console
