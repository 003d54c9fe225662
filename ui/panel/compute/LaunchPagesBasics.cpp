// The wizard's pages on what it is: details, source, size.
#include "panel/compute/LaunchPages.h"

#include "kit/FormView.h"
#include "panel/Wording.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QSpinBox>

namespace skylab::panel {

using theme::Tokens;

namespace {

class DetailsPage : public kit::StepPage {
public:
    explicit DetailsPage(LaunchPlan& plan) : m_plan(plan), m_form(new kit::FormView)
    {
        columnOf(this)->addWidget(m_form);
        static_cast<QVBoxLayout*>(layout())->addStretch();
        using kit::FieldKind;
        kit::Fields fields {
            { "name", Launch::tr("Name"), FieldKind::Text, true, plan.draft.name },
            { "description", Launch::tr("Description"), FieldKind::Text, false, plan.draft.description },
            { "zone", Launch::tr("Availability zone"), FieldKind::Choice },
            { "count", Launch::tr("How many"), FieldKind::Number, false, plan.draft.count },
            { "tags", Launch::tr("Tags"), FieldKind::Text, false, plan.draft.tags.join(QStringLiteral(", ")) },
        };
        fields[0].help = Launch::tr("“node-{01..20}” launches twenty with numbers of two digits; otherwise several get -1, -2 … behind the name.");
        fields[3].min = 1, fields[3].max = 100;
        fields[3].visible = [](const QJsonObject& values) { return namesOf(values[u"name"].toString()).size() == 1; };
        fields[4].placeholder = QStringLiteral("lab, web");
        m_form->setFields(fields);
        setFocusProxy(m_form->input("name"));
        watchRows(plan, this, "zones", [this] {
            std::vector<kit::Choice> zones { { {}, Launch::tr("Any") } };
            const auto& model = m_plan.workspace().collection("zones").model();
            for (int i = 0; i < model.rowCount(); ++i) {
                if (model.rowAt(i)[u"zoneState"][u"available"].toBool(true))
                    zones.push_back({ model.idAt(i), model.idAt(i) });
            }
            m_form->setChoices("zone", zones, m_plan.draft.zone);
        });
        connect(m_form, &kit::FormView::edited, this, &DetailsPage::store);
    }
    [[nodiscard]] QString fault() const override
    {
        if (m_plan.draft.name.isEmpty())
            return Launch::tr("Give it a name.");
        return m_plan.draft.name.size() > 255 ? Launch::tr("The name is too long: 255 characters at most.") : QString();
    }
    [[nodiscard]] QString digest() const override
    {
        const int count = qMax(m_plan.draft.count, int(namesOf(m_plan.draft.name).size()));
        return count == 1 ? m_plan.draft.name : Launch::tr("%n instance(s)", nullptr, count);
    }

private:
    void store()
    {
        const auto values = m_form->values();
        auto& draft = m_plan.draft;
        draft.name = values[u"name"].toString();
        draft.description = values[u"description"].toString();
        draft.zone = values[u"zone"].toString();
        draft.count = namesOf(draft.name).size() == 1 ? values[u"count"].toInt(1) : 1;
        draft.tags.clear();
        for (const auto& tag : values[u"tags"].toString().split(u',', Qt::SkipEmptyParts))
            draft.tags << tag.trimmed();
        Q_EMIT edited();
    }

