// A start-up script as it is typed or pasted into the window, which checks it at every key stroke.
#include "fuzz/Fuzz.h"
#include "model/CloudConfig.h"

using namespace skylab;
using namespace skylab::model;
using fuzz::ensure;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const QByteArray script(reinterpret_cast<const char*>(data), qsizetype(size));
    const auto kind = userDataKind(script);
    ensure(kind.size() < 64, "a kind is a few words");
    const auto faults = checkUserData(script);
    const auto lines = script.count('\n') + script.count('\r') + 1;
    int before = 0;
    for (const auto& fault : faults) {
        ensure(!fault.text.isEmpty() && fault.text.size() < 600, "a fault has words, and not many");
        ensure(fault.line >= 0 && fault.line <= lines, "a fault is on a line that there is");
        ensure(fault.column >= 0 && fault.column <= script.size() + 1, "a fault is in a column that there is");
        ensure(fault.line >= before, "faults come from top to bottom");
        before = fault.line;
    }
    ensure(faults.size() <= script.size() + 3, "there are no more faults than characters");
    ensure(script.trimmed().isEmpty() == (kind.isEmpty() && faults.isEmpty()), "what is nothing is said to be nothing");
    // Blanks in front are nothing to cloud-init; the verdict is the same, further down.
    if (script.startsWith('#') && script.size() < maxUserData - 1)
        ensure(checkUserData('\n' + script).size() == faults.size(), "an empty line in front changes nothing");
    return 0;
}
