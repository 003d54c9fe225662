#include "kit/KeyValueView.h"

#include "kit/Basics.h"
#include "kit/ValueEditor.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QHBoxLayout>

#include <algorithm>

namespace skylab::kit {

using theme::Tokens;

namespace {

constexpr int lineHeight = 22;      // of a row of one line, with or without a button
constexpr int longestUnbroken = 44; // characters

/// The text of the first line stands in the middle of such a line.
void centreFirstLine(QLabel& text) { text.setContentsMargins(0, qMax(0, (lineHeight - text.fontMetrics().height()) / 2), 0, 0); }

bool isShort(const QString& text)
{
    const auto lines = text.split(u'\n');
    return std::all_of(lines.begin(), lines.end(), [](const QString& line) { return line.size() <= longestUnbroken; });
}

QString shownText(const KeyValueView::Row& row)
{
    if (row.mixed)
        return KeyValueView::tr("mixed");
    return row.value.isEmpty() ? QStringLiteral("–") : row.value;
}

} // namespace

KeyValueView::KeyValueView(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(5);
    m_grid->setColumnStretch(1, 1);
}

/// On a wide page the buttons stay beside what they are about.
void KeyValueView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_grid->setContentsMargins(0, 0, qMax(0, width() - widest), 0);
}

void KeyValueView::setRows(const std::vector<Row>& rows)
{
    QStringList labels;
    for (const auto& row : rows)
        labels << row.label + (row.open ? u'>' : row.edit ? u'*' : row.mixed ? u'~' : u' ') + (row.open ? row.value : QString());
    if (labels != m_labels) {
        m_labels = labels;
        return rebuild(rows);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (m_shown[i].editor)
            m_shown[i].editor->set(*rows[i].edit, shownText(rows[i]), rows[i].mixed);
        else if (m_shown[i].value && m_shown[i].value->text() != shownText(rows[i]))
            m_shown[i].value->setText(shownText(rows[i]));
    }
}

void KeyValueView::rebuild(const std::vector<Row>& rows)
{
    clearLayout(*m_grid);
    m_shown.clear();
    int at = 0;
    for (const auto& row : rows) {
        Shown shown { row.label };
        auto* name = label(row.label, 12, 400, &Tokens::muted);
        name->setMinimumWidth(96);
        name->setWordWrap(true);
        centreFirstLine(*name);
        m_grid->addWidget(name, at, 0, Qt::AlignTop);
        m_grid->setRowMinimumHeight(at, lineHeight);
        if (row.open) {
            addLink(at, row);
        } else if (row.edit) {
            addEditor(at, row, shown);
        } else {
            shown.value = addValue(at, row);
        }
        m_shown.push_back(shown);
        ++at;
    }
}

QLabel* KeyValueView::addValue(int at, const Row& row)
{
    auto* value = label(shownText(row), 12, row.mixed ? 400 : 500, row.mixed ? &Tokens::faint : &Tokens::text);
    if (row.mono)
        value->setFont(theme::monoFont(11));
    const bool copyable = row.copyable && !row.value.isEmpty(), close = copyable && isShort(row.value);
    value->setWordWrap(!close);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setFocusPolicy(Qt::ClickFocus);
    value->setAccessibleDescription(row.label);
    centreFirstLine(*value);
    if (!copyable) {
        m_grid->addWidget(value, at, 1, Qt::AlignTop);
        return value;
    }
    auto* copy = toolButton("copy", tr("Copy %1").arg(row.label));
    copy->setFixedSize(lineHeight, lineHeight);
    copy->setIconSize({ 13, 13 });
    connect(copy, &QToolButton::clicked, value, [value] { QApplication::clipboard()->setText(value->text()); });
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    line->addWidget(value, close ? 0 : 1, Qt::AlignTop);
    line->addWidget(copy, 0, Qt::AlignTop);
    if (close)
        line->addStretch();
    m_grid->addLayout(line, at, 1);
    return value;
}

void KeyValueView::addLink(int at, const Row& row)
{
    auto* link = new QToolButton;
    link->setText(row.value);
    link->setAccessibleName(QStringLiteral("%1: %2").arg(row.label, row.value));
    link->setFont(theme::uiFont(12, 500));
    link->setAutoRaise(true);
    link->setCursor(Qt::PointingHandCursor);
    auto palette = link->palette();
    palette.setColor(QPalette::ButtonText, theme::tokens().accent);
    link->setPalette(palette);
    connect(link, &QToolButton::clicked, this, row.open);
    m_grid->addWidget(link, at, 1, Qt::AlignLeft);
}

void KeyValueView::addEditor(int at, const Row& row, Shown& shown)
{
    shown.editor = new ValueEditor(row.label);
    shown.editor->set(*row.edit, shownText(row), row.mixed);
    m_grid->addWidget(shown.editor, at, 1);
    connect(shown.editor, &ValueEditor::submitted, this, [this, label = row.label](const QJsonValue& value) { Q_EMIT edited(label, value); });
}

ValueEditor* KeyValueView::editor(const QString& label) const
{
    const auto it = std::find_if(m_shown.begin(), m_shown.end(), [&label](const Shown& shown) { return shown.label == label; });
    return it == m_shown.end() ? nullptr : it->editor;
}

bool KeyValueView::edit(const QString& label)
{
    auto* found = editor(label);
    return found && found->begin();
}

void KeyValueView::setOutcome(const QString& label, const QString& fault)
{
    if (auto* found = editor(label))
        found->setOutcome(fault);
}

} // namespace skylab::kit
