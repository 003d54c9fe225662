#include "volume/model/VolumeState.h"

#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::volume;

/// A volume's status follows from its book of attachments.
class AttachmentStateTest : public QObject {
    Q_OBJECT

    VolumeRow m_volume;
    AttachmentBook m_book;

    static AttachmentRow line(const char* id, const char* server, const char* host = "h1")
    {
        AttachmentRow row;
        row.id = QString::fromLatin1(id);
        row.volumeId = QStringLiteral("v");
        row.instance = QString::fromLatin1(server);
        row.host = QString::fromLatin1(host);
        return row;
    }
    static std::function<bool(const AttachmentRow&)> named(const char* id)
    {
        return [id](const AttachmentRow& one) { return one.id == QLatin1String(id); };
    }

private Q_SLOTS:
    void init()
    {
        m_volume = {};
        m_volume.id = QStringLiteral("v");
        m_volume.status = state::available;
        m_book.clear();
    }

    void theFurthestAttachmentDecides()
    {
        m_volume.multiattach = true;
        QVERIFY(state::attach(m_volume, m_book, line("a", "s1")));
        QVERIFY(state::reserve(m_volume, m_book, line("b", "s2")));
        QCOMPARE(m_volume.status, state::reserved);
        QVERIFY(state::connect(m_volume, m_book, m_book.back()));
        QCOMPARE(m_volume.status, state::attaching);
        QCOMPARE(m_volume.attachments.size(), std::size_t(1));
        QCOMPARE(state::detach(m_volume, m_book, named("a")), std::size_t(1));
        QCOMPARE(m_volume.status, state::attaching);
        QVERIFY(state::complete(m_volume, m_book, QStringLiteral("b")));
        QVERIFY(state::complete(m_volume, m_book, QStringLiteral("b")));
        QCOMPARE(m_volume.status, state::inUse);
        QCOMPARE(m_volume.attachments.front().serverId, QStringLiteral("s2"));
        QCOMPARE(state::detach(m_volume, m_book, named("b")), std::size_t(1));
        QCOMPARE(m_volume.status, state::available);
    }
    void oneServerAtATime()
    {
        QVERIFY(state::reserve(m_volume, m_book, line("a", "s1")));
        QCOMPARE(state::reserve(m_volume, m_book, line("b", "s2")).error().code, ErrorCode::BadRequest);
        QVERIFY(state::attach(m_volume, m_book, line("x", "s1")));
        QCOMPARE(m_book.size(), std::size_t(1));
        QCOMPARE(m_book.front().id, QStringLiteral("a"));      // what was reserved
        QVERIFY(state::attach(m_volume, m_book, line("y", "s1")));
        QCOMPARE(state::attach(m_volume, m_book, line("z", "s2")).error().code, ErrorCode::BadRequest);
        QCOMPARE(m_book.size(), std::size_t(1));
    }
    void workInBetweenKeepsItsStatus()
    {
        QVERIFY(state::attach(m_volume, m_book, line("a", "s1")));
        QVERIFY(state::beginBackup(m_volume, true));
        state::detach(m_volume, m_book, named("a"));
        QCOMPARE(m_volume.status, state::backingUp);
        state::restore(m_volume);
        QCOMPARE(m_volume.status, state::available);
    }
    void force()
    {
        QVERIFY(state::attach(m_volume, m_book, line("a", "s1")));
        QVERIFY(state::reset(m_volume, state::error));
        state::forceDetach(m_volume, m_book, named("a"));
        QCOMPARE(m_volume.status, state::available);
    }
};

SKYLAB_TEST(AttachmentStateTest)
#include "AttachmentStateTest.moc"
