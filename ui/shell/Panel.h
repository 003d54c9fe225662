#pragma once

#include "shell/Action.h"

#include <QByteArray>
#include <QList>
#include <QWidget>

#include <functional>

namespace skylab::model {
class Workspace;
}

namespace skylab::shell {

/// What a panel may ask of the window.
class PanelHost {
public:
    virtual ~PanelHost() = default;
    /// Shows another panel, and a resource in it when an id is given, at a detail tab when one is named.
    virtual void openResource(const QString& panel, const QString& id = {}, const QString& tab = {}) = 0;
    /// Begins the main deed of the panel that is shown.
    virtual void beginCreate() = 0;
    /// Column layouts, remembered between runs.
    [[nodiscard]] virtual QByteArray tableLayout(const QString& panel) const = 0;
    virtual void saveTableLayout(const QString& panel, const QByteArray& layout) = 0;
    virtual void showNote(const QString& text) = 0;
};

/// One page of the window.
class Panel : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// It is shown now.
    virtual void activate() = 0;
    virtual void openResource(const QString& id, const QString& tab) = 0;
    virtual void refresh() = 0;
    /// Begins its main deed: create, launch, upload.
    virtual void create() = 0;
    /// Leaves what is open in it; false when nothing was.
    virtual bool goBack() = 0;
    virtual void focusFilter() = 0;
    /// What can be done here and with the selection now.
    [[nodiscard]] virtual QList<Command> commands() = 0;
};

enum class Section { Compute, Storage, Network, Administration };

/// How the window finds a panel.
struct PanelEntry {
    QString id;
    QString title;
    QString icon;
    Section section = Section::Compute;
    QString service;                     ///< hidden where the catalog lacks it
    QString collection;                  ///< counted in the sidebar, searched by the palette
    bool adminOnly = false;
    std::function<Panel*(model::Workspace&, PanelHost&)> make = {};
};

} // namespace skylab::shell
