#include "kit/FormView.h"

#include "kit/Basics.h"
#include "kit/PickList.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

namespace {

constexpr auto goneChoice = "goneChoice";   // property of a combo box: what was chosen, while it is not offered
constexpr int sliderNumber = 112;   // device-independent pixels: sliders below each other end at the same place

/// Closed combo boxes let the wheel scroll the form, not change the value.
class QuietCombo : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

void fillChoices(QListWidget& list, const std::vector<Choice>& choices, const QJsonArray& chosen)
{
    list.clear();
    for (const auto& choice : choices) {
        auto* item = new QListWidgetItem(choice.sub.isEmpty() ? choice.text : QStringLiteral("%1  ·  %2").arg(choice.text, choice.sub), &list);
        item->setData(Qt::UserRole, choice.value);
        item->setSizeHint({ 100, 28 });
        if (choice.value.isEmpty()) {   // says why there are none
            item->setFlags(Qt::NoItemFlags);
            continue;
        }
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(chosen.contains(choice.value) ? Qt::Checked : Qt::Unchecked);
    }
    list.setFixedHeight(qBound(1, int(choices.size()), 5) * 28 + 10);
}

void fillCombo(QComboBox& combo, const std::vector<Choice>& choices, const QString& chosen)
{
    const QSignalBlocker quiet(&combo);
    combo.clear();
    for (const auto& choice : choices)
        combo.addItem(choice.sub.isEmpty() ? choice.text : QStringLiteral("%1  ·  %2").arg(choice.text, choice.sub), choice.value);
    combo.setCurrentIndex(qMax(0, combo.findData(chosen)));
}

/// Also what is not offered just now: nothing else takes its place.
QString chosenOf(const QComboBox& combo) { return combo.currentIndex() < 0 ? combo.property(goneChoice).toString() : combo.currentData().toString(); }

bool lostItsChoice(const QWidget* input)
{
    const auto* combo = qobject_cast<const QComboBox*>(input);
    return combo && combo->currentIndex() < 0 && !combo->property(goneChoice).toString().isEmpty();
}

void refillCombo(QComboBox& combo, const std::vector<Choice>& choices, const QString& wish)
{
    const auto before = chosenOf(combo);
    fillCombo(combo, choices, before.isEmpty() ? wish : before);
    const QSignalBlocker quiet(&combo);
    const bool gone = !before.isEmpty() && combo.findData(before) < 0;
    combo.setProperty(goneChoice, gone ? before : QString());
    if (gone)
        combo.setCurrentIndex(-1);
    else if (before.isEmpty() && wish.isEmpty() && combo.count())
        combo.setCurrentIndex(0);
}

std::vector<PickList::Item> itemsOf(const std::vector<Choice>& choices)
{
    std::vector<PickList::Item> items;
    for (const auto& choice : choices)
        items.push_back({ choice.value, choice.text, choice.sub, choice.icon });
    return items;
}

QJsonArray checkedOf(const QListWidget& list)
{
    QJsonArray all;
    for (int i = 0; i < list.count(); ++i) {
        if (list.item(i)->checkState() == Qt::Checked)
            all.append(list.item(i)->data(Qt::UserRole).toString());
    }
    return all;
}

void check(QListWidget& list, const QJsonArray& chosen)
{
    for (int i = 0; i < list.count(); ++i)
        list.item(i)->setCheckState(chosen.contains(list.item(i)->data(Qt::UserRole).toString()) ? Qt::Checked : Qt::Unchecked);
}

} // namespace

FormView::FormView(QWidget* parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(14);
}

void FormView::setFields(const Fields& fields)
{
    clearLayout(*m_column);
    m_entries.clear();
    m_advanced = nullptr;
    for (const auto& field : fields) {
        if (!field.advanced)
            addEntry(*m_column, field);
    }
    if (std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.advanced; })) {
        auto* more = chip(tr("More options"), "chevron-down");
        more->setObjectName("moreOptions");
        m_column->addWidget(more, 0, Qt::AlignLeft);
        m_advanced = new QWidget;
        auto* inner = new QVBoxLayout(m_advanced);
        inner->setContentsMargins(0, 0, 0, 0);
        inner->setSpacing(14);
        for (const auto& field : fields) {
            if (field.advanced)
                addEntry(*inner, field);
        }
        m_advanced->hide();
        m_column->addWidget(m_advanced);
        connect(more, &QToolButton::toggled, m_advanced, &QWidget::setVisible);
    }
    onEdited();
}

