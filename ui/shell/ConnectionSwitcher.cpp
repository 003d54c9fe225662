#include "shell/ConnectionSwitcher.h"

#include "kit/StatusPill.h"
#include "shell/Connections.h"
#include "shell/Keyring.h"
#include "shell/Picker.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QPainter>

namespace skylab::shell {

namespace {

QString iconOf(Connections::Origin origin) { return origin == Connections::Origin::Embedded ? QStringLiteral("monitor") : QStringLiteral("cloud"); }

} // namespace

ConnectionSwitcher::ConnectionSwitcher(Connections& connections, Keyring& keyring, std::function<std::vector<Open>()> open, QWidget* parent)
    : QToolButton(parent), m_connections(connections), m_keyring(keyring), m_open(std::move(open))
{
    setObjectName("connectionSwitcher");
    setProperty("lead", true);
    setProperty("caret", true);
    setIcon(theme::icon("monitor"));
    setIconSize({ 16, 16 });
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFont(theme::uiFont(12, 500));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setCurrent({}, {}, kit::Tone::Neutral, {});
    connect(this, &QToolButton::clicked, this, &ConnectionSwitcher::openList);
}

void ConnectionSwitcher::setCurrent(const QString& name, const QString& summary, kit::Tone tone, const QString& state)
{
    m_tone = tone;
    m_connected = !name.isEmpty();
    const auto text = m_connected ? name : tr("No cloud");
    m_text = text;
    fitText();
    setAccessibleName(state.isEmpty() ? tr("Cloud: %1").arg(text) : tr("Cloud: %1, %2").arg(text, state));
    setToolTip(summary.isEmpty() ? accessibleName() : QStringLiteral("%1\n%2").arg(accessibleName(), summary));
    update();
}

/// Between the icon and the carets.
void ConnectionSwitcher::fitText() { setText(fontMetrics().elidedText(m_text, Qt::ElideMiddle, qMax(40, width() - 58))); }

void ConnectionSwitcher::resizeEvent(QResizeEvent* event)
{
    QToolButton::resizeEvent(event);
    fitText();
}

/// The state as a small mark at the icon.
void ConnectionSwitcher::paintEvent(QPaintEvent* event)
{
    QToolButton::paintEvent(event);
    if (!m_connected)
        return;
    QPainter painter(this);
    theme::roundRect(painter, QRectF(18, height() / 2.0 + 1, 9, 9), 4.5, kit::toneColor(m_tone), theme::tokens().sidebar, 2);
}

void ConnectionSwitcher::openList()
{
    QStringList faults;
    const auto open = m_open();
    const auto known = m_connections.all(&faults);
    std::vector<Picker::Row> rows;
    const auto isOpen = [open](const QString& name) { return std::any_of(open.begin(), open.end(), [&](const Open& one) { return one.name == name; }); };
    for (const auto& one : open)
        rows.push_back({ one.name, one.name, one.summary, m_connections.isEmbedded(one.name) ? "monitor" : "cloud", tr("Open"), one.current, one.tone, one.state });
    for (const auto& one : known) {
        if (!isOpen(one.connection.name))
            rows.push_back({ one.connection.name, one.connection.name, one.connection.summary(), iconOf(one.origin), one.origin == Connections::Origin::CloudsYaml ? tr("From clouds.yaml") : tr("Saved") });
    }
    auto* picker = new Picker(tr("Clouds"), window()->findChild<QWidget*>("windowRoot"));
    picker->setObjectName("cloudPicker");
    picker->setRows(rows);
    const auto connectionOf = [this](const QString& name) {
        client::Connection connection;
        return m_connections.find(name, connection) ? connection : client::Connection();
    };
    picker->addDeed({ "add", tr("Add…"), "plus", QKeySequence("Ctrl+N"), {}, [this](const QString&) { Q_EMIT addAsked(); } });
    picker->addDeed({ "edit", tr("Change…"), "pencil", QKeySequence("F2"), [this](const QString& name) { return m_connections.isSaved(name); }, [this, connectionOf](const QString& name) { Q_EMIT editAsked(connectionOf(name)); } });
    picker->addDeed({ "close", tr("Close"), "x", QKeySequence("Ctrl+W"), isOpen, [this](const QString& name) { Q_EMIT closeAsked(name); } });
    picker->addDeed({ "forget", tr("Forget"), "trash-2", QKeySequence::Delete, [this, isOpen](const QString& name) { return m_connections.isSaved(name) && !isOpen(name); }, [this](const QString& name) {
        m_connections.forget(name);
        m_keyring.forget(name);
    } });
    connect(picker, &Picker::chosen, this, [this, isOpen, connectionOf](const QString& name) {
        if (isOpen(name))
            Q_EMIT switchAsked(name);
        else
            Q_EMIT chosen(connectionOf(name));
    });
    if (!faults.isEmpty())
        picker->setToolTip(faults.join(u'\n'));
    picker->openAt(this, true);
}

} // namespace skylab::shell
