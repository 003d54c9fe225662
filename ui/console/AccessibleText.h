#pragma once

#include <QString>

class QWidget;

namespace skylab::console {

/// A widget that paints text itself and lets screen readers have it.
class ReadableText {
public:
    virtual ~ReadableText() = default;
    [[nodiscard]] virtual QString readableText() const = 0;
    [[nodiscard]] virtual QString readableSelection() const = 0;
    /// Offset of the text cursor in it.
    [[nodiscard]] virtual int readableCursor() const = 0;
};

/// From now on every ReadableText widget has an accessible text interface. May be called often.
void installReadableText();

/// Tells screen readers that the text is another one.
void announceText(QWidget& widget);

} // namespace skylab::console