    LaunchPlan& m_plan;
    kit::FormView* m_form;
};

/// One more disk: a new one or a volume that is there.
class DiskRow : public QWidget {
public:
    DiskRow(LaunchPlan& plan, LaunchDraft::Disk disk, const std::function<void()>& changed) : disk(std::move(disk))
    {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto* what = new QComboBox;
        what->setAccessibleName(Launch::tr("Disk"));
        what->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        what->setMinimumContentsLength(16);
        what->addItem(Launch::tr("A new, blank volume"), QString());
        const auto& volumes = plan.workspace().collection("volumes").model();
        for (int i = 0; i < volumes.rowCount(); ++i) {
            const auto& volume = volumes.rowAt(i);
            if (volume[u"status"].toString() == u"available")
                what->addItem(Launch::tr("%1 · %2").arg(plan.workspace().nameOf("volumes", volumes.idAt(i)), gibText(volume[u"size"].toInt())), volumes.idAt(i));
        }
        what->setCurrentIndex(qMax(0, what->findData(this->disk.volumeId)));
        auto* size = new QSpinBox;
        size->setAccessibleName(Launch::tr("Size"));
        size->setRange(1, 65'536);
        size->setSuffix(QStringLiteral(" GiB"));
        size->setValue(this->disk.size);
        auto* along = new QCheckBox(Launch::tr("Delete with the instance"));
        along->setChecked(this->disk.deleteWith);
        auto* remove = kit::toolButton("x", Launch::tr("Remove the disk"));
        row->addWidget(what, 1);
        row->addWidget(size);
        row->addWidget(along);
        row->addWidget(remove);
        size->setVisible(this->disk.volumeId.isEmpty());
        connect(what, &QComboBox::currentIndexChanged, this, [this, what, size, changed] {
            this->disk.volumeId = what->currentData().toString();
            size->setVisible(this->disk.volumeId.isEmpty());
            changed();
        });
        connect(size, &QSpinBox::valueChanged, this, [this, changed](int value) { this->disk.size = value, changed(); });
        connect(along, &QCheckBox::toggled, this, [this, changed](bool on) { this->disk.deleteWith = on, changed(); });
        connect(remove, &QToolButton::clicked, this, [this, changed] {
            gone = true;
            hide();
            deleteLater();
            changed();
        });
    }

    LaunchDraft::Disk disk;
    bool gone = false;
};

class SourcePage : public kit::StepPage {
public:
    using Source = LaunchDraft::Source;

