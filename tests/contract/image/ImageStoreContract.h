#pragma once

#include "image/driver/ImageStore.h"

#include <QObject>

namespace skylab::image {

/// What every ImageStore promises. A driver's test derives from it and makes the store.
class ImageStoreContract : public QObject {
    Q_OBJECT
protected:
    /// A fresh, empty store.
    virtual std::unique_ptr<ImageStore> make() = 0;
    /// A fresh store with room for 4 MiB; null when this host can't offer one.
    virtual std::unique_ptr<ImageStore> makeSmall() = 0;

private Q_SLOTS:
    void init() { m_store = make(); }
    void cleanup() { m_store.reset(); }

    void storesAndReadsBack();
    void isInvisibleBeforeCommit();
    void showsTheBytesBeforeCommitToTheInspector();
    void neverReplacesData();
    void oneOfTwoWritersWins();
    void abortedAndDroppedWritersLeaveNothing();
    void readersOutliveRemoval();
    void removeIsIdempotent();
    void tellsWhatItOwns();
    void sharesWhatIsTheSame();
    void refusesIdsThatAreNoNames();
    void missingImagesAreNotFound();
    void aFullStoreSaysSoAndFreesTheSpace();
    void anEmptyImageIsAnImage();

private:
    Result<StoredImage> put(const QString& id, QByteArrayView bytes);
    std::unique_ptr<ImageStore> m_store;
};

} // namespace skylab::image
