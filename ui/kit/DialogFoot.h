#pragma once

#include "core/Error.h"

#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace skylab::kit {

class ErrorCard;

/// The lower part of a dialog that does something: what went wrong, a summary, and the buttons Back … Cancel, Accept. It stays open
/// while the work goes on. GUI thread; the dialog owns it.
class DialogFoot : public QWidget {
    Q_OBJECT
public:
    explicit DialogFoot(const QString& acceptText, QWidget* parent = nullptr);

    [[nodiscard]] QPushButton* back() const { return m_back; }
    [[nodiscard]] QPushButton* cancel() const { return m_cancel; }
    [[nodiscard]] QPushButton* accept() const { return m_accept; }
    /// A widget between Back and Cancel, at the left; a text may take all the room.
    void addAtLeft(QWidget* widget, bool takesAll = false);
    /// Above the buttons; it takes the place of the one before.
    void setSummary(QWidget* summary);
    /// What Accept says while nothing goes on.
    void setAcceptText(const QString& text);
    void setBusy(bool busy);
    void showError(const Error& error, const QString& what);
    void hideError();

private:
    QString m_acceptText;
    ErrorCard* m_error;
    QVBoxLayout* m_summary;
    QHBoxLayout* m_row;
    QPushButton* m_back;
    QPushButton* m_cancel;
    QPushButton* m_accept;
    int m_left = 1;      ///< where the next widget goes
    bool m_busy = false;
};

} // namespace skylab::kit
