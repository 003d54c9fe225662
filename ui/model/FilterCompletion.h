#pragma once

#include "model/FilterQuery.h"

namespace skylab::model {

class ResourceModel;

/// What could come next in a filter.
struct FilterCompletion {
    struct Item {
        QString insert;      ///< what takes the place
        QString text;        ///< shown
        QString hint = {};   ///< shown muted: a column's title, how many rows have a value
        bool more = false;   ///< something has to follow: ask again at once
    };
    int position = 0;        ///< what is replaced
    int length = 0;
    std::vector<Item> items = {};

    /// At the cursor of a text: columns, then operators, then values that the rows have.
    static FilterCompletion at(const QString& text, int cursor, const ResourceModel& model);
    static constexpr std::size_t most = 12;
};

} // namespace skylab::model
