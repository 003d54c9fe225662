#pragma once

#include "console/BootLog.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace skylab::console {

class FindBar;
class LogCanvas;

/// A guest's log: follows its end until the user scrolls up; boot steps fold; what went wrong is pinned on top; Ctrl+F searches,
/// F3 goes on; copy and save. At most BootLog::maxLines are kept.
class LogView : public QWidget {
    Q_OBJECT
public:
    explicit LogView(QWidget* parent = nullptr);

    /// The whole text; what is new at its end is appended, so that selection and scroll stay.
    void setLog(const QString& text);
    /// Only the end of it. False when it does not continue what is shown: then the whole text is wanted.
    bool setTail(const QString& text);
    [[nodiscard]] QString text() const { return m_log.text(); }
    [[nodiscard]] const BootLog& log() const { return m_log; }
    void setNote(const QString& note);
    /// What is proposed as the file's name.
    void setFileName(const QString& name) { m_fileName = name; }
    [[nodiscard]] int matches() const;
    [[nodiscard]] LogCanvas* canvas() const { return m_canvas; }
    [[nodiscard]] FindBar* findBar() const { return m_find; }
    [[nodiscard]] QToolButton* followButton() const { return m_follow; }

    /// False when it could not be written; the note says why.
    bool saveTo(const QString& path);

Q_SIGNALS:
    void refreshAsked();

private:
    void buildBar(QVBoxLayout& column);
    void buildProblems(QVBoxLayout& column);
    void changed();
    void showProblems();
    void showHits();

    BootLog m_log;
    LogCanvas* m_canvas;
    FindBar* m_find;
    QLabel* m_note;
    QToolButton* m_follow;
    QWidget* m_problems;
    QVBoxLayout* m_problemLines;
    qint64 m_lastProblem = -1;
    std::size_t m_problemCount = 0;
    QString m_fileName = QStringLiteral("console.log");
};

} // namespace skylab::console
