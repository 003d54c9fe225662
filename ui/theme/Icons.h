#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;

namespace skylab::theme {

/// An icon of resources/icons by name ("hard-drive"), tinted with the theme's icon colour, or with `fixed`. It follows theme
/// changes. An unknown name paints nothing.
QIcon icon(const QString& name, const QColor& fixed = {});

/// One rendering, from a cache. `pixels` are device-independent.
QPixmap iconPixmap(const QString& name, int pixels, const QColor& color, qreal ratio);

void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color);

/// The product's mark: a cloud on a rounded, shaded square.
QPixmap logoPixmap(int pixels, qreal ratio);

} // namespace skylab::theme
