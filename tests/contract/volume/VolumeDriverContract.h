#pragma once

#include "volume/driver/VolumeDriver.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace skylab::volume {

/// What every VolumeDriver promises. A driver's test derives from it and makes the driver.
class VolumeDriverContract : public QObject {
    Q_OBJECT
protected:
    /// A fresh driver without volumes.
    virtual std::unique_ptr<VolumeDriver> make() = 0;
    /// A fresh driver with room for about 8 MiB; null when this host can't offer one.
    virtual std::unique_ptr<VolumeDriver> makeSmall() = 0;

    /// A raw image file of so many bytes, filled with `fill`.
    QString image(qint64 bytes, char fill = 'i');
    [[nodiscard]] QString place(const char* name) const { return m_files->filePath(QString::fromLatin1(name)); }

    std::unique_ptr<VolumeDriver> m_driver;

    static inline const auto raw = QStringLiteral("raw");
    static inline const auto qcow2 = QStringLiteral("qcow2");
    static inline const auto a = QStringLiteral("aaaaaaaa-0000-4000-8000-000000000000");
    static inline const auto b = QStringLiteral("bbbbbbbb-0000-4000-8000-000000000000");
    static inline const auto c = QStringLiteral("cccccccc-0000-4000-8000-000000000000");
    static inline const auto snap = QStringLiteral("11111111-0000-4000-8000-000000000000");

private Q_SLOTS:
    void init();
    void cleanup();

    void createsAndConnects();
    void creatingAgainIsDoneOrConflict();
    void refusesSizesThatAreNone();
    void refusesIdsThatAreNoNames();
    void missingThingsAreNotFound();
    void makesAVolumeFromAnImage();
    void refusesAnImageThatDoesNotFit();
    void refusesUnknownImageFormats();
    void extendsButNeverShrinks();
    void takesAllOfItsRoomOrSaysThatItCant();
    void clonesAndSnapshotsAreIndependent();
    void aSmallerCopyIsRefused();
    void revertsToASnapshot();
    void copiesToFiles();
    void contentGoesInAndOut();
    void contentThatIsNotCommittedIsForgotten();
    void aReaderKeepsWhatItOpened();
    void anImageReplacesContent();
    void removeIsIdempotent();
    void aCancelledCopyLeavesNothing();
    void reportsProgressToTheEnd();
    void aFullDiskSaysSoAndLeavesNothing();
    void tellsWhatItOwnsAndHowFullItIs();

private:
    std::unique_ptr<QTemporaryDir> m_files;
};

} // namespace skylab::volume