void FormView::addEntry(QVBoxLayout& column, const Field& field)
{
    Entry entry { field };
    entry.row = new QWidget;
    auto* box = new QVBoxLayout(entry.row);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(5);
    entry.input = makeInput(field);
    entry.input->setObjectName(QStringLiteral("field:") + field.id);
    if (entry.input->accessibleName().isEmpty())
        entry.input->setAccessibleName(field.label);
    if (field.kind != FieldKind::Check) {
        auto* caption = label(field.required ? field.label : tr("%1 (optional)").arg(field.label), 12, 500, &Tokens::text);
        if (field.kind == FieldKind::Choice || field.kind == FieldKind::Number || field.kind == FieldKind::Slider)
            caption->setText(field.label);
        caption->setBuddy(entry.input);
        box->addWidget(caption);
    }
    box->addWidget(entry.input);
    if (!field.help.isEmpty()) {
        auto* help = paragraph(field.help);
        help->setFont(theme::uiFont(12));
        box->addWidget(help);
    }
    entry.fault = label({}, 12, 500, &Tokens::error);
    entry.fault->setWordWrap(true);
    entry.fault->hide();
    box->addWidget(entry.fault);
    column.addWidget(entry.row);
    m_entries.push_back(std::move(entry));
}

QWidget* FormView::makeInput(const Field& field)
{
    switch (field.kind) {
    case FieldKind::Text: case FieldKind::Password: case FieldKind::Multiline: return makeTextInput(field);
    case FieldKind::Number: case FieldKind::Slider: return makeNumberInput(field);
    case FieldKind::Choice: case FieldKind::Choices: case FieldKind::Pick: return makeChoiceInput(field);
    case FieldKind::File: return makeFileInput(field);
    case FieldKind::Check: break;
    }
    auto* check = new QCheckBox(field.label);
    check->setChecked(field.value.toBool());
    connect(check, &QCheckBox::toggled, this, &FormView::onEdited);
    return check;
}

QWidget* FormView::makeTextInput(const Field& field)
{
    if (field.kind == FieldKind::Multiline) {
        auto* edit = new QPlainTextEdit(field.value.toString());
        edit->setPlaceholderText(field.placeholder);
        edit->setFont(theme::monoFont(12));
        edit->setFixedHeight(110);
        edit->setTabChangesFocus(true);
        connect(edit, &QPlainTextEdit::textChanged, this, &FormView::onEdited);
        return edit;
    }
    auto* edit = new QLineEdit(field.value.toString());
    edit->setPlaceholderText(field.placeholder);
    if (field.kind == FieldKind::Password)
        edit->setEchoMode(QLineEdit::Password);
    connect(edit, &QLineEdit::textChanged, this, &FormView::onEdited);
    return edit;
}

QWidget* FormView::makeNumberInput(const Field& field)
{
    auto* spin = new QSpinBox;
    spin->setRange(int(field.min), int(field.max));
    spin->setValue(field.value.toInt(int(field.min)));
    if (!field.suffix.isEmpty())
        spin->setSuffix(QStringLiteral(" ") + field.suffix);
    connect(spin, &QSpinBox::valueChanged, this, &FormView::onEdited);
    if (field.kind == FieldKind::Number)
        return spin;
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    const int step = qMax(1, int(field.step));
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setAccessibleName(field.label);
    slider->setRange(int(field.min) / step, int(field.max) / step);
    slider->setValue(spin->value() / step);
    spin->setSingleStep(step);
    spin->setAccessibleName(field.label);
    row->addWidget(slider, 1);
    row->addWidget(spin);
    spin->setMinimumWidth(sliderNumber);
    box->setFocusProxy(slider);
    connect(slider, &QSlider::valueChanged, spin, [spin, step](int value) {
        if (spin->value() / step != value)   // what was typed between two steps stays
            spin->setValue(value * step);
    });
    connect(spin, &QSpinBox::valueChanged, slider, [slider, step](int value) { slider->setValue(value / step); });
    return box;
}

