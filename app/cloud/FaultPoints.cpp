#include "cloud/FaultPoints.h"

#include "service/TaskRunner.h"

#include <csignal>
#include <unistd.h>

namespace skylab {

Result<> installFaultPoint(service::TaskRunner& tasks)
{
    const auto text = qEnvironmentVariable("SKYLAB_FAULT_POINT");
    if (text.isEmpty())
        return {};
    const auto parts = text.split(QLatin1Char(':'));
    bool isNumber = false;
    const int step = parts.value(1).toInt(&isNumber);
    const auto moment = parts.value(2);
    if (parts.size() != 3 || !isNumber || step < 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("SKYLAB_FAULT_POINT must be KIND:STEP:MOMENT, not '%1'.").arg(text), QStringLiteral("SKYLAB_FAULT_POINT"));
    const auto die = [kind = parts[0], step](const service::TaskRow& row, int at) {
        if (row.kind == kind && at == step)
            kill(getpid(), SIGKILL);
    };
    if (moment == u"before")
        tasks.beforeStep = die;
    else if (moment == u"after")
        tasks.afterStep = die;
    else if (moment == u"undo" || moment == u"undone") {
        tasks.beforeStep = [&tasks, kind = parts[0], step](const service::TaskRow& row, int at) {
            if (row.kind == kind && at == step && !row.cancelRequested)
                static_cast<void>(tasks.cancel(row.id));      // one that ends just now can't be called off
        };
        tasks.beforeUndo = [die, step, whole = moment == u"undone"](const service::TaskRow& row, int at) {
            if (at < 0 || (!whole && at <= step))      // a step may have nothing to undo
                die(row, step);
        };
    } else
        return fail(ErrorCode::BadRequest, QStringLiteral("The moment of SKYLAB_FAULT_POINT must be before, after, undo or undone, not '%1'.").arg(moment), QStringLiteral("SKYLAB_FAULT_POINT"));
    return {};
}

} // namespace skylab
