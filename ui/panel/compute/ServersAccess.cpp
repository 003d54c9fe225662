// Actions that let one in: console, log, passwords.
#include "panel/compute/Servers.h"

#include "kit/Basics.h"
#include "kit/WizardDialog.h"
#include "model/PrivateKey.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>

namespace skylab::panel {

namespace {

Action consoleAction()
{
    Action action { "console", Servers::tr("Console"), "terminal", QKeySequence("Ctrl+T") };
    action.bulk = false;
    action.rule = computeRule("os-remote-consoles");
    action.blocked = [](const Row& row) { return QStringList { "ACTIVE", "PAUSED", "RESCUE", "VERIFY_RESIZE", "REBOOT", "HARD_REBOOT" }.contains(row[u"status"].toString()) ? QString() : Servers::tr("Only a running instance has a console. Start it first."); };
    action.run = [](Context& context, const QList<Row>& rows, const Values&) { context.host.openResource("servers", serverId(rows.first()), "console"); };
    return action;
}

Action logAction()
{
    Action action { "log", Servers::tr("View log"), "file-text", QKeySequence("Ctrl+L") };
    action.bulk = false;
    action.rule = computeRule("os-console-output");
    action.blocked = [](const Row& row) { return row[u"status"].toString() == u"BUILD" && row[u"OS-EXT-STS:task_state"].toString() != u"spawning" ? Servers::tr("It has not booted yet.") : QString(); };
    action.run = [](Context& context, const QList<Row>& rows, const Values&) { context.host.openResource("servers", serverId(rows.first()), "log"); };
    return action;
}

Action changePassword(model::Workspace& workspace)
{
    Action action { "change-password", Servers::tr("Change password…"), "key" };
    action.rule = computeRule("os-admin-password");
    action.blocked = serverAllows(workspace, "ACTIVE", Servers::tr("It has to be running."));
    action.form = [](const Row& row) {
        FormSpec form { "key", Servers::tr("Change the administrator's password in %1").arg(serverName(row)), Servers::tr("Change"), Servers::tr("The guest's agent sets it. An image without one can't do this.") };
        form.fields = { { "password", Servers::tr("New password"), kit::FieldKind::Password, true }, { "again", Servers::tr("Once more"), kit::FieldKind::Password, true } };
        form.fields[1].check = [](const Values& values) { return values[u"password"] == values[u"again"] ? QString() : Servers::tr("The two are not the same."); };
        return form;
    };
    action.call = [](const Row& row, const Values& values) { return serverCall(row, "changePassword", QJsonObject { { "adminPass", values[u"password"] } }); };
    action.doing = [](const Row& row) { return Servers::tr("Change the password of %1").arg(serverName(row)); };
    return action;
}

/// The password in clear, to be copied.
void showPassword(QWidget* window, const QString& server, const Secret& password)
{
    auto* dialog = new QDialog(window->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Servers::tr("Password of %1").arg(server));
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(12);
    column->addWidget(kit::label(dialog->windowTitle(), 16, 600));
    auto* text = new QLineEdit(QString::fromUtf8(password.reveal()));
    text->setReadOnly(true);
    text->setObjectName("password");
    text->setAccessibleName(Servers::tr("Password"));
    text->setFont(theme::monoFont(13));
    column->addWidget(text);
    auto* row = new QHBoxLayout;
    auto* copy = kit::button(Servers::tr("Copy"), "copy");
    auto* close = kit::button(Servers::tr("Close"), {}, kit::Emphasis::Primary);
    row->addStretch();
    row->addWidget(copy);
    row->addWidget(close);
    column->addLayout(row);
    QObject::connect(copy, &QPushButton::clicked, dialog, [text] { QApplication::clipboard()->setText(text->text()); });
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    dialog->open();
}

/// Asks for the file of the private key until one fits.
void askForKey(const Context& context, const Row& server, const QByteArray& encrypted)
{
    FormSpec form { "key-round", Servers::tr("Password of %1").arg(serverName(server)), Servers::tr("Decrypt"), Servers::tr("The guest encrypted its password with the key pair “%1”. The private key stays on this computer.").arg(server[u"key_name"].toString()) };
    form.fields = { { "file", Servers::tr("File of the private key"), kit::FieldKind::File, true } };
    form.fields[0].placeholder = "~/.ssh/id_rsa";
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(context.workspace, context.window, form, [dialog, encrypted, window = QPointer<QWidget>(context.window), name = serverName(server)](const Values& values) {
        auto path = values[u"file"].toString();
        if (path.startsWith(QLatin1String("~/")))
            path = QDir::homePath() + path.mid(1);
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return (*dialog)->showError(Error { ErrorCode::NotFound, Servers::tr("The file can't be read: %1").arg(file.errorString()), "file" }, Servers::tr("The password was not decrypted"));
        const auto password = model::decryptPassword(encrypted, Secret(file.read(64 * 1024)));
        if (!password) {
            auto error = password.error();
            error.field = "file";
            return (*dialog)->showError(error, Servers::tr("The password was not decrypted"));
        }
        (*dialog)->accept();
        if (window)
            showPassword(window, name, *password);
    });
}

Action retrievePassword(model::Workspace& workspace)
{
    Action action { "retrieve-password", Servers::tr("Retrieve password…"), "eye" };
    action.bulk = false;
    action.rule = computeRule("os-server-password:show");
    action.blocked = [](const Row& row) { return row[u"key_name"].toString().isEmpty() ? Servers::tr("It was launched without a key pair, so that no password could be encrypted for you.") : QString(); };
    action.run = [&workspace](Context& context, const QList<Row>& rows, const Values&) {
        const auto server = rows.first();
        client::then(workspace.session().get("compute", serverPath(server, "/os-server-password")), context.window, [context, server](const Result<client::Reply>& reply) {
            if (!reply)
                return context.host.showNote(Servers::tr("The password can't be had: %1").arg(reply.error().message));
            const auto encrypted = reply->object()[u"password"].toString().toUtf8();
            if (encrypted.isEmpty())
                return context.host.showNote(Servers::tr("%1 has told no password. Images for Windows do some minutes after their first boot.").arg(serverName(server)));
            // The key that we made ourselves lies in the keyring.
            context.host.readSecret(server[u"key_name"].toString(), [context, server, encrypted, window = QPointer<QWidget>(context.window)](const Secret& key) {
                if (!window)
                    return;
                if (const auto password = key.isEmpty() ? Result<Secret>(fail(ErrorCode::NotFound, {})) : model::decryptPassword(encrypted, key))
                    showPassword(window, serverName(server), *password);
                else
                    askForKey(context, server, encrypted);
            });
        });
    };
    return action;
}

} // namespace

std::vector<Action> serverAccessActions(model::Workspace& workspace)
{
    return { consoleAction(), logAction(), changePassword(workspace), retrievePassword(workspace) };
}

} // namespace skylab::panel
