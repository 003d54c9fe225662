#pragma once

#include <QString>
#include <QStringList>
#include <QVariant>

#include <memory>

namespace skylab::shell {

/// Values by their keys ("group/key"), kept in a file as QSettings has them. They are read from memory and written by a thread of its
/// own, soon and together: a disk that is busy keeps no window from answering. All of one file share what they know; the last one
/// to go waits until everything is written. GUI thread.
class ValueFile {
public:
    explicit ValueFile(const QString& path);

    [[nodiscard]] QVariant value(const QString& key, const QVariant& fallback = {}) const;
    [[nodiscard]] bool contains(const QString& key) const;
    /// Names of the groups within a group.
    [[nodiscard]] QStringList groups(const QString& within) const;
    void setValue(const QString& key, const QVariant& value);
    /// With all that is below it.
    void remove(const QString& key);
    [[nodiscard]] QString path() const;
    /// Waits until the file has it all.
    void sync();

private:
    class Content;
    std::shared_ptr<Content> m_content;
};

} // namespace skylab::shell
