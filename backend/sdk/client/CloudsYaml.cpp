#include "sdk/client/CloudsYaml.h"

#include <QJsonArray>
#include <QJsonObject>

#include <vector>

namespace skylab::client {

namespace {

constexpr int maxDepth = 32;

struct Line {
    int number = 0;
    int indent = 0;
    QString text;   ///< without indentation and comment; empty for blank lines, which only literal blocks see
    QString raw;
};

tl::unexpected<Error> wrong(int line, const QString& why)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Line %1: %2").arg(line).arg(why));
}

/// Cuts " # comment" that is outside of quotes.
QString withoutComment(const QString& text)
{
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull()) {
            if (c == u'\\' && quote == u'"')
                ++i;
            else if (c == quote)
                quote = {};
        } else if ((c == u'"' || c == u'\'') && (i == 0 || !text[i - 1].isLetterOrNumber())) {
            quote = c;
        } else if (c == u'#' && (i == 0 || text[i - 1].isSpace())) {
            return text.left(i).trimmed();
        }
    }
    return text.trimmed();
}

QString unescaped(QStringView text)
{
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const QChar c = text[++i];
        const int digits = c == u'x' ? 2 : c == u'u' ? 4 : 0;
        if (digits && i + digits < text.size()) {
            out += QChar(text.mid(i + 1, digits).toUShort(nullptr, 16));
            i += digits;
        } else {
            out += c == u'n' ? u'\n' : c == u't' ? u'\t' : c == u'r' ? u'\r' : c == u'0' ? QChar(u'\0') : c;
        }
    }
    return out;
}

/// Scalars and flow collections of one line.
class FlowReader {
public:
    FlowReader(QStringView text, int line) : m_text(text), m_line(line) { }

    Result<QJsonValue> whole()
    {
        auto value = TRY(node(0, false));
        skip();
        if (m_at != m_text.size())
            return wrong(m_line, QStringLiteral("there is more after the value: “%1”.").arg(m_text.mid(m_at)));
        return value;
    }

private:
    void skip() { while (m_at < m_text.size() && m_text[m_at].isSpace()) ++m_at; }
    [[nodiscard]] QChar peek() const { return m_at < m_text.size() ? m_text[m_at] : QChar(); }

    Result<QJsonValue> node(int depth, bool inFlow)
    {
        skip();
        if (depth > maxDepth)
            return wrong(m_line, QStringLiteral("it is nested too deeply."));
        const QChar c = peek();
        if (c == u'{')
            return mapping(depth);
        if (c == u'[')
            return sequence(depth);
        if (c == u'&' || c == u'*' || c == u'!')
            return wrong(m_line, QStringLiteral("anchors, aliases and tags are not supported here; write the value out."));
        if (c == u'"' || c == u'\'')
            return QJsonValue(TRY(quoted(c)));
        return plain(inFlow);
    }
    Result<QString> quoted(QChar quote)
    {
        QString out;
        const auto begin = ++m_at;
        for (; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text[m_at];
            if (quote == u'"' && c == u'\\') {
                ++m_at;
            } else if (c == quote) {
                if (quote == u'\'' && m_at + 1 < m_text.size() && m_text[m_at + 1] == quote) {
                    ++m_at;
                    continue;
                }
                const auto inner = m_text.mid(begin, m_at - begin);
                ++m_at;
                return quote == u'"' ? unescaped(inner) : inner.toString().replace(QLatin1String("''"), QLatin1String("'"));
            }
        }
        return wrong(m_line, QStringLiteral("the closing quote is missing."));
    }
    QJsonValue plain(bool inFlow)
    {
        const auto begin = m_at;
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            const bool colon = c == u':' && (m_at + 1 == m_text.size() || m_text[m_at + 1].isSpace());
            if (inFlow && (c == u',' || c == u'}' || c == u']' || colon))
                break;
            ++m_at;
        }
        const auto text = m_text.mid(begin, m_at - begin).trimmed().toString();
        if (text.isEmpty() || text == u'~' || text == u"null")
            return QJsonValue::Null;
        return text;
    }
    Result<QJsonValue> mapping(int depth)
    {
        QJsonObject object;
        ++m_at;
        for (skip(); peek() != u'}'; skip()) {
            const auto key = TRY(node(depth + 1, true));
            skip();
            if (peek() != u':')
                return wrong(m_line, QStringLiteral("“key: value” is expected within { }."));
            ++m_at;
            object[key.toString()] = TRY(node(depth + 1, true));
            skip();
            if (peek() == u',')
                ++m_at;
            else if (peek() != u'}')
                return wrong(m_line, QStringLiteral("the closing } is missing."));
        }
        ++m_at;
        return QJsonValue(object);
    }
    Result<QJsonValue> sequence(int depth)
    {
        QJsonArray array;
        ++m_at;
        for (skip(); peek() != u']'; skip()) {
            array.append(TRY(node(depth + 1, true)));
            skip();
            if (peek() == u',')
                ++m_at;
            else if (peek() != u']')
                return wrong(m_line, QStringLiteral("the closing ] is missing."));
        }
        ++m_at;
        return QJsonValue(array);
    }

    QStringView m_text;
    int m_line;
    qsizetype m_at = 0;
};

/// Block mappings, sequences and literal blocks, by indentation.
class BlockReader {
public:
    explicit BlockReader(std::vector<Line> lines) : m_lines(std::move(lines)) { }

