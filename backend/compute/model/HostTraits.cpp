#include "compute/model/HostTraits.h"

#include <QHash>

namespace skylab::compute {

namespace {

/// Features whose trait is not just their name in capitals.
const QHash<QString, QString>& odd()
{
    static const QHash<QString, QString> names {
        { QStringLiteral("aes"), QStringLiteral("AESNI") },         { QStringLiteral("pclmuldq"), QStringLiteral("CLMUL") },   { QStringLiteral("pclmulqdq"), QStringLiteral("CLMUL") },
        { QStringLiteral("bmi1"), QStringLiteral("BMI") },          { QStringLiteral("fma"), QStringLiteral("FMA3") },         { QStringLiteral("sha-ni"), QStringLiteral("SHA") },
        { QStringLiteral("pni"), QStringLiteral("SSE3") },          { QStringLiteral("rtm"), QStringLiteral("TSX") },          { QStringLiteral("hle"), QStringLiteral("TSX") },
        { QStringLiteral("pcid"), QStringLiteral("INTEL_PCID") },   { QStringLiteral("md-clear"), QStringLiteral("INTEL_MD_CLEAR") },
        { QStringLiteral("spec-ctrl"), QStringLiteral("INTEL_SPEC_CTRL") }, { QStringLiteral("ssbd"), QStringLiteral("INTEL_SSBD") },
        { QStringLiteral("ibpb"), QStringLiteral("AMD_IBPB") },     { QStringLiteral("amd-ssbd"), QStringLiteral("AMD_SSBD") }, { QStringLiteral("virt-ssbd"), QStringLiteral("AMD_VIRT_SSBD") },
        { QStringLiteral("amd-no-ssb"), QStringLiteral("AMD_NO_SSB") }, { QStringLiteral("gfni"), QStringLiteral("AVX512GFNI") }, { QStringLiteral("vaes"), QStringLiteral("AVX512VAES") },
        { QStringLiteral("vpclmulqdq"), QStringLiteral("AVX512VPCLMULQDQ") },
    };
    return names;
}

QString upper(QString name)
{
    return name.toUpper().remove(u'.').remove(u'-').remove(u'_');
}

void addProcessor(QStringList& traits, const HostState& state)
{
    if (state.cpuArchitecture.isEmpty())
        return;
    const auto architecture = state.cpuArchitecture.toUpper();
    traits << QStringLiteral("COMPUTE_ARCH_") + architecture << QStringLiteral("HW_ARCH_") + architecture;
    for (const auto& feature : state.cpuFeatures) {
        traits << QStringLiteral("HW_CPU_X86_") + odd().value(feature, upper(feature));
        if (feature == u"vmx")      // both names are in use
            traits << QStringLiteral("HW_CPU_X86_INTEL_VMX");
        else if (feature == u"svm")
            traits << QStringLiteral("HW_CPU_X86_AMD_SVM");
    }
}

} // namespace

const QStringList& ownTraitPrefixes()
{
    static const QStringList prefixes { QStringLiteral("COMPUTE_"), QStringLiteral("HW_CPU_X86_"), QStringLiteral("HW_ARCH_") };
    return prefixes;
}

QStringList hostTraits(const HostState& state, const Capabilities& able, bool disabled)
{
    QStringList traits { QStringLiteral("COMPUTE_NODE"), QStringLiteral("COMPUTE_DEVICE_TAGGING"), QStringLiteral("COMPUTE_FIRMWARE_BIOS"),
                         QStringLiteral("COMPUTE_IMAGE_TYPE_QCOW2"), QStringLiteral("COMPUTE_IMAGE_TYPE_RAW") };
    const auto add = [&traits](bool has, std::initializer_list<const char*> names) {
        if (has)
            for (const auto* name : names)
                traits << QLatin1String(name);
    };
    add(able.attachVolume, { "COMPUTE_VOLUME_ATTACH", "COMPUTE_VOLUME_ATTACH_WITH_TAG" });
    add(able.extendVolume, { "COMPUTE_VOLUME_EXTEND" });
    add(able.multiattach, { "COMPUTE_VOLUME_MULTI_ATTACH" });
    add(able.attachInterface, { "COMPUTE_NET_ATTACH_INTERFACE", "COMPUTE_NET_ATTACH_INTERFACE_WITH_TAG" });
    add(able.uefi, { "COMPUTE_FIRMWARE_UEFI" });
    add(disabled, { "COMPUTE_STATUS_DISABLED" });
    for (const auto& bus : able.diskBuses)
        traits << QStringLiteral("COMPUTE_STORAGE_BUS_") + bus.toUpper();
    for (const auto& model : able.nicModels)
        traits << QStringLiteral("COMPUTE_NET_VIF_MODEL_") + QString(model).toUpper().replace(u'-', u'_');
    addProcessor(traits, state);
    traits.removeDuplicates();
    traits.sort();
    return traits;
}

} // namespace skylab::compute
