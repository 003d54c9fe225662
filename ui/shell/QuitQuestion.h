#pragma once

#include <QStringList>

#include <functional>

class QDialog;
class QWidget;

namespace skylab::shell {

class CloudView;
class MainWindow;

/// Asks whether to close a cloud while work of this window runs there; null when nothing does.
QDialog* questionBeforeClosing(CloudView& cloud, QWidget* window);

/// What would be broken off if the program ended: work of this window in the embedded cloud, and what others began there. Answers
/// within a second.
void gatherWork(MainWindow& window, const std::function<void(const QStringList& work)>& done);
QDialog* questionBeforeQuitting(const QStringList& work, QWidget* window);

} // namespace skylab::shell
