#pragma once

#include "core/Error.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace skylab::kit {

class DialogFoot;

/// A page of a StepDialog.
class StepPage : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// Why it is not good yet, or nothing.
    [[nodiscard]] virtual QString fault() const { return {}; }
    /// What was chosen in a few words, for the list.
    [[nodiscard]] virtual QString digest() const { return {}; }
    /// It is shown now, after other pages may have changed.
    virtual void enter() { }

Q_SIGNALS:
    void edited();
};

/// A dialog of many pages with a list of them at the left: each marked when it is wrong, with what was chosen below its title. All
/// pages live as long as the dialog, so that nothing is lost by going back. Accepting emits submitted(); the owner answers
/// with accept() or showError(). Ctrl+PgUp and Ctrl+PgDn turn pages, Ctrl+Enter accepts.
class StepDialog : public QDialog {
    Q_OBJECT
public:
    StepDialog(const QString& icon, const QString& title, const QString& acceptText, QWidget* parent = nullptr);

    void addPage(const QString& id, const QString& icon, const QString& title, StepPage* page);
    void showPage(const QString& id);
    [[nodiscard]] QString currentPage() const;
    [[nodiscard]] StepPage* page(const QString& id) const;
    /// Between the pages and the buttons.
    void setSummary(QWidget* summary);
    /// Reads every page's fault and digest again.
    void refresh();
    /// The first page that is not good, or nothing.
    [[nodiscard]] QString firstFault() const;
    void setBusy(bool busy);
    void showError(const Error& error, const QString& what);
    [[nodiscard]] QPushButton* acceptButton() const;
    [[nodiscard]] QListWidget* list() const { return m_list; }

Q_SIGNALS:
    void submitted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildFoot(QVBoxLayout& column);
    void turn(int by);
    void tryAccept();
    void onRow(int row);

    QListWidget* m_list;
    QStackedWidget* m_pages;
    DialogFoot* m_foot;
    QLabel* m_fault;
    QPushButton* m_next;
    QList<StepPage*> m_steps;
    bool m_tried = false;   ///< faults of pages that were not seen yet are told from then on
};

} // namespace skylab::kit
