#pragma once

#include "cloud/Cloud.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace skylab::desktop {

/// The window's own cloud: starts on a thread, so that the window is there at once, and stops with it.
class EmbeddedCloud : public QObject {
    Q_OBJECT
public:
    explicit EmbeddedCloud(Config config, QObject* parent = nullptr);
    /// Waits for a start that is under way, then stops the cloud.
    ~EmbeddedCloud() override;

    void start();

Q_SIGNALS:
    /// On the GUI thread.
    void step(const QString& text);
    void ready(const QString& cloudsYaml);
    void failed(const skylab::Error& error);

private:
    Config m_config;
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<Cloud> m_cloud;
};

} // namespace skylab::desktop
