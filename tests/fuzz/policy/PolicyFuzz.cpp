// Policy: one check in oslo.policy's language, or (when the first byte is odd) a policy.yaml of checks.
#include "core/JsonWriter.h"
#include "fuzz/Fuzz.h"
#include "service/Policy.h"
#include "service/policy/PolicyFile.h"

#include <sys/mman.h>
#include <unistd.h>

using namespace skylab;
using namespace skylab::service;
using fuzz::ensure;

namespace {

std::vector<Context> callers()
{
    Context admin;
    admin.roles = { QStringLiteral("admin"), QStringLiteral("member") };
    admin.projectId = QStringLiteral("p");
    admin.admin = true;
    Context member;
    member.roles = { QStringLiteral("member") };
    member.projectId = QStringLiteral("q");
    member.userId = QStringLiteral("u");
    Context nobody;
    nobody.systemScope = QStringLiteral("all");
    return { admin, member, nobody };
}

const std::vector<PolicyTarget>& targets()
{
    static const std::vector<PolicyTarget> some { {}, { { QStringLiteral("project_id"), QStringLiteral("q") }, { QStringLiteral("user_id"), QStringLiteral("u") }, { QStringLiteral("empty"), QString() } } };
    return some;
}

using Verdicts = std::vector<bool>;

/// Of every caller upon every target. Rules refer to the check itself.
Verdicts verdicts(const PolicyCheck& check)
{
    Verdicts all;
    const PolicyCheck::Rules itself = [&check](const QString& name) { return name == u"self" ? &check : nullptr; };
    for (const auto& caller : callers())
        for (const auto& target : targets())
            all.push_back(check.holds(caller, target, itself));
    return all;
}

Verdicts verdictsOf(const QString& text)
{
    PolicyMistake mistake;
    const auto check = PolicyCheck::read(text, mistake);
    ensure(check.has_value(), "what can be read can be read within more of it");
    return verdicts(*check);
}

void tryCheck(const QString& text)
{
    PolicyMistake mistake;
    const auto check = PolicyCheck::read(text, mistake);
    if (!check) {
        ensure(!mistake.message.isEmpty() && mistake.message.size() < 400, "a mistake has words, and not many");
        ensure(mistake.offset >= 0 && mistake.offset <= text.size(), "a mistake is inside the text");
        return;
    }
    int depth = 0;
    bool refers = false;
    for (const auto c : text)
        depth += c == u'(' || c.toLower() == u'n';
    check->visit([&](const PolicyCheck& one) {
        refers = refers || one.kind == PolicyCheck::Kind::Rule;
        ensure(one.offset >= 0 && one.offset <= text.size(), "a term is inside the text");
        ensure((one.kind == PolicyCheck::Kind::Not) == (one.children.size() == 1 && one.kind != PolicyCheck::Kind::And && one.kind != PolicyCheck::Kind::Or), "not is of one");
    });
    if (depth > 25 || refers || text.trimmed().isEmpty())
        return;
    const auto plain = verdicts(*check);
    auto opposite = plain;
    opposite.flip();
    ensure(verdictsOf(QStringLiteral("not (%1 )").arg(text)) == opposite, "not is the opposite");
    ensure(verdictsOf(QStringLiteral("not not ( %1 )").arg(text)) == plain, "twice not is nothing");
    ensure(verdictsOf(QStringLiteral("(%1 ) or !").arg(text)) == plain, "or nobody changes nothing");
    ensure(verdictsOf(QStringLiteral("@ and (%1 )").arg(text)) == plain, "and everybody changes nothing");
    ensure(verdictsOf(QStringLiteral("(%1 ) or @").arg(text)) == Verdicts(plain.size(), true), "or everybody is everybody");
}

Result<> load(Policy& policy, const QByteArray& yaml)
{
    const int fd = ::memfd_create("policy", MFD_CLOEXEC);
    ensure(fd >= 0 && ::write(fd, yaml.constData(), size_t(yaml.size())) == yaml.size(), "there is room for the file");
    auto loaded = policy.loadOverrides(QStringLiteral("/proc/self/fd/%1").arg(fd));
    ::close(fd);
    return loaded;
}

void tryFile(const QByteArray& yaml)
{
    Policy policy;
    for (const auto* name : { "a", "b", "c", "compute:get" })
        ensure(policy.addDefault(QString::fromLatin1(name), rules::projectReader, QStringLiteral("compute")).has_value(), "a default is a check");
    const auto before = policy.rules();
    const auto loaded = load(policy, yaml);
    fuzz::ensureSays(loaded, 8192);
    if (!loaded) {
        ensure(policy.rules() == before && !policy.hasOverrides(), "a file is taken whole or not at all");
        return;
    }
    for (const auto& caller : callers())
        for (const auto& target : targets())
            for (const auto& [rule, holds] : policy.verdicts(caller, target))
                ensure(holds == policy.enforce(caller, rule, target).has_value(), "all verdicts at once are those one by one");
    // Written out and read again nothing changes.
    QByteArray again;
    for (const auto& [rule, check] : policy.rules()) {
        JsonWriter name, text;
        again += name.value(rule).take() + ": " + text.value(check).take() + '\n';
    }
    Policy second;
    for (const auto& [rule, check] : policy.rules())
        ensure(second.addDefault(rule, QStringLiteral("@")).has_value(), "any name can be a rule");
    const auto read = load(second, again);
    if (!read)
        std::fprintf(stderr, "%s\n%s\n", qPrintable(read.error().message), again.constData());
    ensure(read && second.rules() == policy.rules(), "what is in force can be written and read");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const bool isQuiet = (qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) { }), true);
    fuzz::Input input(data, size);
    if (isQuiet && input.byte() % 2)
        tryFile(input.rest());
    else
        tryCheck(QString::fromUtf8(input.rest()));
    return 0;
}
