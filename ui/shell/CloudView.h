#pragma once

#include "kit/Cell.h"
#include "model/Workspace.h"
#include "shell/Navigation.h"
#include "shell/Surroundings.h"

#include <QPointer>

class QStackedWidget;

namespace skylab::kit {
class Banner;
class StateView;
class Toast;
}

namespace skylab::shell {

class CloudNotices;
class SearchIndex;
class TaskDrawer;
class TopBar;

/// One open cloud: its workspace, its bar and pages, what was visited and what can be taken back. It stays alive and live in the
/// background. Panels are made when they are first shown.
class CloudView : public QWidget, public PanelHost {
    Q_OBJECT
public:
    enum class State {
        Blank,        ///< no cloud was chosen yet
        SigningIn,
        Live,
        Polling,      ///< signed in to a cloud without a stream
        Stale,        ///< signed in, but it can't be reached just now
        SignedOut,
    };

    explicit CloudView(const Surroundings& around, QWidget* parent = nullptr);
    ~CloudView() override;

    /// Signs in with what the connection or the keyring holds, or asks.
    void connectTo(const client::Connection& connection);
    /// Asks for a connection; `reason` says why.
    void askToSignIn(const client::Connection& known, const QString& reason = {});
    /// As it was connected before.
    void signInAgain() { connectTo(m_connection); }
    /// A page of the window's own instead of the cloud's: the first start. Taken over.
    void showPage(QWidget* page);
    void showWelcome();
    void showStarting(const QStringList& steps);
    void showStartFailed(const Error& error, const std::function<void()>& retry);

    /// Of the connection; empty while it is blank.
    [[nodiscard]] QString name() const { return m_connection.name; }
    [[nodiscard]] QString summary() const { return m_connection.summary(); }
    [[nodiscard]] State state() const;
    [[nodiscard]] kit::Tone stateTone() const;
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] QString title() const;
    /// The one that is looked at.
    void setForeground(bool foreground);
    [[nodiscard]] bool isForeground() const { return m_foreground; }

    [[nodiscard]] model::Workspace& workspace() { return m_workspace; }
    [[nodiscard]] Navigation* navigation() const { return m_navigation.data(); }
    [[nodiscard]] TopBar* bar() const { return m_bar; }
    [[nodiscard]] TaskDrawer* tasks() const { return m_tasks; }
    [[nodiscard]] SearchIndex* index() const { return m_index; }
    [[nodiscard]] Panel* currentPanel() const;
    [[nodiscard]] std::vector<const PanelEntry*> offered();
    void showPanel(const QString& id);
    void goBack();
    void undo();
    void switchProject(const QString& projectId);

    void openResource(const QString& panel, const QString& id, const QString& tab) override;
    void beginCreate() override;
    [[nodiscard]] QByteArray tableLayout(const QString& panel) const override;
    void saveTableLayout(const QString& panel, const QByteArray& layout) override;
    [[nodiscard]] QByteArray remembered(const QString& key) const override;
    void remember(const QString& key, const QByteArray& value) override;
    void showNote(const QString& text) override;
    void storeSecret(const QString& name, const Secret& secret, const std::function<void(bool kept, const QString& why)>& done) override;
    void readSecret(const QString& name, const std::function<void(const Secret& secret)>& done) override;

Q_SIGNALS:
    void stateChanged();
    void titleChanged();
    /// The user may not or does not want to sign in to a cloud that was never open: it is of no use.
    void givenUp();

private:
    void connectSignals();
    void connectToasts();
    void onSignedIn();
    void onSignedOut();
    void onExpired(const Error& error);
    void signInWith(const client::Connection& connection);
    void signInFailed(const client::Connection& connection, const Error& error);
    void askAboutCertificate(const client::Connection& connection, const Error& error);
    void watchCounts();
    void showUndo(const QString& text, int step);
    void refreshUndoCounts();
    void forgetToast(int step);

    Surroundings m_around;
    model::Workspace m_workspace;
    client::Connection m_connection;
    QPointer<Navigation> m_navigation;
    TopBar* m_bar;
    kit::Banner* m_banner;
    QStackedWidget* m_pages;
    kit::StateView* m_state;
    TaskDrawer* m_tasks;
    SearchIndex* m_index;
    CloudNotices* m_watch;
    QPointer<QWidget> m_page;
    QHash<QString, Panel*> m_panels;
    QHash<int, QPointer<kit::Toast>> m_undoToasts;
    QStringList m_history;
    QString m_current;
    QString m_askAgain;        ///< why the user has to sign in again, once the view is looked at
    bool m_signingIn = false;
    bool m_everIn = false;
    bool m_foreground = false;
};

} // namespace skylab::shell
