#include "kit/Basics.h"
#include "kit/FormView.h"
#include "panel/Panels.h"
#include "shell/MainWindow.h"
#include "shell/SettingsDialog.h"
#include "shell/ShortcutsDialog.h"
#include "support/TestMain.h"
#include "theme/Theme.h"
#include "ui/ScriptedCloud.h"
#include "ui/SessionBus.h"
#include "ui/Watchdog.h"

#include <QApplication>
#include <QComboBox>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace skylab;
using theme::Theme;
using theme::Tokens;

namespace {

/// WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
double contrast(const QColor& a, const QColor& b)
{
    const auto luminance = [](const QColor& color) {
        const auto part = [](double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    };
    const double one = luminance(a), two = luminance(b);
    return (qMax(one, two) + 0.05) / (qMin(one, two) + 0.05);
}

} // namespace

/// The desktop portal's settings, as far as the theme asks for them.
class FakePortal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    QHash<QString, uint> values { { "color-scheme", 1 }, { "contrast", 0 } };
    void change(const QString& key, uint value)
    {
        values[key] = value;
        Q_EMIT SettingChanged("org.freedesktop.appearance", key, QDBusVariant(value));
    }

public Q_SLOTS:
    QDBusVariant Read(const QString&, const QString& key) { return QDBusVariant(QVariant::fromValue(QDBusVariant(values.value(key)))); }

Q_SIGNALS:
    void SettingChanged(const QString& space, const QString& key, const QDBusVariant& value);
};

/// Colours, sizes, settings, keys.
class LooksTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<shell::MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    shell::SettingsDialog* openSettings()
    {
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
        auto* dialog = m_window->findChild<shell::SettingsDialog*>();
        return dialog && QTest::qWaitForWindowActive(dialog) ? dialog : nullptr;
    }
    static void choose(shell::SettingsDialog* dialog, const QString& field, const QString& text)
    {
        auto* combo = static_cast<QComboBox*>(dialog->form()->input(field));
        combo->setFocus();
        for (int i = 0; i < combo->count() && combo->currentText() != text; ++i)
            QTest::keyClick(combo, combo->findText(text) > combo->currentIndex() ? Qt::Key_Down : Qt::Key_Up);
        QCOMPARE(combo->currentText(), text);
    }

