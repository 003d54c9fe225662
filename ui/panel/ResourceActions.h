#pragma once

#include "panel/PanelSpec.h"

#include <QObject>

class QAction;

namespace skylab::panel {

/// Runs the actions of a spec on rows: asks with forms and confirmations, makes jobs of the calls, offers undo.
class ResourceActions : public QObject {
    Q_OBJECT
public:
    /// `collection` is where the rows live, for following them; may be null (rows of a SubTable).
    ResourceActions(Context context, std::vector<Action> actions, QString service, model::Collection* collection, Text name, QObject* parent);

    /// QActions for rows as they are now; what can't be done is disabled with its reason as tool tip. Owned by this, replaced by the next call.
    [[nodiscard]] QList<QAction*> actionsFor(const QList<Row>& rows);
    void trigger(const QString& actionId, const QList<Row>& rows);
    void create(const CreateSpec& spec);
    [[nodiscard]] bool has(const QString& actionId) const { return find(actionId); }
    [[nodiscard]] const std::vector<Action>& all() const { return m_actions; }

private:
    [[nodiscard]] const Action* find(const QString& actionId) const;
    [[nodiscard]] QString blockedBy(const Action& action, const QList<Row>& rows) const;
    void askForm(const Action& action, const QList<Row>& rows);
    void askConfirm(const Action& action, const QList<Row>& rows, const Values& values);
    void perform(const Action& action, const QList<Row>& rows, const Values& values);
    void performOne(const Action& action, const Row& row, const Values& values);
    void follow(int job, const QString& id);
    [[nodiscard]] QFuture<Result<client::Reply>> send(const Call& call);
    [[nodiscard]] QString idOf(const Row& row) const;
    void reload(const QStringList& collections);

    Context m_context;
    std::vector<Action> m_actions;
    QString m_service;
    model::Collection* m_collection;
    Text m_name;
    QList<QAction*> m_made;
};

} // namespace skylab::panel
