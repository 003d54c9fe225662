#pragma once

#include "image/ImageService.h"
#include "image/inspector/ImageInspector.h"

namespace skylab::image {

/// Takes an image's data in, piece by piece: not more than allowed, and refused as soon as the first MiB shows that they
/// must be. One user at a time; `writer` and `terms` outlive it.
class ImageIntake {
public:
    /// Staged data are not judged here: their import does it.
    ImageIntake(ImageWriter& writer, const ImageService::Terms& terms, bool staged) : m_writer(writer), m_terms(terms), m_judged(staged) { }

    /// TooLarge, UnsupportedMediaType (see model/ImageVerdict.h), or what the writer says.
    Result<> take(QByteArrayView bytes);

private:
    ImageWriter& m_writer;
    const ImageService::Terms& m_terms;
    ImageInspector m_inspector;
    qint64 m_done = 0;
    bool m_judged;
};

} // namespace skylab::image
