#include "network/store/Rows.h"

namespace skylab::db {

namespace {

/// Takes `word` off the front; false when something else stands there.
bool skip(QByteArrayView& rest, QByteArrayView word)
{
    if (!rest.startsWith(word))
        return false;
    rest = rest.sliced(word.size());
    return true;
}

/// Takes a text off the front, up to its quote. False when there is none, or it has escapes.
bool takeText(QByteArrayView& rest, QString& out)
{
    const auto end = rest.indexOf('"');
    if (end < 0 || rest.first(end).contains('\\'))
        return false;
    out = QString::fromUtf8(rest.first(end));
    rest = rest.sliced(end + 1);
    return true;
}

std::optional<std::vector<sdk::FixedIp>> asWritten(QByteArrayView rest)
{
    std::vector<sdk::FixedIp> all;
    for (bool more = skip(rest, "["); more; more = skip(rest, ",")) {
        sdk::FixedIp ip;
        if (!skip(rest, R"({"subnet_id":")") || !takeText(rest, ip.subnetId) || !skip(rest, R"(,"ip_address":")") || !takeText(rest, ip.ipAddress) || !skip(rest, "}"))
            return {};
        all.push_back(std::move(ip));
    }
    return rest == "]" ? std::optional(std::move(all)) : std::nullopt;
}

} // namespace

QVariant Sql<std::vector<sdk::FixedIp>>::bind(const std::vector<sdk::FixedIp>& value)
{
    JsonWriter json;
    sdk::Codec<std::vector<sdk::FixedIp>>::encode(json, value, { .admin = true });
    return QString::fromUtf8(json.take());
}

std::vector<sdk::FixedIp> Sql<std::vector<sdk::FixedIp>>::parse(QByteArrayView json)
{
    if (json.isEmpty() || json == "[]")
        return {};
    if (auto all = asWritten(json))
        return std::move(*all);
    std::vector<sdk::FixedIp> all;
    static constexpr sdk::Rules none {};
    sdk::Problems problems;
    sdk::Decoding decoding { problems, {}, none, sdk::In::Read };
    sdk::Codec<std::vector<sdk::FixedIp>>::decode(QJsonDocument::fromJson(json.toByteArray()).array(), all, decoding);
    return all;
}

} // namespace skylab::db
