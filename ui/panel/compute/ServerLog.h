#pragma once

#include "console/LogView.h"
#include "panel/PanelSpec.h"

#include <QTimer>

namespace skylab::panel {

/// The log tab: the end of the console output; what is new is loaded while it is shown.
class ServerLog : public QWidget {
    Q_OBJECT
public:
    explicit ServerLog(TabContext& context);

    [[nodiscard]] console::LogView* view() const { return m_view; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void load(int lines);

    model::Workspace& m_workspace;
    QString m_id;
    console::LogView* m_view;
    QTimer m_timer;
    bool m_loading = false;
};

} // namespace skylab::panel
