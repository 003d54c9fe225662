#pragma once

#include "core/Error.h"

#include <QElapsedTimer>
#include <QHash>
#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace skylab::shell {

/// The first page of a computer that has no cloud yet: what was looked at fills in line by line, each red or amber line with a
/// reason and a way to mend it; then one button makes the cloud, its steps with their times, and can be cancelled.
class FirstRunPage : public QWidget {
    Q_OBJECT
public:
    struct Fix {
        QString text;
        QString command = {};                ///< to copy; empty: `run` does it
        std::function<void()> run = {};
    };
    struct Line {
        enum class State { Waiting, Running, Ok, Warning, Failed };
        QString id;
        QString title;
        State state = State::Waiting;
        QString why = {};
        std::vector<Fix> fixes = {};
    };

    explicit FirstRunPage(QWidget* parent = nullptr);

    /// Where it will be kept and listen.
    void setPlace(const QString& folder, const QString& address);
    void setLines(const std::vector<Line>& lines);
    void setLine(const Line& line);
    /// All lines are in: creating is offered when none failed.
    void setChecked();
    /// From here on steps are shown instead of lines.
    void beginSteps();
    void addStep(const QString& text);
    void setCancelling();
    void showFailed(const Error& error);

Q_SIGNALS:
    void createAsked();
    void checkAsked();
    void lookAroundAsked();
    void cancelAsked();

private:
    void buildFoot(QVBoxLayout& column);
    QWidget* lineWidget(const Line& line);
    void addFixes(QVBoxLayout& column, const Line& line);
    void endStep();
    void refreshFoot();

    std::vector<Line> m_lines;
    QHash<QString, QWidget*> m_rows;
    QLabel* m_title;
    QString m_place;          ///< the introduction, once it is known where the cloud will be
    QLabel* m_intro;
    QVBoxLayout* m_list;
    QWidget* m_stepRow = nullptr;
    QLabel* m_verdict;
    QPushButton* m_create;
    QPushButton* m_again;
    QPushButton* m_look;
    QPushButton* m_cancel;
    QElapsedTimer m_stepTime;
    bool m_checked = false;
    bool m_making = false;
};

} // namespace skylab::shell
