#pragma once

#include <unistd.h>

#include <utility>

namespace skylab {

/// Owns one file descriptor and closes it. Move only; any thread, one at a time.
class Fd {
public:
    Fd() = default;
    explicit Fd(int number) : m_number(number) { }
    Fd(Fd&& other) noexcept : m_number(std::exchange(other.m_number, -1)) { }
    Fd& operator=(Fd&& other) noexcept
    {
        if (this != &other)
            reset(std::exchange(other.m_number, -1));
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    [[nodiscard]] int get() const { return m_number; }
    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    /// The caller closes it from now on.
    [[nodiscard]] int release() { return std::exchange(m_number, -1); }
    void reset(int number = -1)
    {
        if (m_number >= 0)
            ::close(m_number);
        m_number = number;
    }

private:
    int m_number = -1;
};

} // namespace skylab
