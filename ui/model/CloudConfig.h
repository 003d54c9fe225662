#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace skylab::model {

/// Something wrong in a start-up script.
struct ScriptFault {
    int line = 0;           ///< from 1; 0 = the whole
    int column = 0;         ///< from 1; 0 = the whole line
    QString text;
    bool certain = true;    ///< false: cloud-init will warn or leave it out, but go on
};

/// What cloud-init would say of user data, without asking it: the size that Nova takes, the kind of document, the YAML of a cloud-config,
/// its keys and what they may hold. Shell scripts and other kinds are checked by size alone. Quick enough for every key stroke.
/// https://docs.cloud-init.io/en/latest/reference/modules.html
QList<ScriptFault> checkUserData(const QByteArray& script);

/// Bytes that Nova takes, before base64: its limit of 65535 is one of the encoded text.
constexpr qsizetype maxUserData = 49'149;

/// What kind of user data it is, in words: "Shell script", "cloud-config".
QString userDataKind(const QByteArray& script);

} // namespace skylab::model
