#include "volume/model/Pools.h"

#include <cmath>

namespace skylab::volume {

namespace {

const QString provisioningType = QStringLiteral("provisioning:type");

QString text(const QJsonValue& value)
{
    if (value.isBool())
        return value.toBool() ? QStringLiteral("True") : QStringLiteral("False");
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
}

std::optional<bool> truth(const QString& word)
{
    const auto lower = word.trimmed().toLower();
    if (lower == u"true" || lower == u"1" || lower == u"yes" || lower == u"on")
        return true;
    if (lower == u"false" || lower == u"0" || lower == u"no" || lower == u"off")
        return false;
    return {};
}

template <typename T>
bool compare(const T& have, QStringView op, const T& want)
{
    if (op == u"<")
        return have < want;
    if (op == u"<=")
        return have <= want;
    if (op == u">")
        return have > want;
    if (op == u">=")
        return have >= want;
    return op == u"!=" ? have != want : have == want;
}

QString gigabytes(double number) { return QString::number(std::floor(number * 10) / 10); }

/// Whether there is room, with what stays reserved and what thin volumes may be promised.
Result<> requireRoom(const Pool& pool, const PoolWish& wish)
{
    const auto& stats = pool.stats;
    const auto reserved = stats.totalGiB * pool.placement.reservedPercentage / 100;
    const auto free = stats.freeGiB - reserved;
    const auto size = double(wish.sizeGiB);
    if (isThick(wish.extraSpecs) || !pool.capabilities.thinProvisioning) {
        if (free < size)
            return fail(ErrorCode::NoValidHost, QStringLiteral("%1 GiB are free, the volume takes %2 GiB at once").arg(gigabytes(free)).arg(wish.sizeGiB));
        return {};
    }
    const auto most = pool.placement.maxOverSubscription;
    if (stats.totalGiB <= 0 || (stats.provisionedGiB + size) / stats.totalGiB > most)
        return fail(ErrorCode::NoValidHost, QStringLiteral("%1 of %2 GiB are promised to volumes already; %3 GiB more are above %4 times of what there is")
                                                .arg(gigabytes(stats.provisionedGiB), gigabytes(stats.totalGiB)).arg(wish.sizeGiB).arg(most));
    if (free * most < size)
        return fail(ErrorCode::NoValidHost, QStringLiteral("%1 GiB are free, too little for a thin volume of %2 GiB").arg(gigabytes(free)).arg(wish.sizeGiB));
    return {};
}

} // namespace

QMap<QString, QJsonValue> Pool::properties() const
{
    return {
        { QStringLiteral("volume_backend_name"), backendName },
        { QStringLiteral("pool_name"), name.section(u'#', 1) },
        { QStringLiteral("vendor_name"), QStringLiteral("Skylab") },
        { QStringLiteral("driver_version"), QStringLiteral("1.0") },
        { QStringLiteral("storage_protocol"), QStringLiteral("file") },
        { QStringLiteral("total_capacity_gb"), stats.totalGiB },
        { QStringLiteral("free_capacity_gb"), stats.freeGiB },
        { QStringLiteral("allocated_capacity_gb"), stats.allocatedGiB },
        { QStringLiteral("provisioned_capacity_gb"), stats.provisionedGiB },
        { QStringLiteral("reserved_percentage"), placement.reservedPercentage },
        { QStringLiteral("max_over_subscription_ratio"), QString::number(placement.maxOverSubscription, 'f', 1) },
        { QStringLiteral("thin_provisioning_support"), capabilities.thinProvisioning },
        { QStringLiteral("thick_provisioning_support"), capabilities.thickProvisioning },
        { QStringLiteral("multiattach"), capabilities.multiattach },
        { QStringLiteral("online_extend_support"), true },
        { QStringLiteral("QoS_support"), false },
        { QStringLiteral("replication_enabled"), false },
        { QStringLiteral("consistent_group_snapshot_enabled"), false },
        { QStringLiteral("backend_state"), trouble.isEmpty() ? QStringLiteral("up") : QStringLiteral("down") },
    };
}

bool isTrue(const sdk::StringMap& specs, const QString& key)
{
    return specs.contains(key) && matches(true, specs.value(key));
}

bool isThick(const sdk::StringMap& specs) { return specs.value(provisioningType) == u"thick"; }

bool matches(const QJsonValue& capability, const QString& wanted)
{
    const auto words = wanted.trimmed().split(u' ', Qt::SkipEmptyParts);
    const auto have = text(capability);
    if (words.isEmpty())
        return have.isEmpty();
    const auto op = words.first();
    const auto rest = wanted.trimmed().mid(op.size()).trimmed();
    if (op == u"<is>")
        return truth(rest) && truth(have) == truth(rest);
    if (op == u"<in>")
        return have.contains(rest);
    if (op == u"<or>") {
        const auto choices = wanted.split(QStringLiteral("<or>"), Qt::SkipEmptyParts);
        return std::any_of(choices.begin(), choices.end(), [&](const QString& one) { return one.trimmed() == have; });
    }
    static const QStringList texts { QStringLiteral("s=="), QStringLiteral("s!="), QStringLiteral("s<"), QStringLiteral("s<="), QStringLiteral("s>"), QStringLiteral("s>=") };
    static const QStringList numbers { QStringLiteral("="), QStringLiteral("=="), QStringLiteral("!="), QStringLiteral("<"), QStringLiteral("<="), QStringLiteral(">"), QStringLiteral(">=") };
    if (texts.contains(op))
        return compare(have, QStringView(op).sliced(1), rest);
    if (numbers.contains(op)) {
        bool isNumber = false;
        const auto want = rest.toDouble(&isNumber);
        // "= 5" is Cinder's word for "at least 5".
        return isNumber && compare(capability.isDouble() ? capability.toDouble() : have.toDouble(), op == u"=" ? QStringView(u">=") : QStringView(op), want);
    }
    return have.compare(wanted.trimmed(), capability.isBool() ? Qt::CaseInsensitive : Qt::CaseSensitive) == 0;
}

Result<> requireTypeSize(const sdk::StringMap& extraSpecs, qint64 sizeGiB)
{
    const auto limit = [&](const QString& key, qint64 otherwise) {
        bool isNumber = false;
        const auto number = extraSpecs.value(key).toLongLong(&isNumber);
        return isNumber ? number : otherwise;
    };
    const auto least = limit(QStringLiteral("provisioning:min_vol_size"), 0);
    const auto most = limit(QStringLiteral("provisioning:max_vol_size"), sizeGiB);
    if (sizeGiB < least)
        return fail(ErrorCode::BadRequest, QStringLiteral("Specified volume size of %1 GiB is less than the %2 GiB that its volume type wants at least.").arg(sizeGiB).arg(least), QStringLiteral("size"));
    if (sizeGiB > most)
        return fail(ErrorCode::BadRequest, QStringLiteral("Specified volume size of %1 GiB is more than the %2 GiB that its volume type allows.").arg(sizeGiB).arg(most), QStringLiteral("size"));
    return {};
}

Result<> requireFits(const Pool& pool, const PoolWish& wish)
{
    if (!pool.trouble.isEmpty())
        return fail(ErrorCode::NoValidHost, pool.trouble);
    if (isThick(wish.extraSpecs) && !pool.capabilities.thickProvisioning)
        return fail(ErrorCode::NoValidHost, QStringLiteral("its volumes are thin, the type wants them thick"));
    const auto multiattach = QStringLiteral("multiattach");
    if ((wish.multiattach || isTrue(wish.extraSpecs, multiattach)) && !pool.capabilities.multiattach)
        return fail(ErrorCode::NoValidHost, QStringLiteral("its volumes can't be attached to several servers"));
    const auto have = pool.properties();
    for (auto it = wish.extraSpecs.begin(); it != wish.extraSpecs.end(); ++it) {
        auto key = it.key();
        if (key.startsWith(QStringLiteral("capabilities:")))
            key = key.section(u':', 1);
        else if (key.contains(u':'))
            continue;      // meant for another reader: provisioning:, RESKEY:, a vendor's
        if (key == multiattach)
            continue;      // what can be attached to several servers may go to one
        if (!have.contains(key))
            return fail(ErrorCode::NoValidHost, QStringLiteral("it has no capability %1, the type wants '%2'").arg(key.left(64), it.value().left(64)));
        if (!matches(have.value(key), it.value()))
            return fail(ErrorCode::NoValidHost, QStringLiteral("its %1 is '%2', the type wants '%3'").arg(key, text(have.value(key)), it.value().left(64)));
    }
    return requireRoom(pool, wish);
}

Result<QString> choosePool(const std::vector<Pool>& pools, const PoolWish& wish)
{
    const Pool* best = nullptr;
    QStringList reasons;
    for (const auto& pool : pools) {
        if (auto fits = requireFits(pool, wish); !fits)
            reasons << QStringLiteral("%1: %2").arg(pool.name.section(u'@', 1), fits.error().message);
        else if (!best || pool.stats.freeGiB > best->stats.freeGiB)
            best = &pool;
    }
    if (best)
        return best->name;
    return fail(ErrorCode::NoValidHost, QStringLiteral("No valid backend was found. %1.").arg(reasons.join(QStringLiteral("; "))));
}

} // namespace skylab::volume