QWidget* FormView::makeChoiceInput(const Field& field)
{
    if (field.kind == FieldKind::Pick) {
        auto* list = new PickList(field.label, false);
        list->setLines(field.lines);
        list->setNote(field.placeholder);
        list->setItems(itemsOf(field.choices));
        list->setValue(field.value.toString());
        connect(list, &PickList::changed, this, &FormView::onEdited);
        return list;
    }
    if (field.kind == FieldKind::Choices) {
        auto* list = new QListWidget;
        fillChoices(*list, field.choices, field.value.toArray());
        connect(list, &QListWidget::itemChanged, this, &FormView::onEdited);
        return list;
    }
    auto* combo = new QuietCombo;
    combo->setMaxVisibleItems(14);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(20);
    fillCombo(*combo, field.choices, field.value.toString());
    connect(combo, &QComboBox::currentIndexChanged, this, &FormView::onEdited);
    return combo;
}

QWidget* FormView::makeFileInput(const Field& field)
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    auto* edit = new QLineEdit(field.value.toString());
    edit->setAccessibleName(field.label);
    edit->setPlaceholderText(field.placeholder);
    auto* browse = button(tr("Choose…"), "folder");
    row->addWidget(edit, 1);
    row->addWidget(browse);
    box->setFocusProxy(edit);
    connect(edit, &QLineEdit::textChanged, this, &FormView::onEdited);
    connect(browse, &QPushButton::clicked, this, [this, edit, title = field.label] {
        const auto path = QFileDialog::getOpenFileName(this, title, edit->text());
        if (!path.isEmpty())
            edit->setText(path);
    });
    return box;
}

QJsonValue FormView::valueOf(const Entry& entry) const
{
    switch (entry.field.kind) {
    case FieldKind::Text: return static_cast<QLineEdit*>(entry.input)->text().trimmed();
    case FieldKind::Password: return static_cast<QLineEdit*>(entry.input)->text();
    case FieldKind::Multiline: return static_cast<QPlainTextEdit*>(entry.input)->toPlainText();
    case FieldKind::Number: return static_cast<QSpinBox*>(entry.input)->value();
    case FieldKind::Check: return static_cast<QCheckBox*>(entry.input)->isChecked();
    case FieldKind::Choice: return static_cast<QComboBox*>(entry.input)->currentData().toString();
    case FieldKind::Choices: return checkedOf(*static_cast<QListWidget*>(entry.input));
    case FieldKind::File: return entry.input->findChild<QLineEdit*>()->text().trimmed();
    case FieldKind::Pick: return static_cast<PickList*>(entry.input)->value();
    case FieldKind::Slider: return entry.input->findChild<QSpinBox*>()->value();
    }
    return {};
}

QJsonObject FormView::values() const
{
    QJsonObject all;
    for (const auto& entry : m_entries)
        all[entry.field.id] = valueOf(entry);
    return all;
}

void FormView::setValue(const QString& id, const QJsonValue& value)
{
    for (auto& entry : m_entries) {
        if (entry.field.id != id)
            continue;
        entry.field.value = value;
        if (auto* edit = qobject_cast<QLineEdit*>(entry.input))
            edit->setText(value.toString());
        else if (auto* text = qobject_cast<QPlainTextEdit*>(entry.input))
            text->setPlainText(value.toString());
        else if (auto* spin = qobject_cast<QSpinBox*>(entry.input))
            spin->setValue(value.toInt());
        else if (auto* box = qobject_cast<QCheckBox*>(entry.input))
            box->setChecked(value.toBool());
        else if (auto* combo = qobject_cast<QComboBox*>(entry.input))
            combo->setProperty(goneChoice, QString()), combo->setCurrentIndex(combo->findData(value.toString()));
        else if (auto* list = qobject_cast<PickList*>(entry.input))
            list->setValue(value.toString());
        else if (auto* boxes = qobject_cast<QListWidget*>(entry.input))
            check(*boxes, value.toArray());
        else if (entry.field.kind == FieldKind::Slider)
            entry.input->findChild<QSpinBox*>()->setValue(value.toInt());
        else if (entry.field.kind == FieldKind::File)
            entry.input->findChild<QLineEdit*>()->setText(value.toString());
    }
}

