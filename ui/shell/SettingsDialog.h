#pragma once

#include <QDialog>

namespace skylab::kit {
class FormView;
}

namespace skylab::shell {

class Settings;

/// How the window looks and behaves, on Ctrl+,. What is chosen is in force at once; the language at the next start, and it says so.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    explicit SettingsDialog(Settings& settings, QWidget* parent = nullptr);

    [[nodiscard]] kit::FormView* form() const { return m_form; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void apply();

    Settings& m_settings;
    kit::FormView* m_form;
};

} // namespace skylab::shell
