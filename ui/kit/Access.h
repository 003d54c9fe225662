#pragma once

class QLineEdit;
class QListWidget;

namespace skylab::kit {

/// Makes what is selected the current item, in a list that acts on its current item: a screen reader selects, and does not move there.
void followSelection(QListWidget& list);
/// Lets a field be emptied by a button in it, which has a name.
void addClearButton(QLineEdit& edit);

} // namespace skylab::kit
