#pragma once

#include "kit/KeyValueView.h"

#include <QToolButton>

class QLabel;
class QStackedLayout;
class QVBoxLayout;

namespace skylab::kit {

/// A value that becomes an input when it is clicked. Enter saves, Escape reverts; until the owner says how it went it is busy.
class ValueEditor : public QWidget {
    Q_OBJECT
public:
    explicit ValueEditor(const QString& name, QWidget* parent = nullptr);

    /// How it is edited and what is shown; what is being typed stays.
    void set(const Editor& editor, const QString& shown, bool mixed);
    /// Shows the input. False when it can't be changed now.
    bool begin();
    void revert();
    void setOutcome(const QString& fault);
    [[nodiscard]] bool isEditing() const { return m_input; }
    [[nodiscard]] QWidget* input() const { return m_input; }
    [[nodiscard]] QString fault() const;

Q_SIGNALS:
    void submitted(const QJsonValue& value);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QWidget* makeInput();
    [[nodiscard]] QJsonValue typed() const;
    [[nodiscard]] bool hasLines() const;
    void submit();
    void setFault(const QString& fault);

    QString m_name;
    Editor m_editor;
    bool m_mixed = false;
    bool m_busy = false;
    QVBoxLayout* m_column;
    QToolButton* m_shown;
    QWidget* m_buttons;
    QLabel* m_fault;
    QWidget* m_input = nullptr;
};

} // namespace skylab::kit
