#pragma once

#include "model/Workspace.h"

#include <optional>

namespace skylab::panel {

/// A deed that can be taken back: its step of undo, which is there from its begin. It is taken back when the cloud has answered all its
/// calls, and only what the cloud has taken of it: not what it refused or what was called off before it began. Where an answer was
/// lost it is tried. A deed of which nothing was taken has no step. The workspace owns it: panels and tabs may go. GUI thread.
class Deed : public QObject {
    Q_OBJECT
public:
    using Parts = std::vector<model::Jobs::Part>;

    /// `text` says what was done, by the calls of `job` (0: they were answered with yes). `back` has a part for each of its calls, in
    /// their order; they make a job with this title, which `begun` gets.
    Deed(model::Workspace& workspace, int job, QString text, QString title, Parts back, std::function<void(int job)> begun = {});

private:
    void offer();
    void onEnd(bool failed);
    void takeBackOnceAnswered();
    void takeBack();
    /// The job or its parts that were begun or are to be; none when it was cleared away.
    [[nodiscard]] std::vector<const model::Job*> works() const;
    /// Which of `m_back` there is something to take back of.
    [[nodiscard]] std::vector<std::size_t> taken() const;
    [[nodiscard]] bool isAnswered() const;

    model::Workspace& m_workspace;
    int m_job;
    QString m_text;
    QString m_title;
    Parts m_back;
    std::function<void(int job)> m_begun;
    int m_step = 0;
    bool m_spent = false;                                  ///< its step was used, or pushed out by later ones
    bool m_waiting = false;                                ///< it was used before all had been answered
    std::optional<std::vector<std::size_t>> m_last;        ///< taken() when the job failed: it may be cleared away since
};

} // namespace skylab::panel
