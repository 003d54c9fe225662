#pragma once

#include "panel/PanelSpec.h"

#include <QStringList>

namespace skylab::panel {

/// What is known of an instance that matters to SSH. Plain values; nothing here asks the cloud.
struct SshFacts {
    Row server;
    Row image;                      ///< empty when it is not known; a volume's image properties do as well
    QJsonArray ports;               ///< of the server
    QJsonArray rules;               ///< of security groups, all that can be seen
    bool networksKnown = false;     ///< whether ports and rules were loaded
};

/// The way in that follows from it.
struct SshWay {
    enum class Obstacle {
        None,
        NoNetwork,       ///< no port, no address
        NoRule,          ///< no security group lets TCP 22 in
    };
    Obstacle obstacle = Obstacle::None;
    QString user;
    QStringList addresses;          ///< floating ones first, then IPv4, then IPv6
    bool floating = false;          ///< there is a floating one among them
    QString portId;                 ///< a floating IP would go there
    QString groupId;                ///< a rule would go there; empty when the port has no group
};

SshWay findSshWay(const SshFacts& facts);

/// The user that an image lets in: what it says itself, otherwise what its distribution has, by its properties or its name;
/// empty when nobody can tell.
QString sshUserOf(const Row& image);

/// Whether the log ends with the guest asking for an address that it was not given.
bool waitsForAddress(const QString& log);

} // namespace skylab::panel
