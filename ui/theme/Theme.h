#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

class QApplication;
class QDBusConnection;
class QDBusMessage;
class QDBusVariant;

namespace skylab::theme {

/// Every colour that the window uses, by meaning.
struct Tokens {
    bool dark;
    bool highContrast;
    QColor window, sidebar, surface, raised, border, borderStrong;
    QColor text, muted, faint;
    QColor accent, accentFill, accentText, accentSoft;
    QColor hover, selection, track;
    QColor ok, okBg, warn, warnBg, error, errorBg, info, infoBg, neutral, neutralBg;
    QColor toast, toastText, toastAction;
    QColor series[6];
};

/// The tokens in force. One instance; lives on the GUI thread.
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };
    Q_ENUM(Mode)
    enum class Contrast { System, Normal, High };
    Q_ENUM(Contrast)
    enum class Density { Compact, Comfortable };
    Q_ENUM(Density)

    static Theme& instance();
    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    void setContrast(Contrast contrast);
    [[nodiscard]] Contrast contrast() const { return m_contrast; }
    /// How close rows stand: see rowHeight().
    void setDensity(Density density);
    [[nodiscard]] Density density() const { return m_density; }
    /// The size of all texts in percent of the design's, within 80 to 150. Widgets that are there follow.
    void setTextScale(int percent);
    [[nodiscard]] int textScale() const { return m_textScale; }
    [[nodiscard]] const Tokens& tokens() const { return m_tokens; }
    /// Asks the desktop portal whether dark and high contrast are wanted, and follows it from then on. Returns at once.
    /// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
    void followSystem(QDBusConnection bus);

Q_SIGNALS:
    /// Colours, row heights or text sizes.
    void changed();

private Q_SLOTS:
    // Qt 6.4.2 refuses to connect a slot that takes QDBusVariant; one that takes the message works.
    void onPortalSignal(const QDBusMessage& message);

private:
    void apply();
    void onPortalValue(const QString& space, const QString& key, const QDBusVariant& value);

    Tokens m_tokens;
    Mode m_mode = Mode::System;
    Contrast m_contrast = Contrast::System;
    Density m_density = Density::Comfortable;
    int m_textScale = 100;
    bool m_systemDark = false;
    bool m_systemContrast = false;
};

inline const Tokens& tokens() { return Theme::instance().tokens(); }

/// Height of a table's rows in device-independent pixels: 28 compact, 44 with two lines; more with larger texts.
int rowHeight();

/// Sets style, palette and fonts of the application. Call once, after QApplication is made.
void installTheme(QApplication& app, Theme::Mode mode);

/// Pretendard at a size in device-independent pixels, which the text scale multiplies; weight is QFont's, 400 is regular.
QFont uiFont(int pixels, int weight = 400);
/// JetBrains Mono: addresses, ids, logs.
QFont monoFont(int pixels, int weight = 400);

} // namespace skylab::theme
