#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace skylab::model {

/// What can be taken back, the last first.
class Undo : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// `text` says what was done: "web-1 was stopped". The step.
    int push(const QString& text, const std::function<void()>& run);
    /// Takes the last deed back. False when there is none.
    bool undo();
    /// Takes one of them back. False when it is not there any more.
    bool undo(int step);
    /// Forgets one of them: it was not done after all.
    void drop(int step);
    void clear();
    [[nodiscard]] bool isEmpty() const { return m_steps.empty(); }
    [[nodiscard]] int count() const { return int(m_steps.size()); }

    static constexpr std::size_t maxSteps = 50;

Q_SIGNALS:
    void pushed(const QString& text, int step);
    /// It was taken back, or can't be any more.
    void gone(int step);

private:
    struct Step {
        int id;
        QString text;
        std::function<void()> run;
    };
    std::vector<Step> m_steps;
    int m_next = 1;
};

} // namespace skylab::model
