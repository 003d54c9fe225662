#pragma once

#include "kit/Cell.h"

#include <QDateTime>
#include <QObject>

#include <vector>

namespace skylab::shell {

/// One thing that happened while nobody may have looked.
struct Notice {
    int id = 0;
    kit::Tone tone = kit::Tone::Neutral;
    QString icon = {};
    QString title = {};
    QString text = {};
    QString cloud = {};         ///< name of the connection
    QString panel = {};         ///< where it can be looked at; empty: nowhere
    QString resource = {};
    QDateTime when = {};
    bool read = false;
};

/// What the bell shows, newest first, of all open clouds. Bounded.
class Notices : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    int add(Notice notice);
    /// Changes the words of one that is there.
    void amend(int id, kit::Tone tone, const QString& text);
    void markRead(int id);
    void markAllRead();
    void clear();
    [[nodiscard]] const std::vector<Notice>& all() const { return m_notices; }
    [[nodiscard]] const Notice* find(int id) const;
    [[nodiscard]] int unread() const;

    static constexpr std::size_t most = 200;

Q_SIGNALS:
    void added(const skylab::shell::Notice& notice);
    void changed();

private:
    std::vector<Notice> m_notices;
    int m_next = 1;
};

} // namespace skylab::shell
