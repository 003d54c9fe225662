#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <functional>
#include <vector>

namespace skylab::kit {

/// How things are, as colour and shape.
enum class Tone { Neutral, Ok, Busy, Warn, Error };

/// How a column paints.
enum class CellKind {
    Text, TwoLine, Status, Mono, Number, Muted,
    Spark,   ///< the text, then `series` as a small line
    Icon,    ///< `icon` alone; the text is its tool tip
    Tags,    ///< `values` as small labels
};

/// What a column's values are: how filters compare them and how they are sorted.
enum class ColumnType {
    Text,      ///< natural order: web-2 before web-10
    Number,    ///< `sort` is the number
    Size,      ///< `sort` times the column's `unit` is bytes
    Time,      ///< `sort` is microseconds since 1970, negative for ages (see ageCell())
    Status,    ///< `values` holds the state as services spell it, beside the text
    Address,   ///< IP addresses: in `values`, or in the text, parted by blanks and commas
    Tags,      ///< `values`
};

/// What one cell shows.
struct Cell {
    QString text;
    QString sub = {};               ///< the second line of TwoLine
    Tone tone = Tone::Neutral;      ///< of Status
    QString icon = {};              ///< of TwoLine
    int progress = -1;              ///< percent of a Busy status; -1 = unknown
    QVariant sort = {};             ///< what to sort by; invalid = the text
    QStringList values = {};        ///< what filters compare: states as services spell them, each address, each tag; empty = the text
    QList<double> series = {};      ///< of Spark, 0 to 100, oldest first
    int steps = 0, step = 0;        ///< of a Busy status: a strip of that many parts, `step` of them done
    ColumnType type = ColumnType::Text;   ///< what the column's values are, where the column does not say it; also in a cell of an empty row
    double unit = 1;                ///< of Size: bytes that a bare number means; `sort` is in bytes
};

/// One column of a table over JSON rows.
struct Column {
    QString id;                     ///< stable, for settings and "id:word" filters
    QString title;
    CellKind kind = CellKind::Text;
    std::function<Cell(const QJsonObject& row)> cell = {};
    int width = 0;                  ///< device-independent pixels; 0 = stretches
    bool hidden = false;            ///< until the user asks for it
    ColumnType type = ColumnType::Text;   ///< Status cells are Status, Number cells are Number without being told
    double unit = 1;                ///< of Size: bytes of one unit of Cell::sort, 1048576 for MiB
};
using Columns = std::vector<Column>;

/// Roles that the table's delegate asks a model for, beside Qt's own.
enum Role {
    SubTextRole = Qt::UserRole + 1,
    ToneRole,       ///< int of Tone
    IconRole,       ///< QString
    ProgressRole,   ///< int
    SortRole,
    KindRole,       ///< int of CellKind
    IdRole,         ///< QString, of the row
    RowRole,        ///< QJsonObject, of the row
    ValuesRole,     ///< QStringList
    SeriesRole,     ///< QList<double>
    StepsRole,      ///< QPoint: steps done, of how many
};

} // namespace skylab::kit
