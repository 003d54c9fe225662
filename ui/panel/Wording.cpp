#include "panel/Wording.h"

#include "core/Clock.h"
#include "core/Sizes.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>
#include <QLocale>
#include <QSet>

namespace skylab::panel {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(Wording)
};

QDateTime localTime(const QString& isoTime)
{
    const auto time = parseTimestamp(isoTime);
    return time.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(time.micros / 1000);
}

using Spelled = std::pair<QString, kit::Tone>;

QHash<QString, Spelled> healthyStates()
{
    using kit::Tone;
    return {
        { "active", { Wording::tr("Active"), Tone::Ok } },
        { "available", { Wording::tr("Available"), Tone::Ok } },
        { "in-use", { Wording::tr("In use"), Tone::Ok } },
        { "enabled", { Wording::tr("Enabled"), Tone::Ok } },
        { "up", { Wording::tr("Up"), Tone::Ok } },
        { "shutoff", { Wording::tr("Stopped"), Tone::Neutral } },
        { "stopped", { Wording::tr("Stopped"), Tone::Neutral } },
        { "down", { Wording::tr("Down"), Tone::Neutral } },
        { "disabled", { Wording::tr("Disabled"), Tone::Neutral } },
        { "shelved", { Wording::tr("Shelved"), Tone::Neutral } },
        { "shelved_offloaded", { Wording::tr("Shelved"), Tone::Neutral } },
        { "deactivated", { Wording::tr("Deactivated"), Tone::Neutral } },
        { "queued", { Wording::tr("No data yet"), Tone::Neutral } },
        { "deleted", { Wording::tr("Deleted"), Tone::Neutral } },
        { "soft_deleted", { Wording::tr("In the trash"), Tone::Neutral } },
        { "paused", { Wording::tr("Paused"), Tone::Warn } },
        { "suspended", { Wording::tr("Suspended"), Tone::Warn } },
        { "rescue", { Wording::tr("Rescue"), Tone::Warn } },
        { "verify_resize", { Wording::tr("Confirm resize"), Tone::Warn } },
        { "maintenance", { Wording::tr("Maintenance"), Tone::Warn } },
        { "error", { Wording::tr("Error"), Tone::Error } },
        { "killed", { Wording::tr("Error"), Tone::Error } },
        { "error_deleting", { Wording::tr("Not deleted"), Tone::Error } },
        { "error_extending", { Wording::tr("Not extended"), Tone::Error } },
    };
}

QHash<QString, Spelled> transientStates()
{
    const auto busy = [](const QString& text) { return Spelled { text, kit::Tone::Busy }; };
    return {
        { "build", busy(Wording::tr("Building")) },
        { "reboot", busy(Wording::tr("Rebooting")) },
        { "hard_reboot", busy(Wording::tr("Rebooting")) },
        { "rebuild", busy(Wording::tr("Rebuilding")) },
        { "resize", busy(Wording::tr("Resizing")) },
        { "migrating", busy(Wording::tr("Migrating")) },
        { "creating", busy(Wording::tr("Creating")) },
        { "downloading", busy(Wording::tr("Copying")) },
        { "attaching", busy(Wording::tr("Attaching")) },
        { "reserved", busy(Wording::tr("Reserved")) },
        { "detaching", busy(Wording::tr("Detaching")) },
        { "extending", busy(Wording::tr("Extending")) },
        { "uploading", busy(Wording::tr("Uploading")) },
        { "deleting", busy(Wording::tr("Deleting")) },
        { "saving", busy(Wording::tr("Saving")) },
        { "importing", busy(Wording::tr("Importing")) },
        { "retyping", busy(Wording::tr("Changing type")) },
        { "pending_delete", busy(Wording::tr("Deleting")) },
        // nova's task states
        { "powering-off", busy(Wording::tr("Stopping")) },
        { "powering-on", busy(Wording::tr("Starting")) },
        { "scheduling", busy(Wording::tr("Choosing a host")) },
        { "networking", busy(Wording::tr("Plugging networks")) },
        { "block_device_mapping", busy(Wording::tr("Preparing disks")) },
        { "spawning", busy(Wording::tr("Starting")) },
        { "pausing", busy(Wording::tr("Pausing")) },
        { "unpausing", busy(Wording::tr("Resuming")) },
        { "suspending", busy(Wording::tr("Suspending")) },
        { "resuming", busy(Wording::tr("Resuming")) },
        { "rebooting", busy(Wording::tr("Rebooting")) },
        { "rebooting_hard", busy(Wording::tr("Rebooting")) },
        { "image_snapshot", busy(Wording::tr("Taking an image")) },
        { "image_uploading", busy(Wording::tr("Saving the image")) },
    };
}

} // namespace

