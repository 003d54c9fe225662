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
#include <QWidget>

// A static library's resources need a call from outside of any namespace.
static void initResources() { Q_INIT_RESOURCE(skylab); }

namespace skylab::theme {

namespace {

QColor rgb(const char* text) { return QColor(QLatin1String(text)); }

Tokens lightTokens()
{
    Tokens t;
    t.dark = false, t.highContrast = false;
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
    t.dark = true, t.highContrast = false;
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

/// Texts at 7:1 or better on every background, lines that can be seen, nothing told by a shade alone (WCAG 2.2, 1.4.6 and 1.4.11).
Tokens lightContrastTokens()
{
    Tokens t = lightTokens();
    t.highContrast = true;
    t.window = t.sidebar = t.surface = t.raised = rgb("#ffffff");
    t.border = rgb("#6b6b6b"), t.borderStrong = rgb("#1a1a1a");
    t.text = rgb("#000000"), t.muted = rgb("#262626"), t.faint = rgb("#3d3d3d");
    t.accent = rgb("#10208c"), t.accentFill = rgb("#10208c"), t.accentSoft = rgb("#dbe1ff");
    t.hover = rgb("#ececec"), t.selection = rgb("#d3dbff"), t.track = rgb("#d6d6d6");
    t.ok = rgb("#00401f"), t.okBg = rgb("#e6fbef"), t.warn = rgb("#4d2c00"), t.warnBg = rgb("#fff3d9");
    t.error = rgb("#7a0a05"), t.errorBg = rgb("#ffecea"), t.info = rgb("#00306e"), t.infoBg = rgb("#e6f0ff");
    t.neutral = rgb("#222222"), t.neutralBg = rgb("#eeeeee");
    t.toast = rgb("#000000"), t.toastAction = rgb("#d0d6ff");
    return t;
}

Tokens darkContrastTokens()
{
    Tokens t = darkTokens();
    t.highContrast = true;
    t.window = t.sidebar = t.surface = t.raised = rgb("#000000");
    t.border = rgb("#9a9a9a"), t.borderStrong = rgb("#f0f0f0");
    t.text = rgb("#ffffff"), t.muted = rgb("#e6e6e6"), t.faint = rgb("#c8c8c8");
    t.accent = rgb("#c3cbff"), t.accentFill = rgb("#3a49c4"), t.accentSoft = rgb("#1c2466");
    t.hover = rgb("#242424"), t.selection = rgb("#1f2a7a"), t.track = rgb("#3a3a3a");
    t.ok = rgb("#8dffbf"), t.okBg = rgb("#00240f"), t.warn = rgb("#ffd98a"), t.warnBg = rgb("#2b1d00");
    t.error = rgb("#ffb9b3"), t.errorBg = rgb("#330604"), t.info = rgb("#b5d3ff"), t.infoBg = rgb("#001a3d");
    t.neutral = rgb("#e0e0e0"), t.neutralBg = rgb("#262626");
    t.toast = rgb("#1a1a1a"), t.toastAction = rgb("#d0d6ff");
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
constexpr auto colorScheme = "color-scheme";
constexpr auto contrastKey = "contrast";

constexpr int basePixels = 13;
constexpr auto designPixels = "skylabDesignPixels";

int scaled(int pixels) { return qRound(pixels * Theme::instance().textScale() / 100.0); }

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
    apply();
}

void Theme::setContrast(Contrast contrast)
{
    m_contrast = contrast;
    apply();
}

void Theme::setDensity(Density density)
{
    if (std::exchange(m_density, density) != density)
        Q_EMIT changed();
}

void Theme::apply()
{
    const bool dark = m_mode == Mode::Dark || (m_mode == Mode::System && m_systemDark);
    const bool high = m_contrast == Contrast::High || (m_contrast == Contrast::System && m_systemContrast);
    m_tokens = high ? (dark ? darkContrastTokens() : lightContrastTokens()) : dark ? darkTokens() : lightTokens();
    QApplication::setPalette(paletteOf(m_tokens));
    Q_EMIT changed();
}

void Theme::setTextScale(int percent)
{
    const int before = std::exchange(m_textScale, qBound(80, percent, 150));
    if (before == m_textScale)
        return;
    auto font = QApplication::font();
    font.setPixelSize(scaled(basePixels));
    QApplication::setFont(font);
    // Fonts that widgets were given one by one do not follow the application's. The design's size is remembered on the widget.
    const auto widgets = QApplication::allWidgets();
    for (auto* widget : widgets) {
        if (!widget->testAttribute(Qt::WA_SetFont))
            continue;
        auto own = widget->font();
        const int known = widget->property(designPixels).toInt();
        const int design = qRound(known * before / 100.0) == own.pixelSize() ? known : qRound(own.pixelSize() * 100.0 / before);
        widget->setProperty(designPixels, design);
        own.setPixelSize(scaled(design));
        widget->setFont(own);
    }
    Q_EMIT changed();
}

void Theme::followSystem(QDBusConnection bus)
{
    if (!bus.isConnected())
        return;
    bus.connect(portalService, portalPath, portalInterface, "SettingChanged", this, SLOT(onPortalSignal(QDBusMessage)));
    for (const auto* key : { colorScheme, contrastKey }) {
        auto message = QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, "Read");
        message << appearance << key;
        auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, 2000), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key] {
            const QDBusPendingReply<QDBusVariant> reply = *watcher;
            watcher->deleteLater();
            if (!reply.isError())
                onPortalValue(appearance, key, reply.value());
        });
    }
}

