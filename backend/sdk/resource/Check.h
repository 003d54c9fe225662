#pragma once

#include "sdk/resource/Field.h"

#include <QJsonValue>
#include <QStringList>

namespace skylab::sdk {

/// Collects the violations of one request, so that one round trip tells the caller all of them. Beyond mostTold they are only
/// counted: a body of wrong things must not make an answer many times as long.
class Problems {
public:
    static constexpr int mostTold = 50;

    void add(const QString& field, const QString& what);
    [[nodiscard]] bool isEmpty() const { return m_texts.isEmpty(); }
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString firstField() const { return m_firstField; }

private:
    QStringList m_texts;
    qint64 m_untold = 0;
    QString m_firstField;
};

/// Checks length, format and oneOf of a string; says what is wrong in `problems`.
bool checkString(const QString& text, const Rules& rules, const QString& field, Problems& problems);
bool checkNumber(qint64 number, const Rules& rules, const QString& field, Problems& problems);
bool checkCount(qsizetype count, const Rules& rules, const QString& field, Problems& problems);

bool hasFormat(QStringView text, Format format);

/// "2001:db8::/32", "10.0.0.0/8": an address with a prefix length that fits its family.
bool isCidr(QStringView text);
bool isIpAddress(QStringView text);
bool isMac(QStringView text);

} // namespace skylab::sdk