    explicit SourcePage(LaunchPlan& plan) : m_plan(plan), m_kind(new QComboBox), m_list(new kit::PickList(Launch::tr("Source"), false)), m_form(new kit::FormView), m_disks(new QVBoxLayout)
    {
        auto* column = columnOf(this);
        m_kind->setAccessibleName(Launch::tr("Boot from"));
        m_kind->addItem(Launch::tr("An image"), int(Source::Image));
        m_kind->addItem(Launch::tr("A snapshot of an instance"), int(Source::Snapshot));
        m_kind->addItem(Launch::tr("A volume"), int(Source::Volume));
        m_kind->addItem(Launch::tr("A snapshot of a volume"), int(Source::VolumeSnapshot));
        m_kind->setCurrentIndex(m_kind->findData(int(plan.draft.source)));
        m_list->setLines(5);
        m_list->setValue(plan.draft.sourceId);
        column->addLayout(captioned(Launch::tr("Boot from"), m_kind));
        column->addWidget(m_list);
        m_installer = kit::paragraph(Launch::tr("This is an installer: it gets a blank disk beside it, to install to."));
        column->addWidget(m_installer);
        column->addWidget(m_form);
        makeForm();
        auto* head = new QHBoxLayout;
        head->addWidget(kit::label(Launch::tr("More disks"), 12, 500), 1);
        auto* add = kit::button(Launch::tr("Add a disk"), "plus");
        add->setObjectName("addDisk");
        head->addWidget(add);
        column->addLayout(head);
        m_disks->setSpacing(8);
        column->addLayout(m_disks);
        column->addStretch();
        for (const auto& disk : plan.draft.disks)
            addDisk(disk);
        setFocusProxy(m_list);
        for (const auto name : { "images", "volumes", "snapshots" })
            watchRows(plan, this, name, [this] { refill(); });
        watchRows(plan, this, "volume-types", [this] { refillTypes(); });
        connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
            m_plan.draft.source = Source(m_kind->currentData().toInt());
            m_plan.draft.sourceId.clear();
            m_list->setValue({});
            m_list->search()->clear();
            refill();
            store();
        });
        connect(m_list, &kit::PickList::changed, this, &SourcePage::store);
        connect(m_form, &kit::FormView::edited, this, &SourcePage::store);
        connect(add, &QPushButton::clicked, this, [this] {
            addDisk({});
            store();
        });
        store();
    }
    [[nodiscard]] QString fault() const override
    {
        if (m_plan.draft.sourceId.isEmpty())
            return Launch::tr("Choose what it boots from.");
        if (isInstaller(m_plan.workspace(), m_plan.draft) && m_plan.draft.disks.empty())
            return Launch::tr("An installer needs a disk to install to. Add one.");
        return {};
    }
    [[nodiscard]] QString digest() const override
    {
        const char* collections[] = { "images", "images", "volumes", "snapshots" };
        return m_plan.workspace().nameOf(collections[int(m_plan.draft.source)], m_plan.draft.sourceId);
    }

private:
    void makeForm()
    {
        using kit::FieldKind;
        const auto fromImage = [this](const QJsonObject&) { return m_plan.draft.source == Source::Image || m_plan.draft.source == Source::Snapshot; };
        const auto onVolume = [this, fromImage](const QJsonObject& values) { return fromImage(values) ? values[u"new"].toBool() : m_plan.draft.source == Source::VolumeSnapshot; };
        kit::Fields fields {
            { "new", Launch::tr("Put it on a new volume, which can outlive the instance"), FieldKind::Check, false, m_plan.draft.newVolume },
            { "size", Launch::tr("Size of the volume"), FieldKind::Number, false, m_plan.draft.volumeSize },
            { "type", Launch::tr("Type of the volume"), FieldKind::Choice },
            { "delete", Launch::tr("Delete the volume with the instance"), FieldKind::Check, false, m_plan.draft.deleteVolume },
        };
        fields[0].visible = fromImage;
        fields[1].min = 1, fields[1].max = 65'536, fields[1].suffix = "GiB";
        fields[1].visible = fields[2].visible = onVolume;
        fields[3].visible = [this, onVolume](const QJsonObject& values) { return onVolume(values) || m_plan.draft.source == Source::Volume; };
        m_form->setFields(fields);
    }
    void addDisk(const LaunchDraft::Disk& disk)
    {
        auto* row = new DiskRow(m_plan, disk, [this] { store(); });
        m_rows << row;
        m_disks->addWidget(row);
    }
    void refill()
    {
        std::vector<kit::PickList::Item> items;
        if (m_plan.draft.source == Source::Image || m_plan.draft.source == Source::Snapshot) {
            for (const auto& choice : imageChoices(m_plan.workspace(), m_plan.draft.source == Source::Snapshot))
                items.push_back({ choice.value, choice.text, choice.sub, choice.icon });
        } else {
            const bool volumes = m_plan.draft.source == Source::Volume;
            const QString name = volumes ? "volumes" : "snapshots";
            const auto& model = m_plan.workspace().collection(name).model();
            for (int i = 0; i < model.rowCount(); ++i) {
                const auto& row = model.rowAt(i);
                const bool boots = !volumes || row[u"bootable"].toVariant().toString() == u"true";
                if (boots && row[u"status"].toString() == u"available")
                    items.push_back({ model.idAt(i), m_plan.workspace().nameOf(name, model.idAt(i)), gibText(row[u"size"].toInt()), volumes ? "hard-drive" : "camera", ageText(row[u"created_at"].toString()) });
            }
        }
        m_list->setNote(m_plan.draft.source == Source::Volume ? Launch::tr("No volume here can be booted from and is free.") : Launch::tr("There is none."));
        m_list->setItems(items);
    }
    void refillTypes()
    {
        std::vector<kit::Choice> types { { {}, Launch::tr("Default type") } };
        const auto& model = m_plan.workspace().collection("volume-types").model();
        for (int i = 0; i < model.rowCount(); ++i)
            types.push_back({ model.rowAt(i)[u"name"].toString(), model.rowAt(i)[u"name"].toString(), model.rowAt(i)[u"description"].toString() });
        m_form->setChoices("type", types, m_plan.draft.volumeType);
    }
    void store()
    {
        auto& draft = m_plan.draft;
        draft.source = Source(m_kind->currentData().toInt());
        draft.sourceId = m_list->value();
        const auto values = m_form->values();
        draft.newVolume = values[u"new"].toBool() && (draft.source == Source::Image || draft.source == Source::Snapshot);
        draft.volumeSize = values[u"size"].toInt();
        draft.volumeType = values[u"type"].toString();
        draft.deleteVolume = values[u"delete"].toBool();
        m_rows.removeIf([](const QPointer<DiskRow>& row) { return !row || row->gone; });
        const bool installer = isInstaller(m_plan.workspace(), draft);
        if (installer && !m_wasInstaller && m_rows.isEmpty())
            addDisk({ {}, 20, {}, true });
        m_wasInstaller = installer;
        draft.disks.clear();
        for (const auto& row : std::as_const(m_rows))
            draft.disks.push_back(row->disk);
        m_installer->setVisible(installer);
        if (!m_refreshing) {
            m_refreshing = true;
            m_form->refresh();
            m_refreshing = false;
            Q_EMIT edited();
        }
    }

