#pragma once

#include "kit/Basics.h"
#include "kit/FilterBar.h"

#include <QAbstractListModel>
#include <QListView>

namespace skylab::kit {

/// Suggestions below a line edit: floats in the window, takes no focus; the edit drives it.
class SuggestionList : public Card {
    Q_OBJECT
public:
    explicit SuggestionList(QLineEdit* edit);

    void setItems(const std::vector<Suggestions::Item>& items);
    [[nodiscard]] int current() const;
    /// Moves on, over the ends to none.
    void step(int by);
    [[nodiscard]] int count() const;
    [[nodiscard]] QString textAt(int item) const;

Q_SIGNALS:
    void taken(int item);

private:
    void place();

    QLineEdit* m_edit;
    QListView* m_view;
};

} // namespace skylab::kit
