#include "shell/Settings.h"

#include <QStandardPaths>
#include <QUrl>

namespace skylab::shell {

using theme::Theme;

namespace {

constexpr int recentCommandsKept = 24;
constexpr int recentProjectsKept = 12;

QString defaultFile() { return QStandardPaths::writableLocation(QStandardPaths::ConfigLocation) + QStringLiteral("/skylab/window.conf"); }

/// A key for what belongs to one connection; names may hold slashes.
QString keyOf(const char* group, const QString& connection) { return QLatin1String(group) + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(connection)); }

} // namespace

Settings::Settings(const QString& file) : m_store(file.isEmpty() ? defaultFile() : file) { }

Theme::Mode Settings::themeMode() const
{
    const auto text = m_store.value("theme").toString();
    return text == u"dark" ? Theme::Mode::Dark : text == u"light" ? Theme::Mode::Light : Theme::Mode::System;
}

void Settings::setThemeMode(Theme::Mode mode)
{
    m_store.setValue("theme", mode == Theme::Mode::Dark ? "dark" : mode == Theme::Mode::Light ? "light" : "system");
}

Theme::Contrast Settings::contrast() const
{
    const auto text = m_store.value("contrast").toString();
    return text == u"high" ? Theme::Contrast::High : text == u"normal" ? Theme::Contrast::Normal : Theme::Contrast::System;
}

void Settings::setContrast(Theme::Contrast contrast)
{
    m_store.setValue("contrast", contrast == Theme::Contrast::High ? "high" : contrast == Theme::Contrast::Normal ? "normal" : "system");
}

Theme::Density Settings::density() const { return m_store.value("density").toString() == u"compact" ? Theme::Density::Compact : Theme::Density::Comfortable; }
void Settings::setDensity(Theme::Density density) { m_store.setValue("density", density == Theme::Density::Compact ? "compact" : "comfortable"); }
int Settings::textScale() const { return m_store.value("textScale", 100).toInt(); }
void Settings::setTextScale(int percent) { m_store.setValue("textScale", percent); }

void Settings::applyLooks() const
{
    auto& theme = Theme::instance();
    theme.setTextScale(textScale());
    theme.setDensity(density());
    theme.setContrast(contrast());
    theme.setMode(themeMode());
}

QString Settings::language() const { return m_store.value("language").toString(); }
void Settings::setLanguage(const QString& language) { m_store.setValue("language", language); }
bool Settings::notifications() const { return m_store.value("notifications", true).toBool(); }
void Settings::setNotifications(bool on) { m_store.setValue("notifications", on); }
bool Settings::restores() const { return m_store.value("restore", true).toBool(); }
void Settings::setRestores(bool on) { m_store.setValue("restore", on); }
QByteArray Settings::tableLayout(const QString& panel) const { return m_store.value("tables/" + panel).toByteArray(); }
void Settings::setTableLayout(const QString& panel, const QByteArray& layout) { m_store.setValue("tables/" + panel, layout); }
QByteArray Settings::remembered(const QString& key) const { return m_store.value("panels/" + key).toByteArray(); }
void Settings::remember(const QString& key, const QByteArray& value) { m_store.setValue("panels/" + key, value); }
QByteArray Settings::windowGeometry() const { return m_store.value("geometry").toByteArray(); }
void Settings::setWindowGeometry(const QByteArray& geometry) { m_store.setValue("geometry", geometry); }
QByteArray Settings::sidebar() const { return m_store.value("sidebar").toByteArray(); }
void Settings::setSidebar(const QByteArray& state) { m_store.setValue("sidebar", state); }
bool Settings::sidebarHidden() const { return m_store.value("sidebarHidden", false).toBool(); }
void Settings::setSidebarHidden(bool hidden) { m_store.setValue("sidebarHidden", hidden); }
QString Settings::lastConnection() const { return m_store.value("lastConnection").toString(); }
void Settings::setLastConnection(const QString& name) { m_store.setValue("lastConnection", name); }
QStringList Settings::openClouds() const { return m_store.value("openClouds").toStringList(); }
void Settings::setOpenClouds(const QStringList& names) { m_store.setValue("openClouds", names); }
QString Settings::lastProject(const QString& connection) const { return m_store.value(keyOf("projects", connection)).toString(); }

void Settings::setLastProject(const QString& connection, const QString& project)
{
    m_store.setValue(keyOf("projects", connection), project);
    if (!project.isEmpty())
        setRecent(keyOf("recentProjects", connection), project, recentProjectsKept);
}

QString Settings::defaultProject(const QString& connection) const { return m_store.value(keyOf("defaultProjects", connection)).toString(); }
void Settings::setDefaultProject(const QString& connection, const QString& project) { m_store.setValue(keyOf("defaultProjects", connection), project); }
QStringList Settings::recentProjects(const QString& connection) const { return m_store.value(keyOf("recentProjects", connection)).toStringList(); }
QString Settings::lastPanel(const QString& connection) const { return m_store.value(keyOf("lastPanels", connection)).toString(); }
void Settings::setLastPanel(const QString& connection, const QString& panel) { m_store.setValue(keyOf("lastPanels", connection), panel); }
QStringList Settings::recentCommands() const { return m_store.value("recentCommands").toStringList(); }
void Settings::addRecentCommand(const QString& key) { setRecent("recentCommands", key, recentCommandsKept); }

void Settings::setRecent(const QString& list, const QString& value, int most)
{
    auto all = m_store.value(list).toStringList();
    all.removeAll(value);
    all.prepend(value);
    m_store.setValue(list, all.mid(0, most));
}

} // namespace skylab::shell
