#include "service/AccessRules.h"

#include "http/Request.h"

#include <QJsonObject>

#include <algorithm>
#include <vector>

namespace skylab::service::AccessRules {

namespace {

enum class Kind : std::uint8_t { Character, Segment, Rest };

struct Piece {
    Kind kind;
    QChar character;
};

std::vector<Piece> piecesOf(QStringView pattern)
{
    std::vector<Piece> pieces;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const auto close = pattern[i] == u'{' ? pattern.indexOf(u'}', i) : -1;
        if (close >= 0) {
            pieces.push_back({ Kind::Segment, {} });
            i = close;
        } else if (pattern[i] != u'*') {
            pieces.push_back({ Kind::Character, pattern[i] });
        } else if (i + 1 < pattern.size() && pattern[i + 1] == u'*') {
            pieces.push_back({ Kind::Rest, {} });
            ++i;
        } else {
            pieces.push_back({ Kind::Segment, {} });
        }
    }
    return pieces;
}

} // namespace

bool fits(QStringView pattern, QStringView path)
{
    // reached[i]: the pieces so far can stand for the first i characters. Its cost is pieces times characters, whatever
    // the pattern is.
    std::vector<bool> reached(std::size_t(path.size()) + 1);
    reached[0] = true;
    for (const auto& piece : piecesOf(pattern)) {
        std::vector<bool> next(reached.size());
        bool open = false;      // a piece that began earlier goes on
        for (std::size_t i = 0; i < reached.size(); ++i) {
            const auto before = i > 0 ? path[qsizetype(i) - 1] : QChar();
            switch (piece.kind) {
            case Kind::Character: next[i] = i > 0 && reached[i - 1] && before == piece.character; break;
            case Kind::Segment:
                open = i > 0 && before != u'/' && (open || reached[i - 1]);
                next[i] = open;
                break;
            case Kind::Rest:
                open = open || reached[i];
                next[i] = open;
                break;
            }
        }
        reached = std::move(next);
    }
    return reached.back();
}

QString normalized(QByteArrayView path)
{
    QString clean;
    for (const auto& segment : path.toByteArray().split('/'))
        if (!segment.isEmpty())
            clean += u'/' + http::percentDecoded(segment).replace(u'/', QStringLiteral("%2F"));
    return clean.isEmpty() ? QStringLiteral("/") : clean;
}

bool allow(const QJsonArray& rules, const QStringList& serviceTypes, const QByteArray& method, QByteArrayView path, qsizetype tail)
{
    // An object's name keeps its slashes, those in front and at the end too, and an encoded one is as good: "c//public" and
    // "c/public/" are not "c/public", and "c/private%2Fkey" is "c/private/key".
    const auto clean = tail > 0 ? normalized(path.chopped(tail)) + u'/' + http::percentDecoded(path.last(tail)) : normalized(path);
    const bool slash = tail == 0 && path.endsWith('/');      // "/v2.1/" fits "/v2.1/**" as well as "/v2.1"
    return std::any_of(rules.begin(), rules.end(), [&](const QJsonValue& value) {
        const auto rule = value.toObject();
        return serviceTypes.contains(rule[u"service"].toString()) && rule[u"method"].toString().toLatin1() == method
            && (fits(rule[u"path"].toString(), clean) || (slash && fits(rule[u"path"].toString(), clean + u'/')));
    });
}

} // namespace skylab::service::AccessRules
