#include "shell/SettingsDialog.h"

#include "kit/Basics.h"
#include "kit/FormView.h"
#include "shell/Settings.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::Theme;

namespace {

/// A name for the texts of the functions below; lupdate takes no class for them otherwise.
struct SettingsWords {
    Q_DECLARE_TR_FUNCTIONS(SettingsWords)
};

kit::Field choice(const char* id, const QString& label, const QString& value, const std::vector<kit::Choice>& choices, const QString& help = {})
{
    return { QLatin1String(id), label, kit::FieldKind::Choice, false, value, {}, help, choices };
}

kit::Field check(const char* id, const QString& label, bool on, const QString& help) { return { QLatin1String(id), label, kit::FieldKind::Check, false, on, {}, help }; }

kit::Fields fieldsOf(const Settings& settings)
{
    const auto number = [](auto value) { return QString::number(int(value)); };
    std::vector<kit::Choice> sizes;
    for (const int percent : { 90, 100, 110, 125, 150 })
        sizes.push_back({ QString::number(percent), SettingsWords::tr("%1%").arg(percent) });
    return {
        choice("theme", SettingsWords::tr("Colours"), number(settings.themeMode()),
               { { number(Theme::Mode::System), SettingsWords::tr("Same as the system") }, { number(Theme::Mode::Light), SettingsWords::tr("Light") }, { number(Theme::Mode::Dark), SettingsWords::tr("Dark") } }),
        choice("contrast", SettingsWords::tr("Contrast"), number(settings.contrast()),
               { { number(Theme::Contrast::System), SettingsWords::tr("Same as the system") }, { number(Theme::Contrast::Normal), SettingsWords::tr("Normal") }, { number(Theme::Contrast::High), SettingsWords::tr("High") } }),
        choice("density", SettingsWords::tr("Rows of lists"), number(settings.density()),
               { { number(Theme::Density::Comfortable), SettingsWords::tr("Comfortable: two lines") }, { number(Theme::Density::Compact), SettingsWords::tr("Compact: one line") } }),
        choice("textScale", SettingsWords::tr("Text size"), QString::number(settings.textScale()), sizes),
        choice("language", SettingsWords::tr("Language"), settings.language(), { { QString(), SettingsWords::tr("Same as the system") }, { "en", "English" }, { "ko", QStringLiteral("한국어") } },
               SettingsWords::tr("Takes effect at the next start.")),
        check("notifications", SettingsWords::tr("Notifications on the desktop"), settings.notifications(),
              SettingsWords::tr("While the window is in the background: failed work, long work that is done, instances that break, lost connections. The bell lists them in any case.")),
        check("restore", SettingsWords::tr("Continue where I left off"), settings.restores(), SettingsWords::tr("Opens the clouds and the page of last time when the program starts.")),
    };
}

} // namespace

SettingsDialog::SettingsDialog(Settings& settings, QWidget* parent) : QDialog(parent), m_settings(settings)
{
    setObjectName("settingsDialog");
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(480);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 20, 0, 18);
    column->setSpacing(14);
    auto* title = kit::label(windowTitle(), 18, 600);
    title->setContentsMargins(24, 0, 24, 0);
    column->addWidget(title);
    auto* scroll = kit::scrollArea();
    m_form = new kit::FormView;
    m_form->setFields(fieldsOf(settings));
    m_form->setContentsMargins(24, 0, 24, 0);
    auto* page = new QWidget;
    auto* rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_form);
    rows->addStretch();   // what is left over belongs below, not between the rows
    scroll->setWidget(page);
    page->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    auto* close = kit::button(tr("Close"), {}, kit::Emphasis::Primary);
    close->setObjectName("closeButton");
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(24, 0, 24, 0);
    foot->addStretch();
    foot->addWidget(close);
    column->addLayout(foot);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_form, &kit::FormView::edited, this, &SettingsDialog::apply);
    resize(qMax(520, m_form->minimumSizeHint().width() + 64), qMin(m_form->sizeHint().height() + 140, parent ? qMax(420, parent->height() - 80) : 720));
    m_form->focusFirst();
}

void SettingsDialog::apply()
{
    const auto values = m_form->values();
    const auto number = [&](const char* id) { return values[QLatin1String(id)].toString().toInt(); };
    m_settings.setThemeMode(Theme::Mode(number("theme")));
    m_settings.setContrast(Theme::Contrast(number("contrast")));
    m_settings.setDensity(Theme::Density(number("density")));
    m_settings.setTextScale(number("textScale"));
    m_settings.setLanguage(values[u"language"].toString());
    m_settings.setNotifications(values[u"notifications"].toBool());
    m_settings.setRestores(values[u"restore"].toBool());
    m_settings.applyLooks();
}

void SettingsDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().surface); }

} // namespace skylab::shell
