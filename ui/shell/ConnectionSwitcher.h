#pragma once

#include "kit/Cell.h"
#include "sdk/client/Connection.h"

#include <QToolButton>

#include <functional>

namespace skylab::shell {

class Connections;
class Keyring;

/// The button that says which cloud this is and how it is; its list switches between open clouds, opens, closes, adds, changes and
/// forgets them.
class ConnectionSwitcher : public QToolButton {
    Q_OBJECT
public:
    /// An open cloud.
    struct Open {
        QString name;
        QString summary;
        kit::Tone tone;
        QString state;
        bool current = false;
    };

    /// `open` is asked each time the list opens.
    ConnectionSwitcher(Connections& connections, Keyring& keyring, std::function<std::vector<Open>()> open, QWidget* parent = nullptr);

    void setCurrent(const QString& name, const QString& summary, kit::Tone tone, const QString& state);
    void openList();

Q_SIGNALS:
    void chosen(const skylab::client::Connection& connection);
    void switchAsked(const QString& name);
    void closeAsked(const QString& name);
    void editAsked(const skylab::client::Connection& connection);
    void addAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitText();

    Connections& m_connections;
    Keyring& m_keyring;
    std::function<std::vector<Open>()> m_open;
    kit::Tone m_tone = kit::Tone::Neutral;
    QString m_text;
    bool m_connected = false;
};

} // namespace skylab::shell
