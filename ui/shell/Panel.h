#pragma once

#include "core/Secret.h"
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
    /// Anything else that is small and remembered between runs, under a key of the panel's own: an inspector's width, saved views.
    [[nodiscard]] virtual QByteArray remembered(const QString& key) const = 0;
    virtual void remember(const QString& key, const QByteArray& value) = 0;
    virtual void showNote(const QString& text) = 0;
    /// Secrets of this cloud (private keys, by the key pair's name) in the desktop's keyring; where there is none, until the program
    /// ends: then `kept` is false and `why` says so. Reading gives an empty one when there is none or the keyring is locked.
    virtual void storeSecret(const QString& name, const Secret& secret, const std::function<void(bool kept, const QString& why)>& done) = 0;
    virtual void readSecret(const QString& name, const std::function<void(const Secret& secret)>& done) = 0;
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
