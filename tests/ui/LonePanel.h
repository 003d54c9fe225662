#pragma once

#include "panel/ResourcePanel.h"
#include "ui/ScriptedCloud.h"

#include <QHash>
#include <QStringList>

namespace skylab::test {

/// A window for one panel: remembers, and notes what it was asked.
class LoneHost : public shell::PanelHost {
public:
    void openResource(const QString& panel, const QString& id, const QString& tab) override { opened << panel + u'/' + id + u'/' + tab; }
    void beginCreate() override { }
    [[nodiscard]] QByteArray tableLayout(const QString& panel) const override { return kept.value("layout/" + panel); }
    void saveTableLayout(const QString& panel, const QByteArray& layout) override { kept["layout/" + panel] = layout; }
    [[nodiscard]] QByteArray remembered(const QString& key) const override { return kept.value(key); }
    void remember(const QString& key, const QByteArray& value) override { kept[key] = value; }
    void showNote(const QString& text) override { notes << text; }
    void storeSecret(const QString&, const Secret&, const std::function<void(bool, const QString&)>& done) override { done(false, {}); }
    void readSecret(const QString&, const std::function<void(const Secret&)>& done) override { done({}); }

    QHash<QString, QByteArray> kept;
    QStringList notes, opened;
};

/// A panel of its own spec over the servers of a scripted cloud.
class LonePanel {
public:
    /// `host` outlives it, so that what was remembered can be looked at by the next one.
    LonePanel(LoneHost& host, const std::function<panel::PanelSpec(model::Workspace&)>& spec);
    ~LonePanel();

    ScriptedCloud cloud;
    model::Workspace workspace;
    std::unique_ptr<QWidget> window;
    panel::ResourcePanel* panel = nullptr;

    [[nodiscard]] model::Collection& servers() { return workspace.collection("servers"); }
    /// Names in the order of the table.
    [[nodiscard]] QStringList names() const;
    void select(const QStringList& ids);

    static QString id(int number) { return QStringLiteral("7c1e%1-aaaa-4bbb-8ccc-0123456789ab").arg(number, 4, 10, QLatin1Char('0')); }
};

/// Columns of every type, actions with reasons, facts that can be edited.
panel::PanelSpec everythingSpec(model::Workspace& workspace);

} // namespace skylab::test
