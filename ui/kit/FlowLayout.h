#pragma once

#include <QLayout>
#include <QList>

namespace skylab::kit {

/// Items side by side, and on the next line what finds no room: buttons in a narrow card.
class FlowLayout : public QLayout {
    Q_OBJECT
public:
    explicit FlowLayout(int spacing = 8) { setSpacing(spacing); }
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { m_items << item; }
    [[nodiscard]] int count() const override { return int(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override { return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr; }
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return arrange({ 0, 0, width, 0 }, Apply::No); }
    void setGeometry(const QRect& rect) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;

private:
    enum class Apply { Yes, No };
    int arrange(const QRect& rect, Apply apply) const;

    QList<QLayoutItem*> m_items;
};

} // namespace skylab::kit
