#include "kit/Banner.h"

#include "kit/Basics.h"
#include "kit/StatusPill.h"

#include <QHBoxLayout>
#include <QPainter>

namespace skylab::kit {

Banner::Banner(QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 7, 16, 7);
    m_text = label({}, 13, 500);
    m_text->setWordWrap(true);
    m_button = button({});
    m_button->hide();
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] { m_run(); });
    hide();
}

void Banner::showMessage(Tone tone, const QString& text, const QString& action, const std::function<void()>& run)
{
    m_tone = tone;
    m_run = run;
    m_text->setText(text);
    setAccessibleName(text);
    m_button->setText(action);
    m_button->setAccessibleName(action);
    m_button->setVisible(!action.isEmpty());
    show();
    update();
}

void Banner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), toneBackground(m_tone));
    painter.fillRect(QRect(0, 0, 3, height()), toneColor(m_tone));
}

} // namespace skylab::kit
