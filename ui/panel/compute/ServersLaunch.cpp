#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/Servers.h"

namespace skylab::panel {

namespace {

/// The first "instance-N" that is free.
QString freeName(model::Workspace& workspace)
{
    QSet<QString> taken;
    const auto& model = workspace.collection("servers").model();
    for (int row = 0; row < model.rowCount(); ++row)
        taken.insert(model.rowAt(row)[u"name"].toString());
    for (int number = 1;; ++number) {
        if (const auto name = QStringLiteral("instance-%1").arg(number); !taken.contains(name))
            return name;
    }
}

/// Why the flavor is too small for the image, or nothing.
QString misfit(model::Workspace& workspace, const Values& values)
{
    const auto image = workspace.collection("images").model().row(values[u"image"].toString());
    const auto flavor = workspace.collection("flavors").model().row(values[u"flavor"].toString());
    if (flavor[u"ram"].toInt() < image[u"min_ram"].toInt())
        return Servers::tr("The image needs %1 of memory; this flavor has %2. Choose a larger one.").arg(memoryText(image[u"min_ram"].toDouble()), memoryText(flavor[u"ram"].toDouble()));
    const bool ownDisk = values[u"bootVolume"].toInt() == 0;
    if (ownDisk && flavor[u"disk"].toInt() != 0 && flavor[u"disk"].toInt() < image[u"min_disk"].toInt())
        return Servers::tr("The image needs a disk of %1 GB; this flavor has %2 GB. Choose a larger one.").arg(image[u"min_disk"].toInt()).arg(flavor[u"disk"].toInt());
    return {};
}

kit::Fields launchFields(model::Workspace& workspace)
{
    using kit::FieldKind;
    kit::Fields fields {
        { "name", Servers::tr("Name"), FieldKind::Text, true, freeName(workspace) },
        { "image", Servers::tr("Image"), FieldKind::Choice, true },
        { "flavor", Servers::tr("Flavor"), FieldKind::Choice, true },
        { "network", Servers::tr("Network"), FieldKind::Choice, true },
        { "key", Servers::tr("Key pair"), FieldKind::Choice },
        { "groups", Servers::tr("Security groups"), FieldKind::Choices },
        { "count", Servers::tr("How many"), FieldKind::Number, false, 1 },
        { "bootVolume", Servers::tr("Boot from a new volume of this size"), FieldKind::Number, false, 0 },
        { "userData", Servers::tr("Start-up script"), FieldKind::Multiline },
        { "configDrive", Servers::tr("Hand data over by a config drive"), FieldKind::Check },
    };
    fields[2].check = [&workspace](const Values& values) { return misfit(workspace, values); };
    fields[4].help = Servers::tr("Lets you sign in by SSH without a password.");
    fields[6].min = 1, fields[6].max = 50;
    fields[7].min = 0, fields[7].max = 16384, fields[7].suffix = "GB";
    fields[7].help = Servers::tr("0 uses the flavor's own disk, which goes with the instance.");
    fields[8].placeholder = "#!/bin/sh\n";
    fields[8].help = Servers::tr("Runs at the first boot: a shell script or cloud-config.");
    for (std::size_t i = 6; i < fields.size(); ++i)
        fields[i].more();
    return fields;
}

std::vector<Options> launchOptions()
{
    const auto imageChoice = [](const Row& image) { return kit::Choice { image[u"id"].toString(), image[u"name"].toString(), bytesText(image[u"size"].toDouble()) }; };
    const auto flavorChoice = [](const Row& flavor) {
        return kit::Choice { flavor[u"id"].toString(), flavor[u"name"].toString(),
                             Servers::tr("%n vCPU · %1 memory · %2 GB disk", nullptr, flavor[u"vcpus"].toInt()).arg(memoryText(flavor[u"ram"].toDouble())).arg(flavor[u"disk"].toInt()) };
    };
    const auto named = [](const Row& row) { return kit::Choice { row[u"id"].toString(), row[u"name"].toString() }; };
    std::vector<Options> options {
        { "image", "images", [](const Row& image) { return image[u"status"].toString() == u"active"; }, imageChoice },
        { "flavor", "flavors", {}, flavorChoice, [](const Row& flavor) { return -flavor[u"ram"].toDouble(); } },
        { "network", "networks", [](const Row& network) { return !network[u"router:external"].toBool(); }, named },
        { "key", "keypairs", {}, [](const Row& key) { return kit::Choice { key[u"name"].toString(), key[u"name"].toString() }; } },
        { "groups", "security-groups", {}, [](const Row& group) { return kit::Choice { group[u"id"].toString(), group[u"name"].toString() }; } },
    };
    options[3].prefer = [](const Row&) { return 1.0; };
    options[3].orNone = true;
    options[4].prefer = [](const Row& group) { return group[u"name"].toString() == u"default" ? 1.0 : 0.0; };
    options[3].none = Servers::tr("None");
    return options;
}

Call launchCall(const Values& values)
{
    QJsonObject server { { "name", values[u"name"] }, { "flavorRef", values[u"flavor"] }, { "networks", QJsonArray { QJsonObject { { "uuid", values[u"network"] } } } } };
    if (const int size = values[u"bootVolume"].toInt(); size > 0) {
        server["block_device_mapping_v2"] = QJsonArray { QJsonObject { { "boot_index", 0 }, { "uuid", values[u"image"] }, { "source_type", "image" }, { "destination_type", "volume" }, { "volume_size", size }, { "delete_on_termination", true } } };
    } else {
        server["imageRef"] = values[u"image"];
    }
    if (const auto key = values[u"key"].toString(); !key.isEmpty())
        server["key_name"] = key;
    QJsonArray groups;
    const auto chosen = values[u"groups"].toArray();
    for (const auto& group : chosen)
        groups.append(QJsonObject { { "name", group } });
    if (!groups.isEmpty())
        server["security_groups"] = groups;
    if (const int count = values[u"count"].toInt(1); count > 1) {
        server["min_count"] = count;
        server["max_count"] = count;
    }
    if (const auto script = values[u"userData"].toString(); !script.isEmpty())
        server["user_data"] = QString::fromLatin1(script.toUtf8().toBase64());
    if (values[u"configDrive"].toBool())
        server["config_drive"] = true;
    return { "POST", "/servers", wrapped("server", server) };
}

} // namespace

CreateSpec serverLaunch(model::Workspace& workspace)
{
    CreateSpec spec;
    spec.text = Servers::tr("Launch instance");
    spec.form = [&workspace] {
        FormSpec form { "server", Servers::tr("Launch an instance"), Servers::tr("Launch") };
        form.fields = launchFields(workspace);
        form.options = launchOptions();
        if (const auto image = workspace.takeWord("launch image"); !image.isEmpty())
            form.fields[1].value = image;
        return form;
    };
    spec.call = launchCall;
    spec.resultKey = "server";
    spec.doing = [](const Values& values) {
        const int count = values[u"count"].toInt(1);
        return count > 1 ? Servers::tr("Launch %n instance(s) %1", nullptr, count).arg(values[u"name"].toString()) : Servers::tr("Launch %1").arg(values[u"name"].toString());
    };
    return spec;
}

} // namespace skylab::panel
