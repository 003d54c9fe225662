#include "kit/ScriptEdit.h"

#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace skylab::kit {

using theme::tokens;

ScriptEdit::ScriptEdit(QWidget* parent) : QPlainTextEdit(parent), m_gutter(new QWidget(this))
{
    setFont(theme::monoFont(12));
    setLineWrapMode(NoWrap);
    m_gutter->installEventFilter(this);
    m_gutter->setCursor(Qt::ArrowCursor);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { setViewportMargins(gutterWidth(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, &ScriptEdit::underline);
    setViewportMargins(gutterWidth(), 0, 0, 0);
}

int ScriptEdit::gutterWidth() const { return 26 + fontMetrics().horizontalAdvance(u'9') * int(QString::number(qMax(10, blockCount())).size()); }

void ScriptEdit::setMarks(const QList<Mark>& marks)
{
    m_marks = marks;
    underline();
    m_gutter->update();
}

void ScriptEdit::underline()
{
    QList<QTextEdit::ExtraSelection> all;
    for (const auto& mark : m_marks) {
        const auto block = document()->findBlockByNumber(mark.line - 1);
        if (!block.isValid())
            continue;
        QTextEdit::ExtraSelection selection;
        selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        selection.format.setUnderlineColor(mark.severe ? tokens().error : tokens().warn);
        selection.cursor = QTextCursor(block);
        const int column = qMin(qMax(0, mark.column - 1), qMax(0, block.length() - 2));
        selection.cursor.setPosition(block.position() + column);
        selection.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        all << selection;
    }
    setExtraSelections(all);
}

void ScriptEdit::goToLine(int line)
{
    const auto block = document()->findBlockByNumber(qMax(0, line - 1));
    if (!block.isValid())
        return;
    setTextCursor(QTextCursor(block));
    ensureCursorVisible();
    setFocus();
}

void ScriptEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    const auto inside = contentsRect();
    m_gutter->setGeometry(inside.left(), inside.top(), gutterWidth(), inside.height());
}

void ScriptEdit::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier)   // YAML takes no tabs; Ctrl+Tab and Shift+Tab leave
        return insertPlainText(QStringLiteral("  "));
    QPlainTextEdit::keyPressEvent(event);
}

bool ScriptEdit::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QPlainTextEdit::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const int line = cursorForPosition(viewport()->mapFrom(this, help->pos())).blockNumber() + 1;
    QStringList texts;
    for (const auto& mark : std::as_const(m_marks)) {
        if (mark.line == line)
            texts << mark.text;
    }
    QToolTip::showText(help->globalPos(), texts.join(u'\n'), this);
    return true;
}

bool ScriptEdit::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_gutter && event->type() == QEvent::Paint) {
        paintGutter(*static_cast<QPaintEvent*>(event));
        return true;
    }
    return QPlainTextEdit::eventFilter(object, event);
}

void ScriptEdit::paintGutter(QPaintEvent& event)
{
    QPainter painter(m_gutter);
    painter.fillRect(event.rect(), tokens().window);
    painter.setFont(font());
    auto block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    for (; block.isValid() && top <= event.rect().bottom(); block = block.next()) {
        const double height = blockBoundingRect(block).height();
        const int line = block.blockNumber() + 1;
        const auto mark = std::find_if(m_marks.begin(), m_marks.end(), [line](const Mark& one) { return one.line == line; });
        painter.setPen(mark == m_marks.end() ? tokens().faint : mark->severe ? tokens().error : tokens().warn);
        painter.drawText(QRectF(0, top, m_gutter->width() - 8, height), Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
        if (mark != m_marks.end())
            theme::paintIcon(painter, mark->severe ? "circle-alert" : "triangle-alert", QRectF(3, top + height / 2 - 6, 12, 12), mark->severe ? tokens().error : tokens().warn);
        top += height;
    }
}

} // namespace skylab::kit
