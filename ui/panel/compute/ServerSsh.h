#pragma once

#include "console/SshClient.h"
#include "console/TerminalPane.h"
#include "panel/compute/AccessView.h"
#include "panel/compute/SshWay.h"

#include <QTimer>

class QLineEdit;

namespace skylab::panel {

/// An instance's shell by SSH without set-up: finds the address, the user, the key and the host key by itself; says what is in
/// the way, with the button that mends it.
class ServerSsh : public AccessView {
    Q_OBJECT
public:
    explicit ServerSsh(TabContext& context);

    [[nodiscard]] console::TerminalView* terminal() const;
    [[nodiscard]] console::SshClient* client() { return &m_client; }
    void takeFocus() override;
    /// From the beginning: what is known is asked anew.
    void begin();
    /// For tests: sshd is not on port 22 there.
    void setPort(quint16 port) { m_port = port; }

private:
    void serverChanged(const QString& before, const QString& now) override;
    void contentShown(bool shown) override;
    void buildBar();
    void buildQuestion();
    void fillKeyMenu();
    void gather();
    void gathered(int generation);
    void findImage();
    void showWayObstacle();
    void connectNow();
    void openClient();
    void onHostKey(const console::HostKey& key);
    void judge(const console::HostKey& key, const console::HostKey& pinned, bool rebuilt);
    void decide(const console::HostKey& key, console::HostKeyVerdict verdict, const console::HostKey& expected);
    void refuse(const console::HostKey& key, console::HostKeyVerdict verdict, const console::HostKey& expected);
    void trust(const console::HostKey& key, const QString& why);
    void askSecret(console::SshClient::Question question, const QString& prompt);
    void answer(bool given);
    void onClosed(const console::SshEnd& end);
    void showUnreachable(const console::SshEnd& end);
    void explainSilence(const console::SshEnd& end);
    void showNotAllowed(const console::SshEnd& end);
    void chooseKeyFile();
    void retryLater(int milliseconds);
    [[nodiscard]] bool isYoung() const;
    [[nodiscard]] QString memory(const char* what) const;

    console::TerminalPane* m_pane;
    console::SshClient m_client;
    QLineEdit* m_user;
    QPushButton* m_key = nullptr;
    QPushButton* m_reconnect = nullptr;
    QMenu* m_keyMenu;
    QWidget* m_question = nullptr;
    QLabel* m_prompt = nullptr;
    QLineEdit* m_secret = nullptr;
    SshFacts m_facts;
    SshWay m_way;
    Secret m_pairKey;              ///< the private key kept under the key pair's name
    QString m_keyFile;
    QString m_trustNote;
    QTimer m_retry;
    quint16 m_port = 22;
    int m_generation = 0;
    int m_waitingFor = 0;          ///< answers
    int m_losses = 0;
    bool m_tryAnyway = false;
    bool m_wasOpen = false;
};

} // namespace skylab::panel
