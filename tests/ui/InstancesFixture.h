#pragma once

#include "kit/DataTable.h"
#include "kit/FormView.h"
#include "kit/Toast.h"
#include "kit/WizardDialog.h"
#include "panel/Panels.h"
#include "panel/ResourceActions.h"
#include "panel/ResourcePanel.h"
#include "shell/MainWindow.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"
#include "ui/Watchdog.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace skylab::test {

/// A window signed in to a scripted cloud that has all of Skylab's extras, and ways to use it by mouse and keys.
class InstancesFixture : public QObject {
protected:
    static constexpr int patience = 20'000;   ///< milliseconds; a loaded machine is slow
    static inline const QString web1 = test::web1;
    static inline const QString web2 = QStringLiteral("7c1e0001-aaaa-4bbb-8ccc-0123456789ab");
    static inline const QString failed = QStringLiteral("7c1e0006-aaaa-4bbb-8ccc-0123456789ab");   ///< ci-runner-7

    void begin(const std::function<void(ScriptedCloud&)>& prepare = {})
    {
        m_settings = std::make_unique<shell::Settings>(m_home.filePath(QString("%1.conf").arg(QRandomGenerator::global()->generate())));
        m_cloud = std::make_unique<ScriptedCloud>();
        m_cloud->features = QStringList { "events", "tasks", "metrics", "fit", "explain", "trash", "policy" };
        m_cloud->fillSample();
        if (prepare)
            prepare(*m_cloud);
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->resize(1440, 900);
        m_window->show();
        m_watchdog = std::make_unique<Watchdog>();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().live().state(), m_cloud->hasExtras ? client::EventStream::State::Live : client::EventStream::State::Polling);
        QTRY_VERIFY(!m_cloud->hasExtras || m_window->workspace().has("events"));
    }
    /// An action of m_panel's on these servers.
    void trigger(const QString& id, const QStringList& servers)
    {
        QList<panel::Row> chosen;
        for (const auto& one : servers)
            chosen << server(one);
        m_panel->actions()->trigger(id, chosen);
    }
    void end()
    {
        while (auto* left = qobject_cast<QDialog*>(QApplication::activeModalWidget()))
            left->reject();
        const auto slow = m_watchdog ? m_watchdog->report() : QString();
        m_watchdog.reset();
        m_window.reset();
        m_cloud.reset();
        QVERIFY2(slow.isEmpty(), qPrintable(slow));
    }
    model::Workspace& workspace() { return m_window->workspace(); }
    model::ResourceModel& rows(const QString& id) { return workspace().collection(id).model(); }
    QJsonObject server(const QString& id) { return rows("servers").row(id); }
    QJsonObject named(const QString& collection, const QString& name)
    {
        for (int i = 0; i < rows(collection).rowCount(); ++i) {
            if (rows(collection).rowAt(i)[u"name"].toString() == name)
                return rows(collection).rowAt(i);
        }
        return {};
    }
    panel::ResourcePanel* open(const QString& id)
    {
        m_window->showPanel(id);
        if (!QTest::qWaitFor([&] { return workspace().collection(id).state() == model::Collection::State::Ready; }, patience))
            qFatal("%s was never loaded", qPrintable(id));
        return qobject_cast<panel::ResourcePanel*>(m_window->currentPanel());
    }
    void load(std::initializer_list<const char*> collections)
    {
        for (const auto name : collections) {
            workspace().collection(name).want();
            QTRY_COMPARE(workspace().collection(name).state(), model::Collection::State::Ready);
        }
    }
    /// Selects rows in the table of the panel.
    void select(panel::ResourcePanel* panel, const QStringList& ids)
    {
        auto* view = panel->table()->view();
        view->selectionModel()->clearSelection();
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            const auto index = view->model()->index(row, 0);
            if (ids.contains(index.data(kit::IdRole).toString())) {
                view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
                view->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
            }
        }
    }
    QAction* action(panel::ResourcePanel* panel, const QString& server, const QString& id)
    {
        for (auto* action : panel->actions()->actionsFor({ this->server(server) })) {
            if (action->objectName() == id)
                return action;
        }
        return nullptr;
    }
    bool toasted(const QString& beginning) const
    {
        const auto toasts = m_window->findChildren<kit::Toast*>();
        return std::any_of(toasts.begin(), toasts.end(), [&](const auto* toast) { return toast->text().startsWith(beginning); });
    }
    static QDialog* dialog()
    {
        if (!QTest::qWaitFor([] { return qobject_cast<QDialog*>(QApplication::activeModalWidget()); }, patience))
            qFatal("no dialog opened");
        return static_cast<QDialog*>(QApplication::activeModalWidget());
    }
    static kit::WizardDialog* form() { return static_cast<kit::WizardDialog*>(dialog()); }
    static bool gone() { return QTest::qWaitFor([] { return !QApplication::activeModalWidget(); }, patience); }
    /// The button with this text or object name, once it is seen.
    static QAbstractButton* button(QWidget* in, const QString& text)
    {
        QAbstractButton* found = nullptr;
        const bool there = QTest::qWaitFor([&] {
            for (auto* button : in->findChildren<QAbstractButton*>())
                found = (button->text() == text || button->objectName() == text) && button->isVisible() ? button : found;
            return found != nullptr;
        }, patience);
        return there ? found : nullptr;
    }
    static void press(QWidget* in, const QString& text)
    {
        auto* found = button(in, text);
        if (!found)
            qFatal("no button %s", qPrintable(text));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    static void accept(QDialog* dialog) { press(dialog, "acceptButton"); }
    /// The body of the last request with this verb and path.
    QJsonObject sent(const QByteArray& verb, const QString& path)
    {
        const auto all = m_cloud->server().askedFor(verb, path);
        return all.isEmpty() ? QJsonObject() : all.last().json();
    }
    /// The last action on a server with this name.
    QJsonValue acted(const QString& server, const QString& verb)
    {
        const auto all = m_cloud->server().askedFor("POST", QString("/compute/v2.1/servers/%1/action").arg(server));
        for (auto it = all.rbegin(); it != all.rend(); ++it) {
            if (it->json().contains(verb))
                return it->json()[verb];
        }
        return QJsonValue::Undefined;
    }
    bool didAct(const QString& server, const QString& verb)
    {
        return QTest::qWaitFor([&] { return !acted(server, verb).isUndefined(); }, patience);
    }
    static QStringList texts(QWidget* in)
    {
        QStringList all;
        for (auto* label : in->findChildren<QLabel*>())
            all << label->text();
        return all;
    }
    static void picture(QWidget* widget, const QString& name) { leavePicture(widget, name); }

    QTemporaryDir m_home;
    std::unique_ptr<shell::Settings> m_settings;
    panel::ResourcePanel* m_panel = nullptr;
    std::unique_ptr<ScriptedCloud> m_cloud;
    std::unique_ptr<shell::MainWindow> m_window;
    std::unique_ptr<Watchdog> m_watchdog;   ///< end() tells what kept the window from answering
};

} // namespace skylab::test
