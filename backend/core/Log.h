#pragma once

#include "core/Result.h"

#include <QLoggingCategory>
#include <QString>

namespace skylab {

/// Sends every Qt log message as one JSON line to stderr or a file: time, level, category, request id, text.
/// Call once from main. `minimum` hides what is below it. Forbidden: the file can't be opened, and nothing is changed.
[[nodiscard]] Result<> installLog(const QString& file = {}, QtMsgType minimum = QtInfoMsg);

/// Gives all messages of this thread the request id, as long as it lives. Nests.
class RequestIdScope {
public:
    explicit RequestIdScope(QString requestId);
    ~RequestIdScope();
    Q_DISABLE_COPY_MOVE(RequestIdScope)

    /// The id of the innermost scope of this thread, or empty.
    static QString current();

private:
    QString m_previous;
};

} // namespace skylab
