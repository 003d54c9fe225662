// What a client shows to be let in; the first byte says in which form. Nothing that a fuzzer makes up may let anyone in.
#include "fuzz/Fuzz.h"
#include "http/Request.h"
#include "identity/model/AuthRequest.h"
#include "identity/model/Ec2Signature.h"
#include "identity/model/OAuthSignature.h"
#include "identity/model/Totp.h"
#include "service/AccessRules.h"

#include <QJsonDocument>
#include <QTemporaryDir>

#include <set>

using namespace skylab;
using namespace skylab::identity;
using fuzz::ensure;
using fuzz::Input;

namespace {

const KeyRing& keys()
{
    static const QTemporaryDir folder;
    static const auto ring = KeyRing::open(folder.filePath(QStringLiteral("keys")), 3);
    ensure(ring.has_value(), "keys can be made");
    return **ring;
}

/// X-Auth-Token as it comes.
void tryToken(const QByteArray& text) { ensure(!decodeToken(keys(), text), "nobody can make up a token"); }

/// As an older or newer version of ourselves may have sealed it, which no stranger can.
void trySealed(const QByteArray& plain)
{
    const auto text = keys().seal(plain).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const auto token = decodeToken(keys(), text);
    if (!token)
        return;
    ensure(token->scope <= ScopeKind::System, "a scope is one of four");
    ensure(plain.size() < 1024, "a token is short");
    const auto again = decodeToken(keys(), encodeToken(keys(), *token));
    ensure(again && *again == *token, "a token that is issued again is the same");
    auto changed = text;
    changed[plain.size() % changed.size()] = changed[plain.size() % changed.size()] == 'A' ? 'B' : 'A';
    ensure(!decodeToken(keys(), changed), "a changed token is none");
}

void tryLogin(const QByteArray& body)
{
    const auto request = parseAuthRequest(QJsonDocument::fromJson(body).object());
    fuzz::ensureSays(request);
    if (!request)
        return;
    ensure(!request->methods.isEmpty(), "a login has a method");
    for (const auto& method : request->methods)
        ensure(knownMethods().contains(method), "a method is one of ours");
    ensure(!request->methods.contains(QStringLiteral("token")) || !request->token.isEmpty(), "what a method needs is there");
}

Ec2Request::Texts textsIn(const QJsonObject& json, bool lowerCase)
{
    Ec2Request::Texts texts;
    for (auto it = json.begin(); it != json.end(); ++it)
        texts.insert(lowerCase ? it.key().toLower() : it.key(), it->toVariant().toString());
    return texts;
}

void tryEc2(const QByteArray& body)
{
    const auto json = QJsonDocument::fromJson(body).object();
    const auto text = [&](const char* name) { return json.value(QLatin1String(name)).toString(); };
    const Ec2Request request { text("access"), text("signature"), text("host"), text("verb"), text("path"), textsIn(json.value(u"params").toObject(), false),
                               textsIn(json.value(u"headers").toObject(), true), text("body_hash") };
    ensure(!request.isSignedWith("a secret that nobody knows"), "nobody can sign without the secret");
    (void)request.time();
    ensure(!isS3Signature(QByteArray::fromBase64(text("token").toLatin1()), request.signature, "a secret that nobody knows"), "nobody can sign without the secret");
}

void tryOAuth(Input& input)
{
    const auto header = input.line();
    http::Request query;
    query.rawQuery = input.rest();
    OAuthParameters::Items items;
    for (const auto& item : query.query())
        items.append({ item.first, item.second });
    const auto parsed = parseOAuth("POST", QStringLiteral("https://cloud/v3/OS-OAUTH1/access_token"), header, items);
    if (!parsed)
        return;
    std::set<QString> names;
    for (qsizetype i = 0; i < parsed->items.size() - items.size(); ++i)
        ensure(names.insert(parsed->items[i].first).second, "a parameter is there once");
    ensure(!parsed->isSignedWith("a secret that nobody knows", {}), "nobody can sign without the secret");
}

void tryTotp(const QString& text)
{
    const auto secret = Totp::secretOf(text);
    if (!secret)
        return;
    ensure(!secret->isEmpty() && secret->size() <= text.size(), "a secret is no longer than its text");
    const auto code = Totp::passcode(*secret, text.size());
    ensure(code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; }), "a passcode has six digits");
}

/// The same question, answered by trying everything.
bool fitsSlowly(QStringView pattern, QStringView path)
{
    if (pattern.isEmpty())
        return path.isEmpty();
    const auto close = pattern[0] == u'{' ? pattern.indexOf(u'}') : -1;
    const bool rest = pattern.startsWith(u"**");
    if (rest || pattern[0] == u'*' || close >= 0) {
        const auto after = pattern.mid(rest ? 2 : close >= 0 ? close + 1 : 1);
        for (qsizetype taken = rest ? 0 : 1; taken <= path.size() && (rest || path[taken - 1] != u'/'); ++taken)
            if (fitsSlowly(after, path.mid(taken)))
                return true;
        return false;
    }
    return !path.isEmpty() && path[0] == pattern[0] && fitsSlowly(pattern.mid(1), path.mid(1));
}

/// Rules of an application credential.
void tryRules(Input& input)
{
    using namespace service;
    const auto raw = input.line();
    const auto pattern = input.text();
    const auto path = AccessRules::normalized(raw);
    ensure(!path.contains(u"//"), "a path has no empty parts");
    const bool fits = AccessRules::fits(pattern, path);
    const bool isShort = pattern.count(u'*') + pattern.count(u'{') <= 3 && path.size() < 40;
    ensure(!isShort || fits == fitsSlowly(pattern, path), "a pattern fits what it says");
    ensure(AccessRules::fits(QStringLiteral("**"), path), "everything is everything");
    const QJsonObject rule { { QStringLiteral("service"), QStringLiteral("compute") }, { QStringLiteral("method"), QStringLiteral("GET") }, { QStringLiteral("path"), pattern } };
    const QStringList types { QStringLiteral("compute") };
    ensure(!AccessRules::allow({ rule }, types, "DELETE", raw), "a rule lets one method");
    ensure(!AccessRules::allow({ rule }, { QStringLiteral("image") }, "GET", raw), "a rule lets into one service");
    (void)AccessRules::allow(QJsonDocument::fromJson(input.rest()).array(), types, "GET", raw);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    Input input(data, size);
    switch (input.byte() % 7) {
    case 0: tryToken(input.rest()); break;
    case 1: trySealed(input.rest()); break;
    case 2: tryLogin(input.rest()); break;
    case 3: tryEc2(input.rest()); break;
    case 4: tryOAuth(input); break;
    case 5: tryTotp(QString::fromUtf8(input.rest())); break;
    default: tryRules(input); break;
    }
    return 0;
}
