#pragma once

#include "cloud/Config.h"

#include <functional>
#include <vector>

namespace skylab {

/// A way to mend what a check found.
struct HostFix {
    enum class Kind {
        Command,   ///< a shell command for the user, in `value`
        Listen,    ///< another address for Config::listen, in `value`
    };
    Kind kind = Kind::Command;
    QString text;      ///< "Use port 5001"
    QString value;
};

/// What one look at this computer found.
struct HostCheck {
    enum class State {
        Ok,
        Warning,   ///< the cloud runs, but not as well as it could
        Failed,    ///< the cloud can't run like this
    };
    QString id;                          ///< "kvm"
    QString title;                       ///< "Hardware virtualisation"
    State state = State::Ok;
    QString why;                         ///< what was found, a sentence
    std::vector<HostFix> fixes = {};
};

/// A check that has not run yet. `run` blocks for at most some seconds; any thread.
struct HostCheckStep {
    QString id;
    QString title;
    std::function<HostCheck()> run;
};

/// What a cloud with this configuration needs of the host. Each check really tries: it opens, connects, binds, writes; nothing stays.
std::vector<HostCheckStep> hostChecks(const Config& config);

/// The parts that hostChecks() is made of, with what they look at as arguments, for tests.
namespace host {
HostCheck checkKvm(const QString& device);
HostCheck checkMemory(qint64 availableBytes, qint64 totalBytes);
HostCheck checkFolder(const QString& folder);
HostCheck checkDisk(const QString& folder);
HostCheck checkPrograms(const QStringList& programs);
HostCheck checkLibvirt(const QString& uri);
/// An OVSDB server (RFC 7047) that serves a database; `remote` is "unix:PATH" or "tcp:ADDRESS:PORT".
HostCheck checkDatabase(const QString& id, const QString& title, const QString& remote, const QString& database, const QString& package);
HostCheck checkPort(const Config& config);
} // namespace host

/// "ok       kvm        It works."
QString hostCheckLine(const HostCheck& check);

/// Option --check-host of both programs: a line for each check on standard output. The exit status: 1 when one failed.
int printHostChecks(const Config& config);

} // namespace skylab
