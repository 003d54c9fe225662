#include "kit/ChoiceCard.h"

#include "theme/AppStyle.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QPainter>

namespace skylab::kit {

ChoiceCard::ChoiceCard(const QString& icon, const QString& title, const QString& text, QWidget* parent) : QAbstractButton(parent), m_icon(icon), m_text(text)
{
    setText(title);
    setAccessibleDescription(text);
    setToolTip(text.isEmpty() ? title : QStringLiteral("%1\n%2").arg(title, text));   // either may be cut
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ChoiceCard::paintEvent(QPaintEvent*)
{
    const auto& t = theme::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool near = underMouse() && isEnabled();
    theme::roundRect(painter, rect(), 8, isDown() ? t.track : near ? t.hover : t.surface, hasFocus() || near ? t.accent : t.border, hasFocus() ? 2 : 1);
    theme::paintIcon(painter, m_icon, QRectF(16, height() / 2.0 - 11, 22, 22), t.accent);
    const QRect text(52, 0, width() - 52 - 12, height());
    const bool two = !m_text.isEmpty();
    painter.setFont(theme::uiFont(13, 600));
    painter.setPen(t.text);
    painter.drawText(two ? text.adjusted(0, 12, 0, -height() / 2) : text, Qt::AlignVCenter, painter.fontMetrics().elidedText(this->text(), Qt::ElideMiddle, text.width()));
    if (!two)
        return;
    painter.setFont(theme::uiFont(11));
    painter.setPen(t.muted);
    painter.drawText(text.adjusted(0, height() / 2, 0, -12), Qt::AlignVCenter, painter.fontMetrics().elidedText(m_text, Qt::ElideRight, text.width()));
}

} // namespace skylab::kit
