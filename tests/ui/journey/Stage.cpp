#include "ui/journey/Stage.h"

#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/FormView.h"
#include "kit/Toast.h"
#include "kit/WizardDialog.h"
#include "panel/Inspector.h"
#include "panel/Panels.h"
#include "shell/CloudView.h"
#include "shell/Navigation.h"
#include "ui/Waits.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QWindow>

namespace skylab::test {

namespace {
constexpr int fakePatience = 60'000, hostPatience = 240'000;   // milliseconds; real guests boot interpreted
}

int Stage::patience() { return LocalCloud::isReal() ? hostPatience : fakePatience; }

Stage::Stage() = default;

Stage::~Stage()
{
    closeDialogs();
    m_window.reset();
    m_cloud.reset();
}

bool Stage::begin()
{
    m_cloud = std::make_unique<LocalCloud>();
    if (m_why = m_cloud->fault(); !m_why.isEmpty())
        return false;
    m_settings = std::make_unique<shell::Settings>(m_home.filePath("window.conf"));
    m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    return until([this] { return m_window->isActiveWindow(); }, "the window is active") && signIn("skylab");
}

bool Stage::signIn(const QString& name)
{
    m_window->connectTo(m_cloud->connection(name));
    if (!until([this] { return m_window->currentPanel() && workspace().live().state() == client::EventStream::State::Live && workspace().has("events"); }, "signed in as " + name))
        return false;
    auto& jobs = workspace().jobs();
    QObject::connect(&jobs, &model::Jobs::failed, m_window.get(), [this, &jobs](int id) {
        if (const auto* job = jobs.find(id))
            m_failures << QStringLiteral("%1: %2 (%3)").arg(job->title, job->error.message, job->error.details);
    });
    return true;
}

QJsonObject Stage::row(const QString& collection, const QString& name)
{
    auto& model = rows(collection);
    for (int i = 0; i < model.rowCount(); ++i) {
        if (model.rowAt(i)[u"name"].toString() == name)
            return model.rowAt(i);
    }
    return {};
}

bool Stage::until(const std::function<bool()>& condition, const QString& what)
{
    QElapsedTimer timer;
    timer.start();
    if (QTest::qWaitFor([&] { return condition() || !m_failures.isEmpty(); }, patience()) && condition())
        return true;
    m_why = QStringLiteral("not within %1 s: %2\n").arg(timer.elapsed() / 1000).arg(what) + situation();
    return false;
}

/// What is of use to understand why something never came.
QString Stage::situation()
{
    QStringList lines;
    for (const auto& failure : m_failures)
        lines << "failed: " + failure;
    if (m_window && m_window->current()) {
        for (const auto& job : workspace().jobs().all()) {
            if (!job.isOver())
                lines << QStringLiteral("at work: %1 %2").arg(job.title, job.text);
        }
        for (int i = 0; i < rows("servers").rowCount(); ++i) {
            const auto server = rows("servers").rowAt(i);
            lines << QStringLiteral("server %1: %2 %3 %4").arg(server[u"name"].toString(), server[u"status"].toString(), server[u"OS-EXT-STS:task_state"].toString(), server[u"fault"][u"message"].toString());
        }
    }
    if (auto* modal = QApplication::activeModalWidget())
        lines << "dialog: " + texts(modal).join(" | ");
    return lines.join('\n');
}

bool Stage::rested()
{
    return until([this] { return workspace().jobs().running() == 0; }, "all tasks are done");
}

void Stage::insist(const std::function<bool()>& condition, const QString& what)
{
    if (!until(condition, what))
        qFatal("%s", qPrintable(m_why));
}

panel::ResourcePanel* Stage::open(const QString& id)
{
    auto* pages = m_window->current()->findChild<shell::Navigation*>();
    QListWidgetItem* item = nullptr;
    insist([&] {
        for (int i = 0; i < pages->count(); ++i)
            item = pages->item(i)->data(Qt::UserRole).toString() == id ? pages->item(i) : item;
        return item != nullptr;
    }, "a page " + id);
    pages->scrollToItem(item);
    QTest::mouseClick(pages->viewport(), Qt::LeftButton, {}, pages->visualItemRect(item).center());
    insist([&] { return pages->current() == id && workspace().collection(id).state() == model::Collection::State::Ready; }, id + " is loaded");
    return qobject_cast<panel::ResourcePanel*>(m_window->currentPanel());
}

void Stage::backToList()
{
    auto* panel = qobject_cast<panel::ResourcePanel*>(m_window->currentPanel());
    for (int i = 0; i < 3 && !panel->table()->isVisible(); ++i)
        key(Qt::Key_Escape);
    insist([&] { return panel->table()->isVisible(); }, "the list is seen");
}

void Stage::click(panel::ResourcePanel* panel, const QString& id)
{
    auto* view = panel->table()->view();
    QModelIndex index;
    insist([&] {
        for (int row = 0; row < view->model()->rowCount(); ++row)
            index = view->model()->index(row, 0).data(kit::IdRole).toString() == id ? view->model()->index(row, 0) : index;
        return index.isValid();
    }, "a row " + id);
    view->scrollTo(index);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
}

void Stage::act(const QString& collection, const QString& id, const QString& action)
{
    auto* panel = open(collection);
    backToList();
    click(panel, id);
    auto* view = panel->table()->view();
    const auto at = view->viewport()->mapTo(m_window.get(), view->visualRect(view->currentIndex()).center());
    QTest::mouseClick(m_window->windowHandle(), Qt::RightButton, {}, at);
    QMenu* menu = nullptr;
    insist([&] { return (menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) != nullptr; }, "a menu of the row");
    // By the arrow keys: a long menu is taller than a small screen.
    for (int i = 0; i < menu->actions().size(); ++i) {
        QTest::keyClick(menu, Qt::Key_Down);
        if (menu->activeAction() && menu->activeAction()->objectName() == action && menu->activeAction()->isEnabled()) {
            QTest::keyClick(menu, Qt::Key_Return);
            return;
        }
    }
    qFatal("the menu has no %s that can be chosen", qPrintable(action));
}

void Stage::enter(QDialog* dialog, const QString& field, const QJsonValue& value)
{
    auto* form = static_cast<kit::WizardDialog*>(dialog)->form();
    auto* input = form->input(field);
    if (!input)
        qFatal("the form has no field %s", qPrintable(field));
    const auto type = [](auto* edit, const QString& text) {
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    };
    if (auto* line = input->findChild<QLineEdit*>("path"); line || (line = qobject_cast<QLineEdit*>(input)))
        return type(line, value.toString());
    if (auto* spin = qobject_cast<QSpinBox*>(input))
        return type(spin, QString::number(value.toInt()));
    auto* list = input->findChild<QListWidget*>();
    auto* keys = list ? static_cast<QWidget*>(list) : input;
    const auto has = [&] { return form->values()[field] == value; };
    const auto walk = [&] {
        keys->setFocus();
        QTest::keyClick(keys, Qt::Key_Home);
        for (int i = 0; i < 100 && !has(); ++i)
            QTest::keyClick(keys, Qt::Key_Down);
        return has();
    };
    insist(walk, QStringLiteral("%1 offers %2").arg(field, value.toString()));
}

QDialog* Stage::dialog()
{
    if (!until([] { return qobject_cast<QDialog*>(QApplication::activeModalWidget()); }, "a dialog opens"))
        qFatal("%s", qPrintable(m_why));
    return static_cast<QDialog*>(QApplication::activeModalWidget());
}

bool Stage::dialogGone()
{
    return until([] { return !QApplication::activeModalWidget(); }, "the dialog closes");
}

QAbstractButton* Stage::button(QWidget* in, const QString& text)
{
    QAbstractButton* found = nullptr;
    const auto look = [&] {
        for (auto* one : in->findChildren<QAbstractButton*>())
            found = (one->text() == text || one->objectName() == text) && one->isVisible() ? one : found;
        return found != nullptr;
    };
    if (!until(look, "a button " + text))
        qFatal("%s\n%s", qPrintable(m_why), qPrintable(texts(in).join(" | ")));
    return found;
}

void Stage::press(QWidget* in, const QString& text) { QTest::mouseClick(button(in, text), Qt::LeftButton); }

void Stage::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    m_window->activateWindow();
    if (!until([this] { return m_window->isActiveWindow(); }, "the window is active"))
        qFatal("%s", qPrintable(m_why));
    QTest::keyClick(m_window.get(), key, modifiers);
}

