#pragma once

#include "kit/Cell.h"
#include "kit/ErrorCard.h"

#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace skylab::kit {

/// One piece of work in the task drawer: what it is, how far, what can be done about it; open, also its steps, parts and log.
class TaskRow : public QWidget {
    Q_OBJECT
public:
    /// A line of what is shown when open.
    struct Line {
        Tone tone = Tone::Neutral;
        QString text;
        QString sub = {};          ///< muted, at the right: how long it took
        bool operator==(const Line&) const = default;
    };
    struct Content {
        QString icon;
        QString title;
        QString text;
        Tone tone = Tone::Busy;    ///< Busy runs, Ok is done, Error failed, Neutral can be undone
        int progress = -1;         ///< percent; -1 = unknown
        bool cancellable = false;
        bool retryable = false;
        QString retryText = {};    ///< instead of "Retry"
        bool undoable = false;
        bool openable = false;     ///< has steps, parts, a log
        std::vector<Line> steps = {};
        std::vector<Line> parts = {};
        std::vector<Line> log = {};
        QStringList facts = {};    ///< who, since when, request id
        std::optional<Error> error = {};
        std::vector<Fix> fixes = {};
    };

    explicit TaskRow(QWidget* parent = nullptr);
    void set(const Content& content);
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const { return m_open; }
    /// The keyboard is here.
    void setCurrent(bool current);

    static constexpr int mostLines = 60;   ///< of each list

Q_SIGNALS:
    void cancelAsked();
    void retryAsked();
    void undoAsked();
    /// Opened or closed by the user.
    void toggled();
    void picked();
    void activated();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void fillBody();
    void addLines(QVBoxLayout& column, const QString& heading, const std::vector<Line>& lines);

    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QProgressBar* m_progress;
    QToolButton* m_cancel;
    QToolButton* m_toggle;
    QPushButton* m_retry;
    QPushButton* m_undo;
    QWidget* m_body;
    Content m_content;
    QString m_filled;
    bool m_open = false;
    bool m_current = false;
};

} // namespace skylab::kit
