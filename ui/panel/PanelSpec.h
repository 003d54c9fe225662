#pragma once

#include "kit/Cell.h"
#include "kit/FormView.h"
#include "kit/KeyValueView.h"
#include "model/Workspace.h"
#include "shell/Panel.h"

#include <functional>
#include <optional>
#include <vector>

namespace skylab::panel {

using Row = QJsonObject;      ///< a resource as the API shows it
using Values = QJsonObject;   ///< what a form gathered
using Text = std::function<QString(const Row&)>;

/// A REST call that an action makes.
struct Call {
    QByteArray verb = "POST";
    QString path;
    QJsonValue body = QJsonValue::Undefined;
    QString service = {};            ///< empty: the panel's own
    client::Headers headers = {};
};

/// Where the choices of a field come from.
struct Options {
    QString field;
    QString collection;
    std::function<bool(const Row&)> keep = {};
    std::function<kit::Choice(const Row&)> choice;
    /// The more the better as the first choice; without it the first one is, or none. In a field that takes several those
    /// above 0 are taken to begin with.
    std::function<double(const Row&)> prefer = {};
    bool orNone = false;             ///< an empty choice comes first
    QString none = {};               ///< its text
};

struct FormSpec {
    QString icon;
    QString title;
    QString accept;
    QString intro = {};
    kit::Fields fields = {};
    std::vector<Options> options = {};
};

struct Confirm {
    QString title;
    QString text = {};
    QString accept;
};

/// What custom steps get.
struct Context {
    model::Workspace& workspace;
    shell::PanelHost& host;
    QWidget* window;
    /// Loads what changed again.
    std::function<void(const QString& id)> changed;
};

/// Something that can be done with rows. Either `call` or `run` is set.
struct Action {
    QString id;
    QString text;
    QString icon;
    QKeySequence shortcut = {};
    Text blocked = {};                                              ///< why it can't be done now, or nothing
    bool bulk = true;                                               ///< on several rows at once
    bool danger = false;
    std::function<FormSpec(const Row&)> form = {};
    std::function<Confirm(const QList<Row>&)> confirm = {};
    std::function<Call(const Row&, const Values&)> call = {};
    std::function<void(Context&, const QList<Row>&, const Values&)> run = {};
    Text doing = {};                                                ///< title of the job, "Stopping web-1"
    Text done = {};                                                 ///< said with an offer to undo, "web-1 was stopped"
    std::function<Call(const Row&, const Values&)> undo = {};
    QStringList reload = {};                                        ///< other collections that it changes
};

/// What makes a new resource.
struct CreateSpec {
    QString text;                                                   ///< of the button, "Launch instance"
    std::function<FormSpec()> form;
    std::function<Call(const Values&)> call = {};
    QString resultKey = {};                                         ///< of the new row in the answer
    std::function<void(Context&, const Values&)> run = {};          ///< instead of call
    std::function<QString(const Values&)> doing = {};
    /// With the answer: show a secret, go on with a second call.
    std::function<void(Context&, const Values&, const client::Reply&)> then = {};
    QStringList reload = {};
};

struct TabContext {
    model::Workspace& workspace;
    shell::PanelHost& host;
    model::Collection& collection;
    QString id;
};

struct Tab {
    QString id;
    QString title;
    std::function<QWidget*(TabContext&)> make;
};

struct PanelSpec {
    QString id;
    QString title;
    QString icon;
    shell::Section section = shell::Section::Compute;
    bool adminOnly = false;
    QString collection;
    QString service;
    kit::Columns columns;
    int sortColumn = 0;
    QStringList choices = {};                                       ///< columns that get a filter chip
    std::vector<Action> actions = {};
    std::optional<CreateSpec> create = {};
    Text name = {};                                                 ///< default: "name", then the id
    Text subtitle = {};
    std::function<kit::Cell(const Row&)> status = {};               ///< for the detail's heading
    std::function<std::vector<kit::KeyValueView::Row>(const Row&)> facts = {};
    std::vector<Tab> tabs = {};                                     ///< after the overview
    QString emptyTitle = {};
    QString emptyText = {};
    std::function<QString(int total, const model::ResourceModel&)> summary = {};
    QStringList needs = {};                                         ///< other collections whose names the rows show
};

} // namespace skylab::panel