void Theme::onPortalSignal(const QDBusMessage& message)
{
    const auto arguments = message.arguments();
    if (arguments.size() == 3)
        onPortalValue(arguments[0].toString(), arguments[1].toString(), arguments[2].value<QDBusVariant>());
}

void Theme::onPortalValue(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space != QLatin1String(appearance) || (key != QLatin1String(colorScheme) && key != QLatin1String(contrastKey)))
        return;
    auto inner = value.variant();
    if (inner.canConvert<QDBusVariant>())   // Read answers with a variant in a variant
        inner = inner.value<QDBusVariant>().variant();
    (key == QLatin1String(colorScheme) ? m_systemDark : m_systemContrast) = inner.toUInt() == 1;
    apply();
}

int rowHeight()
{
    const bool compact = Theme::instance().density() == Theme::Density::Compact;
    return qMax(compact ? 28 : 44, scaled(compact ? 26 : 42));
}

void installTheme(QApplication& app, Theme::Mode mode)
{
    initResources();
    for (const auto file : { "Pretendard-Regular.otf", "Pretendard-Medium.otf", "Pretendard-SemiBold.otf", "Pretendard-Bold.otf",
                             "JetBrainsMono-Regular.ttf", "JetBrainsMono-Bold.ttf" })
        QFontDatabase::addApplicationFont(QStringLiteral(":/fonts/") + QLatin1String(file));
    QFont font;
    font.setFamilies({ "Pretendard", "Noto Sans CJK KR", "sans-serif" });
    font.setPixelSize(scaled(basePixels));
    font.setHintingPreference(QFont::PreferNoHinting);
    QApplication::setFont(font);
    app.setStyle(new AppStyle);
    Theme::instance().setMode(mode);
    Theme::instance().followSystem(QDBusConnection::sessionBus());
}

QFont uiFont(int pixels, int weight)
{
    auto font = QApplication::font();
    font.setPixelSize(scaled(pixels));
    font.setWeight(QFont::Weight(weight));
    return font;
}

QFont monoFont(int pixels, int weight)
{
    QFont font;
    font.setFamilies({ "JetBrains Mono", "Noto Sans Mono CJK KR", "monospace" });
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(scaled(pixels));
    font.setWeight(QFont::Weight(weight));
    font.setKerning(false);
    return font;
}

} // namespace skylab::theme
