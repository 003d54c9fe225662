#pragma once

#include "kit/WizardDialog.h"
#include "panel/ResourcePanel.h"
#include "shell/MainWindow.h"
#include "ui/Hands.h"
#include "ui/Watchdog.h"
#include "ui/journey/LocalCloud.h"

#include <QAbstractButton>
#include <QDialog>
#include <QElapsedTimer>
#include <QTemporaryDir>

namespace skylab::test {

/// A window at a real cloud, and a user's hands: what the journeys have in common. The models are looked at, and never touched. A wait ends
/// at once when a task of the window fails, and why() tells what was going on. GUI thread.
class Stage {
public:
    Stage();
    ~Stage();
    Q_DISABLE_COPY_MOVE(Stage)

    /// Starts the cloud and signs in; false when that does not work.
    bool begin();
    /// Chooses the cloud of that name in the list at the bottom left.
    bool signIn(const QString& name);

    [[nodiscard]] shell::MainWindow& window() { return *m_window; }
    [[nodiscard]] model::Workspace& workspace() { return m_window->workspace(); }
    [[nodiscard]] Hands& hands() { return m_hands; }
    [[nodiscard]] QString file(const QString& name) const { return m_home.filePath(name); }
    /// A file with a boot sector and nothing else, to be uploaded; its path.
    [[nodiscard]] QString makeDisk() const;
    static constexpr int diskSize = 2 << 20;
    [[nodiscard]] model::ResourceModel& rows(const QString& collection) { return workspace().collection(collection).model(); }
    /// The row of that name; empty when there is none.
    [[nodiscard]] QJsonObject row(const QString& collection, const QString& name);
    [[nodiscard]] QString idOf(const QString& collection, const QString& name) { return row(collection, name)[u"id"].toString(); }
    [[nodiscard]] QString state(const QString& collection, const QString& name) { return row(collection, name)[u"status"].toString(); }
    [[nodiscard]] QString state(const QString& server) { return state("servers", server); }

    /// Until it holds; false after `patience`, or as soon as a task fails.
    bool until(const std::function<bool()>& condition, const QString& what);
    [[nodiscard]] QString why() const { return m_why; }
    /// Nothing is at work, and nothing failed.
    bool rested();
    /// What kept the window from answering since this was asked last.
    QString stutter();

    // These end the test's process with the reason when what they look for never comes.
    /// The page's list, by the sidebar.
    panel::ResourcePanel* open(const QString& id);
    QDialog* dialog();
    kit::WizardDialog* form() { return static_cast<kit::WizardDialog*>(dialog()); }
    bool dialogGone();
    /// The form of the page's main deed, by its button.
    kit::WizardDialog* create(const QString& id);
    /// Presses the button that sends it; false when it stays.
    bool submit(QDialog* form);
    void press(QWidget* in, const QString& text) { m_hands.press(in, text); }
    void clickRow(const QString& id, const QString& name);
    /// Right click on the row, click on the entry.
    void chooseInMenuOf(const QString& id, const QString& name, const QString& entry);
    /// Selects the row by mouse and opens it by Enter; then clicks on the tab.
    QWidget* openTab(const QString& id, const QString& name, const QString& title);
    /// Selects it and presses Delete; accepts the question.
    void deleteByKey(const QString& id, const QString& name);
    bool toasted(const QString& beginning) const;
    static QStringList texts(QWidget* in);
    /// What a failed test leaves.
    static void closeDialogs();
    /// Leaves a picture in the folder SKYLAB_SCREENSHOTS.
    void picture(const QString& name);

    [[nodiscard]] static int patience();   ///< milliseconds

private:
    QString situation();

    QTemporaryDir m_home;
    std::unique_ptr<LocalCloud> m_cloud;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<shell::MainWindow> m_window;
    std::unique_ptr<Watchdog> m_watchdog;
    Hands m_hands { patience(), [this] { return situation(); } };
    QStringList m_failures;
    QString m_why;
    int m_picture = 0;
};

/// How long a journey took, in the test's output.
class Stopwatch {
public:
    Stopwatch() { m_timer.start(); }
    void tell(const char* journey) const { qInfo("%s: %.1f s", journey, double(m_timer.elapsed()) / 1000); }

private:
    QElapsedTimer m_timer;
};

} // namespace skylab::test

#define REACH(stage, condition) QVERIFY2((stage).until([&] { return bool(condition); }, QStringLiteral(#condition)), qPrintable((stage).why()))
#define RESTED(stage) QVERIFY2((stage).rested(), qPrintable((stage).why()))
#define SUBMIT(stage, form) QVERIFY2((stage).submit(form), qPrintable((stage).why()))
