#pragma once

#include "http/BodyReader.h"
#include "http/Headers.h"

namespace skylab::object {

/// A multipart/form-data body (RFC 7578) read part by part, with memory for a few KiB whatever its length.
///
///     FormData form(body, boundary);
///     while (TRY(form.next()))
///         if (form.filename().isEmpty()) value = TRY(form.text(4096)); else upload(form);   // a part is a BodyReader
///
/// BadRequest when the body does not begin with the boundary or a part's head is no head.
class FormData final : public http::BodyReader {
public:
    FormData(http::BodyReader& body, const QByteArray& boundary);

    /// The boundary of a Content-Type "multipart/form-data; boundary=..."; empty when it is none.
    static QByteArray boundaryOf(const QByteArray& contentType);

    /// Goes to the next part, over what is left of this one. False: there is none.
    Result<bool> next();
    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] QString filename() const { return m_filename; }
    [[nodiscard]] const http::Headers& headers() const { return m_headers; }

    /// The bytes of this part; 0 at its end.
    Result<qsizetype> read(char* to, qsizetype size) override;
    /// All of it, cut at `limit` bytes.
    Result<QString> text(qsizetype limit);

private:
    Result<bool> fill();
    Result<bool> skipBoundary();
    Result<> readHead();

    http::BodyReader& m_body;
    const QByteArray m_delimiter;      ///< "\r\n--boundary"
    QByteArray m_buffer;
    bool m_ended = false;              ///< nothing more comes
    bool m_began = false;
    bool m_partEnded = true;
    bool m_last = false;
    QString m_name;
    QString m_filename;
    http::Headers m_headers;
};

} // namespace skylab::object
