#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QString>

#include <functional>
#include <memory>

namespace skylab::test {

/// What the cloud said.
struct Answer {
    int status = 0;                              ///< 0: no answer at all
    QHash<QByteArray, QByteArray> headers;       ///< names in lower case
    QByteArray body;

    [[nodiscard]] QJsonObject json() const;
    [[nodiscard]] QByteArray header(const QByteArray& lowerCaseName) const { return headers.value(lowerCaseName); }
    /// The text of a fault in Keystone's shape.
    [[nodiscard]] QString fault() const { return json()[u"error"][u"message"].toString(); }
};

/// A small synchronous HTTP client for tests, on a real socket. Needs a QCoreApplication; one thread.
class ApiClient {
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    explicit ApiClient(QString baseUrl, QByteArray token = {});

    /// `path` is appended to the base URL and holds the query; an empty `token` means the client's own.
    Answer get(const QString& path, const QByteArray& token = {}) { return send("GET", path, {}, token); }
    Answer head(const QString& path, const QByteArray& token = {}) { return send("HEAD", path, {}, token); }
    Answer del(const QString& path, const QByteArray& token = {}) { return send("DELETE", path, {}, token); }
    Answer post(const QString& path, const QJsonObject& json, const QByteArray& token = {}) { return send("POST", path, json, token); }
    Answer put(const QString& path, const QJsonObject& json = {}, const QByteArray& token = {}) { return send("PUT", path, json, token); }
    Answer patch(const QString& path, const QJsonObject& json, const QByteArray& token = {}) { return send("PATCH", path, json, token); }

    Answer send(const QByteArray& method, const QString& path, const QJsonObject& json, const QByteArray& token, const Headers& headers = {});
    Answer sendBytes(const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& contentType, const QByteArray& token, const Headers& headers = {});

    /// Called with every answer that any client of this process gets.
    using Observer = std::function<void(const QByteArray& method, const QUrl& url, const Answer& answer)>;
    static void onAnswer(Observer observer);

    [[nodiscard]] const QString& baseUrl() const { return m_baseUrl; }
    void setToken(const QByteArray& token) { m_token = token; }
    [[nodiscard]] const QByteArray& token() const { return m_token; }

private:
    QString m_baseUrl;
    QByteArray m_token;
    std::unique_ptr<QNetworkAccessManager> m_network;
};

/// R"({"a":1})" as an object.
QJsonObject fromJson(const char* json);

} // namespace skylab::test
