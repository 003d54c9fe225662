#include "kit/Access.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>

namespace skylab::kit {

namespace {
struct Access {
    Q_DECLARE_TR_FUNCTIONS(Access)
};
} // namespace

void followSelection(QListWidget& list)
{
    QObject::connect(&list, &QListWidget::itemSelectionChanged, &list, [&list] {
        const auto items = list.selectedItems();
        if (items.size() == 1 && items.first() != list.currentItem())
            list.setCurrentItem(items.first());
    });
}

void addClearButton(QLineEdit& edit)
{
    edit.setClearButtonEnabled(true);
    for (auto* button : edit.findChildren<QToolButton*>())
        button->setAccessibleName(Access::tr("Clear"));
}

} // namespace skylab::kit
