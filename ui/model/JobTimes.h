#pragma once

#include <QHash>
#include <QList>
#include <QString>

#include <algorithm>

namespace skylab::model {

/// How long work of each kind took lately.
class JobTimes {
public:
    void add(const QString& kind, qint64 milliseconds)
    {
        if (kind.isEmpty() || milliseconds < 0)
            return;
        auto& times = m_times[kind];
        times << milliseconds;
        if (times.size() > most)
            times.removeFirst();
    }
    /// The middle of what it took; -1 when it was never done.
    [[nodiscard]] qint64 usual(const QString& kind) const
    {
        auto times = m_times.value(kind);
        if (times.isEmpty())
            return -1;
        std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
        return times[times.size() / 2];
    }

private:
    static constexpr int most = 20;
    QHash<QString, QList<qint64>> m_times;
};

} // namespace skylab::model
