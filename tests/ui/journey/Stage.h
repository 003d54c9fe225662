#pragma once

#include "panel/ResourcePanel.h"
#include "shell/MainWindow.h"
#include "ui/journey/LocalCloud.h"

#include <QAbstractButton>
#include <QDialog>
#include <QElapsedTimer>
#include <QTemporaryDir>

namespace skylab::test {

/// A window at a real cloud, and a user's hands: what the journeys have in common. A wait ends at once when a task of the window fails,
/// and why() tells what was going on. GUI thread.
class Stage {
public:
    Stage();
    ~Stage();
    Q_DISABLE_COPY_MOVE(Stage)

    /// Starts the cloud and signs in; false when that does not work.
    bool begin();
    bool signIn(const QString& name);

    [[nodiscard]] shell::MainWindow& window() { return *m_window; }
    [[nodiscard]] model::Workspace& workspace() { return m_window->workspace(); }
    [[nodiscard]] LocalCloud& cloud() { return *m_cloud; }
    [[nodiscard]] QString file(const QString& name) const { return m_home.filePath(name); }
    [[nodiscard]] model::ResourceModel& rows(const QString& collection) { return workspace().collection(collection).model(); }
    /// The row of that name; empty when there is none.
    [[nodiscard]] QJsonObject row(const QString& collection, const QString& name);
    [[nodiscard]] QString idOf(const QString& collection, const QString& name) { return row(collection, name)[u"id"].toString(); }
    [[nodiscard]] QString state(const QString& server) { return row("servers", server)[u"status"].toString(); }

    /// Until it holds; false after `patience`, or as soon as a task fails.
    bool until(const std::function<bool()>& condition, const QString& what);
    [[nodiscard]] QString why() const { return m_why; }
    /// Nothing is at work.
    bool rested();
    /// A failed task is what the test wants.
    void forgive() { m_failures.clear(); }

    // These end the test's process with the reason when what they look for never comes.
    panel::ResourcePanel* open(const QString& id);
    QDialog* dialog();
    bool dialogGone();
    QAbstractButton* button(QWidget* in, const QString& text);
    void press(QWidget* in, const QString& text);
    /// A key for the window, once it is active again.
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    /// Selects the row by mouse and opens it by Enter; then clicks on the tab.
    QWidget* openTab(const QString& server, const QString& title);
    /// Selects it and presses Delete; accepts the question.
    void deleteByKey(const QString& collection, const QString& name);
    bool toasted(const QString& beginning) const;
    static QStringList texts(QWidget* in);
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
