#pragma once

#include "shell/ValueFile.h"
#include "theme/Theme.h"

#include <QByteArray>

namespace skylab::shell {

/// What is remembered between runs, in the user's configuration directory. No secrets.
class Settings {
public:
    /// Another file, for tests; empty: the user's own.
    explicit Settings(const QString& file = {});

    [[nodiscard]] theme::Theme::Mode themeMode() const;
    void setThemeMode(theme::Theme::Mode mode);
    [[nodiscard]] theme::Theme::Contrast contrast() const;
    void setContrast(theme::Theme::Contrast contrast);
    [[nodiscard]] theme::Theme::Density density() const;
    void setDensity(theme::Theme::Density density);
    /// In percent.
    [[nodiscard]] int textScale() const;
    void setTextScale(int percent);
    /// Puts all four of them into force.
    void applyLooks() const;
    /// "ko", "en"; empty: the system's.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString& language);
    /// Whether notices are shown on the desktop while the window is not active.
    [[nodiscard]] bool notifications() const;
    void setNotifications(bool on);
    /// Whether the clouds and the page of last time are opened at the start.
    [[nodiscard]] bool restores() const;
    void setRestores(bool on);

    [[nodiscard]] QByteArray tableLayout(const QString& panel) const;
    void setTableLayout(const QString& panel, const QByteArray& layout);
    [[nodiscard]] QByteArray remembered(const QString& key) const;
    void remember(const QString& key, const QByteArray& value);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);
    [[nodiscard]] QByteArray sidebar() const;
    void setSidebar(const QByteArray& state);
    [[nodiscard]] bool sidebarHidden() const;
    void setSidebarHidden(bool hidden);

    [[nodiscard]] QString lastConnection() const;
    void setLastConnection(const QString& name);
    /// Names of the clouds that are open, in their order.
    [[nodiscard]] QStringList openClouds() const;
    void setOpenClouds(const QStringList& names);
    [[nodiscard]] QString lastProject(const QString& connection) const;
    void setLastProject(const QString& connection, const QString& project);
    /// The project to begin in, whatever was used last; empty: the last one.
    [[nodiscard]] QString defaultProject(const QString& connection) const;
    void setDefaultProject(const QString& connection, const QString& project);
    /// Ids, the last used first.
    [[nodiscard]] QStringList recentProjects(const QString& connection) const;
    [[nodiscard]] QString lastPanel(const QString& connection) const;
    void setLastPanel(const QString& connection, const QString& panel);
    /// Keys of what the command palette ran, the last first.
    [[nodiscard]] QStringList recentCommands() const;
    void addRecentCommand(const QString& key);

    ValueFile& store() { return m_store; }

private:
    void setRecent(const QString& list, const QString& value, int most);

    ValueFile m_store;
};

} // namespace skylab::shell
