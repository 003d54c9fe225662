#pragma once

#include "image/download/DownloadRules.h"

#include <QByteArrayView>

#include <functional>

namespace skylab::image {

/// Takes the next piece; an error ends the download with it.
using DownloadSink = std::function<Result<>(QByteArrayView)>;
/// Called every second or so, also while nothing comes; total is 0 while unknown. An error ends the download with it.
using DownloadProgress = std::function<Result<>(qint64 done, qint64 total)>;

/// Fetches the URL and follows up to five redirects. Blocks; memory is bounded by curl's buffer (64 KiB).
/// Errors: BadRequest (see DownloadRules), Forbidden (an address that the rules don't allow), Unavailable (the far side can't be reached
/// or says no; the words say which), Timeout (below 1 KiB/s for a minute, or after the first minute below
/// 64 KiB/s on the whole), and those of sink and progress.
/// No proxy of the environment is asked: it would resolve names where the rules can't look.
Result<> download(const QString& url, const DownloadRules& rules, const DownloadSink& sink, const DownloadProgress& progress);

} // namespace skylab::image
