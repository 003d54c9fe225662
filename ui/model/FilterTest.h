#pragma once

#include "model/RowFacts.h"

namespace skylab::model {

/// One comparison of a filter: a column against one of several values.
struct FilterTest {
    enum class Op { Has, Equal, Unequal, Less, LessEqual, Greater, GreaterEqual };

    /// One value: which members count is a matter of the column's type.
    struct Value {
        QString text = {};                    ///< case folded; with `pattern` "*" stands for anything
        bool pattern = false;
        bool literal = false;                 ///< was quoted
        std::optional<double> low = {}, high = {};   ///< numbers; the same unless it is a range
        AddressKey lowAddress = {}, highAddress = {};
    };

    int column = -1;
    ValueType type = ValueType::Text;
    Op op = Op::Has;
    bool byAge = false;                       ///< Time against a duration: larger is longer ago
    std::vector<Value> values = {};

    /// Reads what stands behind the operator; `wrong` says why it can't be, a whole sentence.
    static FilterTest parse(const ColumnTraits& traits, int column, QStringView op, QStringView text, QString& wrong);

    [[nodiscard]] bool isEmpty() const { return values.empty(); }
    [[nodiscard]] bool matches(const CellFacts& cell) const;

private:
    [[nodiscard]] bool matchesValue(const CellFacts& cell, const Value& value) const;
    [[nodiscard]] bool matchesText(const CellFacts& cell, const Value& value) const;
    [[nodiscard]] bool matchesNumber(double number, const Value& value) const;
    [[nodiscard]] bool matchesAddress(const CellFacts& cell, const Value& value) const;
    bool readValue(const ColumnTraits& traits, QStringView text, QString& wrong);
    bool readOrdered(const ColumnTraits& traits, const QString& text, Value& value, QString& wrong);
};

/// "30d", "2 h" in microseconds.
std::optional<double> durationOf(QStringView text);
/// "4G", "512 MiB", "20" (of `unit`) in bytes; units are powers of 1024.
std::optional<double> sizeOf(QStringView text, double unit);

} // namespace skylab::model