QWidget* Stage::openTab(const QString& collection, const QString& id, const QString& title)
{
    auto* panel = open(collection);
    auto* detail = panel->inspector()->detail();
    if (panel->inspector()->shown() != id || !detail->isVisible()) {
        backToList();
        click(panel, id);
        QTest::keyClick(panel->table()->view(), Qt::Key_Return);
    }
    auto* bar = detail->findChild<QTabBar*>();
    int tab = -1;
    insist([&] {
        for (int i = 0; i < bar->count(); ++i)
            tab = bar->tabText(i) == title ? i : tab;
        return tab >= 0 && bar->isVisible();
    }, "a tab " + title);
    bar->setFocus();
    for (int i = 0; i < bar->count() && !bar->rect().contains(bar->tabRect(tab).center()); ++i)   // scrolled out of sight
        QTest::keyClick(bar, tab > bar->currentIndex() ? Qt::Key_Right : Qt::Key_Left);
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    insist([&] { return bar->currentIndex() == tab; }, "the tab " + title);
    return detail->page(detail->currentTab());
}

void Stage::deleteByKey(const QString& collection, const QString& name)
{
    auto* panel = open(collection);
    backToList();
    click(panel, idOf(collection, name));
    QTest::keyClick(panel->table()->view(), Qt::Key_Delete);
    press(dialog(), "acceptButton");
}

bool Stage::toasted(const QString& beginning) const
{
    const auto toasts = m_window->findChildren<kit::Toast*>();
    return std::any_of(toasts.begin(), toasts.end(), [&](auto* toast) { return toast->text().startsWith(beginning); });
}

QStringList Stage::texts(QWidget* in)
{
    QStringList all;
    for (auto* label : in->findChildren<QLabel*>()) {
        if (!label->text().isEmpty() && label->isVisibleTo(in))
            all << label->text();
    }
    return all;
}

void Stage::closeDialogs()
{
    while (auto* left = qobject_cast<QDialog*>(QApplication::activeModalWidget()))
        left->reject();
}

void Stage::picture(const QString& name)
{
    leavePicture(QApplication::activeModalWidget() ? QApplication::activeModalWidget() : m_window.get(), QStringLiteral("journey-%1-%2").arg(++m_picture, 2, 10, QChar(u'0')).arg(name));
}

} // namespace skylab::test