    LaunchPlan& m_plan;
    QComboBox* m_kind;
    kit::PickList* m_list;
    kit::FormView* m_form;
    QVBoxLayout* m_disks;
    QLabel* m_installer;
    QList<QPointer<DiskRow>> m_rows;
    bool m_refreshing = false;
    bool m_wasInstaller = false;
};

class FlavorPage : public kit::StepPage {
public:
    explicit FlavorPage(LaunchPlan& plan) : m_plan(plan), m_list(new kit::PickList(Launch::tr("Size"), false)), m_form(new kit::FormView), m_fit(kit::label({}, 12, 500)), m_ways(new QHBoxLayout)
    {
        auto* column = columnOf(this);
        column->addWidget(m_list);
        m_list->setLines(6);
        m_list->setValue(plan.draft.flavorId);
        if (plan.workspace().may(QStringLiteral("os_compute_api:os-flavor-manage:create")) && plan.workspace().session().facts().isAdmin()) {
            m_own = kit::chip(Launch::tr("A size of its own"), "settings");
            m_own->setObjectName("ownSize");
            m_own->setChecked(plan.draft.custom);
            column->addWidget(m_own, 0, Qt::AlignLeft);
            connect(m_own, &QToolButton::toggled, this, &FlavorPage::store);
        }
        makeForm();
        column->addWidget(m_form);
        m_fit->setObjectName("fitText");
        m_fit->setWordWrap(true);
        column->addWidget(m_fit);
        column->addLayout(m_ways);
        column->addStretch();
        setFocusProxy(m_list);
        watchRows(plan, this, "flavors", [this] { refill(); });
        connect(m_list, &kit::PickList::changed, this, &FlavorPage::store);
        connect(m_form, &kit::FormView::edited, this, &FlavorPage::store);
        connect(plan.fit, &FitModel::changed, this, &FlavorPage::showFit);
        store();
    }
    void enter() override
    {
        // The review may have taken another size.
        const auto wanted = m_plan.draft.flavorId;
        if (m_own)
            m_own->setChecked(m_plan.draft.custom);
        m_list->setValue(wanted);
        refill();
    }
    [[nodiscard]] QString fault() const override
    {
        if (m_plan.draft.flavorId.isEmpty() && !m_plan.draft.custom)
            return Launch::tr("Choose a size.");
        const auto misfit = misfitOf(m_plan.workspace(), m_plan.draft);
        return misfit.isEmpty() && m_plan.fit->isMisfit() ? fitText(m_plan.fit->answer()) : misfit;
    }
    [[nodiscard]] QString digest() const override
    {
        const auto flavor = m_plan.flavor();
        return flavor.isEmpty() ? QString() : Launch::tr("%1 · %2").arg(flavor[u"name"].toString(), memoryText(flavor[u"ram"].toDouble()));
    }

private:
    void makeForm()
    {
        using kit::FieldKind;
        kit::Fields fields { { "vcpus", Launch::tr("vCPUs"), FieldKind::Slider, false, m_plan.draft.vcpus }, { "ram", Launch::tr("Memory"), FieldKind::Slider, false, m_plan.draft.ram }, { "disk", Launch::tr("Disk"), FieldKind::Slider, false, m_plan.draft.disk } };
        fields[0].min = 1, fields[0].max = 64;
        fields[1].min = 128, fields[1].max = 131'072, fields[1].step = 256, fields[1].suffix = "MiB";
        fields[2].min = 0, fields[2].max = 1000, fields[2].step = 5, fields[2].suffix = "GiB";
        m_form->setFields(fields);
    }
    void refill()
    {
        const auto& model = m_plan.workspace().collection("flavors").model();
        std::vector<Row> flavors;
        for (int i = 0; i < model.rowCount(); ++i)
            flavors.push_back(model.rowAt(i));
        std::stable_sort(flavors.begin(), flavors.end(), [](const Row& a, const Row& b) { return a[u"ram"].toDouble() < b[u"ram"].toDouble(); });
        const auto image = m_plan.row("images", m_plan.draft.sourceId);
        std::vector<kit::PickList::Item> items;
        for (const auto& flavor : flavors) {
            const bool small = flavor[u"ram"].toInt() < image[u"min_ram"].toInt();
            items.push_back({ flavor[u"id"].toString(), flavor[u"name"].toString(), flavorLine(flavor), "layers", flavor[u"os-flavor-access:is_public"].toBool(true) ? QString() : Launch::tr("not public"),
                              small ? Launch::tr("The image needs %1 of memory.").arg(memoryText(image[u"min_ram"].toDouble())) : QString() });
        }
        m_list->setItems(items);
    }
    void store()
    {
        auto& draft = m_plan.draft;
        draft.custom = m_own && m_own->isChecked();
        draft.flavorId = m_list->value();
        const auto values = m_form->values();
        draft.vcpus = values[u"vcpus"].toInt();
        draft.ram = values[u"ram"].toInt();
        draft.disk = values[u"disk"].toInt();
        m_list->setEnabled(!draft.custom);
        m_form->setVisible(draft.custom);
        Q_EMIT edited();
    }
    void showFit()
    {
        const bool bad = m_plan.fit->isMisfit();
        m_fit->setText(fitText(m_plan.fit->answer()));
        auto palette = m_fit->palette();
        palette.setColor(QPalette::WindowText, bad ? theme::tokens().warn : theme::tokens().ok);
        m_fit->setPalette(palette);
        kit::clearLayout(*m_ways);
        const auto useFlavor = [this](const QJsonObject& flavor) {
            if (m_own)
                m_own->setChecked(false);
            m_list->setValue(flavor[u"id"].toString());
        };
        if (bad) {
            for (const auto& fix : waysOut(m_plan.context, m_plan.fit->answer()[u"ways_out"].toArray(), useFlavor, [fit = QPointer<FitModel>(m_plan.fit)] {
                     if (fit)
                         fit->again();
                 })) {
                auto* it = kit::button(fix.text, fix.icon);
                connect(it, &QPushButton::clicked, this, fix.run);
                m_ways->addWidget(it);
            }
        }
        m_ways->addStretch();
        Q_EMIT edited();   // the page is good now, or no more
    }

    LaunchPlan& m_plan;
    kit::PickList* m_list;
    kit::FormView* m_form;
    QLabel* m_fit;
    QHBoxLayout* m_ways;
    QToolButton* m_own = nullptr;
};

} // namespace

kit::StepPage* launchDetailsPage(LaunchPlan& plan) { return new DetailsPage(plan); }

kit::StepPage* launchSourcePage(LaunchPlan& plan) { return new SourcePage(plan); }

kit::StepPage* launchFlavorPage(LaunchPlan& plan) { return new FlavorPage(plan); }

} // namespace skylab::panel
