#include "desktop/FirstRun.h"

#include "shell/MainWindow.h"

#include <QDir>

namespace skylab::desktop {

using Line = shell::FirstRunPage::Line;

namespace {

Line::State stateOf(HostCheck::State state)
{
    return state == HostCheck::State::Ok ? Line::State::Ok : state == HostCheck::State::Warning ? Line::State::Warning : Line::State::Failed;
}

} // namespace

FirstRun::FirstRun(EmbeddedCloud& cloud, shell::MainWindow& window, QObject* parent) : QObject(parent), m_cloud(cloud), m_wanted(cloud.config()), m_window(window)
{
    connect(&cloud, &EmbeddedCloud::step, this, [this](const QString& text) {
        if (m_page && m_making)
            m_page->addStep(text);
    });
    connect(&cloud, &EmbeddedCloud::failed, this, &FirstRun::failed);
    connect(&cloud, &EmbeddedCloud::ready, this, [this] { m_making = false; });
}

FirstRun::~FirstRun()
{
    m_stopping = true;
    if (m_thread)
        m_thread->wait();
}

bool FirstRun::isFirst(const Config& config)
{
    const QDir dir(config.dataDir);
    return !config.ephemeral && config.databaseUrl.isEmpty() && (!dir.exists() || dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

void FirstRun::begin()
{
    showPage();
    check();
}

void FirstRun::showPage()
{
    auto* page = new shell::FirstRunPage;
    m_page = page;
    m_window.showStartPage(page);
    connect(page, &shell::FirstRunPage::createAsked, this, &FirstRun::create);
    connect(page, &shell::FirstRunPage::checkAsked, this, &FirstRun::check);
    connect(page, &shell::FirstRunPage::lookAroundAsked, this, &FirstRun::lookAround);
    connect(page, &shell::FirstRunPage::cancelAsked, this, [this] {
        m_page->setCancelling();
        m_cloud.cancel();
    });
}

void FirstRun::check()
{
    if (m_thread)
        m_thread->wait();   // only its last seconds: it is asked to stop, or has ended
    const int round = ++m_round;
    m_cloud.setConfig(m_wanted);
    const auto steps = hostChecks(m_wanted);
    std::vector<Line> lines;
    for (const auto& step : steps)
        lines.push_back({ step.id, step.title });
    m_page->setLines(lines);
    m_page->setPlace(m_wanted.dataDir, m_wanted.listen);
    m_thread.reset(QThread::create([this, steps, round] {
        for (const auto& step : steps) {
            if (m_stopping)
                return;
            QMetaObject::invokeMethod(this, [this, round, line = Line { step.id, step.title, Line::State::Running }] {
                if (m_page && round == m_round)
                    m_page->setLine(line);
            });
            const auto result = step.run();
            QMetaObject::invokeMethod(this, [this, round, result] {
                if (m_page && round == m_round)
                    found(result);
            });
        }
        QMetaObject::invokeMethod(this, [this, round] {
            if (m_page && round == m_round)
                m_page->setChecked();
        });
    }));
    m_thread->start();
}

void FirstRun::found(const HostCheck& check)
{
    Line line { check.id, check.title, stateOf(check.state), check.why };
    for (const auto& fix : check.fixes) {
        if (fix.kind == HostFix::Kind::Listen)
            line.fixes.push_back({ fix.text, {}, [this, listen = fix.value] { useAddress(listen); } });
        else
            line.fixes.push_back({ fix.text, fix.value });
    }
    m_page->setLine(line);
}

/// From now on, at later starts too.
void FirstRun::useAddress(const QString& listen)
{
    m_wanted.listen = listen;
    m_window.settings().store().setValue(listenSetting, listen);
    check();
}

void FirstRun::create()
{
    auto config = m_wanted;
    config.rollBack = true;
    m_cloud.setConfig(config);
    m_making = true;
    m_page->beginSteps();
    m_cloud.start();
}

void FirstRun::lookAround()
{
    auto config = m_wanted;
    config.ephemeral = true;
    config.drivers = QStringLiteral("fake");
    config.listen = QStringLiteral("127.0.0.1:0");
    m_cloud.setConfig(config);
    m_making = true;
    m_page->beginSteps();
    m_cloud.start();
}

void FirstRun::failed(const Error& error)
{
    if (!std::exchange(m_making, false))
        return;
    if (!m_page)
        showPage();
    if (error.code == ErrorCode::Cancelled)
        check();
    else
        m_page->showFailed(error);
}

} // namespace skylab::desktop
