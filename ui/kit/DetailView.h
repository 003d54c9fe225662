#pragma once

#include "kit/Cell.h"

#include <QWidget>

#include <functional>
#include <vector>

class QAction;
class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace skylab::kit {

class StatusPill;

/// One thing in full: name, status, actions, tabs. Tabs are made when they are first shown.
class DetailView : public QWidget {
    Q_OBJECT
public:
    explicit DetailView(QWidget* parent = nullptr);

    void setHeading(const QString& title, const QString& subtitle);
    void setStatus(Tone tone, const QString& text, int progress = -1);
    void hideStatus();
    /// The first `buttons` actions are buttons, the rest is in a menu. Owned by the caller.
    void setActions(const QList<QAction*>& actions, int buttons = 3);
    /// A button in the heading, before the one that closes.
    void addHeadButton(QToolButton* button);
    void addTab(const QString& id, const QString& title, const std::function<QWidget*()>& make);
    void clearTabs();
    void showTab(const QString& id);
    /// Gives the keyboard to the page that is shown or, where that has no use for it, to the tabs.
    void enter();
    [[nodiscard]] QString currentTab() const;
    /// The page of a tab when it was made already.
    [[nodiscard]] QWidget* page(const QString& id) const;

Q_SIGNALS:
    void closeAsked();
    void tabChanged(const QString& id);

private:
    void onTab(int index);
    bool focusPage();

    struct Tab {
        QString id;
        std::function<QWidget*()> make;
        QWidget* page = nullptr;
    };
    QLabel* m_title;
    QLabel* m_subtitle;
    StatusPill* m_pill;
    QHBoxLayout* m_head;
    QHBoxLayout* m_actions;
    QTabBar* m_bar;
    QStackedWidget* m_pages;
    std::vector<Tab> m_tabs;
};

} // namespace skylab::kit
