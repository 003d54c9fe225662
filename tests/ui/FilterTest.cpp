#include "model/Filters.h"

#include "core/Clock.h"
#include "kit/TableView.h"
#include "model/FilterCompletion.h"
#include "model/ResourceModel.h"
#include "panel/Presenter.h"
#include "panel/Wording.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::model;
using panel::Presenter;

namespace {

QJsonObject row(const QString& name, const QString& status, const QString& ip, int ram, int cpus, const QStringList& tags, int daysOld)
{
    return { { "id", name }, { "name", name }, { "status", status }, { "ip", ip }, { "ram", ram }, { "vcpus", cpus }, { "tags", QJsonArray::fromStringList(tags) },
             { "created", toString(Clock::now().addSeconds(-86400 * daysOld), TimeFormat::SecondsZ) } };
}

QStringList tagsOf(const QJsonObject& row)
{
    QStringList tags;
    for (const auto& tag : row[u"tags"].toArray())
        tags << tag.toString();
    return tags;
}

kit::Columns columns()
{
    using kit::CellKind;
    return {
        { "name", "Name", CellKind::Text, [](const QJsonObject& row) { return panel::textCell(row[u"name"].toString()); } },
        { "status", "Status", CellKind::Status, [](const QJsonObject& row) { return panel::stateCell(row[u"status"].toString()); } },
        { "addresses", "Addresses", CellKind::Mono, [](const QJsonObject& row) { return panel::addressCell({ row[u"ip"].toString() }); } },
        { "memory", "Memory", CellKind::Number, [](const QJsonObject& row) { return panel::sizeCell(row[u"ram"].toDouble(), panel::mebi); } },
        { "vcpus", "vCPU", CellKind::Number, [](const QJsonObject& row) { return panel::numberCell(row[u"vcpus"].toDouble()); } },
        { "tags", "Tags", CellKind::Tags, [](const QJsonObject& row) { return panel::tagsCell(tagsOf(row)); } },
        { "age", "Age", CellKind::Muted, [](const QJsonObject& row) { return panel::ageCell(row[u"created"].toString()); } },
    };
}

} // namespace

class FilterTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ResourceModel> m_model;
    std::unique_ptr<Filters> m_filters;

    QStringList found(const QString& text)
    {
        if (const auto fault = m_filters->setText(text))
            return { fault->message };
        QStringList names;
        for (int i = 0; i < m_filters->rowCount(); ++i)
            names << m_filters->index(i, 0).data().toString();
        return names;
    }

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ResourceModel>("id");
        m_model->setPresenter(std::make_unique<Presenter>(columns()));
        m_model->replaceAll({
            row("web-10", "ACTIVE", "10.0.0.10", 4096, 2, { "lab", "web" }, 40),
            row("web-2", "ERROR", "10.0.0.2", 2048, 1, { "lab" }, 3),
            row("db 1", "BUILD", "10.0.1.7", 16384, 8, {}, 0),
            row("mail", "SHUTOFF", "fd00::9", 512, 1, { "prod" }, 100),
        });
        m_filters = std::make_unique<Filters>(*m_model);
        m_filters->sort(0);
    }
    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("names");
        const auto add = [](const char* text, const QStringList& names) { QTest::newRow(text) << QString(text) << names; };
        const QStringList all { "db 1", "mail", "web-2", "web-10" };
        add("", all);
        add("web", { "web-2", "web-10" });
        add("WEB -web-10", { "web-2" });
        add("-web", { "db 1", "mail" });
        add("not web", { "db 1", "mail" });
        add("\"db 1\"", { "db 1" });
        add("status:error,building", { "db 1", "web-2" });
        add("status:stopped", { "mail" });   // as it is shown
        add("status:shutoff", { "mail" });   // as the service spells it
        add("status!=active", { "db 1", "mail", "web-2" });
        add("-status:active web", { "web-2" });
        add("ram>=4G", { "db 1", "web-10" });
        add("memory<1G", { "mail" });
        add("memory=2048", { "web-2" });   // a bare number is in the column's unit
        add("memory:1G..4GB", { "web-2", "web-10" });
        add("vcpus=2..8", { "db 1", "web-10" });
        add("vcpus>1", { "db 1", "web-10" });
        add("vcpus:..1", { "mail", "web-2" });
        add("age>30d", { "mail", "web-10" });
        add("age<=6h", { "db 1" });
        add("age>2000-01-01", all);
        add("age<2000-01-01", {});
        add("ip:10.0.0.0/24", { "web-2", "web-10" });
        add("ip:10.0.0.1", { "web-10" });   // the beginning of .10
        add("ip=10.0.0.2", { "web-2" });
        add("ip:fd00::/16", { "mail" });
        add("ip>10.0.0.5", { "db 1", "mail", "web-10" });
        add("tag:lab and age>30d", { "web-10" });
        add("tag:lab age>30d", { "web-10" });
        add("tag:lab or tag:prod", { "mail", "web-2", "web-10" });
        add("(tag:prod or status:error) -mail", { "web-2" });
        add("-(web or mail)", { "db 1" });
        add("tag:*", { "mail", "web-2", "web-10" });
        add("name:web-*", { "web-2", "web-10" });
        add("name=\"db 1\"", { "db 1" });
        add("name=web", {});
        add("status:", all);   // being typed
        add("web or ", { "web-2", "web-10" });
        add("fa:16:3e", {});   // a word, not a column
        add("error", { "web-2" });
    }
    void finds()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, names);
        QCOMPARE(found(text), names);
    }
    void saysWhatIsWrongAndWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("says");
        QTest::newRow("column") << "web staus:error" << 4 << 5 << "status";
        QTest::newRow("size") << "memory>4X" << 7 << 2 << "4G";
        QTest::newRow("number") << "vcpus>two" << 6 << 3 << "number";
        QTest::newRow("time") << "age>yesterday" << 4 << 9 << "30d";
        QTest::newRow("net") << "ip:10.0.0.0/99" << 3 << 11 << "10.0.0.0/24";
        QTest::newRow("bracket") << "(web or db" << 0 << 1 << "not closed";
        QTest::newRow("close") << "web)" << 3 << 1 << "opened";
        QTest::newRow("text compared") << "name>5" << 5 << 1 << "contains";
    }
    void saysWhatIsWrongAndWhere()
    {
        QFETCH(QString, text);
        QFETCH(int, position);
        QFETCH(int, length);
        QFETCH(QString, says);
        found("mail");
        const auto fault = m_filters->setText(text);
        QVERIFY(fault);
        QCOMPARE(fault->position, position);
        QCOMPARE(fault->length, length);
        QVERIFY2(fault->message.contains(says), qPrintable(fault->message));
        QCOMPARE(m_filters->rowCount(), 1);   // the filter stays as it was
    }
    void sortsByTypeWithNothingLast()
    {
        const auto order = [&](int column, Qt::SortOrder order = Qt::AscendingOrder) {
            m_filters->sort(column, order);
            QStringList names;
            for (int i = 0; i < m_filters->rowCount(); ++i)
                names << m_filters->index(i, 0).data().toString();
            return names;
        };
        QCOMPARE(order(0), (QStringList { "db 1", "mail", "web-2", "web-10" }));
        QCOMPARE(order(2), (QStringList { "web-2", "web-10", "db 1", "mail" }));   // by number
        QCOMPARE(order(3), (QStringList { "mail", "web-2", "web-10", "db 1" }));
        QCOMPARE(order(6), (QStringList { "db 1", "web-2", "web-10", "mail" }));   // the youngest first
        QCOMPARE(order(5).last(), QString("db 1"));   // without tags
    }
    void keepsPlacesWhileFrozen()
    {
        m_filters->sort(4);
        const auto first = m_filters->index(0, 0).data().toString();
        m_filters->setFrozen(true);
        auto changed = m_model->row(first);
        changed["vcpus"] = 64;
        m_model->upsert(changed);
        QCOMPARE(m_filters->index(0, 0).data().toString(), first);
        m_filters->setText("-tag:lab");   // filtering goes on
        QVERIFY(m_filters->rowCount() < 4);
        m_filters->setText({});
        m_filters->setFrozen(false);
        QCOMPARE(m_filters->index(3, 0).data().toString(), first);
    }
    void followsChangedRows()
    {
        QCOMPARE(found("status:error"), QStringList { "web-2" });
        auto changed = m_model->row("mail");
        changed["status"] = "ERROR";
        m_model->upsert(changed);
        QCOMPARE(m_filters->rowCount(), 2);
    }
    void keepsTheSelectionWhateverChanges()
    {
        std::vector<QJsonObject> many;
        for (int i = 0; i < 600; ++i)
            many.push_back(row(QString("row-%1").arg(i), "ACTIVE", "10.0.0.1", 1024, 1, { i % 2 ? "odd" : "even" }, 1));
        m_model->replaceAll(many);
        kit::TableView view;
        view.setModel(m_filters.get());
        view.applyColumns(columns());
        view.resize(600, 400);
        view.show();
        view.selectId("row-301");
        QCOMPARE(view.selectedIds(), QStringList { "row-301" });
        const auto shown = [&] { return view.viewport()->rect().contains(view.visualRect(view.currentIndex()).center()); };
        QVERIFY(shown());
        QCOMPARE(found("tag:odd").size(), 300);   // three hundred runs of rows go
        QCOMPARE(view.selectedIds(), QStringList { "row-301" });
        QCOMPARE(found({}).size(), 600);
        QCOMPARE(view.selectedIds(), QStringList { "row-301" });
        QCOMPARE(view.currentId(), QString("row-301"));
        QCOMPARE(found("tag:even").size(), 300);
        QVERIFY(view.selectedIds().isEmpty());
    }
    void followsNamesThatOthersGive()
    {
        QString host = "old";
        auto withHost = columns();
        withHost.push_back({ "host", "Host", kit::CellKind::Text, [&host](const QJsonObject&) { return panel::textCell(host); } });
        m_model->setPresenter(std::make_unique<Presenter>(withHost));
        QCOMPARE(found("host:old").size(), 4);
        host = "new";
        m_model->refresh();
        QTRY_COMPARE(m_filters->rowCount(), 0);
        QCOMPARE(found("host:new").size(), 4);
    }
    void completes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("first");
        QTest::addColumn<int>("position");
        QTest::newRow("column") << "web sta" << "status:" << 4;
        QTest::newRow("by title") << "address" << "addresses:" << 0;
        QTest::newRow("operators") << "vcpus" << "vcpus>" << 0;
        QTest::newRow("values") << "status:e" << "Error" << 7;
        QTest::newRow("second value") << "status:error,bu" << "Building" << 13;
        QTest::newRow("with a blank") << "name:db" << "\"db 1\"" << 5;
        QTest::newRow("tags, most frequent first") << "tag:" << "lab" << 4;
        QTest::newRow("ages") << "age>" << "1h" << 4;
        QTest::newRow("after a minus") << "-tag:pr" << "prod" << 5;
    }
    void completes()
    {
        QFETCH(QString, text);
        QFETCH(QString, first);
        QFETCH(int, position);
        const auto found = FilterCompletion::at(text, int(text.size()), *m_model);
        QVERIFY(!found.items.empty());
        QCOMPARE(found.items.front().insert, first);
        QCOMPARE(found.position, position);
    }
};

SKYLAB_TEST(FilterTest)
#include "FilterTest.moc"
