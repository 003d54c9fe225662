#include "panel/SavedViews.h"

#include "kit/DataTable.h"
#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "theme/Icons.h"

#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>

namespace skylab::panel {

SavedViews::SavedViews(const QString& panel, model::Workspace& workspace, shell::PanelHost& host, kit::DataTable& table)
    : m_panel(panel), m_workspace(workspace), m_host(host), m_table(table), m_plain(table.view()->saveLayout())
{
    setObjectName("savedViews");
    setAutoRaise(true);
    setIconSize({ 17, 17 });
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(this, &QToolButton::clicked, this, &SavedViews::openMenu);
    refresh();
}

/// Columns of one kind of cloud are of no use in another: another OpenStack lacks what only Skylab says.
QString SavedViews::key() const
{
    return QStringLiteral("views/%1/%2").arg(m_workspace.session().hasService(QStringLiteral("skylab")) ? QStringLiteral("skylab") : QStringLiteral("openstack"), m_panel);
}

void SavedViews::load()
{
    if (m_loaded == key())
        return;
    m_loaded = key();
    const auto kept = QJsonDocument::fromJson(m_host.remembered(m_loaded)).object();
    m_views = kept[u"views"].toArray();
    m_default = kept[u"default"].toString();
    m_current = kept[u"last"].toString();
}

void SavedViews::store()
{
    m_host.remember(m_loaded, QJsonDocument(QJsonObject { { "views", m_views }, { "default", m_default }, { "last", m_current } }).toJson(QJsonDocument::Compact));
    refresh();
}

void SavedViews::begin()
{
    if (m_loaded == key())
        return;
    load();
    const auto wanted = m_default.isEmpty() ? m_current : m_default;
    if (const auto view = find(wanted); !view.isEmpty()) {
        m_current = wanted;
        show(view);
    } else {
        m_current.clear();
    }
    refresh();
}

QStringList SavedViews::names() const
{
    QStringList all;
    for (const auto& view : m_views)
        all << view[u"name"].toString();
    return all;
}

QJsonObject SavedViews::find(const QString& name) const
{
    for (const auto& view : m_views) {
        if (!name.isEmpty() && view[u"name"].toString() == name)
            return view.toObject();
    }
    return {};
}

QJsonObject SavedViews::shownNow() const
{
    QJsonObject choices;
    const auto chosen = m_table.filters()->chosenValues();
    for (auto it = chosen.begin(); it != chosen.end(); ++it)
        choices[it.key()] = QJsonArray::fromStringList(*it);
    return { { "filter", m_table.filters()->edit()->text() }, { "choices", choices }, { "layout", QString::fromLatin1(m_table.view()->saveLayout().toBase64()) } };
}

void SavedViews::show(const QJsonObject& view)
{
    auto* filters = m_table.filters();
    filters->clear();
    filters->edit()->setText(view[u"filter"].toString());
    const auto choices = view[u"choices"].toObject();
    for (auto it = choices.begin(); it != choices.end(); ++it) {
        QStringList values;
        for (const auto& value : it->toArray())
            values << value.toString();
        filters->setChosen(it.key(), values);
    }
    m_table.view()->restoreLayout(QByteArray::fromBase64(view[u"layout"].toString().toLatin1()));
}

void SavedViews::apply(const QString& name)
{
    load();
    const auto view = find(name);
    if (view.isEmpty())
        return;
    show(view);
    m_current = name;
    store();
}

void SavedViews::applyAll()
{
    load();
    m_table.filters()->clear();
    m_table.view()->restoreLayout(m_plain);
    m_current.clear();
    store();
}

void SavedViews::save(const QString& name)
{
    load();
    auto view = shownNow();
    view["name"] = name;
    bool replaced = false;
    for (auto&& kept : m_views) {
        if (kept.toObject()[u"name"].toString() == name) {
            kept = view;
            replaced = true;
        }
    }
    if (!replaced)
        m_views.append(view);
    m_current = name;
    store();
}

void SavedViews::remove(const QString& name)
{
    load();
    for (int i = int(m_views.size()) - 1; i >= 0; --i) {
        if (m_views.at(i)[u"name"].toString() == name)
            m_views.removeAt(i);
    }
    m_default = m_default == name ? QString() : m_default;
    m_current = m_current == name ? QString() : m_current;
    store();
}

void SavedViews::setDefault(const QString& name)
{
    load();
    m_default = name;
    store();
}

void SavedViews::fillNamed(QMenu& menu)
{
    auto* all = menu.addAction(tr("All"));
    all->setCheckable(true);
    all->setChecked(m_current.isEmpty());
    connect(all, &QAction::triggered, this, &SavedViews::applyAll);
    for (const auto& name : names()) {
        auto* it = menu.addAction(name == m_default ? tr("%1 (default)").arg(name) : name);
        it->setCheckable(true);
        it->setChecked(name == m_current);
        connect(it, &QAction::triggered, this, [this, name] { apply(name); });
    }
    menu.addSeparator();
}

void SavedViews::openMenu()
{
    load();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Saved views"));
    fillNamed(*menu);
    connect(menu->addAction(theme::icon("bookmark"), tr("Save this view…")), &QAction::triggered, this, &SavedViews::askName);
    if (const auto name = m_current; !name.isEmpty()) {
        auto differs = shownNow();
        differs["name"] = name;
        auto* update = menu->addAction(tr("Update “%1” to what is shown").arg(name));
        update->setEnabled(differs != find(name));
        connect(update, &QAction::triggered, this, [this, name] { save(name); });
        auto* first = menu->addAction(tr("Show “%1” at the start").arg(name));
        first->setCheckable(true);
        first->setChecked(m_default == name);
        connect(first, &QAction::triggered, this, [this, name](bool on) { setDefault(on ? name : QString()); });
        connect(menu->addAction(theme::icon("trash-2"), tr("Delete “%1”").arg(name)), &QAction::triggered, this, [this, name] { remove(name); });
    }
    menu->popup(mapToGlobal(QPoint(0, height() + 4)));
}

void SavedViews::askName()
{
    FormSpec form { "bookmark", tr("Save this view"), tr("Save"), tr("The filter, the sorting and the columns are kept under this name."), { { "name", tr("Name"), kit::FieldKind::Text, true, m_current } } };
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(m_workspace, window(), form, [this, dialog](const Values& values) {
        save(values[u"name"].toString().trimmed());
        if (*dialog)
            (*dialog)->accept();
    });
}

void SavedViews::refresh()
{
    setIcon(theme::icon("bookmark", m_current.isEmpty() ? theme::tokens().muted : theme::tokens().accent));
    setText(m_current);
    const auto name = m_current.isEmpty() ? tr("Saved views") : tr("Saved views: %1").arg(m_current);
    setToolTip(name);
    setAccessibleName(name);
}

} // namespace skylab::panel
