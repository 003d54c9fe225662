#pragma once

#include <functional>

class QDialog;
class QWidget;

namespace skylab::shell {

class CloudView;
class MainWindow;

/// Asks whether to close a cloud while work of this window runs there; null when nothing does.
QDialog* questionBeforeClosing(CloudView& cloud, QWidget* window);

/// Asks whether to end the program when that would break something off: work of this window in the embedded cloud, and what others
/// began there. Answers within a second when there is nothing to ask.
void askBeforeQuitting(MainWindow& window, const std::function<void(bool quit)>& done);

} // namespace skylab::shell
