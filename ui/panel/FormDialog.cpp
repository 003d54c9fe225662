#include "panel/FormDialog.h"

#include "kit/WizardDialog.h"

#include <algorithm>

namespace skylab::panel {

namespace {

void fill(kit::FormView& form, const Options& options, model::Collection& collection)
{
    std::vector<Row> rows;
    for (int i = 0; i < collection.model().rowCount(); ++i) {
        if (!options.keep || options.keep(collection.model().rowAt(i)))
            rows.push_back(collection.model().rowAt(i));
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        const double pa = options.prefer ? options.prefer(a) : 0, pb = options.prefer ? options.prefer(b) : 0;
        return pa != pb ? pa > pb : options.choice(a).text.localeAwareCompare(options.choice(b).text) < 0;
    });
    std::vector<kit::Choice> choices;
    if (options.orNone && !options.prefer)
        choices.push_back({ {}, options.none });
    QJsonArray preferred;   // of fields that take several
    for (const auto& row : rows) {
        choices.push_back(options.choice(row));
        if (options.prefer && options.prefer(row) > 0)
            preferred.append(choices.back().value);
    }
    if (options.orNone && options.prefer)
        choices.push_back({ {}, options.none });
    // A list that is not there is not an empty one. Where none may be chosen that needs no list.
    const bool known = collection.state() == model::Collection::State::Ready;
    const auto why = known ? QString() : collection.state() == model::Collection::State::Failed ? collection.error().message : kit::WizardDialog::tr("Loading…");
    if (choices.empty() && !known)
        choices.push_back({ {}, why });
    form.setAwaited(options.field, options.orNone ? QString() : why);
    form.setChoices(options.field, choices, preferred);
}

} // namespace

kit::WizardDialog* openForm(model::Workspace& workspace, QWidget* window, const FormSpec& spec, const std::function<void(const Values&)>& submit)
{
    auto* dialog = new kit::WizardDialog(spec.icon, spec.title, spec.accept, window);
    auto* form = dialog->addForm(spec.intro);
    form->setFields(spec.fields);
    for (const auto& options : spec.options) {
        auto& collection = workspace.collection(options.collection);
        const auto refill = [form, options, &collection] { fill(*form, options, collection); };
        QObject::connect(&collection, &model::Collection::stateChanged, form, refill);
        QObject::connect(&collection.model(), &model::ResourceModel::countChanged, form, refill);
        collection.want();
        refill();
    }
    QObject::connect(dialog, &kit::WizardDialog::submitted, dialog, [form, submit] { submit(form->values()); });
    dialog->open();
    return dialog;
}

} // namespace skylab::panel
