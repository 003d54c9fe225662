#pragma once

#include <QProcess>

namespace skylab::test {

/// A skylabd of the test's own, gone at its end: on fake drivers, or on this host's libvirt and OVN when SKYLAB_JOURNEY_DRIVER says
/// "libvirt"; then SKYLAB_GUEST_IMAGE is what it boots. tests/e2e/window prepares the host for that.
class LocalCloud {
public:
    LocalCloud();
    ~LocalCloud();
    Q_DISABLE_COPY_MOVE(LocalCloud)

    /// Whether guests really run.
    [[nodiscard]] static bool isReal() { return qEnvironmentVariable("SKYLAB_JOURNEY_DRIVER") == QLatin1String("libvirt"); }
    /// Empty when it answers; otherwise what it said.
    [[nodiscard]] QString fault() const { return m_fault; }
    /// Its clouds: "skylab" is the demo user, "skylab-admin" the administrator.
    [[nodiscard]] QString cloudsYaml() const { return m_cloudsYaml; }

private:
    QProcess m_process;
    QString m_cloudsYaml;
    QString m_fault;
};

} // namespace skylab::test
