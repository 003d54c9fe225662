#pragma once

#include "kit/Cell.h"

#include <QFont>
#include <QWidget>

class QPainter;

namespace skylab::kit {

/// Paints a status at the left of a rectangle, vertically centred; returns its width. Each tone has its shape, so that
/// colour is never the only signal.
qreal paintPill(QPainter& painter, const QRectF& rect, Tone tone, const QString& text, int progress = -1);

/// The colours of a tone.
QColor toneColor(Tone tone);
QColor toneBackground(Tone tone);

/// A status as a widget.
class StatusPill : public QWidget {
    Q_OBJECT
public:
    explicit StatusPill(QWidget* parent = nullptr);
    void set(Tone tone, const QString& text, int progress = -1);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Neutral;
    QString m_text;
    int m_progress = -1;
};

} // namespace skylab::kit
