#include "model/Undo.h"

#include <algorithm>

namespace skylab::model {

int Undo::push(const QString& text, const std::function<void()>& run)
{
    const int id = m_next++;
    m_steps.push_back({ id, text, run });
    if (m_steps.size() > maxSteps) {
        const int oldest = m_steps.front().id;
        m_steps.erase(m_steps.begin());
        Q_EMIT gone(oldest);
    }
    Q_EMIT pushed(text, id);
    return id;
}

bool Undo::undo() { return !m_steps.empty() && undo(m_steps.back().id); }

bool Undo::undo(int id)
{
    const auto it = std::find_if(m_steps.begin(), m_steps.end(), [id](const Step& step) { return step.id == id; });
    if (it == m_steps.end())
        return false;
    const auto step = *it;
    m_steps.erase(it);
    Q_EMIT gone(id);
    step.run();
    return true;
}

void Undo::drop(int id)
{
    if (std::erase_if(m_steps, [id](const Step& step) { return step.id == id; }) > 0)
        Q_EMIT gone(id);
}

void Undo::clear()
{
    for (const auto& step : std::exchange(m_steps, {}))
        Q_EMIT gone(step.id);
}

} // namespace skylab::model
