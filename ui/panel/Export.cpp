#include "panel/Export.h"

#include "kit/DataTable.h"
#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"

#include <QDateTime>
#include <QFileDialog>
#include <QHeaderView>
#include <QJsonDocument>
#include <QPointer>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThread>

namespace skylab::panel {

/// The file, on its own thread: a slow disk does not stop the window.
struct Export::Writer {
    QThread thread;
    QObject place;                       // calls are run where it lives
    std::unique_ptr<QSaveFile> file;

    Writer()
    {
        place.moveToThread(&thread);
        thread.start();
    }
    ~Writer()
    {
        QMetaObject::invokeMethod(&place, [this] { file.reset(); }, Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
    }
    void open(const QString& name)
    {
        QMetaObject::invokeMethod(&place, [this, name] {
            file = std::make_unique<QSaveFile>(name);
            file->open(QIODevice::WriteOnly);
        });
    }
    void write(const QByteArray& bytes)
    {
        QMetaObject::invokeMethod(&place, [this, bytes] { file->write(bytes); });
    }
};

QByteArray csvLine(const QStringList& cells, const QList<bool>& numbers)
{
    QByteArray line;
    for (int i = 0; i < cells.size(); ++i) {
        auto text = cells[i] == u"–" ? QString() : cells[i];
        const bool number = i < numbers.size() && numbers[i];
        // What a spreadsheet takes for a formula may run programs: OWASP, CSV injection.
        if (!number && !text.isEmpty() && QStringLiteral("=+-@\t\r\n").contains(text[0]))
            text.prepend(u'\'');
        if (text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r'))
            text = u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
        line += (i ? "," : "") + text.toUtf8();
    }
    return line + "\r\n";
}

Export::Export(model::Workspace& workspace, model::ResourceModel& model, Plan plan)
    : QObject(&workspace), m_workspace(workspace), m_model(model), m_plan(std::move(plan)), m_timer(this), m_writer(std::make_unique<Writer>())
{
    auto& jobs = workspace.jobs();
    m_job = jobs.start("download", m_plan.title);
    jobs.setCancel(m_job, [this] {
        m_workspace.jobs().fail(m_job, Error { ErrorCode::Cancelled, tr("It was cancelled.") });
        deleteLater();
    });
    m_writer->open(m_plan.file);
    m_writer->write(head());
    connect(&m_timer, &QTimer::timeout, this, &Export::step);
    m_timer.start(0);
}

Export::~Export() = default;

QByteArray Export::head() const
{
    if (m_plan.format == ExportFormat::Json)
        return "[\n";
    QStringList titles;
    for (const int column : m_plan.columns)
        titles << m_model.presenter()->traits(column).title;
    titles << QStringLiteral("ID");
    return "\xEF\xBB\xBF" + csvLine(titles);   // without the mark spreadsheets don't take it for UTF-8
}

QByteArray Export::rowText(int row) const
{
    const auto& facts = m_model.factsAt(row);
    if (m_plan.format == ExportFormat::Json && m_plan.everything)
        return QJsonDocument(m_model.rowAt(row)).toJson(QJsonDocument::Compact);
    QStringList cells;
    QList<bool> numbers;
    QJsonObject json { { "id", m_model.idAt(row) } };
    for (const int column : m_plan.columns) {
        const auto traits = m_model.presenter()->traits(column);
        const auto& cell = facts.cells[std::size_t(column)];
        QJsonValue value = cell.shown == u"–" ? QJsonValue() : QJsonValue(cell.shown);
        QString text = cell.shown;
        if (traits.type == model::ValueType::Time && cell.number) {
            text = QDateTime::fromMSecsSinceEpoch(qint64(*cell.number / 1000), Qt::UTC).toString(Qt::ISODate);
            value = text;
        } else if (cell.number) {
            text = QString::number(*cell.number, 'g', 17);
            value = *cell.number;
        } else if (traits.type == model::ValueType::Tags || traits.type == model::ValueType::Address) {
            value = QJsonArray::fromStringList(cell.values);
        }
        cells << text;
        numbers << bool(cell.number);
        json[traits.id] = value;
    }
    if (m_plan.format == ExportFormat::Json)
        return QJsonDocument(json).toJson(QJsonDocument::Compact);
    return csvLine(cells << m_model.idAt(row), numbers);
}

void Export::step()
{
    QByteArray bytes;
    for (int i = 0; i < rowsAtOnce && m_next < m_plan.ids.size(); ++i, ++m_next) {
        const int row = m_model.indexOf(m_plan.ids[m_next]);
        if (row < 0)
            continue;   // it went meanwhile
        if (m_plan.format == ExportFormat::Json && !m_first)
            bytes += ",\n";
        bytes += rowText(row);
        m_first = false;
    }
    m_writer->write(bytes);
    m_workspace.jobs().setProgress(m_job, m_plan.ids.isEmpty() ? 100 : int(qint64(m_next) * 100 / m_plan.ids.size()), {});
    if (m_next >= m_plan.ids.size())
        finish();
}

void Export::finish()
{
    m_timer.stop();
    if (m_plan.format == ExportFormat::Json)
        m_writer->write("\n]\n");
    QMetaObject::invokeMethod(&m_writer->place, [this, writer = m_writer.get()] {
        const bool kept = writer->file->commit();
        const auto why = writer->file->errorString();
        QMetaObject::invokeMethod(this, [this, kept, why] {
            auto& jobs = m_workspace.jobs();
            kept ? jobs.finish(m_job, tr("%n row(s) in %1", nullptr, int(m_plan.ids.size())).arg(m_plan.file))
                 : jobs.fail(m_job, Error { ErrorCode::NoSpace, tr("%1 can't be written: %2").arg(m_plan.file, why) });
            deleteLater();
        });
    });
}

namespace {

QStringList idsOf(const model::Filters& filters)
{
    QStringList ids;
    for (int row = 0; row < filters.rowCount(); ++row)
        ids << filters.index(row, 0).data(kit::IdRole).toString();
    return ids;
}

FormSpec exportForm(const QString& title, int selected, int shown, int all)
{
    using kit::FieldKind;
    const auto number = [](int count) { return QLocale().toString(count); };
    std::vector<kit::Choice> rows;
    if (selected > 0)
        rows.push_back({ "selected", Export::tr("Selected rows (%1)").arg(number(selected)) });
    if (shown != all)
        rows.push_back({ "shown", Export::tr("Rows that the filter shows (%1)").arg(number(shown)) });
    rows.push_back({ "all", Export::tr("All rows (%1)").arg(number(all)) });
    kit::Fields fields { { "rows", Export::tr("Rows"), FieldKind::Choice, true }, { "columns", Export::tr("Columns"), FieldKind::Choice, true }, { "format", Export::tr("Format"), FieldKind::Choice, true } };
    fields[0].choices = rows;
    fields[0].value = rows.front().value;
    fields[1].choices = { { "shown", Export::tr("Those that are shown") }, { "everything", Export::tr("Everything") } };
    fields[1].help = Export::tr("Everything as JSON is what the API says, unchanged.");
    fields[2].choices = { { "csv", Export::tr("CSV, for spreadsheets") }, { "json", Export::tr("JSON, for programs") } };
    return { "download", Export::tr("Export %1").arg(title), Export::tr("Choose a file…"), {}, fields };
}

} // namespace

void Export::ask(model::Workspace& workspace, QWidget* window, const QString& title, kit::DataTable& table, const model::Filters& filters)
{
    auto& model = const_cast<model::ResourceModel&>(filters.source());
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(workspace, window, exportForm(title, table.view()->selectedCount(), filters.rowCount(), model.rowCount()), [&workspace, &model, &table, &filters, window, title, dialog](const Values& values) {
        Plan plan;
        const auto rows = values[u"rows"].toString();
        plan.ids = rows == u"selected" ? table.view()->selectedIds() : rows == u"shown" ? idsOf(filters) : model.ids();
        plan.everything = values[u"columns"].toString() == u"everything";
        plan.format = values[u"format"].toString() == u"json" ? ExportFormat::Json : ExportFormat::Csv;
        plan.title = tr("Export %1").arg(title);
        const auto* header = table.view()->horizontalHeader();
        for (int visual = 0; visual < model.columnCount(); ++visual) {
            if (const int column = header->logicalIndex(visual); plan.everything || !table.view()->isColumnHidden(column))
                plan.columns << column;
        }
        if (*dialog)
            (*dialog)->accept();
        const QString suffix = plan.format == ExportFormat::Json ? "json" : "csv";
        auto* file = new QFileDialog(window, plan.title, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
        file->setAttribute(Qt::WA_DeleteOnClose);
        file->setAcceptMode(QFileDialog::AcceptSave);
        file->setDefaultSuffix(suffix);
        file->selectFile(QStringLiteral("%1.%2").arg(title.toLower().replace(u' ', u'-'), suffix));
        connect(file, &QFileDialog::fileSelected, &workspace, [&workspace, &model, plan](const QString& name) {
            auto whole = plan;
            whole.file = name;
            new Export(workspace, model, whole);
        });
        file->open();
    });
}

} // namespace skylab::panel
