#include "panel/compute/ServerCharts.h"

#include "kit/Basics.h"
#include "kit/Chart.h"
#include "panel/Wording.h"
#include "panel/compute/Servers.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <cmath>

namespace skylab::panel {

namespace {

constexpr int twoColumns = 620;   // pixels from which charts stand side by side

QVector<double> numbersOf(const QJsonValue& list)
{
    QVector<double> numbers;
    const auto all = list.toArray();
    numbers.reserve(all.size());
    for (const auto& value : all)
        numbers << (value.isDouble() ? value.toDouble() : std::nan(""));
    return numbers;
}

/// A round number above everything.
double ceilingOf(std::initializer_list<const QVector<double>*> series, double least)
{
    double most = least;
    for (const auto* values : series) {
        for (const double value : *values)
            most = std::isnan(value) ? most : qMax(most, value);
    }
    double round = 1;
    while (round < most)
        round *= 2;
    return round;
}

} // namespace

ServerCharts::ServerCharts(TabContext& context, QWidget* parent) : QWidget(parent), m_workspace(context.workspace), m_id(context.id), m_body(new QWidget), m_timer(this)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_body);
    column->addStretch();
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(22);
    grid->setVerticalSpacing(18);
    const auto rate = [](double bytes) { return tr("%1/s").arg(bytesText(std::round(bytes))); };
    m_cpu = new kit::TimeChart(tr("Processor"), QStringLiteral("%"), m_body);
    m_memory = new kit::TimeChart(tr("Memory"), {});
    m_memory->setFormat([](double mebibytes) { return memoryText(std::round(mebibytes)); });
    m_disk = new kit::TimeChart(tr("Disk"), {});
    m_disk->setFormat(rate);
    m_network = new kit::TimeChart(tr("Network"), {});
    m_network->setFormat(rate);
    m_body->hide();
    connect(&m_timer, &QTimer::timeout, this, &ServerCharts::ask);
    connect(&m_workspace, &model::Workspace::featuresChanged, this, &ServerCharts::refreshOffer);
    m_timer.setInterval(interval);
}

void ServerCharts::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int columns = width() >= twoColumns ? 2 : 1;
    if (columns == std::exchange(m_columns, columns))
        return;
    auto* grid = static_cast<QGridLayout*>(m_body->layout());
    int place = 0;
    for (auto* chart : { m_cpu, m_memory, m_disk, m_network }) {
        grid->removeWidget(chart);
        grid->addWidget(chart, place / columns, place % columns);
        ++place;
    }
}

void ServerCharts::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refreshOffer();
}

void ServerCharts::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

void ServerCharts::refreshOffer()
{
    if (!m_workspace.has("metrics")) {
        m_timer.stop();
        m_body->hide();
    } else if (isVisible() && !m_timer.isActive()) {
        m_timer.start();
        ask();
    }
}

void ServerCharts::ask()
{
    const auto path = QStringLiteral("/metrics/servers/%1?span=%2").arg(m_id).arg(span);
    client::then(m_workspace.session().get("skylab", path), this, [this](const Result<client::Reply>& reply) {
        if (reply)
            showMetrics(reply->object(u"metrics"));
        else if (reply.error().code == ErrorCode::NotFound)
            m_body->hide();   // it never ran
    });
}

void ServerCharts::showMetrics(const QJsonObject& metrics)
{
    const auto cpu = numbersOf(metrics[u"cpu_percent"]), memory = numbersOf(metrics[u"memory_used_mib"]);
    const auto read = numbersOf(metrics[u"disk_read_bytes"]), written = numbersOf(metrics[u"disk_write_bytes"]);
    const auto received = numbersOf(metrics[u"network_receive_bytes"]), sent = numbersOf(metrics[u"network_transmit_bytes"]);
    const int seconds = int(cpu.size()) * metrics[u"interval"].toInt(5);
    m_cpu->setSeries({ { tr("used"), cpu, 0 } }, 100, seconds);
    m_memory->setSeries({ { tr("used"), memory, 1 } }, metrics[u"memory_mib"].toDouble(1), seconds);
    constexpr double leastRate = 64 * 1024;
    m_disk->setSeries({ { tr("read"), read, 2 }, { tr("written"), written, 3 } }, ceilingOf({ &read, &written }, leastRate), seconds);
    m_network->setSeries({ { tr("received"), received, 4 }, { tr("sent"), sent, 5 } }, ceilingOf({ &received, &sent }, leastRate), seconds);
    m_body->setVisible(!cpu.isEmpty());   // four empty frames tell nothing of an instance that has not run
}

QWidget* makeServerCharts(TabContext& context) { return new ServerCharts(context); }

} // namespace skylab::panel
