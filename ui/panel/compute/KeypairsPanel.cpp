#include "panel/Specs.h"
#include "panel/Wording.h"
#include "panel/compute/Servers.h"

#include "kit/Basics.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QVBoxLayout>

namespace skylab::panel {

namespace {

struct Keypairs {
    Q_DECLARE_TR_FUNCTIONS(Keypairs)
};

/// Readable by its owner only, from the first byte on.
void saveKey(QDialog* dialog, shell::PanelHost& host, const QString& path, const QString& key)
{
    QSaveFile file(path);
    const bool good = file.open(QIODevice::WriteOnly) && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) && file.write(key.toUtf8()) > 0 && file.commit();
    host.showNote(good ? Keypairs::tr("The key was saved, readable by you only.") : Keypairs::tr("The key was not saved: %1").arg(file.errorString()));
    if (good)
        dialog->accept();
}

/// It goes into the keyring, so that SSH works by itself, and is shown once for use elsewhere.
void takeKey(Context& context, const QString& name, const QString& key)
{
    showPrivateKey(context.window, context.host, name, key);
    context.host.storeSecret(name, Secret(key.toUtf8()), [&host = context.host, name](bool kept, const QString& why) {
        host.showNote(kept ? Keypairs::tr("The private key of %1 is in this desktop's keyring too.").arg(name) : Keypairs::tr("The private key of %1 could not be put into the keyring (%2): save it now.").arg(name, why));
    });
}

CreateSpec keypairCreation()
{
    CreateSpec spec;
    spec.text = Keypairs::tr("Create key pair");
    spec.form = [] {
        FormSpec form { "key-round", Keypairs::tr("Create or import a key pair"), Keypairs::tr("Create") };
        form.fields = { { "name", Keypairs::tr("Name"), kit::FieldKind::Text, true }, { "public_key", Keypairs::tr("Public key"), kit::FieldKind::Multiline } };
        form.fields[1].placeholder = "ssh-ed25519 AAAA… you@laptop";
        form.fields[1].help = Keypairs::tr("Paste your own, usually ~/.ssh/id_ed25519.pub. Leave it empty to have a new pair made.");
        form.fields[1].check = [](const Values& values) {
            const auto key = values[u"public_key"].toString().trimmed();
            return key.isEmpty() || key.startsWith(QLatin1String("ssh-")) || key.startsWith(QLatin1String("ecdsa-")) ? QString() : Keypairs::tr("A public key begins with ssh- or ecdsa-. This looks like something else.");
        };
        return form;
    };
    spec.call = [](const Values& values) {
        return Call { "POST", "/os-keypairs", wrapped("keypair", withoutEmpty({ { "name", values[u"name"] }, { "public_key", values[u"public_key"].toString().trimmed() }, { "type", "ssh" } })) };
    };
    spec.resultKey = "keypair";
    spec.doing = [](const Values& values) { return Keypairs::tr("Create key pair %1").arg(values[u"name"].toString()); };
    spec.then = [](Context& context, const Values& values, const client::Reply& reply) {
        if (const auto key = reply.object(u"keypair")[u"private_key"].toString(); !key.isEmpty())
            takeKey(context, values[u"name"].toString(), key);
    };
    return spec;
}

} // namespace

/// The private half is shown this once; the cloud does not keep it.
void showPrivateKey(QWidget* window, shell::PanelHost& host, const QString& name, const QString& key)
{
    auto* dialog = new QDialog(window->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Keypairs::tr("Private key of %1").arg(name));
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(12);
    column->addWidget(kit::label(dialog->windowTitle(), 16, 600));
    column->addWidget(kit::paragraph(Keypairs::tr("Save it now: the cloud does not keep it and it can't be shown again. Whoever has it can sign in to your instances.")));
    auto* text = new QPlainTextEdit(key);
    text->setReadOnly(true);
    text->setAccessibleName(Keypairs::tr("Private key"));
    text->setFont(theme::monoFont(11));
    text->setMinimumSize(520, 200);
    column->addWidget(text);
    auto* row = new QHBoxLayout;
    auto* copy = kit::button(Keypairs::tr("Copy"), "copy");
    auto* save = kit::button(Keypairs::tr("Save to a file…"), "save", kit::Emphasis::Primary);
    auto* close = kit::button(Keypairs::tr("Close"));
    row->addWidget(copy);
    row->addStretch();
    row->addWidget(close);
    row->addWidget(save);
    column->addLayout(row);
    QObject::connect(copy, &QPushButton::clicked, dialog, [key] { QApplication::clipboard()->setText(key); });
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    QObject::connect(save, &QPushButton::clicked, dialog, [dialog, key, name, &host] {
        auto* ask = new QFileDialog(dialog, Keypairs::tr("Save the private key"), QDir::homePath() + "/.ssh");
        ask->setAttribute(Qt::WA_DeleteOnClose);
        ask->setAcceptMode(QFileDialog::AcceptSave);
        ask->selectFile(name + ".pem");
        QObject::connect(ask, &QFileDialog::fileSelected, dialog, [dialog, key, &host](const QString& path) { saveKey(dialog, host, path, key); });
        ask->open();
    });
    dialog->open();
}

PanelSpec keypairsPanel(model::Workspace&)
{
    PanelSpec spec;
    spec.id = spec.collection = "keypairs";
    spec.service = "compute";
    spec.title = Keypairs::tr("Key pairs");
    spec.icon = "key-round";
    spec.columns = {
        { "name", Keypairs::tr("Name"), kit::CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), row[u"type"].toString("ssh"), {}, "key-round" }; }, 280 },
        { "fingerprint", Keypairs::tr("Fingerprint"), kit::CellKind::Mono, [](const Row& row) { return textCell(row[u"fingerprint"].toString()); } },
    };
    spec.facts = [](const Row& row) {
        return std::vector<kit::KeyValueView::Row> { { Keypairs::tr("Fingerprint"), row[u"fingerprint"].toString(), true, true }, { Keypairs::tr("Public key"), row[u"public_key"].toString(), true, true } };
    };
    auto remove = deleteAction("/os-keypairs", [](int count) { return Keypairs::tr("Delete %n key pair(s)?", nullptr, count); }, Keypairs::tr("Instances that were launched with it keep the key."));
    remove.call = [](const Row& row, const Values&) { return Call { "DELETE", "/os-keypairs/" + QString::fromLatin1(QUrl::toPercentEncoding(row[u"name"].toString())) }; };
    spec.actions = { remove };
    spec.create = keypairCreation();
    spec.emptyTitle = Keypairs::tr("No key pairs yet");
    spec.emptyText = Keypairs::tr("With a key pair you sign in to your instances by SSH, without a password.");
    return spec;
}

} // namespace skylab::panel
