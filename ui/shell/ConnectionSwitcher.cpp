#include "shell/ConnectionSwitcher.h"

#include "shell/Connections.h"
#include "shell/Keyring.h"
#include "theme/Icons.h"

#include <QMenu>

namespace skylab::shell {

ConnectionSwitcher::ConnectionSwitcher(Connections& connections, Keyring& keyring, QWidget* parent)
    : QToolButton(parent), m_connections(connections), m_keyring(keyring)
{
    setObjectName("connectionSwitcher");
    setProperty("lead", true);
    setProperty("caret", true);
    setIcon(theme::icon("monitor"));
    setIconSize({ 16, 16 });
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFont(theme::uiFont(12, 500));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCurrent({}, {});
    connect(this, &QToolButton::clicked, this, &ConnectionSwitcher::openMenu);
}

void ConnectionSwitcher::setCurrent(const QString& name, const QString& summary)
{
    m_current = name;
    const auto text = name.isEmpty() ? tr("Not connected") : name;
    setText(fontMetrics().elidedText(text, Qt::ElideMiddle, 130));
    setAccessibleName(tr("Connection: %1").arg(text));
    setToolTip(summary.isEmpty() ? accessibleName() : QStringLiteral("%1\n%2").arg(accessibleName(), summary));
}

void ConnectionSwitcher::openMenu()
{
    QStringList faults;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto all = m_connections.all(&faults);
    for (const auto& known : all) {
        const auto& connection = known.connection;
        auto* action = menu->addAction(QStringLiteral("%1\t%2").arg(connection.name, connection.summary()));
        action->setCheckable(true);
        action->setChecked(connection.name == m_current);
        connect(action, &QAction::triggered, this, [this, connection] { Q_EMIT chosen(connection); });
    }
    for (const auto& fault : std::as_const(faults))
        menu->addAction(theme::icon("triangle-alert"), fault)->setEnabled(false);
    menu->addSeparator();
    menu->addAction(theme::icon("plus"), tr("Add a connection…"), this, &ConnectionSwitcher::addAsked);
    auto* forget = menu->addMenu(theme::icon("trash-2"), tr("Forget"));
    for (const auto& known : all) {
        if (known.origin != Connections::Origin::Saved)
            continue;
        forget->addAction(known.connection.name, this, [this, name = known.connection.name] {
            m_connections.forget(name);
            m_keyring.forget(name);
        });
    }
    forget->setEnabled(!forget->isEmpty());
    menu->popup(mapToGlobal(QPoint(0, -menu->sizeHint().height() - 4)));
}

} // namespace skylab::shell
