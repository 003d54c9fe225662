#include "shell/notice/Notices.h"

#include <algorithm>

namespace skylab::shell {

int Notices::add(Notice notice)
{
    notice.id = m_next++;
    notice.when = QDateTime::currentDateTimeUtc();
    m_notices.insert(m_notices.begin(), notice);
    if (m_notices.size() > most)
        m_notices.pop_back();
    Q_EMIT changed();
    Q_EMIT added(notice);
    return notice.id;
}

const Notice* Notices::find(int id) const
{
    const auto it = std::find_if(m_notices.begin(), m_notices.end(), [id](const Notice& notice) { return notice.id == id; });
    return it == m_notices.end() ? nullptr : &*it;
}

void Notices::amend(int id, kit::Tone tone, const QString& text)
{
    if (auto* notice = const_cast<Notice*>(find(id))) {
        notice->tone = tone;
        notice->text = text;
        Q_EMIT changed();
    }
}

void Notices::markRead(int id)
{
    if (auto* notice = const_cast<Notice*>(find(id)); notice && !std::exchange(notice->read, true))
        Q_EMIT changed();
}

void Notices::markAllRead()
{
    for (auto& notice : m_notices)
        notice.read = true;
    Q_EMIT changed();
}

void Notices::clear()
{
    m_notices.clear();
    Q_EMIT changed();
}

int Notices::unread() const
{
    return int(std::count_if(m_notices.begin(), m_notices.end(), [](const Notice& notice) { return !notice.read; }));
}

} // namespace skylab::shell
