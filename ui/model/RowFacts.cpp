#include "model/RowFacts.h"

#include <QCollator>
#include <QHostAddress>
#include <QLocale>
#include <QVariant>

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
    return { data(row, {}, column, Qt::DisplayRole).toString(), text(row, column).toCaseFolded(), {} };
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

SortKey SortKey::of(const RowPresenter& presenter, const QJsonObject& row, int column)
{
    SortKey key { column };
    const auto value = presenter.sortKey(row, column);
    if (value.typeId() != QMetaType::QString) {
        if (value.isValid())
            key.value = value.toDouble();
        return key;
    }
    const auto text = value.toString();
    if (isNothing(text))
        return key;
    if (presenter.traits(column).type == ValueType::Address) {
        if (auto bytes = addressKey(QStringView(text).left(text.indexOf(u','))); !bytes.isEmpty()) {
            key.value = std::move(bytes);
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

QByteArray addressKey(QStringView text)
{
    const auto trimmed = text.trimmed();
    if (trimmed.isEmpty() || !(trimmed.contains(u'.') || trimmed.contains(u':')))
        return {};
    QHostAddress address;
    if (!address.setAddress(trimmed.toString()))
        return {};
    QByteArray key(17, '\0');
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        if (trimmed.count(u'.') != 3)
            return {};   // "10.1" is not an address to people
        const quint32 bits = address.toIPv4Address();
        for (int i = 0; i < 4; ++i)
            key[13 + i] = char(bits >> (24 - 8 * i));
    } else {
        const auto bytes = address.toIPv6Address();
        key[0] = 1;
        std::memcpy(key.data() + 1, &bytes, 16);
    }
    return key;
}

} // namespace skylab::model
