#include "console/AskFile.h"

#include <QFileDialog>

namespace skylab::console {

namespace {

void ask(QFileDialog* dialog, const std::function<void(const QString&)>& done)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, done);
    dialog->open();
}

} // namespace

void askSaveFile(QWidget* parent, const QString& title, const QString& name, const std::function<void(const QString&)>& done)
{
    auto* dialog = new QFileDialog(parent, title);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    ask(dialog, done);
}

void askOpenFile(QWidget* parent, const QString& title, const QString& folder, const std::function<void(const QString&)>& done)
{
    auto* dialog = new QFileDialog(parent, title, folder);
    dialog->setFileMode(QFileDialog::ExistingFile);
    ask(dialog, done);
}

} // namespace skylab::console
