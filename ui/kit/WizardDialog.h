#pragma once

#include "core/Error.h"

#include <QDialog>

class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace skylab::kit {

class DialogFoot;
class FormView;

/// A dialog of one or more pages with a form feel: title, pages, fault, buttons. It stays open until close() is called, so that
/// what failed can be mended: accepting emits submitted(), the owner answers with accept() or showError().
class WizardDialog : public QDialog {
    Q_OBJECT
public:
    WizardDialog(const QString& icon, const QString& title, const QString& acceptText, QWidget* parent = nullptr);

    void addPage(QWidget* page, const QString& title = {});
    /// A page with a form.
    FormView* addForm(const QString& intro = {});
    /// Something between the pages and the buttons: a summary.
    void setSummary(QWidget* summary);
    /// A button at the left of the others.
    QPushButton* addButton(const QString& text, const QString& icon);
    /// Shows the fault, at its field when the form has it, and lets the user go on.
    void showError(const Error& error, const QString& what);
    void setBusy(bool busy);
    [[nodiscard]] FormView* form() const { return m_form; }
    [[nodiscard]] QPushButton* acceptButton() const;

Q_SIGNALS:
    void submitted();

protected:
    /// Enter, or the accept button on the last page: checks the form and emits submitted().
    virtual void next();
    /// Makes room for what it shows now, as far as the window has it.
    void fitHeight();
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void turnTo(int page);

    QString m_acceptText;
    QStackedWidget* m_pages;
    QVBoxLayout* m_column;
    DialogFoot* m_foot;
    FormView* m_form = nullptr;
    bool m_fitted = false;
};

} // namespace skylab::kit
