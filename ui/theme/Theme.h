#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

class QApplication;
class QDBusMessage;
class QDBusVariant;

namespace skylab::theme {

/// Every colour that the window uses, by meaning.
struct Tokens {
    bool dark;
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

    static Theme& instance();
    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] const Tokens& tokens() const { return m_tokens; }
    /// Asks the desktop portal whether dark is wanted, and follows it from then on. Returns at once.
    /// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
    void followSystem();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    // Qt 6.4.2 refuses to connect a slot that takes QDBusVariant; one that takes the message works.
    void onPortalSignal(const QDBusMessage& message);

private:
    void apply(bool dark);
    void onPortalValue(const QString& space, const QString& key, const QDBusVariant& value);

    Tokens m_tokens;
    Mode m_mode = Mode::System;
    bool m_systemDark = false;
};

inline const Tokens& tokens() { return Theme::instance().tokens(); }

/// Sets style, palette and fonts of the application. Call once, after QApplication is made.
void installTheme(QApplication& app, Theme::Mode mode);

/// Pretendard at a size in device-independent pixels; weight is QFont's, 400 is regular.
QFont uiFont(int pixels, int weight = 400);
/// JetBrains Mono: addresses, ids, logs.
QFont monoFont(int pixels, int weight = 400);

} // namespace skylab::theme