private Q_SLOTS:
    void init()
    {
        static int run = 0;
        m_settings = std::make_unique<shell::Settings>(m_home.filePath(QString("%1.conf").arg(++run)));
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        auto& theme = Theme::instance();
        theme.setTextScale(100);
        theme.setDensity(Theme::Density::Comfortable);
        theme.setContrast(Theme::Contrast::Normal);
        theme.setMode(Theme::Mode::Light);
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }

    void textsCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("high");
        QTest::newRow("light") << false << false;
        QTest::newRow("dark") << true << false;
        QTest::newRow("light, high") << false << true;
        QTest::newRow("dark, high") << true << true;
    }
    void textsCanBeRead()
    {
        QFETCH(bool, dark);
        QFETCH(bool, high);
        Theme::instance().setContrast(high ? Theme::Contrast::High : Theme::Contrast::Normal);
        Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        const auto& t = theme::tokens();
        QCOMPARE(t.dark, dark);
        QCOMPARE(t.highContrast, high);
        const double text = high ? 7 : 4.5;
        const auto check = [&](const char* what, const QColor& front, const QColor& back, double least) {
            QVERIFY2(contrast(front, back) >= least, qPrintable(QString("%1: %2").arg(what).arg(contrast(front, back))));
        };
        for (const auto& back : { t.window, t.sidebar, t.surface, t.raised, t.selection, t.hover }) {
            check("text", t.text, back, text);
            check("muted", t.muted, back, high ? 7 : 4.4);
            check("faint", t.faint, back, high ? 7 : 2.5);   // headings of sections, placeholders
        }
        check("button", t.accentText, t.accentFill, text);
        check("link", t.accent, t.surface, text);
        check("toast", t.toastText, t.toast, text);
        check("toast action", t.toastAction, t.toast, text);
        for (const auto& [front, back] : { std::pair { t.ok, t.okBg }, { t.warn, t.warnBg }, { t.error, t.errorBg }, { t.info, t.infoBg }, { t.neutral, t.neutralBg } })
            check("pill", front, back, text);
        if (high)
            check("line", t.borderStrong, t.surface, 3);
    }
    void followsTheDesktopLive()
    {
        test::SessionBus bus;
        if (!bus.isRunning())
            QSKIP("dbus-daemon is not installed");
        FakePortal portal;
        auto theirs = bus.connection();
        QVERIFY(theirs.registerService("org.freedesktop.portal.Desktop"));
        QVERIFY(theirs.registerObject("/org/freedesktop/portal/desktop", &portal, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        auto& theme = Theme::instance();
        theme.setMode(Theme::Mode::System);
        theme.setContrast(Theme::Contrast::System);
        QVERIFY(!theme.tokens().dark);
        theme.followSystem(bus.connection());
        QTRY_VERIFY(theme.tokens().dark);
        QVERIFY(!theme.tokens().highContrast);
        portal.change("contrast", 1);
        QTRY_VERIFY(theme.tokens().highContrast);
        portal.change("color-scheme", 2);
        QTRY_VERIFY(!theme.tokens().dark);
        QCOMPARE(QApplication::palette().color(QPalette::WindowText), QColor(Qt::black));
        theme.setMode(Theme::Mode::Dark);   // the user's word counts more
        portal.change("color-scheme", 0);
        portal.change("contrast", 0);   // what is said later comes later
        QTRY_VERIFY(!theme.tokens().highContrast);
        QVERIFY(theme.tokens().dark);
    }
    void settingsAreInForceAtOnceAndKept()
    {
        auto* dialog = openSettings();
        QVERIFY(dialog);
        choose(dialog, "theme", "Dark");
        QVERIFY(theme::tokens().dark);
        choose(dialog, "contrast", "High");
        QVERIFY(theme::tokens().highContrast);
        choose(dialog, "density", "Compact: one line");
        QCOMPARE(theme::rowHeight(), 28);
        QTest::mouseClick(dialog->form()->input("notifications"), Qt::LeftButton, {}, QPoint(10, dialog->form()->input("notifications")->height() / 2));
        QVERIFY(!m_settings->notifications());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<shell::SettingsDialog*>());
        m_settings->store().sync();
        const QSettings again(m_settings->store().path(), QSettings::IniFormat);
        QCOMPARE(again.value("theme").toString(), QString("dark"));
        QCOMPARE(again.value("contrast").toString(), QString("high"));
        QCOMPARE(again.value("density").toString(), QString("compact"));
    }
    void textsGrowInPlaceAndShrinkBack()
    {
        auto* label = kit::label("Text", 13, 400, &Tokens::text, m_window.get());
        auto* small = kit::label("Text", 11, 400, &Tokens::text, m_window.get());
        auto* dialog = openSettings();
        QVERIFY(dialog);
        choose(dialog, "textScale", "125%");
        QCOMPARE(label->font().pixelSize(), 16);
        QCOMPARE(small->font().pixelSize(), 14);
        QCOMPARE(theme::uiFont(13).pixelSize(), 16);
        choose(dialog, "textScale", "90%");
        choose(dialog, "textScale", "150%");
        choose(dialog, "textScale", "100%");
        QCOMPARE(label->font().pixelSize(), 13);
        QCOMPARE(small->font().pixelSize(), 11);
        QCOMPARE(QApplication::font().pixelSize(), 13);
    }
    void listsKeysAndSearchesThem()
    {
        QTest::keyClick(m_window.get(), '?');
        auto* dialog = m_window->findChild<shell::ShortcutsDialog*>();
        QVERIFY(dialog);
        const auto texts = [&] {
            QStringList all;
            for (auto* label : dialog->findChildren<QLabel*>())
                all << label->text();
            return all;
        };
        QVERIFY(texts().contains("Switch the project") && texts().contains("Window"));
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), "project");
        QVERIFY(texts().contains("Switch the project") && !texts().contains("Quit"));
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), "zz");
        QVERIFY(texts().contains("No key is about that."));
    }
    /// Tool tips show names that others chose.
    void toolTipsAreNoMarkup()
    {
        QWidget window;
        window.resize(200, 100);
        window.show();
        const QString name("<img src=\"x\"> <b>web-1</b>");
        QToolTip::showText(window.mapToGlobal(QPoint(9, 9)), name, &window);
        QLabel* tip = nullptr;
        for (auto* widget : QApplication::topLevelWidgets())
            tip = widget->inherits("QTipLabel") && widget->isVisible() ? qobject_cast<QLabel*>(widget) : tip;
        QVERIFY(tip);
        QCOMPARE(tip->text(), name);
        QCOMPARE(tip->textFormat(), Qt::PlainText);
        QToolTip::hideText();
    }
    void listsTheKeysOfThePage()
    {
        shell::ShortcutsDialog dialog({ { "Actions", "x", "Console", {}, QKeySequence("Ctrl+T"), {} }, { "Actions", "x", "No key", {}, {}, {} } });
        QStringList all;
        for (auto* label : dialog.findChildren<QLabel*>())
            all << label->text();
        QVERIFY(all.contains("On this page") && all.contains("Console") && !all.contains("No key"));
    }
};

SKYLAB_TEST(LooksTest)
#include "LooksTest.moc"
