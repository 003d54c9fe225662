// What Swift's clients send: the first byte says what of it. Headers come as lines, bodies after an empty one.
#include "fuzz/Fuzz.h"
#include "fuzz/object/Bodies.h"
#include "object/model/Acl.h"
#include "object/model/Cors.h"
#include "object/model/Headers.h"
#include "object/model/TempUrl.h"

using namespace skylab;
using namespace skylab::object;
using fuzz::ensure;
using fuzz::Input;

namespace {

/// Lines "Name: value" up to an empty one, as the server lets them through.
http::Headers headersOf(Input& input)
{
    http::Headers headers;
    for (auto line = input.line(); !line.isEmpty(); line = input.line()) {
        const auto colon = line.indexOf(':');
        if (colon > 0 && !line.contains('\0') && !line.contains('\r'))
            headers.add(line.left(colon).trimmed(), line.mid(colon + 1).trimmed());
    }
    return headers;
}

void tryAcl(Input& input)
{
    const auto of = input.byte() % 2 ? Acl::Of::Read : Acl::Of::Write;
    const auto referrer = input.line();
    const auto text = QString::fromUtf8(input.rest());
    const auto cleaned = Acl::cleaned(text, of);
    fuzz::ensureSays(cleaned);
    if (!cleaned)
        return;
    const auto again = Acl::cleaned(*cleaned, of);
    ensure(again && *again == *cleaned, "what is clean stays so");
    const Acl acl(*cleaned);
    ensure(of == Acl::Of::Read || !acl.letsReferrer(referrer), "no page makes the whole world write");
    ensure(!acl.lets({}), "who is nobody is let by no list");
    ensure(!acl.letsRole({}), "who has no role is let by none");
    (void)acl.lets({ QStringLiteral("p"), QStringLiteral("project"), QStringLiteral("u"), QStringLiteral("user") });
}

void tryMetadata(const http::Headers& headers, const QByteArray& kind)
{
    const auto metadata = metadataOf(headers, kind);
    fuzz::ensureSays(metadata);
    if (!metadata)
        return;
    ensure(metadata->size() <= maxMetaCount, "there is only so much metadata");
    http::Headers shown;
    writeMetadata(shown, *metadata, kind);
    for (const auto& [name, value] : shown)
        ensure(!hasControls(name) && !hasControls(value) && !value.contains('\n'), "metadata can be sent in headers");
    const auto again = metadataOf(shown, kind);
    ensure(again && *again == *metadata, "metadata that is shown can be sent");
    http::Headers hidden;
    writeMetadata(hidden, *metadata, kind, Keys::Hide);
    ensure(!hidden.contains("X-" + kind + "-Meta-Temp-Url-Key"), "keys are for owners");
}

void tryHeaders(Input& input)
{
    const auto headers = headersOf(input);
    for (const auto* kind : { "Object", "Container", "Account" })
        tryMetadata(headers, kind);
    const auto deleted = deleteTime(headers);
    fuzz::ensureSays(deleted);
    ensure(!deleted || deleted->isNull() || Clock::now() < deleted->addSeconds(1), "what is to be deleted is so later");
    const Timestamp modified { 1'700'000'000'000'000 };
    const int status = conditionalStatus(headers, QStringLiteral("d41d8cd98f00b204e9800998ecf8427e"), modified);
    ensure(status == 0 || status == 304 || status == 412, "a condition holds or not");
    http::Headers back;
    back.set("If-Modified-Since", lastModified(modified));
    ensure(conditionalStatus(back, QString(), modified) == 304, "what a client was told it can ask with");
    for (const auto* name : { "X-Copy-From", "Destination", "X-Symlink-Target" }) {
        const auto path = pathOfHeader(headers, name, "X-Copy-From-Account", QStringLiteral("AUTH_a"));
        fuzz::ensureSays(path);
        ensure(!path || (!path->account.isEmpty() && !path->container.contains(u'/') && !path->object.isEmpty()), "a path has three parts");
        if (path) {
            fuzz::ensureSays(checkContainerName(path->container));
            fuzz::ensureSays(checkObjectName(path->object));
        }
    }
    http::Request request;
    request.headers = headers;
    ContainerRow container;
    if (const auto metadata = metadataOf(headers, "Container"))
        container.metadata = *metadata;
    http::Response response;
    Cors::allow(request, container, response);
    const auto preflight = Cors::preflight(request, &container, { "GET", "PUT" });
    ensure(preflight.status == 200 || preflight.status == 401, "another origin may or may not");
}

void trySignedUrl(Input& input)
{
    http::Request request;
    static const QByteArrayList methods { "GET", "HEAD", "PUT", "DELETE" };
    request.method = methods[input.byte() % 4];
    request.rawQuery = input.line();
    request.peerAddress = input.text();
    const auto url = TempUrl::of(request, 1'700'000'000);
    if (!url)
        return;
    ensure(url->expires == 0 || url->expires >= 1'700'000'000, "what is over is over");
    const auto name = input.text();
    const std::vector<SigningKey> keys { { "a secret that nobody knows", true }, { "another one", false } };
    ensure(!url->check(request, "/object-store", { QStringLiteral("AUTH_a"), QStringLiteral("c"), name }, keys), "nobody can sign without the key");
    const auto disposition = url->disposition({}, name);
    ensure(!hasControls(disposition) && disposition.size() < 64 + 6 * 3 * (name.size() + url->filename.size()), "a file name can be sent in a header");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const bool isQuiet = (qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) { }), true);
    Input input(data, size);
    const auto what = isQuiet ? input.byte() % 6 : 0;
    const auto piece = what > 2 ? 1 + qsizetype(input.byte()) : 0;
    switch (what) {
    case 0: tryAcl(input); break;
    case 1: tryHeaders(input); break;
    case 2: trySignedUrl(input); break;
    case 3: {
        const auto type = input.line();
        fuzz::tryForm(type, input.rest(), piece);
        break;
    }
    case 4: {
        const auto extension = input.line();
        fuzz::tryArchive(extension, input.rest(), piece);
        break;
    }
    default: fuzz::tryManifest(input.rest()); break;
    }
    return 0;
}
