#include "console/LogView.h"

#include "kit/Basics.h"
#include "theme/Icons.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>

namespace skylab::console {

namespace {

/// Terminal control sequences mean nothing in a log.
QString withoutEscapes(const QString& text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QChar(0x1b)) {
            if (i + 1 < text.size() && text[i + 1] == u'[') {
                i += 2;
                while (i < text.size() && (text[i] < QChar(0x40) || text[i] > QChar(0x7e)))
                    ++i;
            } else {
                ++i;
            }
        } else if (text[i] != u'\r' && (text[i] >= QChar(0x20) || text[i] == u'\n' || text[i] == u'\t')) {
            out += text[i];
        }
    }
    return out;
}

constexpr int maxMatches = 2000;

} // namespace

LogView::LogView(QWidget* parent) : QWidget(parent), m_view(new QPlainTextEdit), m_search(new QLineEdit)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(6);
    m_search->setPlaceholderText(tr("Search the log…"));
    m_search->setAccessibleName(tr("Search the log"));
    m_search->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    row->addWidget(m_search, 1);
    m_note = kit::label({}, 12, 400, &theme::Tokens::muted);
    row->addWidget(m_note);
    m_follow = kit::chip(tr("Follow"));
    m_follow->setChecked(true);
    row->addWidget(m_follow);
    auto* refresh = kit::toolButton("refresh-cw", tr("Load the log again"));
    auto* saveButton = kit::toolButton("save", tr("Save the log"));
    row->addWidget(refresh);
    row->addWidget(saveButton);
    column->addLayout(row);
    column->addWidget(new kit::Line);
    m_view->setReadOnly(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFont(theme::monoFont(12));
    m_view->setAccessibleName(tr("Log"));
    m_view->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_view->setMaximumBlockCount(50'000);
    m_view->document()->setDocumentMargin(12);
    column->addWidget(m_view, 1);
    connect(m_search, &QLineEdit::textChanged, this, &LogView::highlight);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(false); });
    connect(refresh, &QToolButton::clicked, this, &LogView::refreshAsked);
    connect(saveButton, &QToolButton::clicked, this, &LogView::save);
    auto* find = new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] { m_search->setFocus(); });
    connect(m_view->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        auto* bar = m_view->verticalScrollBar();
        m_follow->setChecked(bar->sliderPosition() >= bar->maximum() - 1);
    });
}

void LogView::setLog(const QString& text)
{
    const auto clean = withoutEscapes(text);
    if (clean == m_text)
        return;
    if (!m_text.isEmpty() && clean.startsWith(m_text)) {
        auto cursor = QTextCursor(m_view->document());
        cursor.movePosition(QTextCursor::End);
        cursor.insertText(clean.mid(m_text.size()));
    } else {
        m_view->setPlainText(clean);
    }
    m_text = clean;
    if (m_follow->isChecked())
        m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
    highlight();
}

QString LogView::text() const { return m_text; }

void LogView::setNote(const QString& note) { m_note->setText(note); }

void LogView::search(bool backward)
{
    const auto flags = backward ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_view->find(m_search->text(), flags))
        return;
    m_view->moveCursor(backward ? QTextCursor::End : QTextCursor::Start);
    m_view->find(m_search->text(), flags);
}

void LogView::highlight()
{
    QList<QTextEdit::ExtraSelection> all;
    const auto word = m_search->text();
    for (auto cursor = word.isEmpty() ? QTextCursor() : m_view->document()->find(word); !cursor.isNull() && all.size() < maxMatches;
         cursor = m_view->document()->find(word, cursor)) {
        QTextEdit::ExtraSelection one;
        one.cursor = cursor;
        one.format.setBackground(theme::tokens().warnBg);
        one.format.setForeground(theme::tokens().warn);
        all << one;
    }
    m_matches = int(all.size());
    m_view->setExtraSelections(all);
    if (!word.isEmpty())
        setNote(m_matches ? tr("%n match(es)", nullptr, m_matches) : tr("No match"));
}

void LogView::save()
{
    const auto path = QFileDialog::getSaveFileName(this, tr("Save the log"), QStringLiteral("console.log"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const bool good = file.open(QIODevice::WriteOnly) && file.write(m_text.toUtf8()) >= 0 && file.commit();
    setNote(good ? tr("Saved.") : tr("Not saved: %1").arg(file.errorString()));
}

} // namespace skylab::console
