#include "kit/Toast.h"

#include "kit/Basics.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace skylab::kit {

using theme::tokens;

namespace {
constexpr int gap = 8;
constexpr int bottom = 44;
constexpr int widest = 640;
} // namespace

Toast* Toast::show(QWidget* window, Tone tone, const QString& text, const QString& action, const std::function<void()>& run)
{
    const auto before = of(window);
    for (qsizetype i = 0; i + most <= before.size(); ++i)
        before[i]->dismiss();
    auto* toast = new Toast(window, tone, text, action, run);
    toast->QFrame::show();
    toast->raise();
    placeAll(window);
    QAccessibleEvent alert(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
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
    auto* words = label(text, 13, 500, &theme::Tokens::toastText);
    words->setWordWrap(words->fontMetrics().horizontalAdvance(text) > widest - 220);
    row->addWidget(words, 1);
    m_more = label({}, 12, 400, &theme::Tokens::toastAction);
    m_more->hide();
    row->addWidget(m_more);
    if (!action.isEmpty()) {
        auto* undo = makeButton(action, run);
        row->addWidget(undo);
    } else {
        row->addSpacing(6);
    }
    m_keys = label({}, 11, 500, &theme::Tokens::toastAction);
    m_keys->setContentsMargins(0, 0, 6, 0);
    m_keys->hide();
    row->addWidget(m_keys);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Toast::dismiss);
    m_timer.start(showTime);
    window->installEventFilter(this);
}

QToolButton* Toast::makeButton(const QString& text, const std::function<void()>& run)
{
    auto* it = new QToolButton;
    it->setObjectName("toastAction");
    it->setText(text);
    it->setAccessibleName(text);
    it->setFont(theme::uiFont(13, 600));
    it->setAutoRaise(true);
    auto palette = it->palette();
    palette.setColor(QPalette::ButtonText, tokens().toastAction);
    it->setPalette(palette);
    connect(it, &QToolButton::clicked, this, [this, run] {
        dismiss();
        run();
    });
    return it;
}

void Toast::addAction(const QString& text, const std::function<void()>& run)
{
    auto* row = static_cast<QHBoxLayout*>(layout());
    auto* it = makeButton(text, run);
    row->insertWidget(row->indexOf(m_keys), it);
    it->show();   // at once, so that the place has room for it
    placeAll(parentWidget());
}

void Toast::setMore(const QString& text)
{
    m_more->setText(text);
    m_more->setVisible(!text.isEmpty());
    placeAll(parentWidget());
}

void Toast::setKeys(const QString& keys)
{
    m_keys->setText(keys);
    m_keys->setVisible(!keys.isEmpty());
    placeAll(parentWidget());
}

void Toast::dismiss()
{
    if (std::exchange(m_leaving, true))
        return;
    hide();
    deleteLater();
    placeAll(parentWidget());
}

QList<Toast*> Toast::of(QWidget* window)
{
    auto all = window->findChildren<Toast*>(QString(), Qt::FindDirectChildrenOnly);
    all.removeIf([](const Toast* toast) { return toast->m_leaving; });
    return all;
}

void Toast::placeAll(QWidget* window)
{
    const auto all = of(window);
    int y = window->height() - bottom;
    for (auto toast = all.rbegin(); toast != all.rend(); ++toast) {
        auto* it = *toast;
        it->setMaximumWidth(qMin(widest, window->width() - 32));
        it->adjustSize();
        if (it->hasHeightForWidth())
            it->resize(it->width(), it->heightForWidth(it->width()));
        y -= it->height();
        it->move((window->width() - it->width()) / 2, y);
        y -= gap;
    }
}

void Toast::enterEvent(QEnterEvent*) { m_timer.stop(); }

void Toast::leaveEvent(QEvent*) { m_timer.start(showTime); }

bool Toast::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_leaving)
        placeAll(parentWidget());
    return QFrame::eventFilter(object, event);
}

void Toast::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    theme::roundRect(painter, rect(), 9, tokens().toast, tokens().dark || tokens().highContrast ? tokens().borderStrong : QColor());
}

} // namespace skylab::kit
