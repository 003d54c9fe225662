#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

#include <functional>

namespace skylab::kit {

/// A line over time with a filled foot; long series are reduced to the least and the most of each pixel column.
class TimeChart : public QWidget {
    Q_OBJECT
public:
    struct Series {
        QString name;
        QVector<double> values;   ///< oldest first, evenly spaced; NaN where one is missing
        int color = 0;            ///< of the theme's series
    };

    using Format = std::function<QString(double value)>;

    /// `unit` follows the numbers: "%".
    TimeChart(const QString& title, const QString& unit, QWidget* parent = nullptr);
    /// Says values in another way than by number and unit: "1.5 MB/s".
    void setFormat(const Format& format) { m_format = format; }
    /// `span` is the time of all values, in seconds.
    void setSeries(const QVector<Series>& series, double max, int span);
    [[nodiscard]] QSize sizeHint() const override { return { 320, 132 }; }

    /// The points to draw for values over a width: at most two per column.
    static QVector<QPointF> reduced(const QVector<double>& values, const QRectF& area, double max);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void paintLegend(QPainter& painter);
    void paintGrid(QPainter& painter, const QRectF& area);

    void paintSeries(QPainter& painter, const QRectF& area, const Series& series);
    [[nodiscard]] QString text(double value) const;

    Format m_format;
    QString m_title, m_unit;
    double m_max = 1;
    int m_span = 900;
    QVector<Series> m_series;
    double m_hover = -1;
};

/// A line of the last values, as small as a word.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(const QString& name, QWidget* parent = nullptr);
    void setValues(const QVector<double>& values, double max);
    [[nodiscard]] QSize sizeHint() const override { return { 72, 20 }; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVector<double> m_values;
    double m_max = 1;
};

} // namespace skylab::kit
