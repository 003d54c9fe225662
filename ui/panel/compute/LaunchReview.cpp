// The wizard's last page: everything that was said, what it does to the quota, and where it fits.
#include "panel/compute/LaunchPages.h"

#include "kit/KeyValueView.h"
#include "model/CloudConfig.h"
#include "panel/Wording.h"

#include <QGridLayout>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>

namespace skylab::panel {

using theme::Tokens;

namespace {

class ReviewPage : public kit::StepPage {
public:
    explicit ReviewPage(LaunchPlan& plan) : m_plan(plan), m_facts(new kit::KeyValueView), m_fit(new QVBoxLayout), m_quota(new QGridLayout)
    {
        auto* column = columnOf(this);
        column->addWidget(m_facts);
        column->addWidget(new kit::Line);
        m_fit->setSpacing(8);
        column->addLayout(m_fit);
        m_quota->setHorizontalSpacing(14);
        m_quota->setVerticalSpacing(6);
        m_quota->setColumnStretch(1, 1);
        column->addLayout(m_quota);
        column->addStretch();
        connect(plan.fit, &FitModel::changed, this, &ReviewPage::showFit);
    }
    void enter() override
    {
        const auto& draft = m_plan.draft;
        std::vector<kit::KeyValueView::Row> rows;
        const auto add = [&rows](const QString& label, const QString& value) {
            if (!value.isEmpty())
                rows.push_back({ label, value });
        };
        const auto names = namesOf(draft.name);
        add(Launch::tr("Name"), names.size() > 1 ? Launch::tr("%1 to %2").arg(names.first(), names.last()) : draft.count > 1 ? Launch::tr("%1, %n of them", nullptr, draft.count).arg(draft.name) : draft.name);
        add(Launch::tr("Description"), draft.description);
        add(Launch::tr("Zone"), draft.zone);
        add(Launch::tr("Boots from"), sourceText());
        add(Launch::tr("More disks"), disksText());
        add(Launch::tr("Size"), flavorLine(m_plan.flavor()));
        add(Launch::tr("Networks"), networksText());
        QStringList groups;
        for (const auto& id : draft.groups)
            groups << m_plan.workspace().nameOf("security-groups", id);
        if (draft.letSshIn && !letsSshIn(m_plan.workspace(), draft.groups))
            groups << Launch::tr("ssh (will be made)");
        add(Launch::tr("Security groups"), groups.join(QStringLiteral(", ")));
        add(Launch::tr("Key pair"), draft.makeKey ? Launch::tr("will be made") : draft.keyName.isEmpty() ? Launch::tr("none") : draft.keyName);
        const auto script = draft.userData.toUtf8();
        add(Launch::tr("Start-up script"), script.isEmpty() ? QString() : Launch::tr("%1, %2").arg(model::userDataKind(script), bytesText(double(script.size()))));
        add(Launch::tr("Config drive"), draft.configDrive ? yesNo(true) : QString());
        add(Launch::tr("Server group"), draft.serverGroup.isEmpty() ? QString() : m_plan.workspace().nameOf("server-groups", draft.serverGroup));
        add(Launch::tr("Scheduler hints"), pairsText(draft.hints));
        add(Launch::tr("Metadata"), pairsText(draft.metadata));
        add(Launch::tr("Tags"), draft.tags.join(QStringLiteral(", ")));
        m_facts->setRows(rows);
        showFit();
    }

private:
    static QString pairsText(const QJsonObject& pairs)
    {
        QStringList texts;
        for (auto it = pairs.begin(); it != pairs.end(); ++it)
            texts << QStringLiteral("%1 = %2").arg(it.key(), it->toString());
        return texts.join(u'\n');
    }
    [[nodiscard]] QString sourceText() const
    {
        const auto& draft = m_plan.draft;
        const char* collections[] = { "images", "images", "volumes", "snapshots" };
        const auto name = m_plan.workspace().nameOf(collections[int(draft.source)], draft.sourceId);
        return draft.newVolume ? Launch::tr("%1, on a new volume of %2").arg(name, gibText(draft.volumeSize)) : name;
    }
    [[nodiscard]] QString disksText() const
    {
        QStringList texts;
        for (const auto& disk : m_plan.draft.disks)
            texts << (disk.volumeId.isEmpty() ? Launch::tr("a new volume of %1").arg(gibText(disk.size)) : m_plan.workspace().nameOf("volumes", disk.volumeId));
        return texts.join(u'\n');
    }
    [[nodiscard]] QString networksText() const
    {
        const auto& draft = m_plan.draft;
        if (draft.makeNetwork)
            return Launch::tr("one will be made");
        QStringList texts;
        for (const auto& nic : draft.nics) {
            const auto name = nic.portId.isEmpty() ? m_plan.workspace().nameOf("networks", nic.networkId) : m_plan.workspace().nameOf("ports", nic.portId);
            texts << (nic.fixedIp.isEmpty() ? name : Launch::tr("%1 at %2").arg(name, nic.fixedIp));
        }
        return texts.isEmpty() ? Launch::tr("none") : texts.join(u'\n');
    }
    void showFit()
    {
        kit::clearLayout(*m_fit);
        kit::clearLayout(*m_quota);
        const auto fit = m_plan.fit->answer();
        if (fit.isEmpty())
            return;
        const bool bad = m_plan.fit->isMisfit();
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(kit::iconLabel(bad ? "triangle-alert" : "circle-check", 16, bad ? &Tokens::warn : &Tokens::ok), 0, Qt::AlignTop);
        auto* text = kit::label(fitText(fit), 13, 600, bad ? &Tokens::warn : &Tokens::text);
        text->setObjectName("reviewFit");
        text->setWordWrap(true);
        row->addWidget(text, 1);
        m_fit->addLayout(row);
        if (bad)
            addHosts(fit);
        addQuota(fit[u"quota"].toArray());
    }
    void addHosts(const QJsonObject& fit)
    {
        const auto hosts = fit[u"hosts"].toArray();
        for (const auto& host : hosts) {
            for (const auto& why : failedChecks(host.toObject()))
                m_fit->addWidget(kit::paragraph(Launch::tr("%1: %2").arg(host[u"host"].toString(), why)));
        }
        auto* buttons = new QHBoxLayout;
        const auto useFlavor = [this](const QJsonObject& flavor) {
            m_plan.draft.custom = false;
            m_plan.draft.flavorId = flavor[u"id"].toString();
            enter();
            Q_EMIT edited();
        };
        for (const auto& fix : waysOut(m_plan.context, fit[u"ways_out"].toArray(), useFlavor, [fit = QPointer<FitModel>(m_plan.fit)] {
                 if (fit)
                     fit->again();
             })) {
            auto* it = kit::button(fix.text, fix.icon);
            connect(it, &QPushButton::clicked, this, fix.run);
            buttons->addWidget(it);
        }
        buttons->addStretch();
        m_fit->addLayout(buttons);
    }
    void addQuota(const QJsonArray& quota)
    {
        int at = 0;
        for (const auto& one : quota) {
            const auto resource = one[u"resource"].toString();
            const double limit = one[u"limit"].toDouble(), after = one[u"after"].toDouble();
            const bool over = !one[u"fits"].toBool(true);
            const auto amount = [resource](double value) { return resource == u"ram" ? memoryText(value) : QLocale().toString(value, 'f', 0); };
            const auto name = resource == u"instances" ? Launch::tr("Instances") : resource == u"cores" ? Launch::tr("vCPUs") : resource == u"ram" ? Launch::tr("Memory") : resource;
            m_quota->addWidget(kit::label(name, 12, 400, &Tokens::muted), at, 0);
            auto* bar = new QProgressBar;
            bar->setAccessibleName(name);
            bar->setTextVisible(false);
            bar->setRange(0, 1000);
            bar->setValue(limit > 0 ? qBound(0, int(1000 * after / limit), 1000) : 0);
            m_quota->addWidget(bar, at, 1);
            m_quota->addWidget(kit::label(limit < 0 ? Launch::tr("%1, without a limit").arg(amount(after)) : Launch::tr("%1 of %2").arg(amount(after), amount(limit)), 12, over ? 600 : 400, over ? &Tokens::error : &Tokens::muted), at, 2);
            ++at;
        }
    }

    LaunchPlan& m_plan;
    kit::KeyValueView* m_facts;
    QVBoxLayout* m_fit;
    QGridLayout* m_quota;
};

} // namespace

kit::StepPage* launchReviewPage(LaunchPlan& plan) { return new ReviewPage(plan); }

} // namespace skylab::panel
