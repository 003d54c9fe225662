#include "desktop/EmbeddedCloud.h"

namespace skylab::desktop {

EmbeddedCloud::EmbeddedCloud(Config config, QObject* parent) : QObject(parent), m_config(std::move(config)) { }

EmbeddedCloud::~EmbeddedCloud()
{
    if (m_thread)
        m_thread->wait();
}

void EmbeddedCloud::start()
{
    if (m_thread)
        m_thread->wait();
    m_thread.reset(QThread::create([this] {
        const auto tell = [this](const QString& text) { QMetaObject::invokeMethod(this, [this, text] { Q_EMIT step(text); }); };
        auto cloud = Cloud::start(m_config, tell);
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
