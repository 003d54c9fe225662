#pragma once

#include <QCollatorSortKey>
#include <QJsonObject>
#include <QStringList>
#include <QVariant>

#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace skylab::model {

/// What the values of a column are: how filters compare them and how they are sorted.
enum class ValueType { Text, Number, Size, Time, Status, Address, Tags };

/// A column as filters and exports know it.
struct ColumnTraits {
    QString id;                  ///< stable, "name:word"
    QString title;
    ValueType type = ValueType::Text;
    double unit = 1;             ///< of Size: bytes that a bare number means
};

/// An address as bytes that sort as addresses do, IPv4 before IPv6.
struct AddressKey {
    std::array<quint8, 17> bytes {};   ///< the family, then 16 of the address
    bool isValid = false;

    static AddressKey of(QStringView text);
    bool operator==(const AddressKey& other) const { return isValid == other.isValid && bytes == other.bytes; }
    bool operator<(const AddressKey& other) const { return bytes < other.bytes; }
    bool operator<=(const AddressKey& other) const { return !(other < *this); }
};

/// What filters see of one cell.
struct CellFacts {
    QString shown;               ///< the first line as it is shown
    QString text;                ///< all of it, case folded
    QStringList values;          ///< states as services spell them, addresses, tags; case folded
    std::optional<double> number = {};   ///< a number, bytes, or microseconds since 1970

    QVariant sort = {};          ///< what it is sorted by; invalid: by what is shown

    bool operator==(const CellFacts&) const = default;
};

/// How rows look. The model asks; a panel answers. GUI thread.
class RowPresenter {
public:
    virtual ~RowPresenter() = default;
    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual QVariant header(int column, int role) const = 0;
    /// Stable name of a column, for "name:word" filters.
    [[nodiscard]] virtual QString columnId(int column) const = 0;
    [[nodiscard]] virtual QVariant data(const QJsonObject& row, const QString& id, int column, int role) const = 0;
    /// What text filters look at.
    [[nodiscard]] virtual QString text(const QJsonObject& row, int column) const = 0;
    [[nodiscard]] virtual QVariant sortKey(const QJsonObject& row, int column) const = 0;
    [[nodiscard]] virtual ColumnTraits traits(int column) const;
    [[nodiscard]] virtual CellFacts facts(const QJsonObject& row, int column) const;
};

/// A whole row as filters see it.
struct RowFacts {
    std::vector<CellFacts> cells;
    QString words;               ///< every text but times, case folded: what a bare word is looked for in

    static RowFacts of(const RowPresenter& presenter, const QJsonObject& row, const QString& id);
    bool operator==(const RowFacts&) const = default;
};

/// What a row is sorted by in one column. Numbers stand before texts, nothing stands last.
struct SortKey {
    int column = -1;
    std::variant<std::monostate, double, AddressKey, QCollatorSortKey> value = {};

    /// From the row's facts where they are known.
    static SortKey of(const RowPresenter& presenter, const QJsonObject& row, int column, const RowFacts* facts);
    [[nodiscard]] bool isBefore(const SortKey& other) const;
};

} // namespace skylab::model
