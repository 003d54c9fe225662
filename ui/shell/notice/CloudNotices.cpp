#include "shell/notice/CloudNotices.h"

#include "model/Workspace.h"
#include "shell/notice/Notices.h"

#include <QLocale>

namespace skylab::shell {

using Live = client::EventStream::State;
using model::Job;

namespace {

/// "ERROR", "error_deleting", "error": how every OpenStack service calls it.
bool isFaulty(const QJsonObject& row) { return row[u"status"].toString().startsWith(QLatin1String("error"), Qt::CaseInsensitive); }

QString reasonOf(const QJsonObject& row)
{
    const auto fault = row[u"fault"][u"message"].toString();
    return fault.isEmpty() ? row[u"status_message"].toString() : fault;
}

} // namespace

CloudNotices::CloudNotices(model::Workspace& workspace, const PanelRegistry& registry, Notices& notices, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_registry(registry), m_notices(notices), m_silence(this)
{
    m_silence.setSingleShot(true);
    m_silence.setInterval(patience);
    connect(&workspace.jobs(), &model::Jobs::failed, this, [this](int job) { jobEnded(job, false); });
    connect(&workspace.jobs(), &model::Jobs::succeeded, this, [this](int job) { jobEnded(job, true); });
    connect(&workspace, &model::Workspace::contactChanged, this, &CloudNotices::contactChanged);
    connect(&workspace, &model::Workspace::scopeChanged, this, [this] {
        m_faulty.clear();
        m_seen.clear();
    });
    connect(&m_silence, &QTimer::timeout, this, [this] {
        m_lost = m_notices.add({ 0, kit::Tone::Error, "wifi-off", tr("The connection with %1 was lost").arg(cloudName()), tr("The window tries again by itself."), cloudName() });
    });
}

QString CloudNotices::cloudName() const { return m_workspace.session().connection().name; }

QString CloudNotices::panelOf(const QString& resource) const
{
    for (const auto& entry : m_registry.all()) {
        if (!resource.isEmpty() && m_workspace.hasCollection(entry.collection) && m_workspace.collection(entry.collection).model().contains(resource))
            return entry.id;
    }
    return {};
}

bool CloudNotices::isWorkedOn(const QString& resource) const
{
    const auto& jobs = m_workspace.jobs().all();
    return std::any_of(jobs.begin(), jobs.end(), [&](const Job& job) { return job.resourceId == resource && (job.state != Job::State::Done); });
}

void CloudNotices::jobEnded(int id, bool well)
{
    const auto* job = m_workspace.jobs().find(id);
    if (!job || job->error.code == ErrorCode::Cancelled || (well && job->started.secsTo(job->finished) <= longJob))
        return;
    Notice notice { 0, well ? kit::Tone::Ok : kit::Tone::Error, well ? "circle-check" : "circle-alert", job->title, well ? tr("It is done.") : job->error.message, cloudName() };
    notice.panel = panelOf(job->resourceId);
    notice.resource = notice.panel.isEmpty() ? QString() : job->resourceId;
    m_notices.add(notice);
}

void CloudNotices::watch(const PanelEntry& entry)
{
    if (m_watched.contains(entry.id) || !m_workspace.hasCollection(entry.collection))
        return;
    m_watched.insert(entry.id);
    auto& model = m_workspace.collection(entry.collection).model();
    connect(&model, &model::ResourceModel::rowChanged, this, [this, &entry](const QString& id) { rowChanged(entry, id); });
    connect(&model, &model::ResourceModel::rowRemoved, this, [this](const QString& id) {
        m_faulty.remove(id);
        m_seen.remove(id);
    });
}

void CloudNotices::rowChanged(const PanelEntry& entry, const QString& id)
{
    const auto row = m_workspace.collection(entry.collection).model().row(id);
    const bool faulty = isFaulty(row), known = m_seen.contains(id), before = m_faulty.contains(id);
    m_seen.insert(id);
    if (faulty)
        m_faulty.insert(id);
    else
        m_faulty.remove(id);
    if (!faulty || before || !known || isWorkedOn(id))   // what failed as a job is told as such
        return;
    const auto name = row[u"name"].toString().isEmpty() ? id.left(8) : row[u"name"].toString();
    Notice notice { 0, kit::Tone::Error, entry.icon, tr("%1 went into an error").arg(name), reasonOf(row), cloudName() };
    notice.panel = entry.id;
    notice.resource = id;
    m_notices.add(notice);
}

void CloudNotices::contactChanged()
{
    const bool in = m_workspace.session().isSignedIn();
    const bool silent = in && (!m_workspace.isReachable() || m_workspace.live().state() == Live::Stale);
    if (silent) {
        if (!m_lost && !m_silence.isActive()) {
            m_lostAt = QDateTime::currentDateTime();
            m_silence.start();
        }
        return;
    }
    m_silence.stop();
    if (const int lost = std::exchange(m_lost, 0)) {
        const auto time = [](const QDateTime& at) { return QLocale().toString(at.time(), QLocale::ShortFormat); };
        m_notices.amend(lost, kit::Tone::Neutral, tr("It was away from %1 to %2; all is up to date again.").arg(time(m_lostAt), time(QDateTime::currentDateTime())));
    }
}

} // namespace skylab::shell
