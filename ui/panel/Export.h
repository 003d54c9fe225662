#pragma once

#include "model/Filters.h"
#include "model/Workspace.h"
#include "panel/PanelSpec.h"

#include <QTimer>

#include <memory>

namespace skylab::kit {
class DataTable;
}

namespace skylab::panel {

enum class ExportFormat { Csv, Json };

/// A row of a CSV file by RFC 4180. Texts that a spreadsheet would run as a formula get an apostrophe before them;
/// `numbers` says which cells are numbers and stay as they are.
QByteArray csvLine(const QStringList& cells, const QList<bool>& numbers = {});

/// Writes rows into a file, some at a time, on a thread of its own; a job shows how far. Deletes itself.
class Export : public QObject {
    Q_OBJECT
public:
    struct Plan {
        QStringList ids;             ///< of the rows
        QList<int> columns;          ///< of the model
        bool everything = false;     ///< JSON: the rows as the API shows them
        ExportFormat format = ExportFormat::Csv;
        QString file;
        QString title;               ///< of the job
    };

    Export(model::Workspace& workspace, model::ResourceModel& model, Plan plan);
    ~Export() override;

    /// Asks what to write and where.
    static void ask(model::Workspace& workspace, QWidget* window, const QString& title, kit::DataTable& table, const model::Filters& filters);

private:
    struct Writer;
    void step();
    void finish();
    [[nodiscard]] QByteArray head() const;
    [[nodiscard]] QByteArray rowText(int row) const;

    static constexpr int rowsAtOnce = 200;

    model::Workspace& m_workspace;
    model::ResourceModel& m_model;
    Plan m_plan;
    int m_job = 0;
    int m_next = 0;
    bool m_first = true;
    QTimer m_timer;
    std::unique_ptr<Writer> m_writer;
};

} // namespace skylab::panel
