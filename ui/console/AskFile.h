#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace skylab::console {

/// Asks where to save something, without holding the event loop; `done` is not called when the user thinks better of it.
void askSaveFile(QWidget* parent, const QString& title, const QString& name, const std::function<void(const QString& path)>& done);
/// Asks for a file to open.
void askOpenFile(QWidget* parent, const QString& title, const QString& folder, const std::function<void(const QString& path)>& done);

} // namespace skylab::console
