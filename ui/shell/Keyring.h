#pragma once

#include "core/Secret.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace skylab::shell {

/// Passwords of connections: in the desktop's keyring when the user wants that and one answers, otherwise in memory until the
/// program ends. Never in a file of ours. A keyring that says "not found" may only be locked: nothing is deleted because of it.
class Keyring : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    enum class Kept { InKeyring, InMemory };

    /// Whether a keyring answers here; with false a text why not. It may still be locked.
    void look(const std::function<void(bool there, const QString& why)>& done);
    /// Empty when there is none. Answers within some seconds even when the keyring prompts and nobody looks.
    void read(const QString& connection, const std::function<void(const Secret& secret)>& done);
    /// Says where it is kept now; with InMemory a text why the keyring did not take it.
    void write(const QString& connection, const Secret& secret, const std::function<void(Kept kept, const QString& why)>& done);
    /// Never asks the desktop's keyring: for tests, and where the user wants none.
    void setMemoryOnly(const QString& why) { m_memoryOnly = why; }
    void keepInMemory(const QString& connection, const Secret& secret) { m_memory[connection] = secret; }
    /// What the keyring did not take, and shall not be kept either.
    void dropFromMemory(const QString& connection) { m_memory.remove(connection); }
    void forget(const QString& connection);

private:
    QHash<QString, Secret> m_memory;
    QString m_memoryOnly;      ///< why there is no keyring
};

} // namespace skylab::shell
