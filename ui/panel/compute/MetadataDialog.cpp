#include "panel/compute/MetadataDialog.h"

#include "kit/Basics.h"
#include "kit/PickList.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace skylab::panel {

using theme::Tokens;

namespace {
constexpr int maxLength = 255;   // of names and values, as Nova has it
}

MetadataView::MetadataView(model::Workspace& workspace, const QString& resourceType, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_lines(new QVBoxLayout), m_empty(kit::label(tr("Nothing yet. Add a pair, or take one from the catalogue."), 12, 400, &Tokens::muted)), m_catalogue(new kit::PickList(tr("Catalogue"), false))
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(18);
    auto* mine = new QVBoxLayout;
    mine->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(kit::label(tr("In use"), 12, 600), 1);
    auto* more = kit::button(tr("Add a pair"), "plus");
    more->setObjectName("addPair");
    head->addWidget(more);
    mine->addLayout(head);
    m_lines->setSpacing(6);
    m_empty->setWordWrap(true);
    mine->addWidget(m_empty);
    mine->addLayout(m_lines);
    mine->addStretch();
    columns->addLayout(mine, 3);
    auto* offer = new QVBoxLayout;
    offer->setSpacing(8);
    auto* title = new QHBoxLayout;
    title->addWidget(kit::label(tr("Catalogue"), 12, 600), 1);
    auto* use = kit::button(tr("Take it"), "chevron-left");
    use->setObjectName("takeDefinition");
    title->addWidget(use);
    offer->addLayout(title);
    m_catalogue->setLines(7);
    m_catalogue->setNote(tr("This cloud describes no properties."));
    offer->addWidget(m_catalogue);
    offer->addStretch();
    columns->addLayout(offer, 2);
    const auto takeOne = [this] {
        if (const auto it = m_definitions.constFind(m_catalogue->value()); it != m_definitions.constEnd())
            add(it->name, it->usual);
    };
    connect(more, &QPushButton::clicked, this, [this] {
        add({}, {});
        m_rows.last().name->setFocus();
    });
    connect(use, &QPushButton::clicked, this, takeOne);
    connect(m_catalogue, &kit::PickList::activated, this, takeOne);
    loadCatalogue(resourceType);
}

