#pragma once

#include "panel/PanelSpec.h"

namespace skylab::kit {
class WizardDialog;
}

namespace skylab::panel {

/// Opens a form whose choices are filled as their collections load. `submit` gets the values when they are good; the dialog stays
/// open and busy until accept() or showError(). It deletes itself.
kit::WizardDialog* openForm(model::Workspace& workspace, QWidget* window, const FormSpec& spec, const std::function<void(const Values&)>& submit);

} // namespace skylab::panel
