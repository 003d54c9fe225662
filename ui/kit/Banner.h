#pragma once

#include "kit/Cell.h"

#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace skylab::kit {

/// A line across the page that says how things are: offline, session ended.
class Banner : public QWidget {
    Q_OBJECT
public:
    explicit Banner(QWidget* parent = nullptr);
    void showMessage(Tone tone, const QString& text, const QString& action = {}, const std::function<void()>& run = {});

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Neutral;
    QLabel* m_text;
    QPushButton* m_button;
    std::function<void()> m_run;
};

} // namespace skylab::kit
