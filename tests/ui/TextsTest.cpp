#include "kit/StatusPill.h"
#include "kit/StepDialog.h"
#include "kit/TableView.h"
#include "panel/Panels.h"
#include "panel/Wording.h"
#include "panel/compute/LaunchDialog.h"
#include "shell/MainWindow.h"
#include "shell/ShortcutsDialog.h"
#include "support/TestMain.h"
#include "theme/Metrics.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace skylab;

namespace {

/// Marks whatever goes through a translation.
class PseudoTranslator : public QTranslator {
public:
    [[nodiscard]] QString translate(const char*, const char* text, const char*, int) const override { return QString::fromUtf8("⟦%1⟧").arg(QString::fromUtf8(text)); }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

bool isWords(const QString& text)
{
    static const QRegularExpression letters("[A-Za-z]{3,}");
    return letters.match(text).hasMatch();
}

} // namespace

/// What a translator or a screen reader would miss.
class TextsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    QSet<QString> m_data;   ///< texts that come from the cloud

    bool isOurs(const QString& text) const
    {
        if (text.contains(QChar(0x27e6)) || !isWords(text))
            return true;
        // Names of products, formats and keys are the same in every language.
        static const QStringList names { "Skylab", "demo", "RegionOne", "lab", "SSH", "HTTP", "HTTPS", "RDP", "DNS", "TCP", "UDP", "ICMP", "qcow2", "raw", "iso", "vmdk", "vdi", "vhdx", "MiB", "GiB", "Ctrl", "Enter", "Space", "Esc", "Del", "Alt", "F2", "F5", "0.0.0.0", "English", "https" };
        if (std::any_of(names.begin(), names.end(), [&](const QString& name) { return text.contains(name); }))
            return true;
        return std::any_of(m_data.begin(), m_data.end(), [&](const QString& value) { return text.contains(value); });
    }
    void gatherData(test::ScriptedCloud& cloud)
    {
        for (const auto path : { "/compute/v2.1/servers", "/skylab/v1/trash", "/compute/v2.1/flavors", "/compute/v2.1/os-keypairs", "/image/v2/images", "/volume/v3/volumes", "/volume/v3/snapshots", "/network/v2.0/networks", "/network/v2.0/subnets",
                                 "/network/v2.0/ports", "/network/v2.0/routers", "/network/v2.0/security-groups", "/network/v2.0/floatingips", "/object-store/v1/AUTH_p1", "/identity/v3/projects", "/identity/v3/users", "/identity/v3/roles" }) {
            for (const auto& row : cloud.table(path)) {
                for (const auto& value : row) {
                    if (value.isString() && value.toString().size() > 2)
                        m_data.insert(value.toString());
                }
            }
        }
        m_data += QSet<QString> { "lab-pc", "nova", "instance-1", "debian-1", "file", "ssh", "m1.", "g1." };
    }
    void textsOf(QWidget* root, QStringList& bad) const
    {
        const auto check = [&](QWidget* widget, const QString& text) {
            if (!isOurs(text))
                bad << QString("%1: %2").arg(widget->metaObject()->className(), text);
        };
        for (auto* widget : root->findChildren<QWidget*>()) {
            if (auto* label = qobject_cast<QLabel*>(widget))
                check(widget, label->text());
            if (auto* button = qobject_cast<QAbstractButton*>(widget))
                check(widget, button->text());
            if (auto* edit = qobject_cast<QLineEdit*>(widget); edit && !qobject_cast<QComboBox*>(widget->parentWidget()))
                check(widget, edit->placeholderText());
            if (auto* bar = qobject_cast<QTabBar*>(widget)) {
                for (int i = 0; i < bar->count(); ++i)
                    check(widget, bar->tabText(i));
            }
            if (auto* table = qobject_cast<kit::TableView*>(widget); table && table->model()) {
                for (int i = 0; i < table->model()->columnCount(); ++i)
                    check(widget, table->model()->headerData(i, Qt::Horizontal).toString());
            }
            check(widget, widget->toolTip());
            check(widget, widget->accessibleName());
        }
    }
    static void namesOf(QWidget* root, QStringList& bad)
    {
        for (auto* widget : root->findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QTabBar*>(widget);
            if (!control || widget->isHidden() || widget->objectName().startsWith("qt_") || QByteArray(widget->metaObject()->className()).startsWith("QComboBox") != (qobject_cast<QComboBox*>(widget) != nullptr) || qobject_cast<QComboBox*>(widget->parentWidget()) || widget->focusPolicy() == Qt::NoFocus)
                continue;
            if (const auto* bar = qobject_cast<QTabBar*>(widget); bar && bar->count() == 0)
                continue;   // its name is that of the current tab; its resource is still loading
            auto* interface = QAccessible::queryAccessibleInterface(widget);
            const auto name = interface ? interface->text(QAccessible::Name) : QString();
            if (name.trimmed().isEmpty() || name.contains(u'\t'))
                bad << QString("%1 %2 in %3").arg(widget->metaObject()->className(), widget->objectName(), widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "");
        }
    }
    /// Texts that have less room than they take, and no tool tip that has them whole.
    static void cutOffs(QWidget* root, QStringList& bad)
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        const auto check = [&](const QWidget* widget, const QString& text, int has, int takes, const char* what) {
            if (has < takes && !widget->toolTip().contains(text))
                bad << QString("%1 in %2: \"%3\" has %4 of %5 pixels of %6").arg(widget->metaObject()->className(), widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : "", text).arg(has).arg(takes).arg(what);
        };
        for (auto* widget : root->findChildren<QWidget*>()) {
            if (!widget->isVisibleTo(root))
                continue;
            if (auto* label = qobject_cast<QLabel*>(widget); label && !label->text().isEmpty()) {
                if (label->wordWrap())
                    check(label, label->text(), label->height(), label->heightForWidth(label->width()), "height");
                else
                    check(label, label->text(), label->width(), label->sizeHint().width(), "width");
            }
            if (auto* button = qobject_cast<QAbstractButton*>(widget); button && !button->text().isEmpty())
                check(button, button->text(), button->width(), qMin(button->sizeHint().width(), button->minimumSizeHint().width()), "width");
            if (auto* box = qobject_cast<QComboBox*>(widget))
                check(box, box->currentText(), box->width(), box->fontMetrics().horizontalAdvance(box->currentText()) + 36, "width");
            if (auto* table = qobject_cast<kit::TableView*>(widget); table && table->model()) {
                for (int i = 0; i < table->model()->columnCount(); ++i) {
                    const auto title = table->model()->headerData(i, Qt::Horizontal).toString();
                    if (!table->isColumnHidden(i))
                        check(table, title, table->columnWidth(i), table->horizontalHeader()->fontMetrics().horizontalAdvance(title) + 20, "width");
                }
            }
        }
    }
    /// What the rows of a page can be in, as the services spell it.
    static QStringList statesOf(const QString& collection)
    {
        static const QHash<QString, QStringList> all {
            { "servers", { "active", "build", "shutoff", "paused", "suspended", "rescue", "verify_resize", "error", "reboot", "hard_reboot", "rebuild", "resize", "migrating", "shelved_offloaded", "soft_deleted", "powering-off", "powering-on",
                           "scheduling", "networking", "block_device_mapping", "spawning", "pausing", "unpausing", "suspending", "resuming", "image_snapshot", "image_uploading", "deleting" } },
            { "volumes", { "available", "in-use", "creating", "downloading", "attaching", "detaching", "reserved", "extending", "retyping", "uploading", "deleting", "error", "error_deleting", "error_extending", "maintenance" } },
            { "snapshots", { "available", "creating", "deleting", "error", "error_deleting" } },
            { "images", { "queued", "saving", "importing", "active", "deactivated", "killed", "pending_delete" } },
        };
        return all.value(collection, { "active", "down", "build", "error", "enabled", "disabled" });
    }
    /// Headers, states and short values that a table shows with an ellipsis though it has the width that it has from the start.
    static void cutCells(QWidget* root, const QString& collection, QStringList& bad)
    {
        QPixmap paper(1000, 40);
        QPainter painter(&paper);
        for (auto* table : root->findChildren<kit::TableView*>()) {
            for (int i = 0; table->isVisibleTo(root) && table->model() && i < table->model()->columnCount(); ++i) {
                if (table->isColumnHidden(i))
                    continue;
                const auto* header = table->horizontalHeader();
                const bool first = header->visualIndex(i) == 0, sorted = header->isSortIndicatorShown() && header->sortIndicatorSection() == i;
                const int room = table->columnWidth(i) - (first ? theme::pageMargin : theme::cellMargin) - 8;
                const auto check = [&](const QString& text, double takes) {
                    if (takes > room)
                        bad << QString("%1 of %2: \"%3\" has %4 of %5 pixels").arg(table->model()->headerData(i, Qt::Horizontal).toString(), collection, text).arg(room).arg(takes);
                };
                const auto title = table->model()->headerData(i, Qt::Horizontal).toString();
                check(title, QFontMetrics(theme::uiFont(12, QFont::Medium)).horizontalAdvance(title) + (sorted ? 17 : 0));
                for (int row = 0; row < qMin(20, table->model()->rowCount()); ++row) {
                    const auto cell = table->model()->index(row, i);
                    const auto kind = kit::CellKind(cell.data(kit::KindRole).toInt());
                    const auto text = cell.data().toString();
                    if (kind == kit::CellKind::Number || kind == kit::CellKind::Muted)
                        check(text, QFontMetrics(theme::uiFont(13)).horizontalAdvance(text));
                    if (kind != kit::CellKind::Status)
                        continue;
                    check(text, kit::paintPill(painter, QRect(0, 0, 1000, 40), kit::Tone::Ok, text));
                    for (const auto& state : row == 0 && root->inherits("skylab::shell::MainWindow") ? statesOf(collection.section(' ', 0, 0)) : QStringList()) {
                        const auto spelled = panel::stateCell(state);
                        check(spelled.text, kit::paintPill(painter, QRect(0, 0, 1000, 40), spelled.tone, spelled.text));
                    }
                }
            }
        }
    }
    void lookAtAllTabs(shell::MainWindow& window, const std::function<void(QWidget*)>& look)
    {
        const auto id = window.workspace().collection("servers").model().idAt(0);
        for (const auto* tab : { "overview", "console", "ssh", "serial", "log", "interfaces", "volumes", "groups", "snapshots", "events" }) {
            window.openResource("servers", id, tab);
            test::untilIdle();   // what the tab asks for comes, or not
            look(&window);
        }
        window.currentPanel()->goBack();
    }
    void lookAtAllOfTheLaunch(shell::MainWindow& window, const std::function<void(QWidget*)>& look)
    {
        window.currentPanel()->create();
        auto* dialog = qobject_cast<panel::LaunchDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        dialog->change();
        auto* fit = dialog->findChild<QLabel*>("fitLine");
        QTRY_VERIFY(fit && fit->isVisible() && !fit->text().isEmpty());   // nothing fits into so little
        look(dialog);
        for (auto* button : dialog->findChildren<QPushButton*>()) {
            if (button->objectName() == u"moreButton")
                button->click();
        }
        QTRY_VERIFY(qobject_cast<kit::StepDialog*>(QApplication::activeModalWidget()));
        auto* wizard = static_cast<kit::StepDialog*>(QApplication::activeModalWidget());
        for (int i = 0; i < wizard->list()->count(); ++i) {
            wizard->list()->setCurrentRow(i);
            look(wizard);
        }
        wizard->reject();
    }
    /// Visits every page, its form and its details.
    void tour(const std::function<void(QWidget*)>& look)
    {
        test::ScriptedCloud cloud;
        cloud.fillSample();
        cloud.features << "fit";
        cloud.freeMemory = 64;
        cloud.throwAway(cloud.table("/compute/v2.1/servers").last());
        gatherData(cloud);
        shell::Settings settings(m_home.filePath("texts.conf"));
        shell::MainWindow window(shell::PanelRegistry(panel::allPanels()), panel::allSources(), settings);
        window.show();
        look(&window);
        window.connectTo(cloud.connection());
        QTRY_VERIFY(window.currentPanel());
        for (const auto& entry : panel::allPanels()) {
            window.showPanel(entry.id);
            auto& collection = window.workspace().collection(entry.collection);
            QTRY_COMPARE(collection.state(), model::Collection::State::Ready);
            window.currentPanel()->openResource(collection.model().idAt(0), "overview");
            look(&window);
            window.currentPanel()->goBack();
            window.currentPanel()->create();
            if (auto* form = qobject_cast<QDialog*>(QApplication::activeModalWidget())) {
                look(form);
                form->reject();
            }
        }
        window.showPanel("servers");
        lookAtAllTabs(window, look);
        lookAtAllOfTheLaunch(window, look);
        window.askToSignIn({});
        look(QApplication::activeModalWidget());
        shell::ShortcutsDialog shortcuts;
        shortcuts.setAttribute(Qt::WA_DeleteOnClose, false);
        look(&shortcuts);
    }

