#include "shell/ShortcutsDialog.h"

#include "kit/Access.h"
#include "kit/Basics.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::Tokens;

namespace {

/// Keys as they stand on a keyboard.
class KeyCaps : public QWidget {
public:
    explicit KeyCaps(const QString& keys) : m_keys(keys)
    {
        setAccessibleName(keys);
        setMinimumHeight(24);
    }
    [[nodiscard]] QSize sizeHint() const override { return { paint(nullptr), 24 }; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        paint(&painter);
    }

private:
    /// The width that it takes; draws when there is a painter.
    int paint(QPainter* painter) const
    {
        const auto& t = theme::tokens();
        const auto font = theme::uiFont(11, 600);
        const QFontMetrics metrics(font);
        double x = 0;
        for (const auto& part : m_keys.split(u' ', Qt::SkipEmptyParts)) {
            for (const auto& key : part == u"+" ? QStringList { part } : part.split(u'+', Qt::SkipEmptyParts)) {
                const double wide = qMax(24.0, metrics.horizontalAdvance(key) + 13.0);
                if (painter) {
                    const QRectF cap(x, height() / 2.0 - 11, wide, 22);
                    theme::roundRect(*painter, cap, 5, t.hover, t.borderStrong);
                    painter->setFont(font);
                    painter->setPen(t.text);
                    painter->drawText(cap, Qt::AlignCenter, key);
                }
                x += wide + 4;
            }
            x += 5;
        }
        return int(x);
    }

    QString m_keys;
};

} // namespace

QList<ShortcutsDialog::Key> ShortcutsDialog::windowKeys()
{
    const auto find = tr("Find and go"), list = tr("In a list"), work = tr("Work"), clouds = tr("Clouds and projects"), window = tr("Window");
    return {
        { find, "Ctrl+K", tr("Search everything and run actions") }, { find, "Ctrl+1 … 9", tr("Go to a page") }, { find, "Alt+←", tr("Previous page") },
        { find, "/", tr("Filter the list") }, { find, "Esc", tr("Back, close") },
        { list, "J K", tr("Next and previous row") }, { list, "Enter", tr("Open in full") }, { list, "Space", tr("Show details at the right") },
        { list, "Ctrl+A", tr("Select all") }, { list, "F2", tr("Rename") }, { list, "Del", tr("Delete what is selected") },
        { work, "Ctrl+N", tr("Create, launch, upload") }, { work, "Ctrl+Z", tr("Undo the last action") }, { work, "F5", tr("Refresh") },
        { work, "Ctrl+J", tr("Tasks") }, { work, "Ctrl+Shift+N", tr("Notifications") }, { work, "Ctrl+Alt+Shift", tr("Give the keyboard back from a console") },
        { clouds, "Ctrl+O", tr("Open or switch the cloud") }, { clouds, "Ctrl+Tab", tr("Next open cloud") }, { clouds, "Ctrl+W", tr("Close the cloud") }, { clouds, "Ctrl+P", tr("Switch the project") },
        { window, "Ctrl+,", tr("Settings") }, { window, "Ctrl+B", tr("Show or hide the sidebar") }, { window, "Ctrl+Q", tr("Quit") }, { window, "?", tr("Show this list") },
    };
}

ShortcutsDialog::ShortcutsDialog(const QList<Command>& panel, QWidget* parent) : QDialog(parent), m_keys(windowKeys())
{
    setObjectName("shortcutsDialog");
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    QList<Key> own;
    for (const auto& command : panel) {
        if (!command.shortcut.isEmpty())
            own << Key { tr("On this page"), command.shortcut.toString(QKeySequence::NativeText), command.text };
    }
    m_keys = own + m_keys;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 18);
    column->setSpacing(12);
    column->addWidget(kit::label(windowTitle(), 18, 600));
    m_edit = new QLineEdit;
    m_edit->setObjectName("shortcutsFilter");
    m_edit->setAccessibleName(tr("Search the shortcuts"));
    m_edit->setPlaceholderText(tr("Search the shortcuts…"));
    m_edit->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    kit::addClearButton(*m_edit);
    column->addWidget(m_edit);
    auto* scroll = kit::scrollArea();
    auto* inner = new QWidget;
    m_column = new QVBoxLayout(inner);
    m_column->setContentsMargins(0, 0, 8, 0);
    scroll->setWidget(inner);
    inner->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    auto* close = kit::button(tr("Close"), {}, kit::Emphasis::Primary);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignRight);
    connect(m_edit, &QLineEdit::textChanged, this, &ShortcutsDialog::refill);
    refill();
    resize(qMax(760, inner->sizeHint().width() + 70), qMin(inner->sizeHint().height() + 190, parent ? qMax(420, parent->height() - 80) : 720));
    m_edit->setFocus();
}

/// Two columns of groups, about equally long.
void ShortcutsDialog::refill()
{
    delete m_body;
    m_body = new QWidget;
    auto* halves = new QHBoxLayout(m_body);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(36);
    const auto words = m_edit->text().toLower().split(u' ', Qt::SkipEmptyParts);
    QList<Key> shown;
    for (const auto& key : std::as_const(m_keys)) {
        const auto all = (key.group + u' ' + key.keys + u' ' + key.text).toLower();
        if (std::all_of(words.begin(), words.end(), [&](const QString& word) { return all.contains(word); }))
            shown << key;
    }
    QGridLayout* grid = nullptr;
    QString group;
    int row = 0;
    const auto begin = [&] {
        auto* half = new QVBoxLayout;
        grid = new QGridLayout;
        grid->setHorizontalSpacing(16);
        grid->setVerticalSpacing(5);
        grid->setColumnStretch(0, 1);
        half->addLayout(grid);
        half->addStretch();
        halves->addLayout(half, 1);
    };
    begin();
    int placed = 0;
    for (const auto& key : std::as_const(shown)) {
        if (key.group != group) {
            const auto size = std::count_if(shown.begin(), shown.end(), [&](const Key& one) { return one.group == key.group; });
            if (placed > 0 && placed + size / 2 >= shown.size() / 2 && halves->count() == 1)
                begin();
            group = key.group;
            auto* head = kit::label(group, 12, 600, &Tokens::faint);
            head->setContentsMargins(0, grid->count() ? 12 : 0, 0, 2);
            grid->addWidget(head, row++, 0, 1, 2);
        }
        grid->addWidget(kit::label(key.text, 13, 400), row, 0);
        grid->addWidget(new KeyCaps(key.keys), row++, 1, Qt::AlignRight);
        ++placed;
    }
    if (shown.isEmpty())
        grid->addWidget(kit::label(tr("No key is about that."), 13, 400, &Tokens::muted), 0, 0);
    m_column->insertWidget(0, m_body);
    if (m_column->count() == 1)
        m_column->addStretch();
}

void ShortcutsDialog::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), theme::tokens().surface); }

} // namespace skylab::shell
