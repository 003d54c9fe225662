#include "kit/Toast.h"

#include "kit/Basics.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace skylab::kit {

using theme::tokens;

Toast* Toast::show(QWidget* window, const QString& text, const QString& action, const std::function<void()>& run)
{
    for (auto* old : window->findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly))
        old->deleteLater();
    auto* toast = new Toast(window, text, action, run);
    toast->QFrame::show();
    toast->raise();
    return toast;
}

Toast::Toast(QWidget* window, const QString& text, const QString& action, const std::function<void()>& run) : QFrame(window), m_timer(this)
{
    setObjectName("toast");
    setAccessibleName(text);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 8, 8);
    row->setSpacing(10);
    auto* mark = new QLabel;
    mark->setPixmap(theme::iconPixmap("circle-check", 18, QColor(0x62, 0xcf, 0x95), devicePixelRatioF()));
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
