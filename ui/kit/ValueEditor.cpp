#include "kit/ValueEditor.h"

#include "kit/Basics.h"
#include "theme/Icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

namespace {

QString joined(const QJsonValue& value)
{
    QStringList all;
    for (const auto& one : value.toArray())
        all << one.toString();
    return all.join(QStringLiteral(", "));
}

QString pairLines(const QJsonValue& value)
{
    QStringList lines;
    const auto object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        lines << QStringLiteral("%1 = %2").arg(it.key(), it->toString());
    return lines.join(u'\n');
}

QJsonArray tagsOf(const QString& text)
{
    QJsonArray tags;
    for (const auto& part : text.split(u',', Qt::SkipEmptyParts)) {
        if (const auto tag = part.trimmed(); !tag.isEmpty() && !tags.contains(tag))
            tags.append(tag);
    }
    return tags;
}

QJsonObject pairsOf(const QString& text)
{
    QJsonObject pairs;
    for (const auto& line : text.split(u'\n', Qt::SkipEmptyParts)) {
        if (const auto key = line.section(u'=', 0, 0).trimmed(); !key.isEmpty())
            pairs[key] = line.section(u'=', 1).trimmed();
    }
    return pairs;
}

} // namespace

ValueEditor::ValueEditor(const QString& name, QWidget* parent) : QWidget(parent), m_name(name), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_shown = new QToolButton;
    m_shown->setAutoRaise(true);
    m_shown->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_shown->setLayoutDirection(Qt::RightToLeft);   // the pencil stands behind the text
    m_shown->setCursor(Qt::IBeamCursor);
    m_shown->setIconSize({ 12, 12 });
    m_shown->setIcon(theme::icon("pencil"));
    m_shown->setFont(theme::uiFont(12, 500));
    m_shown->setFocusPolicy(Qt::StrongFocus);
    m_shown->installEventFilter(this);
    m_column->addWidget(m_shown, 0, Qt::AlignLeft | Qt::AlignAbsolute);
    m_buttons = new QWidget;
    auto* row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    auto* save = button(tr("Save"), {}, Emphasis::Primary);
    auto* cancel = button(tr("Cancel"));
    row->addWidget(save);
    row->addWidget(cancel);
    row->addStretch();
    m_buttons->hide();
    m_fault = label({}, 12, 500, &Tokens::error);
    m_fault->setWordWrap(true);
    m_fault->hide();
    m_column->addWidget(m_fault);
    m_column->addWidget(m_buttons);
    connect(m_shown, &QToolButton::clicked, this, &ValueEditor::begin);
    connect(save, &QPushButton::clicked, this, &ValueEditor::submit);
    connect(cancel, &QPushButton::clicked, this, &ValueEditor::revert);
}

bool ValueEditor::hasLines() const { return m_editor.kind == EditKind::Multiline || m_editor.kind == EditKind::Pairs; }

void ValueEditor::set(const Editor& editor, const QString& shown, bool mixed)
{
    if (!m_input) {
        m_editor = editor;
        m_mixed = mixed;
    }
    m_shown->setText(m_shown->fontMetrics().elidedText(QString(shown).replace(u'\n', u' '), Qt::ElideRight, 240));
    m_shown->setEnabled(editor.blocked.isEmpty());
    m_shown->setToolTip(editor.blocked.isEmpty() ? tr("Change %1").arg(m_name) : editor.blocked);
    m_shown->setAccessibleName(QStringLiteral("%1: %2").arg(m_name, shown));
    m_shown->setAccessibleDescription(m_shown->toolTip());
}

