#include "theme/Theme.h"

#include "theme/AppStyle.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontDatabase>
#include <QPalette>

// A static library's resources need a call from outside of any namespace.
static void initResources() { Q_INIT_RESOURCE(skylab); }

namespace skylab::theme {

namespace {

QColor rgb(const char* text) { return QColor(QLatin1String(text)); }

Tokens lightTokens()
{
    Tokens t;
    t.dark = false;
    t.window = rgb("#f4f5f8"), t.sidebar = rgb("#eceef3"), t.surface = rgb("#ffffff"), t.raised = rgb("#ffffff");
    t.border = rgb("#e1e5eb"), t.borderStrong = rgb("#c9d0da");
    t.text = rgb("#171c26"), t.muted = rgb("#5d6878"), t.faint = rgb("#8a94a4");
    t.accent = rgb("#4054d6"), t.accentFill = rgb("#4054d6"), t.accentText = rgb("#ffffff"), t.accentSoft = rgb("#e8ebfd");
    t.hover = rgb("#f1f3f7"), t.selection = rgb("#e8ebfd"), t.track = rgb("#e6e9ef");
    t.ok = rgb("#12744a"), t.okBg = rgb("#e0f4e9"), t.warn = rgb("#8a5306"), t.warnBg = rgb("#fdf0d8");
    t.error = rgb("#b3261e"), t.errorBg = rgb("#fce7e5"), t.info = rgb("#1b5cb8"), t.infoBg = rgb("#e3eefc");
    t.neutral = rgb("#566070"), t.neutralBg = rgb("#eceff3");
    t.toast = rgb("#1f2530"), t.toastText = rgb("#ffffff"), t.toastAction = rgb("#aab4ff");
    const char* series[] = { "#4054d6", "#0f9b8e", "#d97706", "#c2418f", "#5b8def", "#7a8699" };
    for (int i = 0; i < 6; ++i)
        t.series[i] = rgb(series[i]);
    return t;
}

Tokens darkTokens()
{
    Tokens t;
    t.dark = true;
    t.window = rgb("#14171d"), t.sidebar = rgb("#0f1217"), t.surface = rgb("#1a1e26"), t.raised = rgb("#222733");
    t.border = rgb("#2a303b"), t.borderStrong = rgb("#3a4250");
    t.text = rgb("#e7eaf0"), t.muted = rgb("#98a2b3"), t.faint = rgb("#717b8b");
    t.accent = rgb("#95a2ff"), t.accentFill = rgb("#4c5fe0"), t.accentText = rgb("#ffffff"), t.accentSoft = rgb("#262d52");
    t.hover = rgb("#222731"), t.selection = rgb("#262d4e"), t.track = rgb("#2b313d");
    t.ok = rgb("#62cf95"), t.okBg = rgb("#16331f"), t.warn = rgb("#eab960"), t.warnBg = rgb("#372a10");
    t.error = rgb("#ff8d85"), t.errorBg = rgb("#40201f"), t.info = rgb("#82b5ff"), t.infoBg = rgb("#172c4d");
    t.neutral = rgb("#a6afbd"), t.neutralBg = rgb("#272d37");
    t.toast = rgb("#2b3240"), t.toastText = rgb("#ffffff"), t.toastAction = rgb("#aab4ff");
    const char* series[] = { "#8b9aff", "#3fc9bb", "#f0a848", "#ec78ba", "#7db4ff", "#8e9aad" };
    for (int i = 0; i < 6; ++i)
        t.series[i] = rgb(series[i]);
    return t;
}

QPalette paletteOf(const Tokens& t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.surface);
    p.setColor(QPalette::AlternateBase, t.hover);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::ToolTipBase, t.toast);
    p.setColor(QPalette::ToolTipText, t.toastText);
    p.setColor(QPalette::PlaceholderText, t.faint);
    p.setColor(QPalette::BrightText, t.error);
    p.setColor(QPalette::Highlight, t.dark ? t.accentFill : t.accent);
    p.setColor(QPalette::HighlightedText, Qt::white);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.raised);
    p.setColor(QPalette::Midlight, t.border);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.borderStrong);
    p.setColor(QPalette::Shadow, QColor(0, 0, 0, 90));
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        p.setColor(QPalette::Disabled, role, t.faint);
    return p;
}

constexpr auto portalService = "org.freedesktop.portal.Desktop";
constexpr auto portalPath = "/org/freedesktop/portal/desktop";
constexpr auto portalInterface = "org.freedesktop.portal.Settings";
constexpr auto appearance = "org.freedesktop.appearance";

} // namespace

Theme& Theme::instance()
{
    static Theme theme;
    static const bool filled = (theme.m_tokens = lightTokens(), true);
    Q_UNUSED(filled)
    return theme;
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    apply(mode == Mode::Dark || (mode == Mode::System && m_systemDark));
}

void Theme::apply(bool dark)
{
    m_tokens = dark ? darkTokens() : lightTokens();
    QApplication::setPalette(paletteOf(m_tokens));
    Q_EMIT changed();
}

void Theme::followSystem()
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portalService, portalPath, portalInterface, "SettingChanged", this, SLOT(onPortalSignal(QDBusMessage)));
    auto message = QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, "Read");
    message << appearance << "color-scheme";
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (!reply.isError())
            onPortalValue(appearance, "color-scheme", reply.value());
    });
}

void Theme::onPortalSignal(const QDBusMessage& message)
{
    const auto arguments = message.arguments();
    if (arguments.size() == 3)
        onPortalValue(arguments[0].toString(), arguments[1].toString(), arguments[2].value<QDBusVariant>());
}

void Theme::onPortalValue(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space != QLatin1String(appearance) || key != u"color-scheme")
        return;
    auto inner = value.variant();
    if (inner.canConvert<QDBusVariant>())   // Read answers with a variant in a variant
        inner = inner.value<QDBusVariant>().variant();
    m_systemDark = inner.toUInt() == 1;
    if (m_mode == Mode::System)
        apply(m_systemDark);
}

void installTheme(QApplication& app, Theme::Mode mode)
{
    initResources();
    for (const auto file : { "Pretendard-Regular.otf", "Pretendard-Medium.otf", "Pretendard-SemiBold.otf", "Pretendard-Bold.otf",
                             "JetBrainsMono-Regular.ttf", "JetBrainsMono-Bold.ttf" })
        QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/") + QLatin1String(file));
    QFont font;
    font.setFamilies({ "Pretendard", "Noto Sans CJK KR", "sans-serif" });
    font.setPixelSize(13);
    font.setHintingPreference(QFont::PreferNoHinting);
    QApplication::setFont(font);
    app.setStyle(new AppStyle);
    Theme::instance().setMode(mode);
    Theme::instance().followSystem();
}

QFont uiFont(int pixels, int weight)
{
    auto font = QApplication::font();
    font.setPixelSize(pixels);
    font.setWeight(QFont::Weight(weight));
    return font;
}

QFont monoFont(int pixels, int weight)
{
    QFont font;
    font.setFamilies({ "JetBrains Mono", "Noto Sans Mono CJK KR", "monospace" });
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(pixels);
    font.setWeight(QFont::Weight(weight));
    font.setKerning(false);
    return font;
}

} // namespace skylab::theme
