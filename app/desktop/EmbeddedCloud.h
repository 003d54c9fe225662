#pragma once

#include "cloud/Cloud.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>

namespace skylab::desktop {

/// The window's own cloud: starts on a thread, so that the window is there at once, and stops with it.
class EmbeddedCloud : public QObject {
    Q_OBJECT
public:
    explicit EmbeddedCloud(Config config, QObject* parent = nullptr);
    /// Cancels a first start that is under way, waits for any other, then stops the cloud.
    ~EmbeddedCloud() override;

    [[nodiscard]] const Config& config() const { return m_config; }
    /// Before start().
    void setConfig(Config config) { m_config = std::move(config); }
    void start();
    /// Ends a start at its next step; failed() tells when it is done.
    void cancel() { m_cancelled = true; }

Q_SIGNALS:
    /// On the GUI thread.
    void step(const QString& text);
    void ready(const QString& cloudsYaml);
    void failed(const skylab::Error& error);

private:
    Config m_config;
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<Cloud> m_cloud;
    std::atomic_bool m_cancelled = false;
};

} // namespace skylab::desktop
