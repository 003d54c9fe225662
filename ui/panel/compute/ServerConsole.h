#pragma once

#include "console/VncView.h"
#include "panel/compute/AccessView.h"

#include <QTimer>

namespace skylab::panel {

/// The screen of an instance: asks the cloud for a console, shows it, and asks again by itself when it was closed, as it is when
/// the guest starts anew.
class ServerConsole : public AccessView {
    Q_OBJECT
public:
    explicit ServerConsole(TabContext& context);

    void connectNow();
    [[nodiscard]] console::VncView* view() const { return m_view; }
    void takeFocus() override;
    void setFullScreen(bool on) override;
    /// To the guest's clipboard where something there uses it; otherwise typed, long texts after a look at them.
    void paste(const QString& text);

    static constexpr int previewAbove = 200;   ///< characters

private:
    void serverChanged(const QString& before, const QString& now) override;
    void contentShown(bool shown) override;
    void buildBar();
    QMenu* keysMenu();
    QMenu* pictureMenu();
    QMenu* scalingMenu();
    QMenu* clipboardMenu();
    void refresh();
    void refreshClipboard();
    void connectLater();
    void asked(const Result<client::Reply>& reply);
    void saveScreenshot();
    void copyScreenshot();
    void askToType(const QString& text);
    void release();

    console::VncView* m_view;
    QList<QWidget*> m_tools;  ///< that are of use while there is a screen
    QPushButton* m_clipboard = nullptr;
    QPushButton* m_reconnect = nullptr;
    QTimer m_retry;
    int m_failures = 0;       ///< since it was open last
    bool m_asking = false;
};

} // namespace skylab::panel
