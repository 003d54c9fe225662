#pragma once

#include "kit/Cell.h"
#include "kit/ErrorCard.h"
#include "kit/FormView.h"
#include "kit/KeyValueView.h"
#include "kit/StateView.h"
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
    std::function<kit::Choice(const Row&)> choice = {};
    /// The more the better as the first choice; without it the first one is, or none. In a field that takes several those
    /// above 0 are taken to begin with.
    std::function<double(const Row&)> prefer = {};
    bool orNone = false;             ///< an empty choice comes first
    QString none = {};               ///< its text
    std::function<std::vector<kit::Choice>(const Row&)> several = {};   ///< instead of `choice`, where a row makes any number of them
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
    QString title;                                                  ///< empty: nothing has to be asked
    QString text = {};
    QString accept;
};

/// A way of deleting that can be taken back for some days.
struct Trash {
    std::function<bool()> offered;                                  ///< whether this cloud keeps what is deleted
    std::function<Call(const Row&, const Values&)> call;
    std::function<Call(const Row&, const Values&)> restore;         ///< takes it back; becomes the undo
    Text done;                                                      ///< "web-1 is in the trash"
    QString text = {};                                              ///< said in the question: how long it is kept
};

/// What custom steps get.
struct Context {
    model::Workspace& workspace;
    shell::PanelHost& host;
    QWidget* window;
    /// Loads what changed again.
    std::function<void(const QString& id)> changed;
};

/// Something that can be done with rows. Either `call` or `run` is set. On several rows `call` makes one job with a result for
/// each row; rows that are blocked are left out and named.
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
    std::function<bool(const Row&)> undoable = {};                  ///< false where `undo` could not bring back what the row had; no undo then
    QStringList reload = {};                                        ///< other collections that it changes
    QString group = {};                                             ///< title of the menu's section; empty: the one of the action before
    QString rule = {};                                              ///< policy rule that it needs, "os_compute_api:servers:start"
    std::function<bool()> offered = {};                             ///< false hides it: the cloud or the build lacks it
    /// What goes along, a line each: "14 volumes (3 shared: kept)". The question lists them, and asks again when one of `consults` changes.
    std::function<QStringList(const QList<Row>&)> consequences = {};
    QStringList consults = {};                                      ///< collections that `consequences` reads; loaded when asked
    std::optional<Trash> trash = {};                                ///< where offered it is the primary way; `call` deletes for good
    /// Buttons that mend a failure: on the error card of the form and of the job.
    std::function<std::vector<kit::Fix>(Context&, const Row&, const Error&)> fixes = {};
};

/// How a fact is edited in place.
struct Edit {
    kit::Editor editor = {};                                        ///< its kind, the value as the row has it, choices, checks
    std::function<Call(const Row&, const QJsonValue& value)> save = {};
    QString rule = {};                                              ///< policy rule that it needs
    QStringList reload = {};                                        ///< other collections that it changes
};

/// A labelled value in the overview. The same label in several selected rows is the same fact.
struct Fact : kit::KeyValueView::Row {
    Fact(kit::KeyValueView::Row row) : kit::KeyValueView::Row(std::move(row)) { }
    Fact(kit::KeyValueView::Row row, Edit change) : kit::KeyValueView::Row(std::move(row)), change(std::move(change)) { }
    Fact(QString label, QString value, Edit change) : kit::KeyValueView::Row { std::move(label), std::move(value) }, change(std::move(change)) { }

    std::optional<Edit> change = {};   ///< Row::edit is filled from it
};

/// Facts; plain labelled values are facts that can't be edited.
struct Facts : std::vector<Fact> {
    Facts() = default;
    Facts(std::initializer_list<Fact> facts) : std::vector<Fact>(facts) { }
    Facts(const std::vector<kit::KeyValueView::Row>& rows) : std::vector<Fact>(rows.begin(), rows.end()) { }
};

/// A switch in the heading, beside the filter: "All projects".
struct Switch {
    QString id;                                                     ///< remembered under it
    QString text;
    QString icon = {};
    std::function<bool()> offered = {};
    std::function<void(Context&, bool on)> changed;                 ///< also called for the remembered state, before the first load
};

/// What makes a new resource.
struct CreateSpec {
    QString text;                                                   ///< of the button, "Launch instance"
    std::function<FormSpec()> form;
    std::function<Call(const Values&)> call = {};
    QString resultKey = {};                                         ///< of the new row in the answer
    std::function<void(Context&, const Values&)> run = {};          ///< instead of call
    std::function<void(Context&)> open = {};                        ///< instead of a form: a dialog of the panel's own
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
    QString createRule = {};                                        ///< policy rule of `create`
    Text name = {};                                                 ///< default: "name", then the id
    Text subtitle = {};
    std::function<kit::Cell(const Row&)> status = {};               ///< for the detail's heading
    std::function<Facts(const Row&)> facts = {};
    /// Why the resource is in an error, for a card above its facts; nothing when it is well.
    std::function<std::optional<Error>(const Row&)> fault = {};
    std::function<std::vector<kit::Fix>(Context&, const Row&)> fixes = {};   ///< buttons on that card
    /// Widgets of the panel's own in the overview, above the facts (what is wrong) and below them (charts); may be null.
    std::function<QWidget*(TabContext&)> above = {};
    std::function<QWidget*(TabContext&)> below = {};
    std::vector<Switch> switches = {};
    std::vector<Tab> tabs = {};                                     ///< after the overview
    QString emptyTitle = {};
    QString emptyText = {};
    /// Large buttons that do the first step, while there is nothing; asked again when one of `needs` changes. They come of the
    /// collection `startersFrom`, before which the page is not told empty.
    std::function<std::vector<kit::StateView::Card>(Context&)> starters = {};
    QString startersFrom = {};
    std::function<QString(int total, const model::ResourceModel&)> summary = {};
    QStringList needs = {};                                         ///< other collections whose names the rows show
};

} // namespace skylab::panel
