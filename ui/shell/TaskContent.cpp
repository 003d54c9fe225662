#include "shell/TaskContent.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace skylab::shell {

using kit::TaskRow;
using kit::Tone;
using model::Job;
using model::JobStep;

namespace {

/// A name for the texts of the functions below; lupdate takes no class for them otherwise.
struct TaskWords {
    Q_DECLARE_TR_FUNCTIONS(TaskWords)
};

QString ageText(const QDateTime& since)
{
    const qint64 seconds = since.secsTo(QDateTime::currentDateTimeUtc());
    if (seconds < 60)
        return TaskWords::tr("just now");
    if (seconds < 3600)
        return TaskWords::tr("%n minute(s) ago", nullptr, int(seconds / 60));
    return TaskWords::tr("%n hour(s) ago", nullptr, int(seconds / 3600));
}

QString tookText(qint64 milliseconds)
{
    if (milliseconds < 10'000)
        return TaskWords::tr("%1 s").arg(QLocale().toString(double(milliseconds) / 1000, 'f', 1));
    const int seconds = int(milliseconds / 1000);
    return seconds < 120 ? TaskWords::tr("%1 s").arg(seconds) : TaskWords::tr("%1 min").arg((seconds + 30) / 60);
}

QString leftText(int seconds)
{
    if (seconds < 5)
        return TaskWords::tr("nearly done");
    if (seconds < 90)
        return TaskWords::tr("about %n second(s) left", nullptr, (seconds + 4) / 5 * 5);
    return TaskWords::tr("about %n minute(s) left", nullptr, (seconds + 30) / 60);
}

QString timeOfDay(const QDateTime& time) { return time.toLocalTime().time().toString(QStringLiteral("HH:mm:ss")); }

Tone toneOf(JobStep::State state)
{
    switch (state) {
    case JobStep::State::Running: return Tone::Busy;
    case JobStep::State::Done: return Tone::Ok;
    case JobStep::State::Failed: return Tone::Error;
    case JobStep::State::Pending: break;
    }
    return Tone::Neutral;
}

Tone toneOf(Job::State state)
{
    switch (state) {
    case Job::State::Running: return Tone::Busy;
    case Job::State::Done: return Tone::Ok;
    case Job::State::Failed: return Tone::Error;
    case Job::State::Skipped: return Tone::Warn;
    case Job::State::Waiting: break;
    }
    return Tone::Neutral;
}

TaskRow::Line lineOf(const JobStep& step)
{
    const bool timed = step.started.isValid() && step.finished.isValid();
    return { toneOf(step.state), step.name, timed ? tookText(step.started.msecsTo(step.finished)) : QString() };
}

TaskRow::Line lineOf(const Job& part)
{
    const auto text = part.text.isEmpty() ? part.title : TaskWords::tr("%1: %2").arg(part.title, part.text);
    const bool timed = part.state == Job::State::Done && part.finished.isValid();
    return { toneOf(part.state), text, timed ? tookText(part.started.msecsTo(part.finished)) : part.state == Job::State::Skipped ? TaskWords::tr("left out") : QString() };
}

void describeState(TaskRow::Content& content, const model::Jobs& jobs, const Job& job)
{
    switch (job.state) {
    case Job::State::Waiting: case Job::State::Running: {
        content.tone = Tone::Busy;
        content.cancellable = bool(job.cancel);
        const int left = jobs.secondsLeft(job);
        if (left >= 0)
            content.text = job.text.isEmpty() ? leftText(left) : TaskWords::tr("%1 · %2").arg(job.text, leftText(left));
        break;
    }
    case Job::State::Done: case Job::State::Skipped: {
        content.tone = Tone::Ok;
        content.icon = "circle-check";
        const int seconds = int(job.started.secsTo(job.finished));
        const auto done = TaskWords::tr("%1 · %2").arg(TaskWords::tr("Finished in %n second(s)", nullptr, qMax(1, seconds)), ageText(job.finished));
        content.text = job.text.isEmpty() ? done : TaskWords::tr("%1 · %2").arg(job.text, done);
        break;
    }
    case Job::State::Failed:
        content.tone = Tone::Error;
        content.icon = "circle-alert";
        content.retryable = job.retry && jobs.isHere(job);
        content.error = job.error;
        for (const auto& fix : jobs.isHere(job) ? job.fixes : std::vector<model::JobFix>())
            content.fixes.push_back({ fix.text, fix.icon, fix.run });
        break;
    }
}

} // namespace

TaskRow::Content contentOf(const model::Jobs& jobs, const Job& job)
{
    TaskRow::Content content;
    content.title = job.title;
    content.icon = job.icon;
    content.text = job.text;
    content.progress = job.progress;
    describeState(content, jobs, job);
    for (const auto& step : job.steps)
        content.steps.push_back(lineOf(step));
    const auto parts = jobs.parts(job.id);
    int bad = 0;
    for (const auto* part : parts) {
        content.parts.push_back(lineOf(*part));
        bad += part->state == Job::State::Failed ? 1 : 0;
    }
    // What went wrong stands last, where it is not cut off.
    std::stable_sort(content.parts.begin(), content.parts.end(), [](const auto& a, const auto& b) { return a.tone != Tone::Error && b.tone == Tone::Error; });
    if (bad > 0)
        content.retryText = TaskWords::tr("Retry failed (%1)").arg(bad);
    for (const auto& line : job.log)
        content.log.push_back({ Tone::Neutral, line.text, timeOfDay(line.time) });
    content.facts << (job.user.isEmpty() ? TaskWords::tr("Begun at %1").arg(timeOfDay(job.started)) : TaskWords::tr("Begun by %1 at %2").arg(job.user, timeOfDay(job.started)));
    if (!job.requestId.isEmpty())
        content.facts << TaskWords::tr("Request %1").arg(job.requestId);
    content.openable = true;
    return content;
}

} // namespace skylab::shell
