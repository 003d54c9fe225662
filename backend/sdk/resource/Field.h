#pragma once

#include "core/Clock.h"
#include "sdk/resource/Version.h"

#include <QString>

#include <array>
#include <cstdint>
#include <limits>
#include <tuple>
#include <type_traits>

namespace skylab::sdk {

/// In which documents a field may appear.
enum class In : std::uint8_t { None = 0, Read = 1, Create = 2, Update = 4, All = 7 };
constexpr In operator|(In a, In b) { return In(std::uint8_t(a) | std::uint8_t(b)); }
constexpr bool has(In set, In flag) { return (std::uint8_t(set) & std::uint8_t(flag)) != 0; }

/// What a string must look like. Checked by hand-written functions: std::regex overflows the stack on hostile input.
enum class Format : std::uint8_t { None, Name, Uuid, IpAddress, Cidr, Mac, Base64, Url };

/// All that is known about a field, said once. From it derive decoding with validation, encoding per microversion,
/// list filters, sorting, SQL columns and the JSON schema.
struct Rules {
    In in = In::Read;
    bool required = false;                 ///< must be there on create
    bool nullable = false;                 ///< null is accepted on input and stands for the default value
    int minLength = 0;                     ///< of strings, in characters; of lists, in items
    int maxLength = std::numeric_limits<int>::max();
    qint64 min = std::numeric_limits<qint64>::min();
    qint64 max = std::numeric_limits<qint64>::max();
    Format format = Format::None;
    const char* oneOf = nullptr;           ///< "tcp|udp|icmp"
    Version since = {};                    ///< first microversion that has it
    Version until = {};                    ///< last one
    bool filter = false;                   ///< lists can be filtered by it
    bool sort = false;                     ///< lists can be sorted by it
    bool adminOnly = false;                ///< shown to administrators only
    bool omitEmpty = false;                ///< left out of answers while it has its default value
    bool strict = false;                   ///< a boolean must be one: "True" and 1 are refused (Keystone)
    bool stored = true;                    ///< has a column
    TimeFormat time = TimeFormat::SecondsZ;
    const char* alias = nullptr;           ///< a second name, read and written too: "tenant_id"
    const char* column = nullptr;          ///< SQL name where it differs from the JSON name
    const char* help = "";
};

template <auto Member>
struct Field;

/// One field of a document: `Field<&Keypair::name>{"name", {.in = In::All, .required = true}}`.
template <typename Owner, typename T, T Owner::*Member>
struct Field<Member> {
    using Value = T;
    const char* name;
    Rules rules;

    constexpr Field(const char* fieldName, Rules fieldRules = {}) : name(fieldName), rules(fieldRules) { }
    static T& of(Owner& owner) { return owner.*Member; }
    static const T& of(const Owner& owner) { return owner.*Member; }
    [[nodiscard]] constexpr const char* column() const { return rules.column ? rules.column : name; }
    static constexpr T Owner::*member = Member;
};

/// A struct with `static constexpr auto fields = std::tuple{Field<...>{...}, ...}`.
template <typename T>
concept Document = requires { T::fields; };

/// Documents that keep and give back what they don't know have a member `QJsonObject extra`.
template <typename T>
concept OpenDocument = Document<T> && requires(T document) { document.extra; };

/// Calls f(field) for every field, in order.
template <Document T, typename F>
constexpr void forEachField(F&& f)
{
    std::apply([&](const auto&... field) { (f(field), ...); }, T::fields);
}

/// What a filter's text is read as.
enum class FilterKind : std::uint8_t { Text, Boolean, Int, Int64, Time };

/// What is known about a field besides its place in the struct: code that needs no more works on these, once for all documents.
struct FieldFacts {
    const char* name;
    const char* column;
    const Rules* rules;
    FilterKind kind;
};

template <typename T>
constexpr FilterKind filterKindOf()
{
    return std::is_same_v<T, bool> ? FilterKind::Boolean : std::is_same_v<T, int> ? FilterKind::Int : std::is_same_v<T, qint64> ? FilterKind::Int64
        : std::is_same_v<T, Timestamp> ? FilterKind::Time : FilterKind::Text;
}

/// Of all fields of a document, in order.
template <Document T>
inline constexpr auto factsOf = std::apply(
    [](const auto&... field) {
        return std::array<FieldFacts, sizeof...(field)> { FieldFacts { field.name, field.column(), &field.rules, filterKindOf<typename std::decay_t<decltype(field)>::Value>() }... };
    },
    T::fields);

} // namespace skylab::sdk
