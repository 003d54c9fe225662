#include "desktop/EmbeddedCloud.h"

namespace skylab::desktop {

EmbeddedCloud::EmbeddedCloud(Config config, QObject* parent) : QObject(parent), m_config(std::move(config)) { }

EmbeddedCloud::~EmbeddedCloud()
{
    if (m_config.rollBack)
        m_cancelled = true;
    if (m_thread)
        m_thread->wait();
}

void EmbeddedCloud::start()
{
    if (m_thread)
        m_thread->wait();
    m_cancelled = false;
    m_thread.reset(QThread::create([this] {
        const auto tell = [this](const QString& text) { QMetaObject::invokeMethod(this, [this, text] { Q_EMIT step(text); }); };
        auto cloud = Cloud::start(m_config, tell, [this] { return m_cancelled.load(); });
        if (!cloud) {
            QMetaObject::invokeMethod(this, [this, error = cloud.error()] { Q_EMIT failed(error); });
            return;
        }
        m_cloud = std::move(*cloud);
        QMetaObject::invokeMethod(this, [this, file = m_cloud->cloudsYaml()] { Q_EMIT ready(file); });
    }));
    m_thread->start();
}

} // namespace skylab::desktop
