#pragma once

#include <QApplication>
#include <QStringList>

namespace skylab::test {

/// An application that notices when handling one event keeps the GUI thread from answering. Time in which the thread was ready
/// to run and the machine had no core for it does not count, so that a loaded machine makes no faults.
class WatchedApplication : public QApplication {
public:
    WatchedApplication(int& argc, char** argv) : QApplication(argc, argv) { }
    bool notify(QObject* receiver, QEvent* event) override;
};

/// Watches from its making on. In a test: `test::Watchdog watchdog;` as a member made in init(), and in cleanup()
/// `QVERIFY2(watchdog.isCalm(), qPrintable(watchdog.report()));`
class Watchdog {
public:
    static constexpr int limit = 100;   ///< milliseconds

    Watchdog();
    ~Watchdog();
    Q_DISABLE_COPY_MOVE(Watchdog)

    [[nodiscard]] bool isCalm() const;
    /// What took too long: "190 ms in QTimer of skylab::kit::TableView".
    [[nodiscard]] QString report() const;
};

} // namespace skylab::test
