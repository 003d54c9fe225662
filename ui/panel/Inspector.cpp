#include "panel/Inspector.h"

#include "kit/Basics.h"
#include "kit/DetailView.h"
#include "kit/ErrorCard.h"
#include "kit/ValueEditor.h"
#include "panel/Deed.h"
#include "panel/ResourceActions.h"

#include <QPointer>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace skylab::panel {

namespace {

/// Facts and what belongs to them: one below the other or, where there is room, side by side, so that both are seen at once.
class Beside : public QWidget {
public:
    Beside() : m_box(new QBoxLayout(QBoxLayout::TopToBottom, this))
    {
        m_box->setContentsMargins(0, 0, 0, 0);
        m_box->setSpacing(32);
    }
    void add(QWidget* part) { m_box->addWidget(part, 1, Qt::AlignTop); }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        constexpr int roomy = 880;
        QWidget::resizeEvent(event);
        const auto way = width() >= roomy ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
        if (way != m_box->direction())
            m_box->setDirection(way);
    }

private:
    QBoxLayout* m_box;
};

} // namespace

Inspector::Inspector(const PanelSpec& spec, model::Collection& collection, ResourceActions& actions, Text name, QWidget* parent)
    : QWidget(parent), m_spec(spec), m_collection(collection), m_actions(actions), m_name(std::move(name)), m_detail(new kit::DetailView)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_detail->setObjectName("detail:" + m_spec.id);
    column->addWidget(m_detail);
    connect(m_detail, &kit::DetailView::closeAsked, this, &Inspector::closeAsked);
}

QList<Row> Inspector::rows() const
{
    QList<Row> all;
    for (const auto& id : m_ids) {
        if (auto row = m_collection.model().row(id); !row.isEmpty())
            all << row;
    }
    return all;
}

void Inspector::showOne(const QString& id)
{
    const bool other = m_ids != QStringList { id };
    m_ids = { id };
    if (other)
        rebuildTabs();
    refresh();
}

void Inspector::showMany(const QStringList& ids)
{
    const bool other = m_ids.size() < 2;
    m_ids = ids;
    if (other)
        rebuildTabs();
    refresh();
}

void Inspector::clear()
{
    m_ids.clear();
    m_detail->clearTabs();
    m_overview = nullptr;
    m_fault = nullptr;
    m_said.clear();
    m_digest.clear();
}

void Inspector::showTab(const QString& tab) { m_detail->showTab(tab); }

void Inspector::rebuildTabs()
{
    const auto before = m_detail->currentTab();
    m_overview = nullptr;
    m_fault = nullptr;
    m_said.clear();
    m_detail->clearTabs();
    m_detail->addTab("overview", tr("Overview"), [this] { return makeOverview(); });
    if (m_ids.size() == 1) {
        for (const auto& tab : m_spec.tabs) {
            m_detail->addTab(tab.id, tab.title, [this, make = tab.make, id = m_ids.first()] {
                TabContext context { m_actions.context().workspace, m_actions.context().host, m_collection, id };
                return make(context);
            });
        }
    }
    m_detail->showTab("overview");
    if (!before.isEmpty() && before != u"console")   // a console is opened by wish, not by passing
        m_detail->showTab(before);
}

void Inspector::refresh()
{
    const auto shown = rows();
    if (shown.isEmpty())
        return;
    const auto& row = shown.first();
    if (m_ids.size() > 1) {
        m_detail->setHeading(tr("%n selected", nullptr, int(m_ids.size())), tr("What they have in common"));
        m_detail->hideStatus();
    } else {
        m_detail->setHeading(m_name(row), m_spec.subtitle ? m_spec.subtitle(row) : QString());
        if (m_spec.status) {
            const auto status = m_spec.status(row);
            m_detail->setStatus(status.tone, status.text, status.progress);
        } else {
            m_detail->hideStatus();
        }
    }
    refreshActions(shown);
    fillOverview();
}

