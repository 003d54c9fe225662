#include "console/BootLog.h"

#include <algorithm>

namespace skylab::console {

namespace {

constexpr qsizetype tailLength = 4096;    // characters by which two loads of one log are joined
constexpr qsizetype headLength = 256;
constexpr qsizetype leastTail = 48;       // a shorter end may stand anywhere
constexpr int tab = 8;

bool has(const QString& line, const char* word) { return line.contains(QLatin1String(word)); }

/// Seconds of "[   12.345678] ..." or of cloud-init's "Up 12.34 seconds"; negative without.
double timeOf(const QString& line)
{
    if (line.startsWith(u'[')) {
        const auto end = line.indexOf(u']');
        bool ok = false;
        const double seconds = end > 1 && end < 20 ? QStringView(line).mid(1, end - 1).trimmed().toDouble(&ok) : 0;
        return ok ? seconds : -1;
    }
    const auto up = line.startsWith(QLatin1String("Cloud-init v.")) ? line.lastIndexOf(QLatin1String("Up ")) : -1;
    if (up < 0)
        return -1;
    bool ok = false;
    const double seconds = QStringView(line).mid(up + 3).split(u' ').first().toDouble(&ok);
    return ok ? seconds : -1;
}

/// The step that a line begins, if it does.
std::optional<BootStage> stageOf(const QString& line)
{
    if (line.startsWith(QLatin1String("SeaBIOS")) || line.startsWith(QLatin1String("iPXE")) || line.startsWith(QLatin1String("BdsDxe")) || line.startsWith(QLatin1String("UEFI firmware"))
        || line.startsWith(QLatin1String("Booting from ")) || line.startsWith(QLatin1String("SYSLINUX")) || line.startsWith(QLatin1String("ISOLINUX")) || has(line, "GNU GRUB"))
        return BootStage::Firmware;
    if (has(line, "Linux version ") && (line.startsWith(u'[') || line.startsWith(QLatin1String("Linux"))))
        return BootStage::Kernel;
    if (line.startsWith(QLatin1String("Cloud-init v.")) || has(line, "cloud-init[") || line.startsWith(QLatin1String("ci-info:")))
        return BootStage::CloudInit;
    if (has(line, " as init process") || has(line, "systemd[1]:") || line.startsWith(QLatin1String("INIT: version")) || has(line, "OpenRC ") || has(line, "init started: BusyBox") || line.startsWith(QLatin1String("Welcome to ")))
        return BootStage::System;
    if (const auto login = line.indexOf(QLatin1String(" login:")); login > 0 && line.indexOf(u' ') == login)
        return BootStage::Login;
    return std::nullopt;
}

bool isCloudInitProblem(const QString& line)
{
    if (has(line, "Failed running ") || has(line, "failed run of") || has(line, "Invalid cloud-config") || has(line, "Unhandled non-multipart") || has(line, "Failed loading yaml") || (has(line, "Running module ") && has(line, "failed")))
        return true;
    const bool speaks = has(line, "cloud-init[") || has(line, ".py[");
    return speaks && (has(line, "[ERROR]") || has(line, "[CRITICAL]") || has(line, "[WARNING]") || has(line, "ERROR:") || has(line, "Traceback"));
}

bool isKernelProblem(const QString& line)
{
    return has(line, "Kernel panic - not syncing") || has(line, "Out of memory: Kill") || has(line, "VFS: Cannot open root device") || has(line, "You are in emergency mode") || has(line, "end Kernel panic");
}

/// Reads "31;1m" and its kin; what it does not know it leaves.
void applySgr(QStringView parameters, int& color, bool& bold)
{
    const auto parts = parameters.split(u';');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const int code = parts[i].toInt();
        if (code == 0)
            color = -1, bold = false;
        else if (code == 1)
            bold = true;
        else if (code == 22)
            bold = false;
        else if (code >= 30 && code <= 37)
            color = code - 30;
        else if (code == 39)
            color = -1;
        else if (code >= 90 && code <= 97)
            color = code - 90 + 8;
        else if (code == 38 || code == 48)
            i += i + 1 < parts.size() && parts[i + 1].toInt() == 5 ? 2 : 4;
    }
}

/// After the escape at `at`: where the sequence ends, and its parameters when it sets colours.
qsizetype endOfEscape(const QString& raw, qsizetype at, QStringView* sgr)
{
    if (at + 1 >= raw.size())
        return raw.size();
    if (raw[at + 1] == u']') {   // a title: to BEL or ST
        for (qsizetype i = at + 2; i < raw.size(); ++i) {
            if (raw[i] == QChar(7))
                return i + 1;
            if (raw[i] == QChar(0x1b))
                return qMin(i + 2, raw.size());
        }
        return raw.size();
    }
    if (raw[at + 1] != u'[')
        return at + 2;
    qsizetype i = at + 2;
    while (i < raw.size() && (raw[i] < QChar(0x40) || raw[i] > QChar(0x7e)))
        ++i;
    if (i < raw.size() && raw[i] == u'm')
        *sgr = QStringView(raw).mid(at + 2, i - at - 2);
    return qMin(i + 1, raw.size());
}

} // namespace

