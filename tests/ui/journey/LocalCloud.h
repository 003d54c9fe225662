#pragma once

#include "sdk/client/Connection.h"

#include <QProcess>

namespace skylab::test {

/// A skylabd of the test's own, on fake drivers, gone at its end.
class LocalCloud {
public:
    LocalCloud();
    ~LocalCloud();
    Q_DISABLE_COPY_MOVE(LocalCloud)

    /// Empty when it answers; otherwise what it said.
    [[nodiscard]] QString fault() const { return m_fault; }
    /// "skylab" is the demo user, "skylab-admin" the administrator.
    [[nodiscard]] client::Connection connection(const QString& name) const;

private:
    QProcess m_process;
    QString m_cloudsYaml;
    QString m_fault;
};

} // namespace skylab::test