/// Buttons stay as long as they say the same, so that none goes away under the pointer.
void Inspector::refreshActions(const QList<Row>& shown)
{
    const auto digest = shown.size() > 1 ? QStringLiteral("many") : m_actions.digestFor(shown);
    if (digest == m_digest)
        return;
    m_digest = digest;
    auto* old = std::exchange(m_owner, new QObject(this));
    m_detail->setActions(shown.size() > 1 ? QList<QAction*>() : m_actions.actionsFor(shown, m_owner));
    if (old)
        old->deleteLater();
}

QWidget* Inspector::makeOverview()
{
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* body = new kit::Surface;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(20, 16, 18, 16);
    column->setSpacing(14);
    m_fault = new kit::ErrorCard;
    m_fault->hide();
    m_said.clear();
    column->addWidget(m_fault);
    TabContext context { m_actions.context().workspace, m_actions.context().host, m_collection, m_ids.first() };
    const bool one = m_ids.size() == 1;
    if (auto* above = one && m_spec.above ? m_spec.above(context) : nullptr)
        column->addWidget(above);
    auto* both = new Beside;
    m_overview = new kit::KeyValueView;
    connect(m_overview, &kit::KeyValueView::edited, this, &Inspector::save);
    both->add(m_overview);
    if (auto* below = one && m_spec.below ? m_spec.below(context) : nullptr)
        both->add(below);
    column->addWidget(both);
    column->addStretch();
    scroll->setWidget(body);
    fillOverview();
    return scroll;
}

Facts Inspector::factsOf(const Row& row) const
{
    auto facts = m_spec.facts ? m_spec.facts(row) : Facts();
    for (auto& fact : facts) {
        if (!fact.change || !fact.change->save)
            continue;
        fact.edit = fact.change->editor;
        if (!fact.change->rule.isEmpty() && !m_actions.context().workspace.may(fact.change->rule))
            fact.edit->blocked = tr("Your roles in this project don't allow it.");
    }
    return facts;
}

/// Facts that all have; where values differ it says so. One can be edited when it can be in any of them.
Facts Inspector::common(const QList<Row>& all) const
{
    auto facts = factsOf(all.first());
    for (const auto& row : all.mid(1)) {
        const auto others = factsOf(row);
        for (auto fact = facts.begin(); fact != facts.end();) {
            const auto other = std::find_if(others.begin(), others.end(), [&](const Fact& one) { return one.label == fact->label; });
            if (other == others.end()) {
                fact = facts.erase(fact);
                continue;
            }
            fact->mixed = fact->mixed || fact->value != other->value || (fact->edit && other->edit && fact->edit->value != other->edit->value);
            if (fact->edit && other->edit && !fact->edit->blocked.isEmpty())
                fact->edit->blocked = other->edit->blocked;
            if (!other->edit)
                fact->edit.reset();
            fact->open = {};
            ++fact;
        }
    }
    return facts;
}

void Inspector::fillFault(const Row& row)
{
    const auto fault = m_ids.size() == 1 && m_spec.fault ? m_spec.fault(row) : std::nullopt;
    const auto said = fault ? fault->message + fault->details : QString();
    m_fault->setVisible(bool(fault));
    if (said == m_said)
        return;
    m_said = said;
    if (!fault)
        return;
    auto context = m_actions.context();
    m_fault->setFixes(m_spec.fixes ? m_spec.fixes(context, row) : std::vector<kit::Fix>());
    m_fault->setError(*fault);
}

void Inspector::fillOverview()
{
    const auto shown = rows();
    if (!m_overview || shown.isEmpty())
        return;
    fillFault(shown.first());
    std::vector<kit::KeyValueView::Row> lines;
    if (m_ids.size() == 1)
        lines.push_back({ tr("ID"), m_ids.first(), true, true, {}, {} });
    if (shown.size() <= mostCompared) {
        for (auto& fact : shown.size() == 1 ? factsOf(shown.first()) : common(shown))
            lines.push_back(fact);
    }
    m_overview->setRows(lines);
}

std::optional<Edit> Inspector::editOf(const Row& row, const QString& label) const
{
    for (const auto& fact : factsOf(row)) {
        if (fact.label == label && fact.change && fact.edit && fact.edit->blocked.isEmpty())
            return fact.change;
    }
    return {};
}

