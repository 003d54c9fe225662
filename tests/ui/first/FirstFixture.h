#pragma once

#include "desktop/FirstRun.h"
#include "panel/Panels.h"
#include "shell/CloudView.h"
#include "shell/MainWindow.h"

#include <QTemporaryDir>

namespace skylab::test {

/// A window on a computer without a cloud, and the cloud on fake drivers that it makes in this process.
class FirstFixture : public QObject {
protected:
    static constexpr int patience = 60'000;   ///< milliseconds

    static Config fakeConfig()
    {
        Config config;
        config.drivers = "fake";
        config.listen = "127.0.0.1:0";
        return config;
    }
    void openWindow(const QString& settings)
    {
        m_settings = std::make_unique<shell::Settings>(m_home.filePath(settings));
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->resize(1200, 860);
        m_window->show();
    }
    /// As `m_config` says; it is not started yet. The window signs in once it answers, as in app/desktop.
    void makeCloud()
    {
        m_cloud = std::make_unique<desktop::EmbeddedCloud>(m_config);
        connect(m_cloud.get(), &desktop::EmbeddedCloud::ready, m_window.get(), [this](const QString& file) {
            const auto clouds = client::loadClouds(file).value_or(std::vector<client::Connection>());
            m_window->connections().setEmbedded(clouds);
            if (!clouds.empty())
                m_window->connectTo(clouds.front());
        });
    }
    void leave()
    {
        m_window.reset();
        m_cloud.reset();
    }

    QTemporaryDir m_home;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<shell::MainWindow> m_window;
    std::unique_ptr<desktop::EmbeddedCloud> m_cloud;
    Config m_config = fakeConfig();
};

} // namespace skylab::test
