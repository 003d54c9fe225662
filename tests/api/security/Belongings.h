#pragma once

#include "SecurityCloud.h"

namespace skylab::test {

/// One thing of every kind that a path can name. Those of a tenant carry `mark` in their names, and belong to the project
/// of `owner`; nobody else may learn that they exist. A new kind of path argument wants a line here.
class Belongings {
public:
    static constexpr const char* mark = "alpha-only";

    /// `owner` is a member and `friendly` a reader of the same project; `third` is a project that some things are shared with.
    Belongings(SecurityCloud& cloud, SecurityCloud::Person owner, SecurityCloud::Person friendly, QString third);

    enum class Whose { Owners, Nobodys };
    /// The path of a route with its arguments filled in; empty when an argument is not known, which `unknown` names.
    [[nodiscard]] QString path(const service::Pipeline::Listed& listed, Whose whose, QString* unknown = nullptr) const;
    /// Whether the path names a thing that is the owner's alone.
    [[nodiscard]] bool isPrivate(const service::Pipeline::Listed& listed) const;
    /// The body that a route takes, or {}; its arguments are filled in.
    [[nodiscard]] QByteArray body(const service::Pipeline::Listed& listed, Whose whose) const;
    /// A text with keys as "{server_id}" replaced by the ids of these things.
    [[nodiscard]] QString filled(QString json, Whose whose = Whose::Owners) const;
    /// All ids of what is the owner's alone.
    [[nodiscard]] const QStringList& privateIds() const { return m_privateIds; }
    /// The text with the owner's and nobody's ids replaced by one word, to be compared.
    [[nodiscard]] QByteArray anonymous(QByteArray text) const;
    /// The owner's thing of a key, as "{server_id}".
    [[nodiscard]] QString id(const char* key) const { return m_things.value(text(key)).id; }

private:
    struct Thing {
        QString id;
        QString nobodys;      ///< the same kind of name, that nothing has; null when it is no secret
    };
    [[nodiscard]] const Thing* find(const QString& service, const QString& before, const QString& segment) const;
    /// Asks, and dies when the answer is none of 200 to 202; what stands at `result` ("server/id"), or nothing.
    QString make(const char* method, const QString& path, const char* json, const char* result, const QByteArray& token = {}, const ApiClient::Headers& headers = {});
    QString first(const QString& path, const char* collection, const char* key);
    /// `keys` are divided by blanks: "{server_id}", "servers/{id}", "compute:servers/{id}".
    void own(const char* keys, const QString& id);
    void know(const char* keys, const QString& id);

    void makeIdentity(const QString& friendId);
    void makeExtensions(const QString& friendId);
    void makeNetwork(const QString& third);
    void makeAddresses();
    void makeImages(const QString& third);
    void makeVolumes();
    void makeGroups();
    void makeServers();
    void makeOperators();
    void makeObjects();
    void makeTypes();
    void knowWords();

    SecurityCloud& m_cloud;
    SecurityCloud::Person m_owner;
    QHash<QString, Thing> m_things;
    QStringList m_privateIds;
};

/// JSON with ' for ", since the test's own files can't hold the latter in raw strings.
inline QByteArray json(const char* text) { return QByteArray(text).replace('\'', '"'); }

} // namespace skylab::test
