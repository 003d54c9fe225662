#pragma once

#include <QJsonObject>
#include <QString>
#include <QVariant>

#include <functional>
#include <vector>

namespace skylab::kit {

/// How things are, as colour and shape.
enum class Tone { Neutral, Ok, Busy, Warn, Error };

/// How a column paints.
enum class CellKind { Text, TwoLine, Status, Mono, Number, Muted };

/// What one cell shows.
struct Cell {
    QString text;
    QString sub = {};               ///< the second line of TwoLine
    Tone tone = Tone::Neutral;      ///< of Status
    QString icon = {};              ///< of TwoLine
    int progress = -1;              ///< percent of a Busy status; -1 = unknown
    QVariant sort = {};             ///< what to sort by; invalid = the text
};

/// One column of a table over JSON rows.
struct Column {
    QString id;                     ///< stable, for settings and "id:word" filters
    QString title;
    CellKind kind = CellKind::Text;
    std::function<Cell(const QJsonObject& row)> cell = {};
    int width = 0;                  ///< device-independent pixels; 0 = stretches
    bool hidden = false;            ///< until the user asks for it
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
};

} // namespace skylab::kit
