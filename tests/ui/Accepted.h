#pragma once

#include <QPixmap>
#include <QString>

namespace skylab::test {

/// What differs between a picture and the one of that name that was looked at and accepted (tests/ui/accepted, half as large);
/// empty when nothing does but what turns or blinks. With SKYLAB_ACCEPT=1 it becomes the accepted one.
QString differsFromAccepted(const QPixmap& picture, const QString& name);

} // namespace skylab::test
