// The way back from libvirt's XML.
#include "compute/drivers/libvirt/DomainXml.h"

#include <QXmlStreamReader>

#include <algorithm>

namespace skylab::compute::libvirt {

namespace {

QString attribute(const QXmlStreamReader& xml, const char* name)
{
    return xml.attributes().value(QLatin1String(name)).toString();
}

void readDisk(QXmlStreamReader& xml, DomainReading& domain)
{
    DomainReading::Disk disk;
    while (xml.readNextStartElement()) {
        const auto name = xml.name();
        if (name == u"target")
            disk.device = attribute(xml, "dev");
        else if (name == u"alias")
            disk.alias = attribute(xml, "name");
        else if (name == u"driver")
            disk.format = attribute(xml, "type");
        else if (name == u"source")
            for (const auto* where : { "file", "dev", "name" })
                if (xml.attributes().hasAttribute(QLatin1String(where)))
                    disk.source = attribute(xml, where);
        if (name == u"serial")
            disk.serial = xml.readElementText();
        else
            xml.skipCurrentElement();   // a backing store has a source and a format of its own
    }
    domain.disks.push_back(disk);
}

void readNic(QXmlStreamReader& xml, DomainReading& domain)
{
    DomainReading::Nic nic;
    QString interfaceId;
    while (xml.readNextStartElement()) {
        const auto name = xml.name();
        if (name == u"mac")
            nic.mac = attribute(xml, "address");
        else if (name == u"target")
            nic.device = attribute(xml, "dev");
        else if (name == u"alias")
            nic.alias = attribute(xml, "name");
        if (name != u"virtualport") {
            xml.skipCurrentElement();
            continue;
        }
        while (xml.readNextStartElement()) {
            interfaceId = attribute(xml, "interfaceid");
            xml.skipCurrentElement();
        }
    }
    nic.portId = nic.alias.startsWith(QStringLiteral("ua-")) ? nic.alias.mid(3) : interfaceId;
    domain.nics.push_back(nic);
}

void readSerial(QXmlStreamReader& xml, DomainReading& domain)
{
    while (xml.readNextStartElement()) {
        if (xml.name() == u"source")
            domain.serialSocketPath = attribute(xml, "path");
        else if (xml.name() == u"log")
            domain.consoleLogPath = attribute(xml, "file");
        xml.skipCurrentElement();
    }
}

void readGraphics(QXmlStreamReader& xml, DomainReading& domain)
{
    if (attribute(xml, "type") != QStringLiteral("vnc")) {
        xml.skipCurrentElement();
        return;
    }
    domain.vncSocketPath = attribute(xml, "socket");
    domain.vncHost = attribute(xml, "listen");
    domain.vncPort = std::max(0, attribute(xml, "port").toInt());   // -1 = not known before the start
    while (xml.readNextStartElement()) {
        if (attribute(xml, "type") == QStringLiteral("socket") && domain.vncSocketPath.isEmpty())
            domain.vncSocketPath = attribute(xml, "socket");
        xml.skipCurrentElement();
    }
}

void readDevices(QXmlStreamReader& xml, DomainReading& domain)
{
    while (xml.readNextStartElement()) {
        if (xml.name() == u"disk")
            readDisk(xml, domain);
        else if (xml.name() == u"interface")
            readNic(xml, domain);
        else if (xml.name() == u"serial")
            readSerial(xml, domain);
        else if (xml.name() == u"graphics")
            readGraphics(xml, domain);
        else
            xml.skipCurrentElement();
    }
}

void readInstance(QXmlStreamReader& xml, DomainReading& domain)
{
    domain.ours = true;
    while (xml.readNextStartElement()) {
        if (xml.name().endsWith(u"cloud"))
            domain.cloudId = attribute(xml, "uuid");
        else if (xml.name().endsWith(u"specification"))
            domain.digest = attribute(xml, "digest");
        xml.skipCurrentElement();
    }
}

} // namespace

const DomainReading::Disk* DomainReading::diskBySerial(const QString& serial) const
{
    const auto disk = std::find_if(disks.begin(), disks.end(), [&](const Disk& each) { return each.serial == serial; });
    return disk == disks.end() ? nullptr : &*disk;
}

const DomainReading::Nic* DomainReading::nicByPort(const QString& portId) const
{
    const auto nic = std::find_if(nics.begin(), nics.end(), [&](const Nic& each) { return each.portId == portId; });
    return nic == nics.end() ? nullptr : &*nic;
}

QSet<QString> DomainReading::deviceNames() const
{
    QSet<QString> names;
    for (const auto& disk : disks)
        names << disk.device;
    return names;
}

DomainReading readDomain(const QString& text)
{
    DomainReading domain;
    QXmlStreamReader xml(text);
    xml.readNextStartElement();
    while (xml.readNextStartElement()) {
        if (xml.name() == u"name") {
            domain.name = xml.readElementText();
        } else if (xml.name() == u"uuid") {
            domain.uuid = xml.readElementText();
        } else if (xml.name() == u"devices") {
            readDevices(xml, domain);
        } else if (xml.name() == u"metadata") {
            while (xml.readNextStartElement()) {
                if (xml.namespaceUri() == QLatin1String(metadataNamespace) && xml.name() == u"instance")
                    readInstance(xml, domain);
                else
                    xml.skipCurrentElement();
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    return domain;
}

DomainReading readMark(const QString& text)
{
    DomainReading domain;
    QXmlStreamReader xml(text);
    xml.setNamespaceProcessing(false);   // libvirt may leave the prefix of the inner elements undeclared
    if (xml.readNextStartElement())
        readInstance(xml, domain);
    return domain;
}

} // namespace skylab::compute::libvirt
