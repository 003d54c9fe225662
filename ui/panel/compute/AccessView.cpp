#include "panel/compute/AccessView.h"

#include "kit/Basics.h"
#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/Servers.h"
#include "theme/Metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace skylab::panel {

namespace {

/// A line that is cut off with dots where there is no room for it.
class NoteLabel : public QLabel {
protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

QLabel* makeNote()
{
    auto* note = new NoteLabel;
    note->setTextFormat(Qt::PlainText);
    note->setFont(theme::uiFont(12));
    const auto recolor = [note] {
        auto palette = note->palette();
        palette.setColor(QPalette::WindowText, theme::tokens().muted);
        note->setPalette(palette);
    };
    recolor();
    QObject::connect(&theme::Theme::instance(), &theme::Theme::changed, note, recolor);
    return note;
}

} // namespace

QString statusOf(const Row& row)
{
    const auto task = row[u"OS-EXT-STS:task_state"].toString();
    return task.isEmpty() ? row[u"status"].toString() : row[u"status"].toString() + u'/' + task;
}

std::vector<Tab> serverAccessTabs()
{
    return {
        { "console", Servers::tr("Console"), makeServerConsole },
        { "ssh", Servers::tr("SSH"), makeServerSsh },
        { "serial", Servers::tr("Serial"), makeServerTerminal },
        { "log", Servers::tr("Log"), makeServerLog },
    };
}

AccessView::AccessView(TabContext& context, const QString& kind)
    : m_workspace(context.workspace), m_host(context.host), m_collection(context.collection), m_id(context.id), m_kind(kind), m_barBox(new QWidget),
      m_bar(new QHBoxLayout(m_barBox)), m_below(new QVBoxLayout), m_note(makeNote()), m_pages(new QStackedWidget), m_state(new kit::StateView)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar->setContentsMargins(theme::pageMargin, 8, 12, 8);
    m_bar->setSpacing(6);
    column->addWidget(m_barBox);
    column->addLayout(m_below);
    column->addWidget(m_pages, 1);
    m_pages->addWidget(m_state);
    m_detach = kit::toolButton("external-link", tr("Show in a window of its own"));
    m_status = statusOf(row());
    connect(m_detach, &QToolButton::clicked, this, &AccessView::detachAsked);
    connect(&m_collection.model(), &model::ResourceModel::rowChanged, this, [this](const QString& id) {
        if (id != m_id)
            return;
        Q_EMIT titleChanged(title());
        const auto now = statusOf(row());
        if (const auto before = std::exchange(m_status, now); before != now)
            serverChanged(before, now);
    });
}

QString AccessView::title() const
{
    const auto what = m_kind == u"console" ? tr("Console") : m_kind == u"serial" ? tr("Serial terminal") : tr("SSH");
    return tr("%1 – %2", "name of an instance, what is shown of it").arg(serverName(), what);
}

Row AccessView::row() const { return m_collection.model().row(m_id); }

QString AccessView::serverName() const
{
    const auto name = row()[u"name"].toString();
    return name.isEmpty() ? m_id.left(8) : name;
}

void AccessView::setContent(QWidget* content)
{
    m_content = content;
    m_pages->addWidget(content);
}

void AccessView::finishBar()
{
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);   // it may be cut off, the buttons may not
    m_bar->addWidget(m_note, 1);
    m_bar->addWidget(m_detach);
}

void AccessView::setNote(const QString& text, const QString& toolTip)
{
    m_note->setText(text);
    m_note->setToolTip(toolTip.isEmpty() ? text : toolTip);
}

QPushButton* AccessView::menuButton(const QString& text, const QString& icon, QMenu* menu)
{
    auto* button = kit::button(text, icon);
    menu->setParent(button, menu->windowFlags());
    connect(button, &QPushButton::clicked, menu, [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height() + 4))); });
    return button;
}

void AccessView::setDetached(bool detached)
{
    const auto name = detached ? tr("Back into the tab") : tr("Show in a window of its own");
    m_detach->setToolTip(name);
    m_detach->setAccessibleName(name);
}

void AccessView::setFullScreen(bool on) { m_barBox->setVisible(!on); }

bool AccessView::showsContent() const { return m_content && m_pages->currentWidget() == m_content; }

