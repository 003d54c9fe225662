#pragma once

#include "panel/PanelSpec.h"

#include <QPointer>

class QAction;
class QMenu;

namespace skylab::kit {
class WizardDialog;
}

namespace skylab::panel {

/// What can be done with given rows: QActions with reasons when blocked, forms, confirmations, jobs, undo.
class ResourceActions : public QObject {
    Q_OBJECT
public:
    /// `collection` is where the rows live, for following them; may be null (rows of a SubTable).
    ResourceActions(Context context, std::vector<Action> actions, QString service, model::Collection* collection, Text name, QObject* parent);

    /// Where its rows are shown: jobs lead there.
    void setPanel(const QString& panel) { m_panel = panel; }
    /// QActions for rows, in sections; what can't be done is disabled with its reason as tool tip. Owned by `owner`; without one
    /// by this, until the next call. Separators carry the sections' titles.
    [[nodiscard]] QList<QAction*> actionsFor(const QList<Row>& rows, QObject* owner = nullptr);
    /// The same text as long as actionsFor() would make the same actions.
    [[nodiscard]] QString digestFor(const QList<Row>& rows) const;
    void fill(QMenu& menu, const QList<Row>& rows);
    void trigger(const QString& actionId, const QList<Row>& rows);
    void create(const CreateSpec& spec);
    [[nodiscard]] bool has(const QString& actionId) const { return find(actionId); }
    [[nodiscard]] const std::vector<Action>& all() const { return m_actions; }

    /// Why rows can't take an action, or nothing: of all of them, or of one.
    [[nodiscard]] QString blockedBy(const Action& action, const QList<Row>& rows) const;
    [[nodiscard]] QString blockedFor(const Action& action, const Row& row) const;
    /// Makes a call of the panel's service.
    [[nodiscard]] QFuture<Result<client::Reply>> send(const Call& call) const { return sender(call)(); }
    /// The same for a job, which may be tried again when the tab of this is long closed: it keeps nothing of this.
    [[nodiscard]] model::Jobs::Call sender(const Call& call) const;
    /// "POST compute /servers/1/action", for logs.
    [[nodiscard]] QString describe(const Call& call) const;
    [[nodiscard]] const Context& context() const { return m_context; }

private:
    enum class Way { Normal, Trash };
    /// What is asked for: an action on the rows that can take it; the others are named.
    struct Order {
        QString action;
        QList<Row> rows;
        QList<QPair<Row, QString>> skipped;
        Values values = {};
        Way way = Way::Normal;
    };

    [[nodiscard]] const Action* find(const QString& actionId) const;
    [[nodiscard]] bool isOffered(const Action& action) const { return !action.offered || action.offered(); }
    [[nodiscard]] QList<Row> current(const QList<Row>& rows) const;
    void askForm(const Order& order);
    void submitForm(const Order& order, const QPointer<kit::WizardDialog>& dialog);
    void askConfirm(const Order& order);
    void perform(const Order& order);
    /// The job.
    int performOne(const Action& action, const Order& order);
    int performMany(const Action& action, const Order& order);
    void takeAway(int job, const QList<Row>& rows);
    void accepted(int job, const Action& action, const Row& row);
    /// accepted() for a job, which may be answered when the tab of this is long closed: the rest is done then, too.
    [[nodiscard]] std::function<void(int job)> acceptor(const Action& action, const Row& row);
    void offerUndo(const Action& action, const Order& order, int job = 0);
    void offerFixes(int job, const Action& action, const Row& row);
    void showFixes(int job);
    void askActionLog(int job);
    void follow(int job, const QString& id);
    [[nodiscard]] Call callOf(const Action& action, const Order& order, const Row& row) const;
    [[nodiscard]] QString doing(const Action& action, const Row& row) const;
    [[nodiscard]] QString kindOf(const Action& action) const { return m_service + u'.' + m_panel + u'.' + action.id; }
    [[nodiscard]] QString idOf(const Row& row) const;
    static void reload(model::Workspace& workspace, const QStringList& collections);

    Context m_context;
    std::vector<Action> m_actions;
    QString m_service;
    QString m_panel;
    model::Collection* m_collection;
    Text m_name;
    QList<QAction*> m_made;
    QHash<int, QStringList> m_takenAway;         ///< rows that a job took out of the list before the cloud had said yes
    QHash<int, QPair<QString, Row>> m_fixable;   ///< jobs whose failure can be mended: by which action, of which row
};

} // namespace skylab::panel
