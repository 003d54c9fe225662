#pragma once

#include "console/LogView.h"
#include "console/VncView.h"
#include "panel/PanelSpec.h"

#include <QTimer>

class QLabel;

namespace skylab::panel {

/// The console tab of an instance: asks the cloud for a console, shows it, asks again when it was closed.
class ServerConsole : public QWidget {
    Q_OBJECT
public:
    ServerConsole(TabContext& context, QWidget* parent = nullptr);

    void connectNow();
    [[nodiscard]] console::VncView* view() const { return m_view; }

private:
    void refresh();
    void saveScreenshot();
    void typeText();

    model::Workspace& m_workspace;
    shell::PanelHost& m_host;
    QString m_id;
    console::VncView* m_view;
    QLabel* m_note;
    QWidget* m_reconnect;
    bool m_asked = false;
};

/// The log tab: the end of the console output, loaded again while it is shown.
class ServerLog : public QWidget {
    Q_OBJECT
public:
    ServerLog(TabContext& context, QWidget* parent = nullptr);

    [[nodiscard]] console::LogView* view() const { return m_view; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void load();

    model::Workspace& m_workspace;
    QString m_id;
    console::LogView* m_view;
    QTimer m_timer;
};

} // namespace skylab::panel
