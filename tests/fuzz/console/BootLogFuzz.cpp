// A guest that prints anything: in one piece and in small ones it must come to the same lines, within all bounds.
#include "console/BootLog.h"
#include "console/HostKeys.h"

#include <cstdlib>

using namespace skylab::console;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = QString::fromUtf8(reinterpret_cast<const char*>(data), qsizetype(size));
    BootLog whole, pieces;
    whole.update(text);
    for (qsizetype at = 0; at < text.size(); at += 3)
        pieces.append(QStringView(text).mid(at, 3));
    if (whole.text() != pieces.text() || whole.endLine() != pieces.endLine())
        std::abort();
    for (auto line = whole.firstLine(); line < whole.endLine(); ++line) {
        const auto& it = whole.line(line);
        if (it.text.size() > 8 * BootLog::maxLine)
            std::abort();
        for (const auto& span : it.spans) {
            if (span.from < 0 || span.length < 0 || span.from + span.length > it.text.size())
                std::abort();
        }
    }
    for (std::size_t i = 0; i < whole.sections().size(); ++i) {
        if (whole.endOf(i) < whole.sections()[i].first || whole.sectionOf(whole.sections()[i].first) < i)
            std::abort();
    }
    printedHostKeys(text);
    return 0;
}
