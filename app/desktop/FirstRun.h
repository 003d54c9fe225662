#pragma once

#include "cloud/HostCheck.h"
#include "desktop/EmbeddedCloud.h"
#include "shell/FirstRunPage.h"

#include <QPointer>

namespace skylab::shell {
class MainWindow;
}

namespace skylab::desktop {

/// The way from a computer without a cloud to one with: looks at the host on a thread of its own, shows what it found on the
/// window's first page, mends what it can, makes the cloud, and takes it back when that is cancelled or fails.
class FirstRun : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    FirstRun(EmbeddedCloud& cloud, shell::MainWindow& window, QObject* parent = nullptr);
    ~FirstRun() override;

    /// Whether a cloud with this configuration would be made anew.
    static bool isFirst(const Config& config);
    /// Shows the page and begins to look.
    void begin();

private:
    void showPage();
    void check();
    void found(const HostCheck& check);
    void useAddress(const QString& listen);
    void create();
    void lookAround();
    void failed(const Error& error);

    EmbeddedCloud& m_cloud;
    Config m_wanted;          ///< of the cloud that is to be made; the one to look around in has another
    shell::MainWindow& m_window;
    QPointer<shell::FirstRunPage> m_page;
    std::unique_ptr<QThread> m_thread;
    std::atomic_bool m_stopping = false;
    int m_round = 0;          ///< results of an earlier look are dropped
    bool m_making = false;
};

/// Where the user's choice of another address is kept for later starts, in the window's settings.
inline const char* listenSetting = "embedded/listen";

} // namespace skylab::desktop
