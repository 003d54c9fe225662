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

    /// `text` says what was done: "web-1 was stopped".
    void push(const QString& text, const std::function<void()>& run)
    {
        m_steps.push_back({ text, run });
        if (m_steps.size() > maxSteps)
            m_steps.erase(m_steps.begin());
        Q_EMIT pushed(text);
    }
    /// Takes the last deed back. False when there is none.
    bool undo()
    {
        if (m_steps.empty())
            return false;
        const auto step = m_steps.back();
        m_steps.pop_back();
        step.run();
        return true;
    }
    void clear() { m_steps.clear(); }
    [[nodiscard]] bool isEmpty() const { return m_steps.empty(); }

    static constexpr std::size_t maxSteps = 50;

Q_SIGNALS:
    void pushed(const QString& text);

private:
    struct Step {
        QString text;
        std::function<void()> run;
    };
    std::vector<Step> m_steps;
};

} // namespace skylab::model
