#include "kit/ErrorCard.h"

#include "kit/FlowLayout.h"
#include "theme/AppStyle.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QHBoxLayout>
#include <QPainter>
#include <QSysInfo>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

ErrorCard::ErrorCard(QWidget* parent) : QFrame(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 12, 14, 12);
    row->setSpacing(12);
    row->addWidget(iconLabel("circle-alert", 18, &Tokens::error), 0, Qt::AlignTop);
    m_column = new QVBoxLayout;
    m_column->setSpacing(4);
    row->addLayout(m_column, 1);
}

void ErrorCard::setError(const Error& error, const QString& what)
{
    clearLayout(*m_column);
    if (!m_retry || error.message != m_error.message || what != m_what)
        m_time = QDateTime::currentDateTimeUtc();
    m_error = error;
    m_what = what;
    const auto title = what.isEmpty() ? titleOf(error) : what;
    setAccessibleName(title);
    setAccessibleDescription(error.message);
    auto* heading = label(title, 13, 600, &Tokens::error);
    heading->setWordWrap(true);
    m_column->addWidget(heading);
    auto* why = paragraph(error.message, &Tokens::text);
    why->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_column->addWidget(why);
    if (const auto next = m_nextStep.isEmpty() ? nextStepOf(error) : m_nextStep; !next.isEmpty())
        m_column->addWidget(paragraph(next));
    addButtons(error, title);
}

void ErrorCard::addButtons(const Error& error, const QString& what)
{
    m_row = new FlowLayout;
    m_row->setContentsMargins(0, 6, 0, 0);
    for (const auto& fix : m_fixes) {
        auto* it = button(fix.text, fix.icon, m_row->count() ? Emphasis::Plain : Emphasis::Primary);
        connect(it, &QPushButton::clicked, this, [run = fix.run] { run(); });   // may close the card
        m_row->addWidget(it);
    }
    m_retry = button(tr("Try again"), "rotate-cw");
    m_retry->setVisible(bool(m_retryStep));
    connect(m_retry, &QPushButton::clicked, this, [this] { m_retryStep(); });
    m_row->addWidget(m_retry);
    auto* copy = button(tr("Copy report"), "clipboard-copy");
    connect(copy, &QPushButton::clicked, this, [error, what, time = m_time] { QApplication::clipboard()->setText(reportOf(error, what, time)); });
    m_row->addWidget(copy);
    auto* details = button(tr("Details"), "chevron-down");
    details->setCheckable(true);
    details->setVisible(!error.details.isEmpty());
    m_row->addWidget(details);
    m_column->addLayout(m_row);
    if (!error.requestId.isEmpty()) {
        auto* id = label(error.requestId, 11, 400, &Tokens::faint);
        id->setFont(theme::monoFont(11));
        id->setTextInteractionFlags(Qt::TextSelectableByMouse);
        id->setToolTip(tr("The request id: an administrator finds this failure in the log by it."));
        m_column->addWidget(id);
    }
    auto* text = paragraph(error.details, &Tokens::text);
    text->setObjectName("errorDetails");
    text->setFont(theme::monoFont(11));
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->hide();
    m_column->addWidget(text);
    connect(details, &QPushButton::toggled, text, &QWidget::setVisible);
}

void ErrorCard::setFixes(const std::vector<Fix>& fixes)
{
    m_fixes = fixes;
    if (m_retry)
        setError(m_error, m_what);
}

void ErrorCard::setRetry(const std::function<void()>& retry)
{
    m_retryStep = retry;
    if (m_retry)
        m_retry->setVisible(bool(retry));
}

QString ErrorCard::titleOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::Unauthorized: return tr("You are not signed in");
    case ErrorCode::Forbidden: return tr("You are not allowed to do this");
    case ErrorCode::NotFound: case ErrorCode::Gone: return tr("It is not there any more");
    case ErrorCode::Conflict: return tr("It can't be done as things are now");
    case ErrorCode::OverQuota: case ErrorCode::TooManyRequests: return tr("A limit is reached");
    case ErrorCode::Unavailable: return tr("The cloud can't be reached");
    case ErrorCode::Timeout: return tr("The cloud did not answer in time");
    case ErrorCode::NoSpace: return tr("The disk is full");
    case ErrorCode::NoValidHost: return tr("No host can run it");
    case ErrorCode::NotImplemented: case ErrorCode::NotAcceptable: return tr("This cloud does not offer it");
    case ErrorCode::Internal: return tr("The cloud has a fault of its own");
    case ErrorCode::Cancelled: return tr("It was cancelled");
    default: return tr("The cloud refused the request");
    }
}

QString ErrorCard::nextStepOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::Unauthorized: return tr("Sign in again.");
    case ErrorCode::Forbidden: return tr("Ask an administrator for the role it needs, or switch to another project.");
    case ErrorCode::NotFound: case ErrorCode::Gone: return tr("Somebody may have deleted it. Refresh the list.");
    case ErrorCode::OverQuota:      // Skylab says in the message itself what to do: not twice
        return error.message.contains(QLatin1String("administrator")) ? QString() : tr("Delete what you no longer need, or ask an administrator for a larger quota.");
    case ErrorCode::TooManyRequests: return tr("Wait a moment, then try again.");
    case ErrorCode::Unavailable: return tr("The window tries again by itself as soon as it answers.");
    case ErrorCode::Internal: return tr("Copy the report and give it to whoever runs this cloud.");
    default: return {};
    }
}

QString ErrorCard::reportOf(const Error& error, const QString& what, const QDateTime& time)
{
    QStringList lines { what, error.message };
    if (!error.type.isEmpty())
        lines << QStringLiteral("type: ") + error.type;
    if (!error.field.isEmpty())
        lines << QStringLiteral("field: ") + error.field;
    if (!error.requestId.isEmpty())
        lines << QStringLiteral("request: ") + error.requestId;
    if (!error.details.isEmpty())
        lines << error.details;
    lines << QStringLiteral("time: ") + time.toString(Qt::ISODate);
    lines << QStringLiteral("skylab %1, Qt %2, %3").arg(QApplication::applicationVersion(), QLatin1String(qVersion()), QSysInfo::prettyProductName());
    return lines.join(u'\n');
}

void ErrorCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto& t = theme::tokens();
    auto line = t.error;
    line.setAlpha(90);
    theme::roundRect(painter, rect(), 8, t.dark ? QColor(0x2a, 0x1c, 0x1e) : QColor(0xfe, 0xf6, 0xf5), line);
}

} // namespace skylab::kit
