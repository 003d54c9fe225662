#include "ui/journey/Stage.h"

#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/Toast.h"
#include "panel/Inspector.h"
#include "panel/Panels.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTabBar>
#include <QTest>

namespace skylab::test {

namespace {
constexpr int fakePatience = 30'000, hostPatience = 240'000;   // milliseconds; real guests boot interpreted
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

panel::ResourcePanel* Stage::open(const QString& id)
{
    m_window->showPanel(id);
    if (!until([&] { return workspace().collection(id).state() == model::Collection::State::Ready; }, id + " is loaded"))
        qFatal("%s", qPrintable(m_why));
    return qobject_cast<panel::ResourcePanel*>(m_window->currentPanel());
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

QWidget* Stage::openTab(const QString& server, const QString& title)
{
    auto* panel = open("servers");
    auto* detail = panel->inspector()->detail();
    const auto id = idOf("servers", server);
    if (panel->inspector()->shown() != id || !detail->isVisible()) {
        auto* view = panel->table()->view();
        view->selectId(id);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Return);
    }
    auto* bar = detail->findChild<QTabBar*>();
    int tab = -1;
    const auto look = [&] {
        for (int i = 0; i < bar->count(); ++i)
            tab = bar->tabText(i) == title ? i : tab;
        return tab >= 0 && bar->isVisible();
    };
    if (!until(look, "a tab " + title))
        qFatal("%s", qPrintable(m_why));
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    if (bar->currentIndex() != tab)   // scrolled out of sight
        bar->setCurrentIndex(tab);
    return detail->page(detail->currentTab());
}

void Stage::deleteByKey(const QString& collection, const QString& name)
{
    auto* view = open(collection)->table()->view();
    view->selectId(idOf(collection, name));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Delete);
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
    const auto folder = qEnvironmentVariable("SKYLAB_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    auto* shown = QApplication::activeModalWidget() ? QApplication::activeModalWidget() : m_window.get();
    shown->grab().save(QStringLiteral("%1/journey-%2-%3.png").arg(folder).arg(++m_picture, 2, 10, QChar(u'0')).arg(name));
}

} // namespace skylab::test
