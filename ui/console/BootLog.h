#pragma once

#include <QList>
#include <QString>

#include <deque>
#include <optional>
#include <vector>

namespace skylab::console {

/// A stretch of a line in a colour of the terminal's first sixteen.
struct LogSpan {
    int from = 0;
    int length = 0;
    int color = -1;    ///< 0 to 15, -1 for the usual one
    bool bold = false;
};

struct LogLine {
    QString text;
    QList<LogSpan> spans;
};

enum class BootStage { Output, Firmware, Kernel, System, CloudInit, Login };

/// Lines that belong together: one step of one boot.
struct LogSection {
    BootStage stage = BootStage::Output;
    int boot = 1;                    ///< which boot of this log
    qint64 first = 0;                ///< line, counted from the first one ever
    double begin = -1, end = -1;     ///< seconds since the boot began, where the log says so
    int problems = 0;
    bool folded = false;
};

/// Something that went wrong, worth to be seen at once.
struct LogProblem {
    qint64 line = 0;
    QString text;
    bool cloudInit = false;
};

/// The output of a guest's boot as lines with colours, parted into steps, with what went wrong. At most maxLines are kept; older
/// ones go. What the guest prints is hostile until proven otherwise: lines, sections and problems are all bounded. No I/O.
class BootLog {
public:
    static constexpr qint64 maxLines = 100'000;
    static constexpr int maxLine = 4'000;        ///< characters; longer lines are broken
    static constexpr int maxSections = 200;
    static constexpr int maxProblems = 200;

    /// What came next; it may end in the middle of a line, which the next piece goes on with.
    void append(QStringView text);
    /// The whole log, or its end, as it is now. What continues what is here is appended. False when it does not: then it was
    /// replaced, or with `tail` left as it is, since more of the log is wanted.
    bool update(const QString& text, bool tail = false);
    void clear();

    [[nodiscard]] qint64 firstLine() const { return m_dropped; }
    /// Characters of the longest line so far, at most maxLine.
    [[nodiscard]] int longestLine() const { return m_longest; }
    [[nodiscard]] qint64 endLine() const { return m_dropped + qint64(m_lines.size()); }
    [[nodiscard]] const LogLine& line(qint64 line) const { return m_lines[std::size_t(line - m_dropped)]; }
    [[nodiscard]] const std::vector<LogSection>& sections() const { return m_sections; }
    [[nodiscard]] qint64 endOf(std::size_t section) const { return section + 1 < m_sections.size() ? m_sections[section + 1].first : endLine(); }
    [[nodiscard]] std::size_t sectionOf(qint64 line) const;
    void setFolded(std::size_t section, bool folded);
    [[nodiscard]] const std::deque<LogProblem>& problems() const { return m_problems; }
    [[nodiscard]] QString text() const;

private:
    void take(const QString& raw, bool whole);
    void place(const LogLine& line);
    void note(const LogLine& line);
    void beginSection(BootStage stage, int boot);
    void drop();
    [[nodiscard]] LogLine parsed(const QString& raw);

    std::deque<LogLine> m_lines;
    qint64 m_dropped = 0;
    int m_longest = 0;
    std::vector<LogSection> m_sections;
    std::deque<LogProblem> m_problems;
    QString m_open;                  ///< the last line so far, raw, when it has not ended
    bool m_hasOpen = false;          ///< it stands in m_lines already
    int m_color = -1;
    bool m_bold = false;
    int m_openColor = -1;            ///< as they were where it began
    bool m_openBold = false;
    QString m_head, m_tail;          ///< the beginning and the end of what update() saw
    qint64 m_seen = 0;               ///< its length
};

} // namespace skylab::console
