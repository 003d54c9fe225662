#pragma once

#include "placement/store/ProviderStore.h"

namespace skylab::placement {

/// Who uses: a server, a migration, anything with a uuid.
struct Consumer {
    QString uuid;
    qint64 generation = 0;
    QString projectId;
    QString userId;
    std::optional<QString> type; ///< "INSTANCE"; none = written by a client before 1.38
};

using ProviderAmounts = QMap<QString, Amounts>;      ///< by provider uuid

/// All that one consumer shall have from now on; nothing = it gives everything back.
struct ConsumerClaim {
    Consumer consumer;           ///< its generation is not read
    ProviderAmounts allocations;
    bool checkGeneration = false;
    std::optional<qint64> generation = {};       ///< expected; none = there shall be no such consumer yet
    bool setType = false;
};

/// One consumer's allocation of one class on one provider, as lists show it.
struct AllocationRow {
    QString provider;
    qint64 providerGeneration = 0;
    QString resourceClass;
    qint64 used = 0;
    Consumer consumer;
    Timestamp createdAt;
};

/// Consumers and what they hold. claim() is the only place where capacity is given away.
class AllocationStore {
public:
    static Result<std::optional<Consumer>> consumer(db::Connection& connection, const QString& uuid);
    static Result<std::vector<AllocationRow>> ofConsumer(db::Connection& connection, const QString& uuid);
    static Result<std::vector<AllocationRow>> ofProvider(db::Connection& connection, const QString& uuid);

    /// Replaces what each of the consumers holds, all or nothing. Generations of all providers and consumers count up.
    /// Conflict: the consumer's generation is another (placement.concurrent_update), there is no such inventory, its
    /// units forbid the amount, or the capacity would be exceeded (unless it was, and the claim makes it less).
    /// BadRequest: an unknown provider or class.
    static Result<> claim(db::Transaction& transaction, const std::vector<ConsumerClaim>& claims);
    /// False: it held nothing.
    static Result<bool> release(db::Transaction& transaction, const QString& consumer);

    struct Sum {
        std::optional<QString> type;
        Amounts amounts;
        qint64 consumers = 0;
    };
    /// What a project's (and user's, if not empty) consumers hold, by their type.
    static Result<std::vector<Sum>> sums(db::Connection& connection, const QString& projectId, const QString& userId);

private:
    static Result<> prepare(db::Transaction& transaction, const ConsumerClaim& claim);
    static Result<> fit(db::Transaction& transaction, const std::vector<ConsumerClaim>& claims, const QMap<QString, Amounts>& usedBefore);
    static Result<> write(db::Transaction& transaction, const ConsumerClaim& claim);
};

} // namespace skylab::placement
