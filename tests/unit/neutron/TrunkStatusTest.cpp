#include "network/model/Trunks.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network;

class TrunkStatusTest : public QObject {
    Q_OBJECT

    /// "up", "down", "failed" on a host; "nowhere"; "shut" by its owner.
    static sdk::Port port(const QString& state)
    {
        sdk::Port port;
        port.hostId = state == u"nowhere" ? QString() : QStringLiteral("host");
        port.vifType = state == u"nowhere" ? QStringLiteral("unbound") : state == u"failed" ? bindingFailed : QStringLiteral("ovs");
        port.status = state == u"up" ? QStringLiteral("ACTIVE") : QStringLiteral("DOWN");
        port.adminStateUp = state != u"shut";
        return port;
    }

private Q_SLOTS:
    void saysWhatThePortsAre_data()
    {
        QTest::addColumn<QString>("parent");
        QTest::addColumn<QStringList>("children");
        QTest::addColumn<bool>("open");
        QTest::addColumn<QString>("status");
        const auto row = [](const char* name, const char* parent, const char* children, bool open, const char* status) {
            QTest::newRow(name) << QString::fromLatin1(parent) << QString::fromLatin1(children).split(u' ', Qt::SkipEmptyParts) << open << QString::fromLatin1(status);
        };
        row("alone, nowhere", "nowhere", "", true, "DOWN");
        row("nowhere", "nowhere", "nowhere", true, "DOWN");
        row("the parent can't be bound", "failed", "down", true, "DOWN");
        row("alone, not there yet", "down", "", true, "BUILD");
        row("alone", "up", "", true, "ACTIVE");
        row("a subport is not there yet", "up", "up down", true, "BUILD");
        row("all there", "up", "up up", true, "ACTIVE");
        row("one can't be bound", "up", "up failed", true, "DEGRADED");
        row("one can't, another is on its way", "up", "down failed", true, "BUILD");
        row("a subport is shut", "up", "up shut", true, "ACTIVE");
        row("the trunk is shut", "up", "down down", false, "ACTIVE");
        row("the trunk is shut and its parent not there", "down", "down", false, "BUILD");
    }
    void saysWhatThePortsAre()
    {
        QFETCH(QString, parent);
        QFETCH(QStringList, children);
        QFETCH(bool, open);
        sdk::Trunk trunk;
        trunk.adminStateUp = open;
        std::vector<sdk::Port> all;
        for (const auto& child : children)
            all.push_back(port(child));
        QTEST(trunkStatus(trunk, port(parent), all), "status");
    }
};

SKYLAB_TEST(TrunkStatusTest)
#include "TrunkStatusTest.moc"
