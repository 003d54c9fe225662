#pragma once

#include "kit/Basics.h"
#include "kit/Cell.h"

#include <QKeySequence>

#include <functional>
#include <optional>
#include <vector>

class QHBoxLayout;
class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace skylab::shell {

/// A list to choose from, floating at what opened it: projects, regions, clouds. Typing searches; with more than eight rows the
/// field for it is there from the beginning. Goes when it loses the focus.
class Picker : public kit::Card {
    Q_OBJECT
public:
    struct Row {
        QString id;
        QString text;
        QString sub = {};                        ///< muted, after the text
        QString icon = {};
        QString section = {};                    ///< heading above the first row of a section
        bool checked = false;
        std::optional<kit::Tone> tone = {};      ///< how it is, as a shape
        QString state = {};                      ///< and in words
    };
    /// Something to do with the current row, as a button below the list; or with none, when `can` is not set.
    struct Deed {
        QString id;
        QString text;
        QString icon;
        QKeySequence keys = {};
        std::function<bool(const QString& row)> can = {};
        std::function<void(const QString& row)> run;
        bool stays = false;                      ///< the list stays open, its rows may be set anew
    };

    Picker(const QString& title, QWidget* window);

    void setRows(const std::vector<Row>& rows);
    void addDeed(const Deed& deed);
    /// Below (or above) a widget.
    void openAt(QWidget* anchor, bool above = false);

    static constexpr int searchedFrom = 9;   ///< rows

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void refill();
    void place();
    void step(int rows);
    void choose();
    void refreshDeeds();
    bool keyPressed(int key, const QKeySequence& keys, const QString& text);
    void runDeed(const Deed& deed);
    [[nodiscard]] QString currentId() const;

    std::vector<Row> m_rows;
    std::vector<std::pair<Deed, QPushButton*>> m_deeds;
    QLineEdit* m_edit;
    QListWidget* m_list;
    QLabel* m_none;
    QHBoxLayout* m_foot;
    QWidget* m_anchor = nullptr;
    bool m_above = false;
};

} // namespace skylab::shell
