#pragma once

#include <QByteArray>

namespace skylab::fuzz {

/// A form as a browser posts it; boundary and body.
void tryForm(const QByteArray& contentType, const QByteArray& body, qsizetype piece);
/// An archive whose files become objects.
void tryArchive(const QByteArray& extension, const QByteArray& body, qsizetype piece);
/// The list of a large object's segments.
void tryManifest(const QByteArray& json);

} // namespace skylab::fuzz
