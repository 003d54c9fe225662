#pragma once

#include <QDialog>

class QPushButton;
class QVBoxLayout;

namespace skylab::kit {

/// Asks before something that can't be taken back, naming everything that is hit.
class ConfirmDialog : public QDialog {
    Q_OBJECT
public:
    struct Question {
        QString icon = QStringLiteral("trash-2");
        QString title;               ///< "Delete 2 instances?"
        QString text = {};           ///< what happens
        QStringList affected = {};   ///< names; more than eight are counted
        QString acceptText;          ///< "Delete"
        bool dangerous = true;
        QString typed = {};          ///< when set, the user has to type this
        QStringList consequences = {};   ///< what goes along, a line each
        QString skipped = {};        ///< "3 of 20 can't: they are running"
        QStringList skippedNames = {};   ///< shown on request, with reasons
        QString secondText = {};     ///< a dangerous way beside the first, "Delete for good"
        QString secondTyped = {};    ///< has to be typed for it
    };

    explicit ConfirmDialog(const Question& question, QWidget* parent = nullptr);
    /// They may become known, or change, while the question stands.
    void setConsequences(const QStringList& lines);

Q_SIGNALS:
    /// The second way was chosen; the dialog closes.
    void secondAccepted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    static constexpr int shown = 8;

    void addNames(QVBoxLayout& column, const QStringList& names);
    void addSkipped(QVBoxLayout& column, const Question& question);
    void addButtons(QVBoxLayout& column, const Question& question);
    void askSecond(const Question& question);

    QWidget* m_consequences;
    QVBoxLayout* m_lines;
    QWidget* m_second;
    QPushButton* m_accept;
};

} // namespace skylab::kit