QWidget* ValueEditor::makeInput()
{
    const auto value = m_mixed ? QJsonValue() : m_editor.value;
    const auto hint = m_mixed ? tr("mixed: what is typed here becomes the value of all") : QString();
    switch (m_editor.kind) {
    case EditKind::Number: {
        auto* spin = new QDoubleSpinBox;
        spin->setDecimals(0);
        spin->setRange(m_editor.min, m_editor.max);
        spin->setSuffix(m_editor.suffix.isEmpty() ? QString() : u' ' + m_editor.suffix);
        spin->setValue(value.toDouble(m_editor.min));
        spin->selectAll();
        return spin;
    }
    case EditKind::Switch: {
        auto* box = new QCheckBox(tr("Yes"));
        box->setChecked(value.toBool());
        return box;
    }
    case EditKind::Choice: {
        auto* box = new QComboBox;
        for (const auto& choice : m_editor.choices)
            box->addItem(choice.text, choice.value);
        box->setCurrentIndex(box->findData(value.toString()));
        return box;
    }
    case EditKind::Multiline: case EditKind::Pairs: {
        auto* edit = new QPlainTextEdit(m_editor.kind == EditKind::Pairs ? pairLines(value) : value.toString());
        edit->setPlaceholderText(!hint.isEmpty() ? hint : m_editor.kind == EditKind::Pairs ? tr("key = value, one a line") : QString());
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 5 + 16);
        return edit;
    }
    default: {
        auto* edit = new QLineEdit(m_editor.kind == EditKind::Tags ? joined(value) : value.toString());
        edit->setPlaceholderText(!hint.isEmpty() ? hint : m_editor.kind == EditKind::Tags ? tr("tags, with commas between") : QString());
        edit->selectAll();
        return edit;
    }
    }
}

bool ValueEditor::begin()
{
    if (m_input || !m_shown->isEnabled())
        return false;
    m_input = makeInput();
    m_input->setAccessibleName(m_name);
    m_input->installEventFilter(this);
    m_column->insertWidget(1, m_input);
    m_shown->hide();
    m_buttons->setVisible(true);
    m_input->show();
    m_input->setFocus();
    return true;
}

void ValueEditor::revert()
{
    if (!m_input)
        return;
    m_input->deleteLater();
    m_input = nullptr;
    m_busy = false;
    m_buttons->setEnabled(true);
    m_buttons->hide();
    setFault({});
    m_shown->show();
    m_shown->setFocus();
}

QJsonValue ValueEditor::typed() const
{
    switch (m_editor.kind) {
    case EditKind::Number: return static_cast<QDoubleSpinBox*>(m_input)->value();
    case EditKind::Switch: return static_cast<QCheckBox*>(m_input)->isChecked();
    case EditKind::Choice: return static_cast<QComboBox*>(m_input)->currentData().toString();
    case EditKind::Multiline: return static_cast<QPlainTextEdit*>(m_input)->toPlainText();
    case EditKind::Pairs: return pairsOf(static_cast<QPlainTextEdit*>(m_input)->toPlainText());
    case EditKind::Tags: return tagsOf(static_cast<QLineEdit*>(m_input)->text());
    case EditKind::Line: break;
    }
    return static_cast<QLineEdit*>(m_input)->text().trimmed();
}

void ValueEditor::submit()
{
    if (!m_input || m_busy)
        return;
    const auto value = typed();
    if (!m_mixed && value == m_editor.value)
        return revert();
    const bool missing = m_editor.required && value.isString() && value.toString().isEmpty();
    const auto wrong = missing ? tr("This is needed.") : m_editor.check ? m_editor.check(value) : QString();
    if (!wrong.isEmpty())
        return setFault(wrong);
    setFault({});
    m_busy = true;
    m_input->setEnabled(false);
    m_buttons->setEnabled(false);
    Q_EMIT submitted(value);
}

void ValueEditor::setOutcome(const QString& fault)
{
    if (fault.isEmpty())
        return revert();
    m_busy = false;
    if (!m_input)
        return;
    m_input->setEnabled(true);
    m_buttons->setEnabled(true);
    m_input->setFocus();
    setFault(fault);
}

void ValueEditor::setFault(const QString& fault)
{
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    if (m_input)
        m_input->setAccessibleDescription(fault);
}

QString ValueEditor::fault() const { return m_fault->isHidden() ? QString() : m_fault->text(); }

bool ValueEditor::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(object, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (object == m_shown) {
        if (event->type() == QEvent::KeyPress && (enter || key->key() == Qt::Key_F2))
            return begin(), true;
        return false;
    }
    const bool escape = key->key() == Qt::Key_Escape;
    if (event->type() == QEvent::ShortcutOverride) {
        if (escape)
            event->accept();   // reverts the value, closes nothing
        return escape;
    }
    if (escape)
        return revert(), true;
    if (enter && (!hasLines() || key->modifiers() & Qt::ControlModifier))
        return submit(), true;
    return false;
}

} // namespace skylab::kit
