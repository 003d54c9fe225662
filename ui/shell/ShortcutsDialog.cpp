#include "shell/ShortcutsDialog.h"

#include "kit/Basics.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::Tokens;

ShortcutsDialog::ShortcutsDialog(QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    const std::pair<QString, QString> keys[] = {
        { "Ctrl+K", tr("Search everything and run actions") }, { "/", tr("Filter the list") }, { "J   K", tr("Next and previous row") },
        { "Enter", tr("Open in full") }, { "Space", tr("Show details at the right") }, { "Esc", tr("Back, close") },
        { "Ctrl+N", tr("Create, launch, upload") }, { "Ctrl+T", tr("Console of the instance") }, { "F2", tr("Rename") }, { "Del", tr("Delete what is selected") },
        { "F5", tr("Load again") }, { "Ctrl+A", tr("Select all") }, { "Ctrl+Z", tr("Take back the last deed") }, { "Ctrl+J", tr("Tasks") },
        { "Ctrl+1 … 9", tr("Go to a page") }, { "Alt+←", tr("Page before") }, { "Ctrl+P", tr("Switch the project") }, { "Ctrl+O", tr("Switch the connection") },
        { "Ctrl+Alt+Shift", tr("Leave the console") }, { "?", tr("This list") },
    };
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(14);
    column->addWidget(kit::label(windowTitle(), 18, 600));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(9);
    int i = 0;
    const int half = int(std::size(keys) + 1) / 2;
    for (const auto& [key, text] : keys) {
        auto* cap = kit::label(key, 12, 500);
        cap->setFont(theme::monoFont(12));
        const int column = i / half * 3;
        grid->addWidget(cap, i % half, column);
        grid->addWidget(kit::label(text, 13, 400, &Tokens::muted), i % half, column + 1);
        ++i;
    }
    grid->setColumnMinimumWidth(2, 24);
    column->addLayout(grid);
    auto* close = kit::button(tr("Close"), {}, kit::Emphasis::Primary);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignRight);
}

} // namespace skylab::shell