LogLine BootLog::parsed(const QString& raw)
{
    LogLine line;
    const auto colored = [this, &line] {
        const int at = int(line.text.size());
        if (!line.spans.isEmpty())
            line.spans.last().length = at - line.spans.last().from;
        if (!line.spans.isEmpty() && line.spans.last().length <= 0)   // backspaces may have taken it away
            line.spans.removeLast();
        if (m_color >= 0 || m_bold)
            line.spans << LogSpan { at, 0, m_color, m_bold };
        else if (!line.spans.isEmpty())
            line.spans << LogSpan { at, 0, -1, false };
    };
    colored();
    for (qsizetype i = 0; i < raw.size();) {
        const auto character = raw[i];
        if (character == QChar(0x1b)) {
            QStringView sgr;
            const auto end = endOfEscape(raw, i, &sgr);
            if (!sgr.isNull()) {
                applySgr(sgr, m_color, m_bold);
                colored();
            }
            i = end;
            continue;
        }
        if (character == u'\r') {   // what follows is written over it
            if (i + 1 < raw.size()) {
                line = {};
                colored();
            }
        } else if (character == u'\b') {
            line.text.chop(1);
        } else if (character == u'\t') {
            line.text += QString(tab - line.text.size() % tab, u' ');
        } else if (character >= QChar(0x20) && character != QChar(0x7f)) {
            line.text += character;
        }
        ++i;
    }
    const int size = int(line.text.size());
    for (auto& span : line.spans) {
        span.from = qMin(span.from, size);
        span.length = qMin(span.length == 0 ? size : span.length, size - span.from);
    }
    return line;
}

void BootLog::append(QStringView text)
{
    while (!text.isEmpty()) {
        const auto end = text.indexOf(u'\n');
        const auto room = qsizetype(maxLine) - m_open.size();
        const auto length = qMin(end < 0 ? text.size() : end, room);
        m_open += text.left(length);
        const bool whole = length == end || m_open.size() >= maxLine;
        text = text.mid(length == end ? length + 1 : length);
        take(m_open, whole);
        if (whole)
            m_open.clear();
    }
    drop();
}

/// The line that is open is parsed anew each time that more of it comes.
void BootLog::take(const QString& raw, bool whole)
{
    if (m_hasOpen) {
        m_color = m_openColor;
        m_bold = m_openBold;
        if (!m_sections.empty() && m_sections.back().first == endLine() - 1 && m_sections.size() > 1) {
            m_sections.pop_back();
            m_sections.back().folded = false;
        }
        m_lines.pop_back();
    } else {
        m_openColor = m_color;
        m_openBold = m_bold;
    }
    const auto line = parsed(raw);
    m_hasOpen = !whole;
    place(line);
    m_longest = qMax(m_longest, int(line.text.size()));
    m_lines.push_back(line);
    if (whole)
        note(line);
}

