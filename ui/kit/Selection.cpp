#include "kit/Selection.h"

#include <QListWidget>

namespace skylab::kit {

void followSelection(QListWidget& list)
{
    QObject::connect(&list, &QListWidget::itemSelectionChanged, &list, [&list] {
        const auto items = list.selectedItems();
        if (items.size() == 1 && items.first() != list.currentItem())
            list.setCurrentItem(items.first());
    });
}

} // namespace skylab::kit
