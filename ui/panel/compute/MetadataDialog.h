#pragma once

#include "model/Workspace.h"

#include <QDialog>
#include <QJsonObject>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace skylab::kit {
class ErrorCard;
class PickList;
}

namespace skylab::panel {

/// Pairs of names and values, with the cloud's catalogue of definitions beside them to take from. A value whose definition names its
/// choices is chosen, others are written.
class MetadataView : public QWidget {
    Q_OBJECT
public:
    /// `resourceType` as the catalogue has it: "OS::Nova::Server".
    MetadataView(model::Workspace& workspace, const QString& resourceType, QWidget* parent = nullptr);

    void setPairs(const QJsonObject& pairs);
    /// Values are strings.
    [[nodiscard]] QJsonObject pairs() const;
    /// Why they are no good, or nothing.
    [[nodiscard]] QString fault() const;
    void add(const QString& name, const QString& value);

Q_SIGNALS:
    void edited();

private:
    struct Definition {
        QString name;
        QString title;
        QString text;
        QString space;
        QStringList choices;
        QString usual;
    };
    struct Line {
        QWidget* box;
        QLineEdit* name;
        QWidget* value;
    };
    void loadCatalogue(const QString& resourceType);
    void loadSpace(const QString& space);
    void take(const QJsonObject& properties, const QString& space);
    void showCatalogue();
    [[nodiscard]] static QString valueOf(const Line& line);

    model::Workspace& m_workspace;
    QVBoxLayout* m_lines;
    QLabel* m_empty;
    kit::PickList* m_catalogue;
    QList<Line> m_rows;
    QHash<QString, Definition> m_definitions;
};

/// The same in a dialog. It stays open until it is accepted.
class MetadataDialog : public QDialog {
    Q_OBJECT
public:
    MetadataDialog(model::Workspace& workspace, const QString& title, const QString& resourceType, const QJsonObject& pairs, QWidget* parent = nullptr);
    [[nodiscard]] QJsonObject pairs() const { return m_view->pairs(); }
    [[nodiscard]] MetadataView* view() const { return m_view; }

Q_SIGNALS:
    void submitted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    MetadataView* m_view;
    QLabel* m_fault;
};

} // namespace skylab::panel
