#include "kit/Toast.h"

#include "kit/Basics.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace skylab::kit {

using theme::tokens;

Toast* Toast::show(QWidget* window, Tone tone, const QString& text, const QString& action, const std::function<void()>& run)
{
    for (auto* old : window->findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly))
        old->deleteLater();
    auto* toast = new Toast(window, tone, text, action, run);
    toast->QFrame::show();
    toast->raise();
    return toast;
}

Toast::Toast(QWidget* window, Tone tone, const QString& text, const QString& action, const std::function<void()>& run) : QFrame(window), m_timer(this)
{
    setObjectName("toast");
    setAccessibleName(text);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 8, 8);
    row->setSpacing(10);
    auto* mark = new QLabel;
    const bool bad = tone == Tone::Error;
    const auto color = bad ? QColor(0xff, 0x8d, 0x85) : tone == Tone::Ok ? QColor(0x62, 0xcf, 0x95) : tokens().toastAction;
    mark->setPixmap(theme::iconPixmap(bad ? "circle-alert" : tone == Tone::Ok ? "circle-check" : "info", 18, color, devicePixelRatioF()));
    row->addWidget(mark);
    row->addWidget(label(text, 13, 500, &theme::Tokens::toastText));
    if (!action.isEmpty()) {
        auto* undo = new QToolButton;
        undo->setText(action);
        undo->setAccessibleName(action);
        undo->setFont(theme::uiFont(13, 600));
        undo->setAutoRaise(true);
        auto palette = undo->palette();
        palette.setColor(QPalette::ButtonText, tokens().toastAction);
        undo->setPalette(palette);
        connect(undo, &QToolButton::clicked, this, [this, run] {
            run();
            deleteLater();
        });
        row->addWidget(undo);
    } else {
        row->addSpacing(6);
    }
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QObject::deleteLater);
    m_timer.start(showTime);
    window->installEventFilter(this);
    adjustSize();
    place();
}

void Toast::place() { move((parentWidget()->width() - width()) / 2, parentWidget()->height() - height() - 44); }

bool Toast::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(object, event);
}

void Toast::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    theme::roundRect(painter, rect(), 9, tokens().toast, tokens().dark ? tokens().borderStrong : QColor());
}

} // namespace skylab::kit
