#pragma once

#include "sdk/client/Connection.h"

#include <QToolButton>

namespace skylab::shell {

class Connections;
class Keyring;

/// The button that says which cloud this is; its menu switches, adds and forgets connections.
class ConnectionSwitcher : public QToolButton {
    Q_OBJECT
public:
    ConnectionSwitcher(Connections& connections, Keyring& keyring, QWidget* parent = nullptr);

    void setCurrent(const QString& name, const QString& summary);
    void openMenu();

Q_SIGNALS:
    void chosen(const skylab::client::Connection& connection);
    void addAsked();

private:
    Connections& m_connections;
    Keyring& m_keyring;
    QString m_current;
};

} // namespace skylab::shell
