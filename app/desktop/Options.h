#pragma once

#include "core/Result.h"

#include <QStringList>

namespace skylab::desktop {

/// The window's own options; everything else on the command line is the embedded cloud's.
struct Options {
    QString connect;            ///< a name of clouds.yaml or of the saved connections, or an address
    bool demo = false;
    bool checkHost = false;
    bool help = false;
    bool version = false;
    QStringList cloud;          ///< what is left for cloud::Config

    /// `arguments` without the program's name. BadRequest names the option that lacks its value.
    static Result<Options> read(const QStringList& arguments);
    static QString helpText();
};

} // namespace skylab::desktop
