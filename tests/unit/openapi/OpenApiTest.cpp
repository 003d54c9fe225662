#include "support/JsonSchema.h"
#include "support/TestMain.h"
#include "support/openapi/AnswerCheck.h"

#include <QJsonArray>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

const QByteArray document = R"yaml(
openapi: 3.1.0
paths:
  /v3/users/{user_id}:
    get:
      responses:
        '200':
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/UserAnswer'
        '404':
          description: Error
  /v3/users/me:
    get:
      responses:
        '200':
          content: {application/json: {schema: {type: object, required: [me]}}}
  /v3/users:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: {properties: {users: {type: array, items: {$ref: '#/components/schemas/User'}}}}
components:
  schemas:
    UserAnswer:
      type: object
      required: [user]
      properties:
        user: {$ref: '#/components/schemas/User'}
    User:
      type: object
      properties:
        name: {type: string, maxLength: 3, pattern: '^[a-z]+$'}
        age: {type: [integer, 'null'], minimum: 1}
      additionalProperties: false
)yaml";

OpenApi parsed()
{
    auto api = OpenApi::parse(document);
    if (!api)
        qFatal("%s", qPrintable(api.error().message));
    return *api;
}

QString first(const QJsonObject& schema, const QJsonValue& value) { return JsonSchema::violations(value, schema).value(0); }

} // namespace

class OpenApiTest : public QObject {
    Q_OBJECT

    static QStringList check(const char* path, int status, const char* body)
    {
        const auto api = parsed();
        return api.violations(api.operation("GET", QLatin1String(path)), status, fromJson(body));
    }

private Q_SLOTS:
    void findsTheOperation()
    {
        const auto api = parsed();
        QCOMPARE(api.operation("GET", QStringLiteral("/v3/users/abc")).path, QStringLiteral("/v3/users/{user_id}"));
        QCOMPARE(api.operation("GET", QStringLiteral("/v3/users/me")).path, QStringLiteral("/v3/users/me"));
        QCOMPARE(api.operation("POST", QStringLiteral("/v3/users")).path, QString());
        QCOMPARE(api.operation("GET", QStringLiteral("/v3/users/abc/x")).path, QString());
        QCOMPARE(api.operation("GET", QStringLiteral("/v3/users/")).path, QString());
    }
    void followsReferences()
    {
        QCOMPARE(check("/v3/users/abc", 200, R"({"user":{"name":"abc","age":null}})"), QStringList());
        QCOMPARE(check("/v3/users/abc", 200, R"({})"), QStringList(QStringLiteral("$: lacks user")));
        QCOMPARE(check("/v3/users/abc", 200, R"({"user":{"age":0}})"), QStringList(QStringLiteral("$.user.age: 0 is out of range")));
        QCOMPARE(check("/v3/users/abc", 200, R"({"user":{"extra":1}})"), QStringList(QStringLiteral("$.user.extra: is one too many")));
        QCOMPARE(check("/v3/users", 200, R"({"users":[{"name":"a"},{"name":"ABC"}]})").size(), 1);
        QVERIFY(check("/v3/users", 200, R"({"users":[{"name":"a"},{"name":"ABCD"}]})")[0].startsWith(QStringLiteral("$.users[1].name")));
    }
    void judgesSuccessBySuccessAndFaultsNotAtAll()
    {
        QCOMPARE(check("/v3/users/abc", 201, R"({})").size(), 1);
        QCOMPARE(check("/v3/users/abc", 404, R"({})").size(), 0);
        QCOMPARE(check("/v3/users/abc", 500, R"({})").size(), 0);
    }
    void refusesWhatIsNoDocument()
    {
        QVERIFY(!OpenApi::parse("a: [1, 2"));
        QVERIFY(!OpenApi::parse("a: b"));
    }
    void readsScalars()
    {
        const auto yaml = parseYaml("{a: 1.5, b: '1', c: yes, d: true, e: null, f: ~, g: \"true\", h: inf, i: -3}")->toObject();
        QCOMPARE(yaml[u"a"], QJsonValue(1.5));
        QCOMPARE(yaml[u"b"], QJsonValue(QStringLiteral("1")));
        QCOMPARE(yaml[u"c"], QJsonValue(QStringLiteral("yes")));      // YAML 1.2: no boolean
        QCOMPARE(yaml[u"d"], QJsonValue(true));
        QVERIFY(yaml[u"e"].isNull() && yaml[u"f"].isNull());
        QCOMPARE(yaml[u"g"], QJsonValue(QStringLiteral("true")));
        QCOMPARE(yaml[u"h"], QJsonValue(QStringLiteral("inf")));
        QCOMPARE(yaml[u"i"], QJsonValue(-3));
    }
    void combines()
    {
        const auto either = fromJson(R"({"oneOf":[{"type":"string"},{"type":"integer"}]})");
        QCOMPARE(first(either, 3), QString());
        QCOMPARE(first(either, 3.5), QStringLiteral("$: fits none of oneOf"));
        const auto all = fromJson(R"({"allOf":[{"minLength":2},{"pattern":"^a"}]})");
        QCOMPARE(first(all, QStringLiteral("ab")), QString());
        QVERIFY(!first(all, QStringLiteral("a")).isEmpty() && !first(all, QStringLiteral("bb")).isEmpty());
        const auto map = fromJson(R"({"additionalProperties":{"type":"string","format":"uri"},"patternProperties":{"^n":{"type":"null"}}})");
        QCOMPARE(first(map, fromJson(R"({"a":"http:\/\/x","next":null})")), QString());
        QCOMPARE(first(map, fromJson(R"({"a":"x"})")), QStringLiteral("$.a: 'x' is no uri"));
        QCOMPARE(first(map, fromJson(R"({"next":"http:\/\/x"})")), QStringLiteral("$.next: is no null"));
        const auto list = fromJson(R"({"minItems":1,"items":{"enum":["a",null]}})");
        QCOMPARE(first(list, QJsonArray()), QStringLiteral("$: has 0 items, which is too few or too many"));
        QCOMPARE(first(list, QJsonArray({ QStringLiteral("a"), QJsonValue::Null, 1 })), QStringLiteral("$[2]: is not in the enumeration"));
    }
    void exceptionsExcuseOnePlace()
    {
        const AnswerCheck strict(parsed(), QStringLiteral("/identity"), {});
        const AnswerCheck mild(parsed(), QStringLiteral("/identity"), "# why\nGET /v3/users* *.name | does not match | because\nGET /v3/users $.users[].age | is no integer | because\n");
        const Answer answer { 200, {}, R"({"users":[{"name":"A"},{"name":"a","age":0}]})" };
        QCOMPARE(strict.violations("GET", QStringLiteral("/identity/v3/users"), answer).size(), 2);
        QCOMPARE(mild.violations("GET", QStringLiteral("/identity/v3/users"), answer), QStringList(QStringLiteral("GET /v3/users $.users[1].age: 0 is out of range")));
        QCOMPARE(strict.violations("GET", QStringLiteral("/volume/v3/users"), answer), QStringList());
    }
};

SKYLAB_TEST(OpenApiTest)
#include "OpenApiTest.moc"
