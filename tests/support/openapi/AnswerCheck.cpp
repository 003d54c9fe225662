#include "support/openapi/AnswerCheck.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

#include <atomic>

namespace skylab::test {

namespace {

std::atomic<int> answersChecked = 0;      // clients have threads of their own
QString reason = QStringLiteral("AnswerCheck::install was not called");

QByteArray readAll(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// "$.users[3].name: is no string": "$.users[].name"
QString placeOf(const QString& violation)
{
    static const QRegularExpression number(QStringLiteral("\\[\\d+\\]"));
    return violation.section(QStringLiteral(": "), 0, 0).replace(number, QStringLiteral("[]"));
}

/// One "*" stands for any text.
bool fits(const QString& text, const QString& pattern)
{
    const auto star = pattern.indexOf(u'*');
    if (star < 0)
        return text == pattern;
    return text.size() >= pattern.size() - 1 && text.startsWith(pattern.left(star)) && text.endsWith(pattern.mid(star + 1));
}

} // namespace

AnswerCheck::AnswerCheck(OpenApi api, QString prefix, const QByteArray& exceptions) : m_api(std::move(api)), m_prefix(std::move(prefix))
{
    const auto lines = QString::fromUtf8(exceptions).split(u'\n');
    for (const auto& line : lines)
        if (!line.isEmpty() && !line.startsWith(u'#')) {
            const auto parts = line.split(QStringLiteral(" | "));
            const auto where = parts[0].split(u' ');
            if (parts.size() != 3 || where.size() != 3 || parts[2].isEmpty())
                qFatal("This is no VERB PATH PLACE | TEXT | REASON: %s", qPrintable(line));
            m_exceptions.push_back({ where, QRegularExpression(parts[1]) });
        }
}

bool AnswerCheck::isExcused(const QString& verb, const QString& path, const QString& violation) const
{
    const auto place = placeOf(violation);
    return std::any_of(m_exceptions.begin(), m_exceptions.end(), [&](const Exception& one) {
        return fits(verb, one.where[0]) && fits(path, one.where[1]) && fits(place, one.where[2]) && one.text.match(violation).hasMatch();
    });
}

QStringList AnswerCheck::violations(const QByteArray& method, const QString& path, const Answer& answer) const
{
    if (!path.startsWith(m_prefix))
        return {};
    const auto operation = m_api.operation(method, path.mid(m_prefix.size()));
    if (operation.path.isEmpty() || answer.body.isEmpty())
        return {};
    ++answersChecked;
    QStringList found;
    const auto all = m_api.violations(operation, answer.status, answer.json());
    for (const auto& one : all)
        if (!isExcused(QLatin1String(method), operation.path, one))
            found << QStringLiteral("%1 %2 %3").arg(QLatin1String(method), operation.path, one);
    return found;
}

void AnswerCheck::install(const QString& document, const QString& prefix)
{
    const auto folder = qEnvironmentVariable("SKYLAB_OPENAPI_DIR");
    const auto file = QDir(folder).filePath(document);
    if (folder.isEmpty() || !QFile::exists(file)) {
        reason = QStringLiteral("SKYLAB_OPENAPI_DIR names no folder with %1: answers are not held against it").arg(document);
        return;
    }
    auto api = OpenApi::parse(readAll(file));
    if (!api)
        qFatal("%s: %s", qPrintable(file), qPrintable(api.error().message));
    reason.clear();
    const auto exceptions = readAll(QStringLiteral(SKYLAB_SOURCE_DIR "/tests/support/openapi/exceptions/") + document.section(u'-', 0, 0) + QStringLiteral(".txt"));
    ApiClient::onAnswer([check = std::make_shared<AnswerCheck>(std::move(*api), prefix, exceptions)](const QByteArray& method, const QUrl& url, const Answer& answer) {
        for (const auto& violation : check->violations(method, url.path(), answer))
            QTest::qFail(qPrintable(violation), __FILE__, __LINE__);
    });
}

QString AnswerCheck::whyNot() { return reason; }
int AnswerCheck::checked() { return answersChecked; }

} // namespace skylab::test
