#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>

namespace skylab::shell {

/// Something that can be done, as the command palette lists it.
struct Command {
    QString group;             ///< "Actions", "Instances"
    QString icon;
    QString text;
    QString sub = {};          ///< said after the text, muted
    QKeySequence shortcut = {};
    std::function<void()> run = {};
    QString keywords = {};     ///< found too, but not shown: ids
    QString key = {};          ///< names it between runs, for what was used lately; empty: it is not remembered
};

} // namespace skylab::shell
