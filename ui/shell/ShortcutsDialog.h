#pragma once

#include <QDialog>

namespace skylab::shell {

/// All keys of the window, on '?'.
class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutsDialog(QWidget* parent = nullptr);
};

} // namespace skylab::shell
