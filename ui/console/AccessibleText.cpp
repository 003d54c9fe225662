#include "console/AccessibleText.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QWidget>

namespace skylab::console {

namespace {

/// Read only: what the guest shows can't be edited here.
class TextInterface final : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    TextInterface(QWidget* widget, ReadableText& text) : QAccessibleWidget(widget, QAccessible::Terminal), m_text(text) { }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface*>(this) : QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text type) const override { return type == QAccessible::Value ? m_text.readableText() : QAccessibleWidget::text(type); }

    void selection(int index, int* start, int* end) const override
    {
        const auto chosen = m_text.readableSelection();
        *start = index == 0 && !chosen.isEmpty() ? int(qMax<qsizetype>(0, m_text.readableText().indexOf(chosen))) : 0;
        *end = *start + (index == 0 ? int(chosen.size()) : 0);
    }
    int selectionCount() const override { return m_text.readableSelection().isEmpty() ? 0 : 1; }
    void addSelection(int, int) override { }
    void removeSelection(int) override { }
    void setSelection(int, int, int) override { }
    int cursorPosition() const override { return m_text.readableCursor(); }
    void setCursorPosition(int) override { }
    QString text(int start, int end) const override { return m_text.readableText().mid(start, end - start); }
    int characterCount() const override { return int(m_text.readableText().size()); }
    QRect characterRect(int) const override { return rect(); }
    int offsetAtPoint(const QPoint&) const override { return 0; }
    void scrollToSubstring(int, int) override { }
    QString attributes(int, int* start, int* end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

private:
    ReadableText& m_text;
};

QAccessibleInterface* make(const QString&, QObject* object)
{
    auto* widget = qobject_cast<QWidget*>(object);
    auto* text = dynamic_cast<ReadableText*>(widget);
    return text ? new TextInterface(widget, *text) : nullptr;
}

} // namespace

void installReadableText()
{
    static const bool once = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(once)
}

void announceText(QWidget& widget)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&widget, QAccessible::VisibleDataChanged);
    QAccessible::updateAccessibility(&event);
}

} // namespace skylab::console
