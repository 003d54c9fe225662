#pragma once

#include <QLocale>
#include <QString>

namespace skylab {

/// An amount of data as all of Skylab spells it: "512 B", "1.5 GiB", "7.6 TiB". Units are powers of 1024 and named so (IEC 80000-13),
/// as the sizes of the APIs are. One decimal, where the number has one and is below 100; `locale` says how decimals look (messages of
/// the API are in English). Any thread.
QString sizeText(double bytes, const QLocale& locale = QLocale::c());

/// The same of so many mebibytes, the unit of memory in the APIs.
inline QString mebibytesText(double mebibytes, const QLocale& locale = QLocale::c()) { return sizeText(mebibytes * 1024 * 1024, locale); }
/// The same of so many gibibytes, the unit of disks in the APIs.
inline QString gibibytesText(double gibibytes, const QLocale& locale = QLocale::c()) { return mebibytesText(gibibytes * 1024, locale); }

} // namespace skylab
