#pragma once

#include "panel/PanelSpec.h"

#include <QTimer>
#include <QWidget>

namespace skylab::kit {
class TimeChart;
}

namespace skylab::panel {

/// Processor, memory, disk and network of an instance over the last quarter of an hour, asked again every five seconds while it is
/// seen. Hidden where the cloud tells nothing of it.
class ServerCharts : public QWidget {
    Q_OBJECT
public:
    explicit ServerCharts(TabContext& context, QWidget* parent = nullptr);

    static constexpr int interval = 5000;   ///< milliseconds
    static constexpr int span = 900;        ///< seconds

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void ask();
    void refreshOffer();
    void showMetrics(const QJsonObject& metrics);

    model::Workspace& m_workspace;
    QString m_id;
    QWidget* m_body;
    kit::TimeChart* m_cpu;
    kit::TimeChart* m_memory;
    kit::TimeChart* m_disk;
    kit::TimeChart* m_network;
    QTimer m_timer;
    int m_columns = 0;
};

} // namespace skylab::panel
