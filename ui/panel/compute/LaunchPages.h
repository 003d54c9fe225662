#pragma once

#include "kit/Basics.h"
#include "kit/PickList.h"
#include "panel/compute/LaunchWizard.h"

#include <QVBoxLayout>

namespace skylab::panel {

// What the wizard's pages are built with.

/// The column that a page is.
inline QVBoxLayout* columnOf(QWidget* page)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    return column;
}

/// What an input is called, close above it.
inline QVBoxLayout* captioned(const QString& caption, QWidget* input)
{
    auto* column = new QVBoxLayout;
    column->setSpacing(5);
    auto* text = kit::label(caption, 12, 500);
    text->setBuddy(input);
    column->addWidget(text);
    column->addWidget(input);
    return column;
}

/// Calls `refill` now and whenever the rows of a collection change.
inline void watchRows(LaunchPlan& plan, QObject* page, const QString& collection, const std::function<void()>& refill)
{
    auto& it = plan.workspace().collection(collection);
    QObject::connect(&it, &model::Collection::stateChanged, page, refill);
    QObject::connect(&it.model(), &model::ResourceModel::countChanged, page, refill);
    refill();
}

} // namespace skylab::panel
