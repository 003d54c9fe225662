#pragma once

#include "VolumeDriverContract.h"
#include "support/SmallDisk.h"
#include "volume/drivers/file/FileVolumeDriver.h"

namespace skylab::volume {

/// What the file driver promises beyond the contract: content, locks, consistency, crashes. Runs once for each kind of
/// place and format.
class FileVolumeDriverTest : public VolumeDriverContract {
    Q_OBJECT
protected:
    explicit FileVolumeDriverTest(FileVolumeDriver::Format format) : m_format(format) { }
    std::unique_ptr<VolumeDriver> make() override;
    std::unique_ptr<VolumeDriver> makeSmall() override;
    /// Where make() puts a fresh folder; empty = this host has no such place.
    virtual QString root() { return m_folder.path(); }

private Q_SLOTS:
    void theContentSurvivesEveryCopy();
    void readsEveryImageFormat();
    void refusesImagesThatReferToOtherFiles();
    void anImageWithSnapshotsBecomesAPlainVolume();
    void revertBringsTheContentBack();
    void aQuietVolumeInUseIsCopied();
    void aBusyVolumeInUseIsNeverCopiedHalf();
    void aDiskThatAServerHoldsIsNotResized();
    void aRestartSweepsWhatACrashLeft();
    void aCopyThatACrashCutsOffIsSweptToo();
    void volumesAreForTheHypervisorOnly();
    void isUnwellWhenThePlaceIsGone();

private:
    QString fileOf(const QString& volumeId);
    QByteArray contentOf(const QString& volumeId, qint64 bytes);

    const FileVolumeDriver::Format m_format;
    QTemporaryDir m_folder;
    QString m_place;
    std::unique_ptr<test::SmallDisk> m_small;
};

} // namespace skylab::volume
