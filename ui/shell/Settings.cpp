#include "shell/Settings.h"

#include <QStandardPaths>

namespace skylab::shell {

namespace {
QString defaultFile() { return QStandardPaths::writableLocation(QStandardPaths::ConfigLocation) + QStringLiteral("/skylab/window.conf"); }
} // namespace

Settings::Settings(const QString& file) : m_store(file.isEmpty() ? defaultFile() : file, QSettings::IniFormat) { }

theme::Theme::Mode Settings::themeMode() const
{
    const auto text = m_store.value("theme").toString();
    return text == u"dark" ? theme::Theme::Mode::Dark : text == u"light" ? theme::Theme::Mode::Light : theme::Theme::Mode::System;
}

void Settings::setThemeMode(theme::Theme::Mode mode)
{
    m_store.setValue("theme", mode == theme::Theme::Mode::Dark ? "dark" : mode == theme::Theme::Mode::Light ? "light" : "system");
}

QString Settings::language() const { return m_store.value("language").toString(); }
void Settings::setLanguage(const QString& language) { m_store.setValue("language", language); }
QByteArray Settings::tableLayout(const QString& panel) const { return m_store.value("tables/" + panel).toByteArray(); }
void Settings::setTableLayout(const QString& panel, const QByteArray& layout) { m_store.setValue("tables/" + panel, layout); }
QByteArray Settings::remembered(const QString& key) const { return m_store.value("panels/" + key).toByteArray(); }
void Settings::remember(const QString& key, const QByteArray& value) { m_store.setValue("panels/" + key, value); }
QByteArray Settings::windowGeometry() const { return m_store.value("geometry").toByteArray(); }
void Settings::setWindowGeometry(const QByteArray& geometry) { m_store.setValue("geometry", geometry); }
QString Settings::lastConnection() const { return m_store.value("lastConnection").toString(); }
void Settings::setLastConnection(const QString& name) { m_store.setValue("lastConnection", name); }
QString Settings::lastProject(const QString& connection) const { return m_store.value("projects/" + connection).toString(); }
void Settings::setLastProject(const QString& connection, const QString& project) { m_store.setValue("projects/" + connection, project); }

} // namespace skylab::shell