bool AccessView::hasKeyboard() const
{
    const auto* focus = window()->focusWidget();
    const auto* around = parentWidget();
    return around && (!focus ? around->isWindow() : focus == around || isAncestorOf(focus));
}

/// In the bar somebody may be writing.
bool AccessView::isWaiting() const { return hasKeyboard() && !m_barBox->isAncestorOf(window()->focusWidget()); }

void AccessView::showContent() { showPage(m_content, isWaiting()); }

/// The keyboard goes along with the content, but not to whatever button comes in its place: a key typed just then would press it.
void AccessView::showPage(QWidget* page, bool waits)
{
    m_pages->setCurrentWidget(page);
    contentShown(page == m_content);
    if (waits && page == m_content)
        takeFocus();
    else if (waits && parentWidget()->focusPolicy() != Qt::NoFocus)
        parentWidget()->setFocus();
}

void AccessView::showLoading(const QString& text)
{
    const bool waits = isWaiting();
    m_state->showLoading(text);
    showPage(m_state, waits);
}

void AccessView::showMessage(const QString& icon, const QString& title, const QString& text, const std::vector<kit::StateView::Step>& steps, const QString& hint)
{
    const bool waits = isWaiting();
    m_state->showMessage(icon, title, text, steps, hint);
    showPage(m_state, waits);
}

void AccessView::act(const char* verb, const QString& icon, const QString& doing)
{
    const auto path = QStringLiteral("/servers/%1/action").arg(m_id);
    const QJsonObject body { { QLatin1String(verb), QJsonValue::Null } };
    auto* workspace = &m_workspace;
    const auto job = std::make_shared<int>(0);
    *job = workspace->jobs().run(icon, doing, [workspace, path, body] { return workspace->session().post("compute", path, body); },
                                 [workspace, job, id = m_id, collection = &m_collection](const client::Reply&) {
                                     collection->reloadRow(id);
                                     workspace->jobs().follow(*job, *collection, id);
                                 });
    workspace->jobs().setResource(*job, m_id);
}

void AccessView::ask(const QString& path, const QJsonObject& body, const Answer& answer)
{
    client::then(m_workspace.session().post("compute", QStringLiteral("/servers/%1").arg(m_id) + path, body), this, answer);
}

bool AccessView::showObstacle(bool pausedIsGood)
{
    const auto row = this->row();
    const auto status = row[u"status"].toString();
    const auto name = serverName();
    const auto step = [this](const char* verb, const QString& text, const QString& icon, const QString& doing) {
        return kit::StateView::Step { text, icon, [this, verb, icon, doing] { act(verb, icon, doing); }, true };
    };
    if (row.isEmpty() || status == u"ACTIVE" || status == u"RESCUE" || status == u"PASSWORD" || status == u"REBOOT" || status == u"HARD_REBOOT" || status == u"VERIFY_RESIZE" || (pausedIsGood && status == u"PAUSED"))
        return false;
    const bool busy = !row[u"OS-EXT-STS:task_state"].toString().isEmpty();
    if (status == u"BUILD" || status == u"REBUILD" || busy) {
        showLoading(tr("%1 is being prepared. It is shown here as soon as it runs.").arg(name));
    } else if (status == u"PAUSED") {
        showMessage("pause", tr("The instance is paused."), tr("It holds still until it is resumed."), { step("unpause", tr("Resume it"), "play", tr("Resume %1").arg(name)) });
    } else if (status == u"SUSPENDED") {
        showMessage("moon", tr("The instance is suspended."), tr("Its memory lies on disk; it goes on where it was."), { step("resume", tr("Resume it"), "play", tr("Resume %1").arg(name)) });
    } else if (status == u"SHELVED" || status == u"SHELVED_OFFLOADED") {
        showMessage("archive", tr("The instance is shelved."), tr("It takes a moment to bring it back to a host."), { step("unshelve", tr("Unshelve it"), "play", tr("Unshelve %1").arg(name)) });
    } else if (status == u"SHUTOFF") {
        showMessage("power", tr("The instance is stopped."), tr("It has to run before anybody can get in."), { step("os-start", tr("Start it"), "play", tr("Start %1").arg(name)) });
    } else {
        const auto fault = row[u"fault"][u"message"].toString();
        showMessage("triangle-alert", tr("The instance is not running."), fault.isEmpty() ? tr("Its state is %1.").arg(stateCell(status).text) : fault);
    }
    return true;
}

} // namespace skylab::panel
