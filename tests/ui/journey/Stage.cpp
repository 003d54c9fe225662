#include "ui/journey/Stage.h"

#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/Toast.h"
#include "panel/Inspector.h"
#include "panel/Panels.h"
#include "shell/CloudView.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QListWidget>
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
    qputenv("OS_CLIENT_CONFIG_FILE", m_cloud->cloudsYaml().toLocal8Bit());
    m_settings = std::make_unique<shell::Settings>(m_home.filePath("window.conf"));
    m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    m_watchdog = std::make_unique<Watchdog>();
    return until([this] { return m_window->isActiveWindow(); }, "the window is active") && signIn("skylab");
}

bool Stage::signIn(const QString& name)
{
    press(m_window.get(), "connectionSwitcher");
    QListWidget* clouds = nullptr;
    const auto look = [&] {
        for (auto* list : m_window->findChildren<QListWidget*>("pickerList"))
            clouds = list->isVisible() ? list : clouds;
        return clouds != nullptr;
    };
    if (!until(look, "the list of clouds opens"))
        return false;
    m_hands.clickItem(clouds, name);
    const auto isIn = [&] {
        return m_window->current()->name() == name && m_window->currentPanel() && workspace().live().state() == client::EventStream::State::Live && workspace().has("events");
    };
    if (!until(isIn, "signed in as " + name))
        return false;
    auto& jobs = workspace().jobs();
    QObject::connect(&jobs, &model::Jobs::failed, m_window.get(), [this, &jobs](int id) {
        if (const auto* job = jobs.find(id))
            m_failures << QStringLiteral("%1: %2 (%3)").arg(job->title, job->error.message, job->error.details);
    });
    return true;
}

QString Stage::makeDisk() const
{
    QFile file(m_home.filePath("disk.raw"));
    QByteArray disk(diskSize, '\0');
    disk[510] = char(0x55);
    disk[511] = char(0xaa);
    if (!file.open(QIODevice::WriteOnly) || file.write(disk) != disk.size())
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return file.fileName();
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
    for (auto* toast : m_window ? m_window->findChildren<kit::Toast*>() : QList<kit::Toast*>())
        lines << "said: " + toast->text();
    if (auto* modal = QApplication::activeModalWidget())
        lines << "dialog: " + texts(modal).join(" | ");
    return lines.join('\n');
}

bool Stage::rested()
{
    return until([this] { return workspace().jobs().running() == 0 && m_failures.isEmpty(); }, "all tasks are done");
}

QString Stage::stutter()
{
    if (!m_watchdog)
        return {};
    const auto report = m_watchdog->report();
    m_watchdog.reset();
    m_watchdog = std::make_unique<Watchdog>();
    return report;
}

panel::ResourcePanel* Stage::open(const QString& id)
{
    const auto entries = panel::allPanels();
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const auto& one) { return one.id == id; });
    if (entry == entries.end())
        qFatal("there is no page %s", qPrintable(id));
    auto* navigation = m_window->current()->navigation();
    m_hands.clickItem(navigation, entry->title);
    const auto shown = [&] { return qobject_cast<panel::ResourcePanel*>(m_window->currentPanel()); };
    if (!until([&] { return shown() && shown()->objectName() == "panel:" + id && workspace().collection(entry->collection).state() == model::Collection::State::Ready; }, id + " is loaded"))
        qFatal("%s", qPrintable(m_why));
    if (!shown()->table()->isVisible())   // something is open in it: once more leads to the list
        m_hands.clickItem(navigation, entry->title);
    return shown();
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

kit::WizardDialog* Stage::create(const QString& id)
{
    press(open(id), "createButton");
    return form();
}

bool Stage::submit(QDialog* form)
{
    press(form, "acceptButton");
    return dialogGone();
}

void Stage::clickRow(const QString& id, const QString& name) { m_hands.clickItem(open(id)->table()->view(), name); }

void Stage::chooseInMenuOf(const QString& id, const QString& name, const QString& entry)
{
    m_hands.clickItem(open(id)->table()->view(), name, Qt::RightButton);
    m_hands.clickMenu(entry);
}

QWidget* Stage::openTab(const QString& id, const QString& name, const QString& title)
{
    auto* panel = qobject_cast<panel::ResourcePanel*>(m_window->currentPanel());
    const bool there = panel && panel->objectName() == "panel:" + id && panel->inspector()->shown() == rows(id).idOf(row(id, name)) && panel->inspector()->isVisible();
    if (!there) {
        clickRow(id, name);
        m_hands.key(Qt::Key_Return);
        panel = static_cast<panel::ResourcePanel*>(m_window->currentPanel());
    }
    auto* detail = panel->inspector()->detail();
    m_hands.clickTab(detail->findChild<QTabBar*>(), title);
    return detail->page(detail->currentTab());
}

void Stage::deleteByKey(const QString& id, const QString& name)
{
    clickRow(id, name);
    m_hands.key(Qt::Key_Delete);
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
