#include "compute/drivers/libvirt/HostReading.h"

#include <QFile>
#include <QStorageInfo>
#include <QXmlStreamReader>

#include <algorithm>

namespace skylab::compute::libvirt {

namespace {

constexpr qint64 maxLogBytes = qint64(1) << 20;

QByteArray contentOf(const char* path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void readCpu(QXmlStreamReader& xml, HostState& host)
{
    while (xml.readNextStartElement()) {
        if (xml.name() == u"arch") {
            host.cpuArchitecture = xml.readElementText();
        } else if (xml.name() == u"model") {
            host.cpuModel = xml.readElementText();
        } else if (xml.name() == u"vendor") {
            host.cpuVendor = xml.readElementText();
        } else {
            if (xml.name() == u"topology") {
                host.cpuSockets = std::max(1, xml.attributes().value(QLatin1String("sockets")).toInt());
                host.cpuCores = std::max(1, xml.attributes().value(QLatin1String("cores")).toInt());
                host.cpuThreads = std::max(1, xml.attributes().value(QLatin1String("threads")).toInt());
            } else if (xml.name() == u"feature") {
                host.cpuFeatures << xml.attributes().value(QLatin1String("name")).toString();
            }
            xml.skipCurrentElement();
        }
    }
}

QStringList readEnum(QXmlStreamReader& xml)
{
    QStringList values;
    while (xml.readNextStartElement())
        values << xml.readElementText();
    return values;
}

/// The end of a file, from the beginning of a line on when it had to be cut.
QByteArray endOf(const QString& path, qint64 bytes, bool* readable)
{
    QFile file(path);
    *readable = file.open(QIODevice::ReadOnly);
    if (!*readable)
        return {};
    const auto cut = file.size() - bytes;
    if (cut > 0)
        file.seek(cut);
    auto text = file.readAll();
    if (cut > 0)
        text.remove(0, text.indexOf('\n') + 1);
    return text;
}

qsizetype startOfLastLines(const QByteArray& text, int maxLines)
{
    // The text after the last line break counts as a line, unless it is empty.
    auto at = text.size();
    if (text.endsWith('\n'))
        --at;
    for (int i = 0; i < maxLines; ++i) {
        at = at == 0 ? -1 : text.lastIndexOf('\n', at - 1);
        if (at < 0)
            return 0;
    }
    return at + 1;
}

} // namespace

MemoryReading readMeminfo(const QByteArray& text)
{
    const auto kiB = [&text](const char* name) -> qint64 {
        for (const auto& line : text.split('\n'))
            if (line.startsWith(name))
                return line.mid(qsizetype(qstrlen(name))).replace("kB", "").trimmed().toLongLong();
        return 0;
    };
    const auto total = kiB("MemTotal:");
    return { total / 1024, (total - kiB("MemAvailable:")) / 1024 };
}

void readHostCapabilities(const QString& text, HostState& host)
{
    QXmlStreamReader xml(text);
    xml.readNextStartElement();
    while (xml.readNextStartElement()) {
        if (xml.name() != u"host") {
            xml.skipCurrentElement();
            continue;
        }
        while (xml.readNextStartElement()) {
            if (xml.name() == u"cpu")
                readCpu(xml, host);
            else
                xml.skipCurrentElement();
        }
    }
}

void readDomainCapabilities(const QString& text, Capabilities& able)
{
    QXmlStreamReader xml(text);
    xml.readNextStartElement();
    while (xml.readNextStartElement()) {
        const auto section = xml.name().toString();
        if (section != QStringLiteral("os") && section != QStringLiteral("devices")) {
            xml.skipCurrentElement();
            continue;
        }
        while (xml.readNextStartElement()) {
            const auto part = xml.name().toString();
            if (part == QStringLiteral("enum")) {
                const bool firmware = xml.attributes().value(QLatin1String("name")) == u"firmware";
                if (const auto values = readEnum(xml); firmware)
                    able.uefi = values.contains(QStringLiteral("efi"));
                continue;
            }
            while (xml.readNextStartElement()) {
                const bool buses = part == QStringLiteral("disk")
                    && xml.attributes().value(QLatin1String("name")) == u"bus";
                if (buses)
                    able.diskBuses = readEnum(xml);
                else
                    xml.skipCurrentElement();
            }
        }
    }
    able.diskBuses.removeAll(QStringLiteral("fdc"));
}

void readLoad(HostState& host)
{
    const auto load = contentOf("/proc/loadavg").split(' ');
    if (load.size() >= 3) {
        host.loadAverage1 = load[0].toDouble();
        host.loadAverage5 = load[1].toDouble();
        host.loadAverage15 = load[2].toDouble();
    }
    host.uptimeSeconds = qint64(contentOf("/proc/uptime").split(' ').value(0).toDouble());
}

void readDisk(const QString& folder, HostState& host)
{
    constexpr qint64 gib = qint64(1) << 30;
    const QStorageInfo storage(folder.isEmpty() ? QStringLiteral("/") : folder);
    host.diskTotalGiB = storage.bytesTotal() / gib;
    host.diskFreeGiB = storage.bytesAvailable() / gib;
    host.diskUsedGiB = (storage.bytesTotal() - storage.bytesAvailable()) / gib;
}

Result<QByteArray> tailOfLog(const QString& path, int maxLines)
{
    if (path.isEmpty() || !QFile::exists(path))
        return QByteArray();
    bool readable = false;
    auto text = endOf(path, maxLogBytes, &readable);
    if (!readable)
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The console log %1 can't be read; Skylab's user needs the right to.").arg(path));
    // virtlogd renames a full file to .0 and begins anew.
    if (text.size() < maxLogBytes && (maxLines < 0 || text.count('\n') < maxLines))
        text.prepend(endOf(path + QStringLiteral(".0"), maxLogBytes - text.size(), &readable));
    if (maxLines < 0)
        return text;
    return text.mid(startOfLastLines(text, maxLines));
}

} // namespace skylab::compute::libvirt