private Q_SLOTS:
    void statesFollowTheLanguage()
    {
        QCOMPARE(panel::stateCell("ACTIVE").text, QString("Active"));
        QTranslator korean;
        QVERIFY(korean.load(":/i18n/skylab_ko.qm"));
        QCoreApplication::installTranslator(&korean);
        QCOMPARE(panel::stateCell("ACTIVE").text, korean.translate("Wording", "Active"));
        QVERIFY(panel::stateCell("ACTIVE").text != "Active");
        QVERIFY(panel::stateCell("SPAWNING").text != "Starting");
        QCoreApplication::removeTranslator(&korean);
        QCOMPARE(panel::stateCell("ACTIVE").text, QString("Active"));
    }
    void everyTextCanBeTranslated()
    {
        PseudoTranslator pseudo;
        QCoreApplication::installTranslator(&pseudo);
        QStringList bad;
        tour([&](QWidget* widget) { textsOf(widget, bad); });
        QCoreApplication::removeTranslator(&pseudo);
        bad.removeDuplicates();
        QVERIFY2(bad.isEmpty(), qPrintable('\n' + bad.join('\n')));
    }
    void noKoreanTextIsCutOff()
    {
        QTranslator korean;
        QVERIFY(korean.load(":/i18n/skylab_ko.qm"));
        QCoreApplication::installTranslator(&korean);
        QStringList bad;
        tour([&](QWidget* widget) { cutOffs(widget, bad); });
        QCoreApplication::removeTranslator(&korean);
        bad.removeDuplicates();
        QVERIFY2(bad.isEmpty(), qPrintable('\n' + bad.join('\n')));
    }
    void noCellIsCutOff_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("Korean") << "ko";
        QTest::newRow("English") << "en";
    }
    /// With the columns as they are the first time, from the smallest window to a large one.
    void noCellIsCutOff()
    {
        QFETCH(QString, language);
        QTranslator words;
        QVERIFY(words.load(QString(":/i18n/skylab_%1.qm").arg(language)));
        QCoreApplication::installTranslator(&words);
        test::ScriptedCloud cloud;
        cloud.fillSample();
        cloud.throwAway(cloud.table("/compute/v2.1/servers").last());
        shell::Settings settings(m_home.filePath("cells.conf"));
        shell::MainWindow window(shell::PanelRegistry(panel::allPanels()), panel::allSources(), settings);
        window.show();
        window.connectTo(cloud.connection());
        QTRY_VERIFY(window.currentPanel());
        QStringList bad;
        const int smallest = window.minimumWidth(), height = window.minimumHeight();
        QVERIFY(smallest > 0 && smallest <= 900);
        for (const auto& entry : panel::allPanels()) {
            window.showPanel(entry.id);
            auto& collection = window.workspace().collection(entry.collection);
            QTRY_COMPARE(collection.state(), model::Collection::State::Ready);
            QTRY_VERIFY(collection.model().rowCount() > 0);
            test::untilIdle();
            // In steps, for columns share what is lacking until there is a bar to scroll by: just before it they are narrowest.
            for (int width = smallest; width <= 1920; width += 20) {
                window.resize(width, height);
                cutCells(&window, QString("%1 in %2 pixels").arg(entry.collection).arg(width), bad);
            }
        }
        window.showPanel("servers");
        for (const int width : { smallest, 1440, 1920 }) {
            window.resize(width, height);
            lookAtAllTabs(window, [&](QWidget* widget) { cutCells(widget, QString("a tab in %1 pixels").arg(width), bad); });
        }
        QCoreApplication::removeTranslator(&words);
        bad.removeDuplicates();
        QVERIFY2(bad.isEmpty(), qPrintable('\n' + bad.join('\n')));
    }
    void everyControlHasAName()
    {
        QStringList bad;
        tour([&](QWidget* widget) { namesOf(widget, bad); });
        bad.removeDuplicates();
        QVERIFY2(bad.isEmpty(), qPrintable('\n' + bad.join('\n')));
    }
    /// Each language has every text, with its placeholders.
    void translationsAreWhole_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("Korean") << "ko";
        QTest::newRow("English plurals") << "en";
    }
    void translationsAreWhole()
    {
        QFETCH(QString, language);
        QFile file(QString(SKYLAB_SOURCE_DIR "/translations/skylab_%1.ts").arg(language));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto text = QString::fromUtf8(file.readAll());
        static const QRegularExpression message("<message[^>]*>(.*?)</message>", QRegularExpression::DotMatchesEverythingOption), placeholder("%(?:n|[0-9])");
        QStringList bad;
        int count = 0;
        for (auto it = message.globalMatch(text); it.hasNext(); ++count) {
            const auto body = it.next().captured(1);
            const auto source = body.section("<source>", 1).section("</source>", 0, 0), translation = body.section("<translation", 1).section("</translation>", 0, 0);
            if (translation.contains("unfinished") || translation.section('>', 1).trimmed().isEmpty())
                bad << "untranslated: " + source;
            for (auto mark = placeholder.globalMatch(source); mark.hasNext();) {
                const auto wanted = mark.next().captured();
                if (!translation.contains(wanted) && wanted != u"%n")
                    bad << QString("%1 is lost: %2").arg(wanted, source);
            }
        }
        QVERIFY(count > 30);
        QVERIFY2(bad.isEmpty(), qPrintable('\n' + bad.join('\n')));
    }
};

SKYLAB_TEST(TextsTest)
#include "TextsTest.moc"
