#include "shell/ValueFile.h"

#include <QHash>
#include <QLoggingCategory>
#include <QMap>
#include <QSettings>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace skylab::shell {

namespace {
Q_LOGGING_CATEGORY(lcSettings, "skylab.settings")
constexpr auto pause = std::chrono::milliseconds(200);   // what changes within it is written together
}

class ValueFile::Content {
public:
    explicit Content(const QString& path) : m_path(path)
    {
        const QSettings file(path, QSettings::IniFormat);
        for (const auto& key : file.allKeys())
            values[key] = file.value(key);
        m_writer = std::thread([this] { write(); });
    }
    ~Content()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_changed.notify_all();
        m_writer.join();
    }
    Q_DISABLE_COPY_MOVE(Content)

    [[nodiscard]] const QString& path() const { return m_path; }
    void sync()
    {
        std::unique_lock lock(m_mutex);
        m_hurried = true;
        m_changed.notify_all();
        m_written.wait(lock, [this] { return m_changes.empty() && !m_writing; });
        m_hurried = false;
    }
    void change(const QString& key, const std::optional<QVariant>& value)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_changes.emplace_back(key, value);
        }
        m_changed.notify_all();
    }

    QMap<QString, QVariant> values;

private:
    void write()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_ending || !m_changes.empty(); });
            if (m_changes.empty())
                return;
            m_changed.wait_for(lock, pause, [this] { return m_ending || m_hurried; });
            const auto changes = std::exchange(m_changes, {});
            m_writing = true;
            lock.unlock();
            {
                QSettings file(m_path, QSettings::IniFormat);
                for (const auto& [key, value] : changes)
                    value ? file.setValue(key, *value) : file.remove(key);
                file.sync();
                if (file.status() != QSettings::NoError)
                    qCWarning(lcSettings).noquote() << m_path << "can't be written: what was set holds until the window is closed. Look at the free space and the rights of its folder.";
            }
            lock.lock();
            m_writing = false;
            m_written.notify_all();
        }
    }

    const QString m_path;
    std::mutex m_mutex;
    std::condition_variable m_changed, m_written;
    std::vector<std::pair<QString, std::optional<QVariant>>> m_changes;   ///< in their order
    bool m_ending = false, m_hurried = false, m_writing = false;
    std::thread m_writer;
};

ValueFile::ValueFile(const QString& path)
{
    static QHash<QString, std::weak_ptr<Content>> open;
    m_content = open.value(path).lock();
    if (!m_content)
        open[path] = m_content = std::make_shared<Content>(path);
}

QVariant ValueFile::value(const QString& key, const QVariant& fallback) const { return m_content->values.value(key, fallback); }

bool ValueFile::contains(const QString& key) const { return m_content->values.contains(key); }

QStringList ValueFile::groups(const QString& within) const
{
    const auto prefix = within + u'/';
    QStringList all;
    for (auto it = m_content->values.lowerBound(prefix); it != m_content->values.cend() && it.key().startsWith(prefix); ++it) {
        const auto rest = it.key().mid(prefix.size());
        const auto group = rest.section(u'/', 0, 0);
        if (rest.contains(u'/') && !all.contains(group))
            all << group;
    }
    return all;
}

void ValueFile::setValue(const QString& key, const QVariant& value)
{
    if (m_content->values.contains(key) && m_content->values[key] == value)
        return;
    m_content->values[key] = value;
    m_content->change(key, value);
}

void ValueFile::remove(const QString& key)
{
    auto& values = m_content->values;
    values.remove(key);
    const auto prefix = key + u'/';
    for (auto it = values.lowerBound(prefix); it != values.end() && it.key().startsWith(prefix);)
        it = values.erase(it);
    m_content->change(key, {});
}

QString ValueFile::path() const { return m_content->path(); }

void ValueFile::sync() { m_content->sync(); }

} // namespace skylab::shell