void MetadataView::add(const QString& name, const QString& value)
{
    Line line { new QWidget, new QLineEdit(name), nullptr };
    auto* row = new QHBoxLayout(line.box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    line.name->setAccessibleName(tr("Name"));
    line.name->setPlaceholderText(tr("name"));
    const auto choices = m_definitions.value(name).choices;
    if (choices.isEmpty()) {
        auto* edit = new QLineEdit(value);
        edit->setPlaceholderText(tr("value"));
        connect(edit, &QLineEdit::textChanged, this, &MetadataView::edited);
        line.value = edit;
    } else {
        auto* combo = new QComboBox;
        combo->addItems(choices);
        combo->setCurrentText(value.isEmpty() ? choices.first() : value);
        connect(combo, &QComboBox::currentIndexChanged, this, &MetadataView::edited);
        line.value = combo;
    }
    line.value->setAccessibleName(tr("Value of %1").arg(name));
    auto* remove = kit::toolButton("x", tr("Remove %1").arg(name));
    row->addWidget(line.name, 2);
    row->addWidget(line.value, 3);
    row->addWidget(remove);
    m_lines->addWidget(line.box);
    m_rows << line;
    m_empty->hide();
    connect(line.name, &QLineEdit::textChanged, this, [this, value = line.value](const QString& text) {
        value->setAccessibleName(tr("Value of %1").arg(text));
        Q_EMIT edited();
    });
    connect(remove, &QToolButton::clicked, this, [this, box = line.box] {
        m_rows.removeIf([box](const Line& one) { return one.box == box; });
        box->hide();
        box->deleteLater();
        m_empty->setVisible(m_rows.isEmpty());
        Q_EMIT edited();
    });
    Q_EMIT edited();
}

QString MetadataView::valueOf(const Line& line)
{
    const auto* combo = qobject_cast<QComboBox*>(line.value);
    return combo ? combo->currentText() : static_cast<QLineEdit*>(line.value)->text();
}

void MetadataView::setPairs(const QJsonObject& pairs)
{
    for (const auto& line : std::exchange(m_rows, {}))
        line.box->deleteLater();
    m_empty->setVisible(pairs.isEmpty());
    for (auto it = pairs.begin(); it != pairs.end(); ++it)
        add(it.key(), it->toString());
}

QJsonObject MetadataView::pairs() const
{
    QJsonObject all;
    for (const auto& line : m_rows) {
        if (!line.name->text().trimmed().isEmpty())
            all[line.name->text().trimmed()] = valueOf(line);
    }
    return all;
}

QString MetadataView::fault() const
{
    QSet<QString> seen;
    for (const auto& line : m_rows) {
        const auto name = line.name->text().trimmed();
        if (name.isEmpty() && !valueOf(line).isEmpty())
            return tr("The value “%1” has no name.").arg(valueOf(line));
        if (name.size() > maxLength || valueOf(line).size() > maxLength)
            return tr("Names and values may have %1 characters; “%2” has more.").arg(maxLength).arg(name.left(20));
        if (!name.isEmpty() && seen.contains(name))
            return tr("“%1” is there twice.").arg(name);
        seen.insert(name);
    }
    return {};
}

void MetadataView::loadCatalogue(const QString& resourceType)
{
    if (!m_workspace.session().hasService("image"))
        return;
    const QUrlQuery query { { "resource_types", resourceType } };
    client::then(m_workspace.session().get("image", "/v2/metadefs/namespaces", query), this, [this](const Result<client::Reply>& reply) {
        if (!reply)
            return;   // a cloud without the catalogue: pairs can be written all the same
        const auto spaces = reply->list(u"namespaces");
        for (const auto& space : spaces)
            loadSpace(space[u"namespace"].toString());
    });
}

void MetadataView::loadSpace(const QString& space)
{
    client::then(m_workspace.session().get("image", "/v2/metadefs/namespaces/" + QString::fromLatin1(QUrl::toPercentEncoding(space))), this, [this](const Result<client::Reply>& reply) {
        if (!reply)
            return;
        const auto name = reply->object()[u"display_name"].toString(reply->object()[u"namespace"].toString());
        take(reply->object()[u"properties"].toObject(), name);
        const auto objects = reply->object()[u"objects"].toArray();
        for (const auto& object : objects)
            take(object[u"properties"].toObject(), name);
        showCatalogue();
    });
}

void MetadataView::take(const QJsonObject& properties, const QString& space)
{
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const auto property = it->toObject();
        Definition definition { it.key(), property[u"title"].toString(it.key()), property[u"description"].toString(), space, {}, property[u"default"].toVariant().toString() };
        const auto choices = property[u"enum"].toArray();
        for (const auto& choice : choices)
            definition.choices << choice.toVariant().toString();
        if (property[u"type"].toString() == u"boolean")
            definition.choices = QStringList { "true", "false" };
        m_definitions[it.key()] = definition;
    }
}

void MetadataView::showCatalogue()
{
    auto names = m_definitions.keys();
    names.sort();
    std::vector<kit::PickList::Item> items;
    for (const auto& name : names) {
        const auto& definition = m_definitions[name];
        items.push_back({ name, definition.title, name, "tag", definition.space });
    }
    m_catalogue->setItems(items);
    for (int row = 0; row < int(items.size()); ++row)
        m_catalogue->list()->item(row)->setToolTip(m_definitions[names[row]].text);
}

MetadataDialog::MetadataDialog(model::Workspace& workspace, const QString& title, const QString& resourceType, const QJsonObject& pairs, QWidget* parent)
    : QDialog(parent), m_view(new MetadataView(workspace, resourceType)), m_fault(kit::label({}, 12, 500, &Tokens::error))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumSize(720, 460);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(14);
    auto* heading = new QHBoxLayout;
    heading->setSpacing(12);
    heading->addWidget(kit::iconLabel("list", 22, &Tokens::accent));
    heading->addWidget(kit::label(title, 18, 600), 1);
    column->addLayout(heading);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_view);
    scroll->viewport()->setAutoFillBackground(false);
    m_view->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancel = kit::button(tr("Cancel"));
    auto* save = kit::button(tr("Save"), {}, kit::Emphasis::Primary);
    save->setObjectName("acceptButton");
    save->setDefault(true);
    m_fault->setWordWrap(true);
    row->addWidget(m_fault, 1);
    row->addWidget(cancel);
    row->addWidget(save);
    column->addLayout(row);
    m_view->setPairs(pairs);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_view, &MetadataView::edited, this, [this] { m_fault->clear(); });
    connect(save, &QPushButton::clicked, this, [this] {
        m_fault->setText(m_view->fault());
        if (m_fault->text().isEmpty())
            Q_EMIT submitted();
    });
}

void MetadataDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().surface); }

} // namespace skylab::panel
