#include "panel/FormDialog.h"

#include "kit/WizardDialog.h"

#include <algorithm>

namespace skylab::panel {

namespace {

void fill(kit::FormView& form, const Options& options, model::Collection& collection)
{
    struct Offer {
        kit::Choice choice;
        double preference;
    };
    std::vector<Offer> offers;
    for (int i = 0; i < collection.model().rowCount(); ++i) {
        const auto& row = collection.model().rowAt(i);
        if (options.keep && !options.keep(row))
            continue;
        const auto made = options.several ? options.several(row) : std::vector<kit::Choice> { options.choice(row) };
        for (const auto& choice : made)
            offers.push_back({ choice, options.prefer ? options.prefer(row) : 0.0 });
    }
    std::stable_sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
        return a.preference != b.preference ? a.preference > b.preference : a.choice.text.localeAwareCompare(b.choice.text) < 0;
    });
    std::vector<kit::Choice> choices;
    if (options.orNone && !options.prefer)
        choices.push_back({ {}, options.none });
    QJsonArray preferred;   // of fields that take several
    for (const auto& offer : offers) {
        choices.push_back(offer.choice);
        if (offer.preference > 0)
            preferred.append(offer.choice.value);
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
