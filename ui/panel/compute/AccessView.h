#pragma once

#include "kit/StateView.h"
#include "panel/PanelSpec.h"

#include <optional>

class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace skylab::panel {

/// A way into an instance: a bar, what it shows, and in its place what is wrong when there is nothing to show. It stands in a tab
/// or in a window of its own and does not notice which; the workspace outlives it.
class AccessView : public QWidget {
    Q_OBJECT
public:
    /// @param kind  tells its windows apart: "console"
    AccessView(TabContext& context, const QString& kind);

    [[nodiscard]] const QString& serverId() const { return m_id; }
    [[nodiscard]] const QString& kind() const { return m_kind; }
    [[nodiscard]] model::Workspace& workspace() const { return m_workspace; }
    [[nodiscard]] QString title() const;
    /// Gives the keyboard to what is shown; while that has no use for it, it waits at the tab or window around this.
    virtual void takeFocus() = 0;
    /// Whether the keyboard is in this, or waits for it.
    [[nodiscard]] bool hasKeyboard() const;
    virtual void setDetached(bool detached);
    virtual void setFullScreen(bool on);
    [[nodiscard]] kit::StateView* stateView() const { return m_state; }
    [[nodiscard]] bool showsContent() const;

Q_SIGNALS:
    void detachAsked();
    void fullScreenAsked();
    void titleChanged(const QString& title);

protected:
    [[nodiscard]] Row row() const;
    [[nodiscard]] QString serverName() const;
    [[nodiscard]] shell::PanelHost& host() const { return m_host; }
    [[nodiscard]] model::Collection& collection() const { return m_collection; }
    [[nodiscard]] QHBoxLayout* bar() const { return m_bar; }
    [[nodiscard]] QVBoxLayout* below() const { return m_below; }   ///< between the bar and the content
    void setContent(QWidget* content);
    /// Call it last: the note, and the buttons that every one has.
    void finishBar();
    void setNote(const QString& text, const QString& toolTip = {});
    QPushButton* menuButton(const QString& text, const QString& icon, QMenu* menu);

    void showContent();
    void showLoading(const QString& text);
    void showMessage(const QString& icon, const QString& title, const QString& text, const std::vector<kit::StateView::Step>& steps = {}, const QString& hint = {});
    /// Says why an instance in this state can't be entered, with the button that helps; false when it can.
    bool showObstacle(bool pausedIsGood);
    /// A server action as a job.
    void act(const char* verb, const QString& icon, const QString& doing);
    using Answer = std::function<void(const Result<client::Reply>& reply)>;
    void ask(const QString& path, const QJsonObject& body, const Answer& answer);

    /// The row is another one than before.
    virtual void serverChanged(const QString& before, const QString& now) = 0;
    /// Whether the content is shown, or what is wrong in its place.
    virtual void contentShown(bool) { }

private:
    [[nodiscard]] bool isWaiting() const;
    void showPage(QWidget* page, bool waits);

    model::Workspace& m_workspace;
    shell::PanelHost& m_host;
    model::Collection& m_collection;
    QString m_id, m_kind;
    QString m_status;
    QWidget* m_barBox;
    QHBoxLayout* m_bar;
    QVBoxLayout* m_below;
    QLabel* m_note;
    QToolButton* m_detach;
    QStackedWidget* m_pages;
    kit::StateView* m_state;
    QWidget* m_content = nullptr;
};

/// The state of a row with what is being done to it: "ACTIVE", "ACTIVE/rebooting".
QString statusOf(const Row& row);

} // namespace skylab::panel
