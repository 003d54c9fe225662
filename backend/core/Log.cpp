#include "core/Log.h"

#include "core/Clock.h"
#include "core/JsonWriter.h"

#include <QFile>
#include <QLoggingCategory>

#include <cerrno>
#include <cstdio>
#include <mutex>

namespace skylab {

namespace {

thread_local QString currentRequestId;
std::mutex outputMutex;
std::FILE* output = stderr;
int minimumLevel = 1;

int level(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return 0;
    case QtInfoMsg: return 1;
    case QtWarningMsg: return 2;
    case QtCriticalMsg: return 3;
    case QtFatalMsg: return 4;
    }
    return 4;
}

void write(QtMsgType type, const QMessageLogContext& context, const QString& text)
{
    static constexpr const char* names[] = { "debug", "info", "warning", "error", "fatal" };
    if (level(type) < minimumLevel)
        return;
    JsonWriter json;
    json.beginObject();
    json.key("time").value(toString(Clock::now(), TimeFormat::MicrosZ));
    json.key("level").value(QLatin1String(names[level(type)]));
    json.key("category").value(QLatin1String(context.category ? context.category : "default"));
    if (!currentRequestId.isEmpty())
        json.key("request_id").value(currentRequestId);
    if (context.file) {
        json.key("file").value(QLatin1String(context.file));
        json.key("line").value(qint64(context.line));
    }
    json.key("message").value(text);
    json.endObject();
    const auto line = json.take() + '\n';
    const std::lock_guard lock(outputMutex);
    std::fwrite(line.constData(), 1, std::size_t(line.size()), output);
    std::fflush(output);
}

} // namespace

Result<> installLog(const QString& file, QtMsgType minimum)
{
    if (!file.isEmpty()) {
        auto* opened = std::fopen(QFile::encodeName(file).constData(), "ae");
        if (!opened)
            return fail(ErrorCode::Forbidden, QStringLiteral("The log file %1 can't be opened: %2. Name another one with --log-file.").arg(file, qt_error_string(errno)));
        output = opened;
    }
    minimumLevel = level(minimum);
    // What is not wanted is not even put into words.
    QString rules;
    for (const auto& [type, name] : { std::pair { QtDebugMsg, "debug" }, { QtInfoMsg, "info" }, { QtWarningMsg, "warning" } })
        if (level(type) < minimumLevel)
            rules += QStringLiteral("*.%1=false\n").arg(QLatin1String(name));
    QLoggingCategory::setFilterRules(rules);
    qInstallMessageHandler(write);
    return {};
}

RequestIdScope::RequestIdScope(QString requestId) : m_previous(std::exchange(currentRequestId, std::move(requestId))) { }
RequestIdScope::~RequestIdScope() { currentRequestId = std::move(m_previous); }
QString RequestIdScope::current() { return currentRequestId; }

} // namespace skylab
