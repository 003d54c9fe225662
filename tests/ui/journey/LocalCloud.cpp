#include "ui/journey/LocalCloud.h"

#include <csignal>
#include <sys/prctl.h>

namespace skylab::test {

namespace {
constexpr int startTime = 60'000;   // milliseconds; a loaded machine is slow
}

LocalCloud::LocalCloud()
{
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });   // a test that crashes leaves nothing behind
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QStringList arguments { "--ephemeral", "--drivers", isReal() ? "host" : "fake", "--listen", "127.0.0.1:0", "--log-level", "warning" };
    if (isReal())
        arguments << "--guest-image" << qEnvironmentVariable("SKYLAB_GUEST_IMAGE");
    m_process.start(QString::fromLocal8Bit(qgetenv("SKYLABD").isEmpty() ? QByteArray(SKYLABD) : qgetenv("SKYLABD")), arguments);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(startTime)) {
            m_fault = "skylabd did not get ready: " + m_process.errorString();
            return;
        }
    }
    const auto line = QString::fromLocal8Bit(m_process.readLine()).trimmed();
    m_cloudsYaml = line.section("clouds_yaml=", 1);
    if (!line.startsWith("ready ") || m_cloudsYaml.isEmpty())
        m_fault = "skylabd said: " + line;
}

LocalCloud::~LocalCloud()
{
    m_process.terminate();
    if (!m_process.waitForFinished(startTime))
        m_process.kill();
}

} // namespace skylab::test
