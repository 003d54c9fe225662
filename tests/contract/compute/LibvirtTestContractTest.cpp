#include "HypervisorContract.h"

#include "compute/drivers/libvirt/LibvirtDriver.h"
#include "core/Uuid.h"
#include "support/TestMain.h"

#include <QTest>

namespace skylab::compute::test {

/// The libvirt driver on libvirt's own mock, test:///default: quick, everywhere, no QEMU.
class LibvirtTestContractTest : public HypervisorContract {
    Q_OBJECT
    static LibvirtOptions options(const QString& cloudId)
    {
        LibvirtOptions options;
        options.uri = QStringLiteral("test:///default");
        options.cloudId = cloudId;
        return options;
    }
    std::unique_ptr<HypervisorDriver> make(QString*) override
    {
        return std::make_unique<LibvirtDriver>(options(QStringLiteral("a")));
    }
    void spoil(GuestSpec& spec) override { spec.uuid.clear(); }
    bool counts() const override { return false; }

private Q_SLOTS:
    void doesNotSeeGuestsOfOthers()
    {
        const auto uuid = spawned();
        LibvirtDriver other(options(QStringLiteral("b")));
        QVERIFY(other.start());
        QCOMPARE(other.listGuests().value().size(), std::size_t(0));   // neither ours nor the mock's own "test"
        QCOMPARE(other.guestState(uuid).error().code, ErrorCode::NotFound);
        QVERIFY(other.destroy(uuid));
        QVERIFY(other.cleanup(uuid));
        QCOMPARE(stateOf(uuid), PowerState::Running);
        auto same = spec();
        same.uuid = uuid;
        QCOMPARE(other.spawn(same).error().code, ErrorCode::Conflict);
    }
};

SKYLAB_TEST(LibvirtTestContractTest)

} // namespace skylab::compute::test

#include "LibvirtTestContractTest.moc"
