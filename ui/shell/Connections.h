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

    /// The ways into the cloud of this process; they come first.
    void setEmbedded(std::vector<client::Connection> connections) { m_embedded = std::move(connections); }
    /// Reads clouds.yaml anew; files that can't be understood are named in `faults`.
    [[nodiscard]] std::vector<Known> all(QStringList* faults = nullptr) const;
    [[nodiscard]] bool find(const QString& name, client::Connection& out) const;
    [[nodiscard]] bool isEmbedded(const QString& name) const;
    /// Whether the user saved it, so that forget() and save() are about it.
    [[nodiscard]] bool isSaved(const QString& name) const;
    /// Without its secrets.
    void save(const client::Connection& connection);
    void forget(const QString& name);

private:
    Settings& m_settings;
    std::vector<client::Connection> m_embedded;
};

} // namespace skylab::shell
