#pragma once

#include "kit/Cell.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace skylab::kit {

/// One piece of work in the task drawer: what it is, how far, and what can be done about it.
class TaskRow : public QWidget {
    Q_OBJECT
public:
    struct Content {
        QString icon;
        QString title;
        QString text;
        Tone tone = Tone::Busy;    ///< Busy runs, Ok is done, Error failed, Neutral can be undone
        int progress = -1;         ///< percent; -1 = unknown
        bool cancellable = false;
        bool retryable = false;
        bool undoable = false;
        bool explainable = false;  ///< has details
    };

    explicit TaskRow(QWidget* parent = nullptr);
    void set(const Content& content);

Q_SIGNALS:
    void cancelAsked();
    void retryAsked();
    void undoAsked();
    void detailsAsked();

private:
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QProgressBar* m_progress;
    QToolButton* m_cancel;
    QPushButton* m_retry;
    QPushButton* m_details;
    QPushButton* m_undo;
};

} // namespace skylab::kit
