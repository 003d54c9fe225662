#include "panel/compute/ServerLog.h"

#include "panel/Specs.h"
#include "panel/compute/Servers.h"

#include <QVBoxLayout>

namespace skylab::panel {

namespace {
constexpr int tailTime = 2000;      // milliseconds between looks while it is shown
constexpr int slowTime = 15'000;    // after a failure
constexpr int tailLines = 300;
constexpr int allLines = 20'000;
} // namespace

QWidget* makeServerLog(TabContext& context) { return new ServerLog(context); }

ServerLog::ServerLog(TabContext& context) : m_workspace(context.workspace), m_id(context.id), m_view(new console::LogView), m_timer(this)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    setFocusProxy(m_view);
    const auto name = context.collection.model().row(m_id)[u"name"].toString();
    m_view->setFileName((name.isEmpty() ? m_id : name) + QStringLiteral(".log"));
    connect(m_view, &console::LogView::refreshAsked, this, [this] { load(allLines); });
    connect(&m_timer, &QTimer::timeout, this, [this] { load(tailLines); });
}

void ServerLog::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    load(m_view->log().endLine() > 0 ? tailLines : allLines);
    m_timer.start(tailTime);
}

void ServerLog::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

/// The last lines are enough as long as they continue what is shown.
void ServerLog::load(int lines)
{
    if (m_loading)
        return;
    m_loading = true;
    const QJsonObject body = wrapped("os-getConsoleOutput", { { "length", lines } });
    client::then(m_workspace.session().post("compute", QStringLiteral("/servers/%1/action").arg(m_id), body), this, [this, lines](const Result<client::Reply>& reply) {
        m_loading = false;
        if (m_timer.isActive())
            m_timer.start(reply ? tailTime : slowTime);
        if (!reply)
            return m_view->setNote(reply.error().message);
        const auto text = reply->object()[u"output"].toString();
        m_view->setNote(text.isEmpty() ? tr("Nothing was written yet.") : QString());
        if (lines != tailLines)
            m_view->setLog(text);
        else if (!m_view->setTail(text))
            load(allLines);
    });
}

} // namespace skylab::panel