namespace {

struct States {
    QHash<QString, Spelled> healthy;
    QHash<QString, Spelled> transient;
};

/// Spelled once for each language that the window has been in.
const States& states()
{
    static QHash<QString, States> all;
    const auto language = Wording::tr("Active");
    auto it = all.constFind(language);
    if (it == all.constEnd())
        it = all.insert(language, { healthyStates(), transientStates() });
    return *it;
}

} // namespace

QString bytesText(double bytes) { return sizeText(bytes, QLocale()); }
QString memoryText(double mebibytes) { return mebibytesText(mebibytes, QLocale()); }
QString gibText(double gibibytes) { return gibibytesText(gibibytes, QLocale()); }

namespace {

QString ageOf(Timestamp time)
{
    if (time.isNull())
        return QStringLiteral("–");
    const qint64 seconds = (Clock::now().micros - time.micros) / 1'000'000;
    const int minutes = int(seconds / 60), hours = int(seconds / 3600), days = int(seconds / 86400);
    if (seconds < 60)
        return Wording::tr("just now");
    if (minutes < 60)
        return Wording::tr("%n min", nullptr, minutes);
    if (hours < 48)
        return Wording::tr("%n hour(s)", nullptr, hours);
    return Wording::tr("%n day(s)", nullptr, days);
}

} // namespace

QString ageText(const QString& isoTime) { return ageOf(parseTimestamp(isoTime)); }

QString timeText(const QString& isoTime)
{
    const auto time = localTime(isoTime);
    return time.isValid() ? time.toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QStringLiteral("–");
}

QString yesNo(bool yes) { return yes ? Wording::tr("Yes") : Wording::tr("No"); }

QString orDash(const QString& text) { return text.isEmpty() ? QStringLiteral("–") : text; }

kit::Cell enabledCell(const QJsonObject& row) { return stateCell(row[u"enabled"].toBool(true) ? "enabled" : "disabled"); }

QString nameOrId(const QJsonObject& row) { return row[u"name"].toString().isEmpty() ? row[u"id"].toString().left(8) : row[u"name"].toString(); }

bool isTransient(const QString& state)
{
    return states().transient.contains(state.toLower());
}

kit::Cell stateCell(const QString& state, int progress)
{
    const auto& [healthy, transient] = states();
    const auto key = state.toLower();
    kit::Cell cell;
    if (const auto it = healthy.find(key); it != healthy.end()) {
        cell.text = it->first;
        cell.tone = it->second;
    } else if (const auto busy = transient.find(key); busy != transient.end()) {
        cell.text = busy->first;
        cell.tone = busy->second;
        cell.progress = progress > 0 && progress < 100 ? progress : -1;
    } else {
        cell.text = state;
        cell.tone = key.startsWith(QLatin1String("error")) ? kit::Tone::Error : key.endsWith(QLatin1String("ing")) ? kit::Tone::Busy : kit::Tone::Neutral;
    }
    cell.type = kit::ColumnType::Status;
    cell.values = QStringList { key };
    return cell;
}

kit::Cell textCell(const QString& text) { return { orDash(text) }; }

kit::Cell numberCell(double number, const QString& text)
{
    kit::Cell cell { text.isEmpty() ? QLocale().toString(number, 'g', 10) : text };
    cell.sort = number;
    cell.type = kit::ColumnType::Number;
    return cell;
}

kit::Cell sizeCell(double amount, double unit, const QString& text)
{
    kit::Cell cell { text.isEmpty() ? bytesText(amount * unit) : text };
    cell.sort = amount * unit;
    cell.type = kit::ColumnType::Size;
    cell.unit = unit;
    return cell;
}

kit::Cell addressCell(const QStringList& addresses)
{
    auto cell = textCell(addresses.join(QStringLiteral(", ")));
    cell.type = kit::ColumnType::Address;
    cell.values = addresses;
    return cell;
}

kit::Cell tagsCell(const QStringList& tags)
{
    auto cell = textCell(tags.join(QStringLiteral(", ")));
    cell.type = kit::ColumnType::Tags;
    cell.values = tags;
    return cell;
}

kit::Cell ageCell(const QString& isoTime)
{
    const auto time = parseTimestamp(isoTime);
    kit::Cell cell { ageOf(time) };
    cell.sort = -time.micros;
    cell.type = kit::ColumnType::Time;
    return cell;
}

} // namespace skylab::panel
