#pragma once

#include "sdk/client/Connection.h"
#include "shell/Settings.h"

#include <vector>

namespace skylab::shell {

/// The clouds that the window knows: its own embedded one, those the user saved, and those of clouds.yaml.
class Connections {
public:
    enum class Origin { Embedded, Saved, CloudsYaml };
    struct Known {
        client::Connection connection;
        Origin origin;
    };

    explicit Connections(Settings& settings) : m_settings(settings) { }

    /// The cloud of this process; it comes first.
    void setEmbedded(const client::Connection& connection) { m_embedded = connection; }
    /// Reads clouds.yaml anew; files that can't be understood are named in `faults`.
    [[nodiscard]] std::vector<Known> all(QStringList* faults = nullptr) const;
    [[nodiscard]] bool find(const QString& name, client::Connection& out) const;
    /// Without its secrets.
    void save(const client::Connection& connection);
    void forget(const QString& name);

private:
    Settings& m_settings;
    client::Connection m_embedded;
};

} // namespace skylab::shell
