#pragma once

class QListWidget;

namespace skylab::kit {

/// Makes what is selected the current item, in a list that acts on its current item: a screen reader selects, and does not move there.
void followSelection(QListWidget& list);

} // namespace skylab::kit
