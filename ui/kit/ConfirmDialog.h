#pragma once

#include <QDialog>

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
    };

    explicit ConfirmDialog(const Question& question, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    static constexpr int shown = 8;
};

} // namespace skylab::kit
