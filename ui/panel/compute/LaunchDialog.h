#pragma once

#include "kit/WizardDialog.h"
#include "panel/compute/LaunchDraft.h"

class QLabel;
class QVBoxLayout;

namespace skylab::panel {

class FitModel;

/// Launching in two fields: a name and an image. Everything else is chosen, and said in one line that can be changed; what the project
/// lacks is made along. "More" goes on in the wizard with what was chosen so far.
class LaunchDialog : public kit::WizardDialog {
    Q_OBJECT
public:
    LaunchDialog(const Context& context, const LaunchDraft& begin, QWidget* parent);

    [[nodiscard]] LaunchDraft draft() const;
    [[nodiscard]] QString line() const;
    /// Shows what is behind the line.
    void change();

protected:
    void next() override;

private:
    kit::Fields fields(const LaunchDraft& begin);
    void buildSummary();
    void watch(const QString& collection, const std::function<void()>& refill);
    void refillImages();
    void refillFlavors();
    void refillNetworks();
    void refillKeys();
    void refillGroups();
    void onEdited();
    void suggest();
    void showFit();
    void launch();
    void openWizard();

    Context m_context;
    LaunchDraft m_begin;
    FitModel* m_fit;
    QLabel* m_line;
    QLabel* m_size;
    QLabel* m_sizeMark;
    QWidget* m_sizeRow;
    QVBoxLayout* m_ways;
    QPushButton* m_change;
    QString m_suggestedName;
    QString m_suggestedFlavor;
    bool m_open = false;        ///< the fields behind the line are shown
    bool m_suggesting = false;
};

/// Opens it for a new instance, or for one like the draft.
void openLaunch(const Context& context, const LaunchDraft& begin = {});

} // namespace skylab::panel
