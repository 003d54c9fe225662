#pragma once

#include "object/driver/ObjectStore.h"

#include <QObject>

namespace skylab::object {

/// What every ObjectStore promises. A driver's test derives from it and makes the store.
class ObjectStoreContract : public QObject {
    Q_OBJECT
protected:
    /// A fresh, empty store.
    virtual std::unique_ptr<ObjectStore> make() = 0;
    /// A fresh store with room for 4 MiB; null when this host can't offer one.
    virtual std::unique_ptr<ObjectStore> makeSmall() = 0;

private Q_SLOTS:
    void init() { m_store = make(); }
    void cleanup() { m_store.reset(); }

    void storesAndReadsBack();
    void readsRanges_data();
    void readsRanges();
    void isInvisibleBeforeCommit();
    void accountsDoNotSeeEachOther();
    void neverReplacesABlob();
    void abortedAndDroppedWritersLeaveNothing();
    void readersOutliveRemoval();
    void listsForGarbageCollection();
    void refusesIdsThatAreNoNames();
    void aFullStoreSaysSoAndFreesTheSpace();
    void writersWorkSideBySide();

private:
    Result<StoredBlob> put(const QString& account, const QString& blobId, QByteArrayView bytes);
    std::unique_ptr<ObjectStore> m_store;
};

} // namespace skylab::object
