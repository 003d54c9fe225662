#pragma once

#include "theme/Theme.h"

#include <QByteArray>
#include <QSettings>

namespace skylab::shell {

/// What is remembered between runs, in the user's configuration directory. No secrets.
class Settings {
public:
    /// Another file, for tests; empty: the user's own.
    explicit Settings(const QString& file = {});

    [[nodiscard]] theme::Theme::Mode themeMode() const;
    void setThemeMode(theme::Theme::Mode mode);
    /// "ko", "en"; empty: the system's.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString& language);
    [[nodiscard]] QByteArray tableLayout(const QString& panel) const;
    void setTableLayout(const QString& panel, const QByteArray& layout);
    [[nodiscard]] QByteArray remembered(const QString& key) const;
    void remember(const QString& key, const QByteArray& value);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);
    [[nodiscard]] QString lastConnection() const;
    void setLastConnection(const QString& name);
    [[nodiscard]] QString lastProject(const QString& connection) const;
    void setLastProject(const QString& connection, const QString& project);
    QSettings& store() { return m_store; }

private:
    mutable QSettings m_store;
};

} // namespace skylab::shell
