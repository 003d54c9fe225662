#pragma once

#include <QAbstractButton>

namespace skylab::kit {

/// A button as large as a card: an icon, what it is, and a line about it. For the first steps on a page that is empty.
class ChoiceCard : public QAbstractButton {
    Q_OBJECT
public:
    ChoiceCard(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return { 208, 64 }; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    QString m_text;
};

} // namespace skylab::kit
