#include "model/RowFacts.h"

#include <QCollator>
#include <QHostAddress>
#include <QLocale>

#include <cstring>

namespace skylab::model {

namespace {

const QCollator& collator()
{
    static const QCollator it = [] {
        // The C locale knows no numeric order.
        QCollator natural(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
        natural.setNumericMode(true);   // web-2 before web-10
        natural.setCaseSensitivity(Qt::CaseInsensitive);
        return natural;
    }();
    return it;
}

bool isNothing(const QString& text) { return text.isEmpty() || text == u"–"; }

} // namespace

ColumnTraits RowPresenter::traits(int column) const { return { columnId(column), header(column, Qt::DisplayRole).toString() }; }

CellFacts RowPresenter::facts(const QJsonObject& row, int column) const
{
    return { data(row, {}, column, Qt::DisplayRole).toString(), text(row, column).toCaseFolded(), {}, {}, sortKey(row, column) };
}

RowFacts RowFacts::of(const RowPresenter& presenter, const QJsonObject& row, const QString& id)
{
    RowFacts all;
    const int count = presenter.columns();
    all.cells.reserve(std::size_t(count));
    for (int column = 0; column < count; ++column) {
        auto cell = presenter.facts(row, column);
        if (cell.number && presenter.traits(column).type == ValueType::Time) {
            cell.shown.clear();   // "3 min" is another by and by; the time is not
            cell.text.clear();
        }
        if (!cell.text.isEmpty()) {
            all.words += cell.text;
            all.words += u'\n';
        }
        for (const auto& value : std::as_const(cell.values)) {
            all.words += value;
            all.words += u'\n';
        }
        all.cells.push_back(std::move(cell));
    }
    all.words += id.toCaseFolded();
    return all;
}

SortKey SortKey::of(const RowPresenter& presenter, const QJsonObject& row, int column, const RowFacts* facts)
{
    SortKey key { column };
    const auto* cell = facts ? &facts->cells[std::size_t(column)] : nullptr;
    const auto value = !cell ? presenter.sortKey(row, column) : cell->sort.isValid() ? cell->sort : QVariant(cell->shown);
    if (value.typeId() != QMetaType::QString) {
        if (value.isValid())
            key.value = value.toDouble();
        return key;
    }
    const auto text = value.toString();
    if (isNothing(text))
        return key;
    if (presenter.traits(column).type == ValueType::Address) {
        if (const auto address = AddressKey::of(QStringView(text).left(text.indexOf(u','))); address.isValid) {
            key.value = address;
            return key;
        }
    }
    key.value = collator().sortKey(text);
    return key;
}

bool SortKey::isBefore(const SortKey& other) const
{
    const auto rank = [](const SortKey& key) { return key.value.index() == 0 ? 9 : key.value.index(); };   // nothing last
    if (value.index() != other.value.index())
        return rank(*this) < rank(other);
    switch (value.index()) {
    case 1: return std::get<1>(value) < std::get<1>(other.value);
    case 2: return std::get<2>(value) < std::get<2>(other.value);
    case 3: return std::get<3>(value).compare(std::get<3>(other.value)) < 0;
    default: return false;
    }
}

namespace {

/// Four numbers with dots between; quicker than QHostAddress, which matters for ten thousand rows a key.
bool readIpv4(QStringView text, std::array<quint8, 17>& bytes)
{
    int part = 0, value = -1;
    for (const auto c : text) {
        if (c == u'.') {
            if (value < 0 || part == 3)
                return false;
            bytes[std::size_t(13 + part++)] = quint8(value);
            value = -1;
        } else if (c >= u'0' && c <= u'9') {
            value = qMax(value, 0) * 10 + (c.unicode() - u'0');
            if (value > 255)
                return false;
        } else {
            return false;
        }
    }
    if (part != 3 || value < 0)
        return false;
    bytes[16] = quint8(value);
    return true;
}

} // namespace

AddressKey AddressKey::of(QStringView text)
{
    AddressKey key;
    const auto trimmed = text.trimmed();
    if (!trimmed.contains(u':')) {
        key.isValid = readIpv4(trimmed, key.bytes);
        if (!key.isValid)
            key.bytes = {};
        return key;
    }
    QHostAddress address;
    if (!address.setAddress(trimmed.toString()) || address.protocol() != QAbstractSocket::IPv6Protocol)
        return key;
    const auto bits = address.toIPv6Address();
    key.bytes[0] = 1;
    std::memcpy(key.bytes.data() + 1, &bits, 16);
    key.isValid = true;
    return key;
}

} // namespace skylab::model