void FormView::setChoices(const QString& id, const std::vector<Choice>& choices, const QJsonValue& chosen)
{
    for (auto& entry : m_entries) {
        if (entry.field.id != id)
            continue;
        if (auto* combo = qobject_cast<QComboBox*>(entry.input)) {
            refillCombo(*combo, choices, entry.field.value.isString() && !entry.field.value.toString().isEmpty() ? entry.field.value.toString() : chosen.toString());
        } else if (auto* list = qobject_cast<QListWidget*>(entry.input)) {
            auto before = checkedOf(*list);
            if (before.isEmpty())
                before = entry.field.value.isArray() ? entry.field.value.toArray() : chosen.toArray();
            const QSignalBlocker quiet(list);
            fillChoices(*list, choices, before);
        } else if (auto* pick = qobject_cast<PickList*>(entry.input)) {
            const auto wish = entry.field.value.toString().isEmpty() ? chosen.toString() : entry.field.value.toString();
            if (pick->value().isEmpty() && !wish.isEmpty())
                pick->setValue(wish);
            pick->setItems(itemsOf(choices));
        }
    }
    onEdited();
}

void FormView::setAwaited(const QString& id, const QString& why)
{
    for (auto& entry : m_entries) {
        if (entry.field.id == id)
            entry.awaited = why;
    }
}

void FormView::onEdited()
{
    const auto all = values();
    for (auto& entry : m_entries) {
        if (entry.field.visible)
            entry.row->setVisible(entry.field.visible(all));
        if (!entry.fault->text().isEmpty()) {
            entry.fault->clear();
            entry.fault->hide();
            entry.input->setProperty("invalid", false);
            entry.input->update();
        }
    }
    Q_EMIT edited();
}

bool FormView::validate()
{
    clearFaults();
    const auto all = values();
    bool good = true;
    for (const auto& entry : m_entries) {
        if (entry.field.visible && !entry.field.visible(all))
            continue;
        const auto value = all[entry.field.id];
        const bool missing = (value.isString() && value.toString().isEmpty()) || (value.isArray() && value.toArray().isEmpty());
        QString why;
        if (!entry.awaited.isEmpty())
            why = entry.awaited;
        else if ((entry.field.required && missing) || lostItsChoice(entry.input))
            why = tr("Fill this in.");
        else if (entry.field.check)
            why = entry.field.check(all);
        if (why.isEmpty())
            continue;
        setFault(entry.field.id, why);
        if (std::exchange(good, false))
            entry.input->setFocus();
    }
    return good;
}

bool FormView::setFault(const QString& id, const QString& fault)
{
    for (auto& entry : m_entries) {
        if (entry.field.id != id || id.isEmpty())
            continue;
        if (m_advanced && entry.field.advanced)
            findChild<QToolButton*>("moreOptions")->setChecked(true);
        entry.fault->setText(fault);
        entry.fault->show();
        entry.input->setProperty("invalid", true);
        entry.input->setAccessibleDescription(fault);
        entry.input->update();
        return true;
    }
    return false;
}

void FormView::clearFaults()
{
    for (auto& entry : m_entries) {
        entry.fault->clear();
        entry.fault->hide();
        entry.input->setProperty("invalid", false);
        entry.input->setAccessibleDescription({});
        entry.input->update();
    }
}

const FormView::Entry* FormView::entry(const QString& id) const
{
    const auto it = std::find_if(m_entries.begin(), m_entries.end(), [&](const auto& one) { return one.field.id == id; });
    return it == m_entries.end() ? nullptr : &*it;
}

QWidget* FormView::input(const QString& id) const
{
    const auto* found = entry(id);
    return found ? found->input : nullptr;
}

void FormView::focusFirst()
{
    if (m_entries.empty())
        return;
    auto* first = m_entries.front().input;
    first->setFocus();
    if (auto* edit = qobject_cast<QLineEdit*>(first))
        edit->selectAll();
}

} // namespace skylab::kit
