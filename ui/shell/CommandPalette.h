#pragma once

#include "kit/Basics.h"
#include "shell/Action.h"

#include <QList>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace skylab::shell {

class SearchIndex;
class Settings;
struct PanelEntry;
struct Query;

/// Finds anything by a few letters: resources by name, id and address, panels, actions, projects, connections.
/// '>' in front leaves only actions, '@' pages, '#' projects. What was used lately comes first.
class CommandPalette : public kit::Card {
    Q_OBJECT
public:
    /// What it looks through; asked each time it opens.
    struct Feed {
        std::function<SearchIndex*()> resources;
        std::function<QList<Command>()> commands;
        std::function<void(const QString& panel, const QString& id)> open;
    };

    CommandPalette(QWidget* window, Settings& settings, const Feed& feed);

    void openWith(const QString& text);
    /// Asks for the commands again while it is open: projects have arrived.
    void refreshCommands();
    /// How well letters match a text; below 0: not. Letters at the start of words and in a row count more.
    static int score(const QString& letters, const QString& text);

    /// Titles of the groups that prefixes stand for.
    static QString actionsGroup();
    static QString pagesGroup();
    static QString projectsGroup();
    static QString connectionsGroup();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    struct Found;
    void refill();
    void showRecent();
    void gatherCommands(const Query& query, const QString& only, std::vector<Found>& into) const;
    void gatherResources(const Query& query, std::vector<Found>& into) const;
    void list(std::vector<Found>& found);
    void addHead(const QString& text, int shown, int all);
    void add(const Found& found);
    [[nodiscard]] QStringList recent() const;
    void step(int rows);
    void runCurrent();

    Settings& m_settings;
    Feed m_feed;
    QList<Command> m_commands;
    SearchIndex* m_index = nullptr;
    QLineEdit* m_edit;
    QListWidget* m_list;
};

} // namespace skylab::shell