    Result<QJsonValue> whole()
    {
        skipBlank();
        if (m_at == m_lines.size())
            return QJsonValue();
        auto value = TRY(block(m_lines[m_at].indent, 0));
        skipBlank();
        if (m_at < m_lines.size())
            return wrong(m_lines[m_at].number, QStringLiteral("its indentation fits no line above."));
        return value;
    }

private:
    void skipBlank() { while (m_at < m_lines.size() && m_lines[m_at].text.isEmpty()) ++m_at; }
    static bool isItem(const Line& line) { return line.text == u'-' || line.text.startsWith(QLatin1String("- ")); }

    Result<QJsonValue> block(int indent, int depth)
    {
        if (depth > maxDepth)
            return wrong(m_lines[m_at].number, QStringLiteral("it is nested too deeply."));
        const auto& line = m_lines[m_at];
        if (isItem(line))
            return sequence(indent, depth);
        if (splitKey(line.text) >= 0)
            return mapping(indent, depth);
        ++m_at;
        return FlowReader(line.text, line.number).whole();
    }
    /// The place of the colon that ends the key, or -1.
    static qsizetype splitKey(const QString& text)
    {
        if (text.startsWith(u'{') || text.startsWith(u'['))
            return -1;
        qsizetype from = 0;
        if (text.startsWith(u'"') || text.startsWith(u'\''))
            from = qMax<qsizetype>(0, text.indexOf(text[0], 1));
        for (auto at = text.indexOf(u':', from); at >= 0; at = text.indexOf(u':', at + 1)) {
            if (at + 1 == text.size() || text[at + 1].isSpace())
                return at;
        }
        return -1;
    }
    Result<QJsonValue> mapping(int indent, int depth)
    {
        QJsonObject object;
        for (skipBlank(); m_at < m_lines.size() && m_lines[m_at].indent == indent; skipBlank()) {
            const auto line = m_lines[m_at];
            const auto colon = splitKey(line.text);
            if (isItem(line) || colon < 0)
                return wrong(line.number, QStringLiteral("“key: value” is expected."));
            const auto key = TRY(FlowReader(QStringView(line.text).left(colon), line.number).whole()).toString();
            if (object.contains(key))
                return wrong(line.number, QStringLiteral("the key “%1” is there twice.").arg(key));
            ++m_at;
            object[key] = TRY(value(line.text.mid(colon + 1).trimmed(), line, indent, depth));
        }
        return QJsonValue(object);
    }
    Result<QJsonValue> value(const QString& text, const Line& line, int indent, int depth)
    {
        if (text.startsWith(u'|') || text.startsWith(u'>'))
            return QJsonValue(literal(text, indent));
        if (!text.isEmpty())
            return FlowReader(text, line.number).whole();
        skipBlank();
        if (m_at == m_lines.size())
            return QJsonValue();
        const auto& next = m_lines[m_at];
        // A sequence may stand at the indentation of its key.
        if (next.indent > indent || (next.indent == indent && isItem(next) && !isItem(line)))
            return block(next.indent, depth + 1);
        return QJsonValue();
    }
    Result<QJsonValue> sequence(int indent, int depth)
    {
        QJsonArray array;
        for (skipBlank(); m_at < m_lines.size() && m_lines[m_at].indent == indent && isItem(m_lines[m_at]); skipBlank()) {
            auto& line = m_lines[m_at];
            const auto rest = line.text.mid(1);
            const auto content = rest.trimmed();
            if (!content.isEmpty() && splitKey(content) >= 0) {   // "- key: value" begins a mapping that is indented by the dash
                line.indent = indent + 1 + int(rest.indexOf(content));
                line.text = content;
                array.append(TRY(block(line.indent, depth + 1)));
                continue;
            }
            const auto copy = line;
            ++m_at;
            array.append(TRY(value(content, copy, indent, depth)));
        }
        return QJsonValue(array);
    }
    QString literal(const QString& header, int indent)
    {
        QStringList texts;
        int inner = -1;
        for (; m_at < m_lines.size(); ++m_at) {
            const auto& line = m_lines[m_at];
            if (!line.raw.trimmed().isEmpty() && line.indent <= indent)
                break;
            if (inner < 0 && !line.raw.trimmed().isEmpty())
                inner = line.indent;
            texts << (line.raw.trimmed().isEmpty() ? QString() : line.raw.mid(qMax(0, inner)));
        }
        while (!texts.isEmpty() && texts.last().isEmpty())
            texts.removeLast();
        auto text = texts.join(header.startsWith(u'|') ? u'\n' : u' ');
        return header.contains(u'-') ? text : text + u'\n';
    }

    std::vector<Line> m_lines;
    std::size_t m_at = 0;
};

} // namespace

Result<QJsonValue> parseYaml(const QString& text)
{
    std::vector<Line> lines;
    int number = 0;
    bool begun = false;
    for (const auto& raw : text.split(u'\n')) {
        ++number;
        if (raw.startsWith(QLatin1String("---")) || raw.startsWith(u'%')) {
            if (begun)
                return wrong(number, QStringLiteral("a second document begins; only one is read."));
            continue;
        }
        if (raw.startsWith(QLatin1String("...")))
            break;
        Line line { number, 0, withoutComment(raw), raw };
        while (line.indent < raw.size() && raw[line.indent] == u' ')
            ++line.indent;
        if (!line.text.isEmpty() && raw.size() > line.indent && raw[line.indent] == u'\t')
            return wrong(number, QStringLiteral("it is indented with a tab; use spaces."));
        begun = begun || !line.text.isEmpty();
        lines.push_back(std::move(line));
    }
    return BlockReader(std::move(lines)).whole();
}

} // namespace skylab::client