/// Which step the line belongs to. Steps follow each other; only firmware or a kernel after later steps is another boot.
void BootLog::place(const LogLine& line)
{
    if (m_sections.empty())
        m_sections.push_back({});
    const auto stage = stageOf(line.text);
    auto* last = &m_sections.back();
    if (stage && *stage > last->stage) {
        beginSection(*stage, last->boot);
    } else if (stage && *stage < last->stage && *stage <= BootStage::Kernel) {
        const bool again = *stage == BootStage::Kernel || last->stage > BootStage::Firmware;
        beginSection(*stage, last->boot + (again ? 1 : 0));
    } else if (stage == BootStage::Kernel && last->stage == BootStage::Kernel && last->end > 1) {
        beginSection(*stage, last->boot + 1);
    }
}

void BootLog::beginSection(BootStage stage, int boot)
{
    if (m_sections.size() >= std::size_t(maxSections))
        return;
    auto& before = m_sections.back();
    if (before.first == endLine() && before.stage == BootStage::Output) {   // nothing stood in it
        before.stage = stage;
        before.boot = boot;
        return;
    }
    before.folded = before.stage != BootStage::Output && before.problems == 0;
    m_sections.push_back({ stage, boot, endLine() });
}

/// What is only known of a line once it is whole.
void BootLog::note(const LogLine& line)
{
    if (const double time = timeOf(line.text); time >= 0) {
        auto& section = m_sections.back();
        if (section.begin < 0)
            section.begin = time;
        section.end = qMax(section.end, time);
    }
    const bool cloudInit = isCloudInitProblem(line.text);
    if (!cloudInit && !isKernelProblem(line.text))
        return;
    ++m_sections.back().problems;
    m_problems.push_back({ endLine() - 1, line.text.trimmed(), cloudInit });
    if (m_problems.size() > std::size_t(maxProblems))
        m_problems.pop_front();
}

void BootLog::drop()
{
    while (qint64(m_lines.size()) > maxLines) {
        m_lines.pop_front();
        ++m_dropped;
    }
    while (m_sections.size() > 1 && m_sections[1].first <= m_dropped)
        m_sections.erase(m_sections.begin());
    if (!m_sections.empty())
        m_sections.front().first = qMax(m_sections.front().first, m_dropped);
    while (!m_problems.empty() && m_problems.front().line < m_dropped)
        m_problems.pop_front();
}

bool BootLog::update(const QString& text, bool tail)
{
    const auto remember = [this, &text](qint64 seen) {
        m_seen = seen;
        m_tail = text.right(tailLength);
    };
    const auto placeOfTail = m_seen - m_tail.size();
    if (m_seen > 0 && text.size() >= m_seen && text.startsWith(m_head) && QStringView(text).mid(placeOfTail, m_tail.size()) == m_tail) {
        append(QStringView(text).mid(m_seen));
        remember(text.size());
        return true;
    }
    const auto at = m_tail.size() >= leastTail ? text.lastIndexOf(m_tail) : -1;
    if (at >= 0) {
        const auto added = QStringView(text).mid(at + m_tail.size());
        append(added);
        m_tail = (m_tail + added.toString()).right(tailLength);
        m_seen += added.size();
        return true;
    }
    if (tail && m_seen > 0)
        return false;
    const bool first = m_seen == 0;
    clear();
    m_head = text.left(headLength);
    append(text);
    remember(text.size());
    return first;
}

void BootLog::clear() { *this = BootLog(); }

std::size_t BootLog::sectionOf(qint64 line) const
{
    const auto after = std::upper_bound(m_sections.begin(), m_sections.end(), line, [](qint64 wanted, const LogSection& section) { return wanted < section.first; });
    return after == m_sections.begin() ? 0 : std::size_t(after - m_sections.begin() - 1);
}

void BootLog::setFolded(std::size_t section, bool folded)
{
    if (section < m_sections.size())
        m_sections[section].folded = folded;
}

QString BootLog::text() const
{
    QString all;
    for (const auto& line : m_lines) {
        all += line.text;
        all += u'\n';
    }
    if (m_hasOpen)
        all.chop(1);
    return all;
}

} // namespace skylab::console
