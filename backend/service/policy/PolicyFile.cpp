#include "service/policy/PolicyFile.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <numeric>
#include <sstream>

namespace skylab::service {

namespace {

constexpr qint64 maxFileBytes = 4 << 20;

/// What a node stands for in the file, and errors about it.
class Reader {
public:
    explicit Reader(const QString& file, const QByteArray& text) : m_file(file), m_lines(text.split('\n')) { }

    Result<std::vector<PolicyLine>> read(const YAML::Node& document) const
    {
        std::vector<PolicyLine> lines;
        if (!document.IsDefined() || document.IsNull())
            return lines;
        if (!document.IsMap())
            return wrong(document.Mark(), QStringLiteral("a policy file is a map of rules to checks, one line each: \"rule\": \"check\""));
        QSet<QString> seen;
        for (const auto& entry : document) {
            const auto mark = entry.first.Mark();
            if (!entry.first.IsScalar())
                return wrong(mark, QStringLiteral("the name of a rule must be a string"));
            PolicyLine line { .rule = QString::fromStdString(entry.first.Scalar()), .line = mark.line + 1, .column = mark.column + 1 };
            if (seen.contains(line.rule))
                return wrong(mark, QStringLiteral("rule \"%1\" is there twice").arg(line.rule));
            seen.insert(line.rule);
            TRY(readCheck(entry.second, line));
            lines.push_back(std::move(line));
        }
        return lines;
    }

    [[nodiscard]] QString place(const YAML::Mark& mark, qsizetype offset = 0) const
    {
        return QStringLiteral("%1, line %2, column %3").arg(m_file).arg(std::max(mark.line, 0) + 1).arg(std::max(mark.column, 0) + 1 + offset);
    }

    [[nodiscard]] tl::unexpected<Error> wrong(const YAML::Mark& mark, const QString& what, qsizetype offset = 0) const
    {
        return fail(ErrorCode::BadRequest, QStringLiteral("%1: %2.").arg(place(mark, offset), what));
    }

private:
    Result<> readCheck(const YAML::Node& node, PolicyLine& line) const
    {
        line.place = place(node.Mark());
        if (node.IsScalar()) {
            line.check = QString::fromStdString(node.Scalar());
            line.tree = TRY(tree(node, line.rule));
            return {};
        }
        if (node.IsSequence())
            return readList(node, line);
        if (node.IsNull())
            return wrong(node.Mark(), QStringLiteral("rule \"%1\" has no check. \"@\" allows everybody, \"!\" nobody").arg(line.rule));
        return wrong(node.Mark(), QStringLiteral("the check of rule \"%1\" must be a string or a list").arg(line.rule));
    }

    /// [["role:admin"], ["role:member", "project_id:%(project_id)s"]]: any of the lists, all of each.
    Result<> readList(const YAML::Node& node, PolicyLine& line) const
    {
        PolicyCheck any { .kind = PolicyCheck::Kind::Or };
        QStringList texts;
        for (const auto& inner : node) {
            PolicyCheck all { .kind = PolicyCheck::Kind::And };
            QStringList parts;
            const auto take = [&](const YAML::Node& one) -> Result<> {
                if (!one.IsScalar())
                    return wrong(one.Mark(), QStringLiteral("a check in a list must be a string"));
                all.children.push_back(TRY(tree(one, line.rule)));
                parts << QStringLiteral("(%1)").arg(QString::fromStdString(one.Scalar()));
                return {};
            };
            if (inner.IsSequence()) {
                for (const auto& one : inner)
                    TRY(take(one));
            } else {
                TRY(take(inner));
            }
            if (all.children.empty())
                continue;
            texts << QStringLiteral("(%1)").arg(parts.join(QStringLiteral(" and ")));
            any.children.push_back(std::move(all));
        }
        const bool empty = node.size() == 0;      // as in oslo.policy: [] allows all, [[]] nobody
        line.check = empty ? QStringLiteral("@") : texts.isEmpty() ? QStringLiteral("!") : texts.join(QStringLiteral(" or "));
        line.tree = empty ? PolicyCheck { .kind = PolicyCheck::Kind::Always } : std::move(any);
        return {};
    }

    Result<PolicyCheck> tree(const YAML::Node& node, const QString& rule) const
    {
        PolicyMistake mistake;
        const auto text = QString::fromStdString(node.Scalar());
        auto check = PolicyCheck::read(text, mistake);
        if (!check)
            return wrong(node.Mark(), QStringLiteral("the check of rule \"%1\" can't be read: %2").arg(rule, mistake.message), offsetIn(node, text, mistake.offset));
        return std::move(*check);
    }

    /// Where a character of the text stands behind the node's beginning; 0 when it is on another line or escaped.
    [[nodiscard]] qsizetype offsetIn(const YAML::Node& node, const QString& text, qsizetype offset) const
    {
        const auto mark = node.Mark();
        const auto source = m_lines.value(mark.line).mid(mark.column);
        const qsizetype quote = source.startsWith('"') || source.startsWith('\'') ? 1 : 0;
        const auto before = text.left(offset).toUtf8();
        return source.mid(quote).startsWith(before) ? quote + before.size() : 0;
    }

    QString m_file;
    QByteArrayList m_lines;
};

/// Finds out where documents begin, and nothing else.
class Documents final : public YAML::EventHandler {
public:
    std::vector<YAML::Mark> begins;

    void OnDocumentStart(const YAML::Mark& mark) override { begins.push_back(mark); }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark&, YAML::anchor_t) override { }
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override { }
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override { }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { }
    void OnSequenceEnd() override { }
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { }
    void OnMapEnd() override { }
};

/// The beginnings of the first two. YAML::LoadAll() would ask for the next one until memory ends: there are texts (", |") at which the
/// parser stops, but gives an empty document each time.
std::vector<YAML::Mark> beginnings(const std::string& text)
{
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Documents documents;
    while (documents.begins.size() < 2 && parser.HandleNextDocument(documents)) { }
    return documents.begins;
}

int distance(const QString& from, const QString& to)
{
    std::vector<int> row(std::size_t(to.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 1; i <= from.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i));
        for (qsizetype j = 1; j <= to.size(); ++j) {
            auto& cell = row[std::size_t(j)];
            const int changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = cell;
            cell = std::min({ changed, cell + 1, row[std::size_t(j) - 1] + 1 });
        }
    }
    return row.back();
}

} // namespace

Result<std::vector<PolicyLine>> readPolicyFile(const QString& file)
{
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, QStringLiteral("Policy file %1 can't be read: %2.").arg(file, input.errorString()));
    if (input.size() > maxFileBytes)
        return fail(ErrorCode::BadRequest, QStringLiteral("Policy file %1 is larger than 4 MiB.").arg(file));
    const auto text = input.readAll();
    const Reader reader(file, text);
    try {      // yaml-cpp throws; nothing of it leaves this function
        const auto plain = text.toStdString();
        if (const auto begins = beginnings(plain); begins.size() > 1)
            return reader.wrong(begins[1], QStringLiteral("a second document begins; a policy file has one"));
        return reader.read(YAML::Load(plain));
    } catch (const YAML::Exception& error) {
        return reader.wrong(error.mark, QStringLiteral("this is not YAML: %1").arg(QString::fromStdString(error.msg)));
    }
}

QString nearestName(const QString& misspelt, const QStringList& names)
{
    QString best;
    int least = std::max(3, int(misspelt.size()) / 2);
    for (const auto& name : names) {
        const int steps = distance(misspelt, name);
        if (steps < least) {
            least = steps;
            best = name;
        }
    }
    return best;
}

} // namespace skylab::service
