#include "ui/Hands.h"

#include "kit/FormView.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QScrollBar>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <QWindow>

namespace skylab::test {

namespace {

constexpr int wheelStep = 120;   // eighths of a degree: one notch

QString nameOf(const QWidget* widget)
{
    auto name = QString::fromLatin1(widget->metaObject()->className());
    for (const auto& text : { widget->objectName(), widget->accessibleName(), widget->windowTitle() })
        name += text.isEmpty() ? QString() : QStringLiteral(" \"%1\"").arg(text);
    return name;
}

bool isCalled(const QString& text, const QString& wanted) { return text == wanted || (text.startsWith(wanted) && !text[wanted.size()].isLetterOrNumber() && text[wanted.size()] != u'-'); }

QString plain(QString text) { return text.remove(u'&'); }

/// One notch of the wheel over it; positive is up.
void turnWheel(QWidget* over, int notches)
{
    const QPointF at = over->rect().center();
    QWheelEvent wheel(at, over->mapToGlobal(at), {}, QPoint(0, notches * wheelStep), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(over, &wheel);
    QApplication::processEvents();
}

/// The first that is called so; hidden rows don't count.
QModelIndex find(const QAbstractItemView& view, const QString& text)
{
    const auto* model = view.model();
    const auto* list = qobject_cast<const QListView*>(&view);
    for (int row = 0; model && row < model->rowCount(view.rootIndex()); ++row) {
        const auto index = model->index(row, 0, view.rootIndex());
        if (isCalled(index.data().toString(), text) && !(list && list->isRowHidden(row)) && index.flags() & Qt::ItemIsEnabled)
            return index;
    }
    return {};
}

QStringList itemsOf(const QAbstractItemView& view)
{
    QStringList all;
    for (int row = 0; view.model() && row < view.model()->rowCount(view.rootIndex()); ++row)
        all << view.model()->index(row, 0, view.rootIndex()).data().toString();
    return all;
}

} // namespace

QString Hands::obstacle(const QWidget* widget, QPoint at)
{
    if (!widget->isVisible())
        return QStringLiteral("is hidden");
    if (!widget->isEnabled())
        return QStringLiteral("is disabled");
    const auto* window = widget->window();
    if (const auto* popup = QApplication::activePopupWidget(); popup && popup != window)
        return QStringLiteral("is behind the menu ") + nameOf(popup);
    if (const auto* modal = QApplication::activeModalWidget(); modal && modal != window && window->windowType() != Qt::Popup)
        return QStringLiteral("is behind the dialog ") + nameOf(modal);
    if (!widget->rect().contains(at) || !widget->visibleRegion().contains(at))
        return QStringLiteral("is out of sight");
    const auto* hit = window->childAt(widget->mapTo(window, at));
    if (hit && hit != widget && !widget->isAncestorOf(hit))
        return QStringLiteral("is covered by ") + nameOf(hit);
    return {};
}

bool Hands::until(const std::function<bool()>& condition) const { return QTest::qWaitFor(condition, m_patience); }

void Hands::need(const std::function<bool()>& condition, const std::function<QString()>& what) const
{
    if (!until(condition))
        qFatal("not within %d s: %s\n%s", m_patience / 1000, qPrintable(what()), qPrintable(m_situation ? m_situation() : QString()));
}

void Hands::clickAt(QWidget* widget, QPoint at, Qt::MouseButton button)
{
    const QPointer<QWidget> guard(widget);
    need([&] { return guard && obstacle(guard, at).isEmpty() && guard->window()->windowHandle(); },
         [&] { return guard ? QStringLiteral("a click: %1 %2").arg(nameOf(guard), obstacle(guard, at)) : QStringLiteral("a click: the widget went away"); });
    auto* window = widget->window();
    QTest::mouseClick(window->windowHandle(), button, {}, widget->mapTo(window, at));
}

/// By the wheel, as far as it takes.
void Hands::scrollTo(QWidget* widget)
{
    for (auto* around = widget->parentWidget(); around; around = around->parentWidget()) {
        auto* area = qobject_cast<QAbstractScrollArea*>(around);
        if (!area || !area->viewport()->isAncestorOf(widget) || !widget->isVisible())
            continue;
        for (int before = -1; before != area->verticalScrollBar()->value();) {
            const auto middle = widget->mapTo(area->viewport(), widget->rect().center()).y();
            if (middle >= 0 && middle < area->viewport()->height())
                break;
            before = area->verticalScrollBar()->value();
            turnWheel(area->viewport(), middle < 0 ? 1 : -1);
        }
    }
}

void Hands::click(QWidget* widget, Qt::MouseButton button)
{
    need([&] { return widget->isVisible(); }, [&] { return nameOf(widget) + QStringLiteral(" is seen"); });
    scrollTo(widget);
    clickAt(widget, widget->rect().center(), button);
}

QAbstractButton* Hands::button(QWidget* in, const QString& name)
{
    QAbstractButton* found = nullptr;
    const auto all = [in] {
        QStringList names;
        for (const auto* one : in->findChildren<QAbstractButton*>())
            names << (one->isVisible() ? one->text() : QString());
        names.removeAll({});
        return names;
    };
    need([&] {
        for (auto* one : in->findChildren<QAbstractButton*>())
            found = (plain(one->text()) == name || one->objectName() == name || one->accessibleName() == name) && one->isVisible() ? one : found;
        return found != nullptr;
    }, [&] { return QStringLiteral("a button %1 in %2, which has %3").arg(name, nameOf(in), all().join(QStringLiteral(" | "))); });
    return found;
}

void Hands::press(QWidget* in, const QString& name)
{
    // Some are made anew while one looks at them: found and pressed without a break in between.
    QPointer<QAbstractButton> found;
    need([&] {
        found = button(in, name);
        scrollTo(found);
        return found && obstacle(found, found->rect().center()).isEmpty();
    }, [&] { return found ? QStringLiteral("%1 %2").arg(nameOf(found), obstacle(found, found->rect().center())) : name + QStringLiteral(" went away"); });
    clickAt(found, found->rect().center(), Qt::LeftButton);
}

void Hands::clickItem(QAbstractItemView* view, const QString& text, Qt::MouseButton button)
{
    need([&] { return view->isVisible() && find(*view, text).isValid(); }, [&] { return QStringLiteral("%1 shows %2; it has %3").arg(nameOf(view), text, itemsOf(*view).join(QStringLiteral(" | "))); });
    scrollTo(view);
    const auto place = [&] { return view->visualRect(find(*view, text)) & view->viewport()->rect(); };
    for (int before = -1; place().height() < view->visualRect(find(*view, text)).height() / 2 + 1 && before != view->verticalScrollBar()->value();) {
        before = view->verticalScrollBar()->value();
        turnWheel(view->viewport(), view->visualRect(find(*view, text)).top() < 0 ? 1 : -1);
    }
    need([&] { return !place().isEmpty() && obstacle(view->viewport(), place().center()).isEmpty(); },
         [&] { return QStringLiteral("a click on %1 in %2, which %3").arg(text, nameOf(view), obstacle(view->viewport(), place().center())); });
    clickAt(view->viewport(), place().center(), button);
}

void Hands::clickTab(QTabBar* bar, const QString& title)
{
    int tab = -1;
    need([&] {
        for (int i = 0; i < bar->count(); ++i)
            tab = plain(bar->tabText(i)) == title ? i : tab;
        return tab >= 0 && bar->isVisible();
    }, [&] { return QStringLiteral("a tab %1 in %2").arg(title, nameOf(bar)); });
    if (!bar->isTabVisible(tab)) {
        click(bar->parentWidget()->findChild<QToolButton*>(QStringLiteral("moreTabs")));
        return clickMenu(title);
    }
    need([&] { return obstacle(bar, bar->tabRect(tab).center()).isEmpty(); }, [&] { return QStringLiteral("the tab %1 %2").arg(title, obstacle(bar, bar->tabRect(tab).center())); });
    clickAt(bar, bar->tabRect(tab).center(), Qt::LeftButton);
}

void Hands::clickMenu(const QString& text)
{
    QPointer<QMenu> menu;
    QAction* action = nullptr;
    const auto look = [&] {
        menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        for (auto* one : menu ? menu->actions() : QList<QAction*>())
            action = plain(one->text()) == text && one->isVisible() && one->isEnabled() ? one : action;
        return action != nullptr;
    };
    need(look, [&] {
        QStringList all;
        for (const auto* one : menu ? menu->actions() : QList<QAction*>())
            all << one->text() + (one->isEnabled() ? QString() : QStringLiteral(" (disabled: %1)").arg(one->toolTip()));
        return QStringLiteral("an entry %1 in the menu, which has %2").arg(text, all.join(QStringLiteral(" | ")));
    });
    if (menu->rect().contains(menu->actionGeometry(action)))
        return clickAt(menu, menu->actionGeometry(action).center(), Qt::LeftButton);
    for (qsizetype i = 0; menu->activeAction() != action && i <= menu->actions().size(); ++i)   // a long menu scrolls: by keys
        key(Qt::Key_Down);
    key(Qt::Key_Return);
}

/// Where keys go: a menu, a dialog, or the window.
QWidget* Hands::active()
{
    return QApplication::activePopupWidget() ? QApplication::activePopupWidget() : QApplication::activeModalWidget() ? QApplication::activeModalWidget() : QApplication::activeWindow();
}

void Hands::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    need([] {
        auto* target = active();
        const auto* window = QGuiApplication::focusWindow();
        if (target && target->windowHandle() == window)
            return window != nullptr;
        if (target && target->windowType() == Qt::Popup)
            return true;
        // What a window manager does when a dialog was closed.
        for (auto* one : QApplication::topLevelWidgets()) {
            if (!target && one->isVisible() && one->windowType() == Qt::Window)
                target = one;
        }
        if (target)
            target->activateWindow();
        return false;
    }, [] { return QStringLiteral("the keyboard is in %1, not elsewhere").arg(active() ? nameOf(active()) : QStringLiteral("a window")); });
    auto* popup = QApplication::activePopupWidget();
    QTest::keyClick(popup && popup->windowHandle() ? popup->windowHandle() : QGuiApplication::focusWindow(), key, modifiers);
}

void Hands::type(const QString& text)
{
    for (const auto letter : text) {
        need([] { return QGuiApplication::focusWindow() != nullptr; }, [] { return QStringLiteral("a window has the keyboard"); });
        QTest::sendKeyEvent(QTest::Click, QGuiApplication::focusWindow(), QTest::asciiToKey(letter.toLatin1()), QString(letter), {});
    }
}

void Hands::fill(const kit::FormView* form, const QString& field, const QString& text)
{
    auto* input = form->input(field);
    if (!input)
        qFatal("no field %s", qPrintable(field));
    fill(input, text);
}

void Hands::fill(QWidget* field, const QString& text)
{
    if (!qobject_cast<QLineEdit*>(field)) {   // the line inside of a spin box, or beside a button
        if (auto* line = field->findChild<QLineEdit*>())
            field = line;
    }
    click(field);
    key(Qt::Key_A, Qt::ControlModifier);
    type(text);
}

void Hands::choose(const kit::FormView* form, const QString& field, const QString& text)
{
    auto* input = form->input(field);
    if (!input)
        qFatal("no field %s", qPrintable(field));
    auto* combo = qobject_cast<QComboBox*>(input);
    if (!combo)
        return clickItem(qobject_cast<QAbstractItemView*>(input) ? static_cast<QAbstractItemView*>(input) : input->findChild<QAbstractItemView*>(), text);
    const auto wanted = [&] {
        for (int i = 0; i < combo->count(); ++i) {
            if (isCalled(combo->itemText(i), text))
                return i;
        }
        return -1;
    };
    need([&] { return wanted() >= 0; }, [&] {
        QStringList all;
        for (int i = 0; i < combo->count(); ++i)
            all << combo->itemText(i);
        return QStringLiteral("a choice %1 of %2, which has %3").arg(text, field, all.join(QStringLiteral(" | ")));
    });
    click(combo);
    need([&] { return combo->view()->isVisible(); }, [&] { return QStringLiteral("the list of %1 opens").arg(field); });
    // By keys: a click right after the one that opened it is taken for the end of that one.
    key(Qt::Key_Home);
    for (int i = 0; i < combo->count() && combo->view()->currentIndex().row() != wanted(); ++i)
        key(Qt::Key_Down);
    key(Qt::Key_Return);
    need([&] { return combo->currentIndex() == wanted() && !combo->view()->isVisible(); }, [&] { return QStringLiteral("%1 is chosen in %2, which shows %3").arg(text, field, combo->currentText()); });
}

} // namespace skylab::test