void Inspector::save(const QString& label, const QJsonValue& value)
{
    const auto shown = rows();
    if (shown.size() > 1)
        return saveMany(shown, label, value);
    const auto edit = shown.isEmpty() ? std::nullopt : editOf(shown.first(), label);
    if (!edit)
        return m_overview->setOutcome(label, tr("It can't be changed any more."));
    saveOne(shown.first(), label, *edit, value);
}

void Inspector::saveOne(const Row& row, const QString& label, const Edit& edit, const QJsonValue& value)
{
    const auto id = m_collection.model().idOf(row);
    client::then(m_actions.send(edit.save(row, value)), this, [this, row, id, label, edit, before = edit.editor.value](const Result<client::Reply>& reply) {
        const bool here = m_overview && shown() == id;
        if (!reply) {
            if (here)
                m_overview->setOutcome(label, reply.error().message);
            return;
        }
        m_collection.loadRow(id, [this, guard = QPointer<Inspector>(this), id, label] {
            if (guard && m_overview && shown() == id)
                m_overview->setOutcome(label, {});
        });
        reload(edit.reload);
        auto& workspace = m_actions.context().workspace;
        workspace.undo().push(tr("%1 of %2 was changed").arg(label, m_name(row)), [this, guard = QPointer<Inspector>(this), &workspace, row, id, edit, label, before] {
            if (!guard)
                return;
            workspace.jobs().run("undo-2", tr("Undo: %1 of %2").arg(label, m_name(row)), [this, call = edit.save(row, before)] { return m_actions.send(call); },
                                 [this, guard, id](const client::Reply&) {
                                     if (guard)
                                         m_collection.reloadRow(id);
                                 });
        });
    });
}

void Inspector::saveMany(const QList<Row>& all, const QString& label, const QJsonValue& value)
{
    auto& workspace = m_actions.context().workspace;
    std::vector<model::Jobs::Part> parts, back;
    QStringList others;
    for (const auto& row : all) {
        const auto edit = editOf(row, label);
        if (!edit) {
            parts.push_back({ m_name(row), {}, {}, {}, {}, tr("It can't be changed now.") });
            continue;
        }
        if (edit->editor.value == value)
            continue;
        const auto part = [&](const QJsonValue& to) {
            const auto call = edit->save(row, to);
            return model::Jobs::Part { m_name(row), {}, m_actions.sender(call), [&collection = m_collection, id = m_collection.model().idOf(row), &workspace](int job, const client::Reply&) {
                                          workspace.jobs().finish(job);
                                          collection.reloadRow(id);
                                      }, m_actions.describe(call), {} };
        };
        parts.push_back(part(value));
        back.push_back(part(edit->editor.value));
        others = edit->reload;
    }
    m_overview->setOutcome(label, {});
    if (back.empty())
        return;
    const auto title = tr("%1 of %n", nullptr, int(back.size())).arg(label);
    const int job = workspace.jobs().runBatch("pencil", tr("Change %1").arg(title), parts);
    workspace.jobs().describe(job, {}, m_spec.id);
    reload(others);
    new Deed(workspace, job, tr("%1 was changed").arg(title), tr("Undo: %1").arg(title), std::move(back));
}

void Inspector::reload(const QStringList& collections)
{
    for (const auto& id : collections) {
        auto& collection = m_actions.context().workspace.collection(id);
        if (collection.state() != model::Collection::State::Fresh)
            collection.reload();
    }
}

bool Inspector::canEdit(const Row& row) const
{
    const auto facts = factsOf(row);
    return std::any_of(facts.begin(), facts.end(), [](const Fact& fact) { return fact.edit && fact.edit->blocked.isEmpty(); });
}

bool Inspector::editFirst()
{
    m_detail->showTab("overview");
    for (const auto& editor : m_overview ? m_overview->findChildren<kit::ValueEditor*>() : QList<kit::ValueEditor*>()) {
        if (editor->begin())
            return true;
    }
    return false;
}

} // namespace skylab::panel
