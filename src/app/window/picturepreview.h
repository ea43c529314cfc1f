// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QImage>
#include <QWidget>

namespace app {

/// Shows a picture as large as fits, on a quiet ground with an edge, or a sentence where there is none.
class PicturePreview : public QWidget
{
    Q_OBJECT

public:
    explicit PicturePreview(QWidget *parent = nullptr);

    void setTheme(const session::Theme &theme);
    /// size is that of the picture in logical pixels; the image may have fewer or more pixels.
    void setPicture(const QImage &image, QSize size);
    void setMessage(const QString &message);
    /// What is shown, null where it is a sentence.
    [[nodiscard]] const QImage &picture() const { return m_image; }
    /// Device pixels per logical pixel that a picture of this size is shown with here.
    [[nodiscard]] double shownScale(QSize size) const;

Q_SIGNALS:
    void resized();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QRectF placeFor(QSize size) const;

    const session::Theme *m_theme = &session::Theme::light();
    QImage m_image;
    QSize m_size;
    QString m_message;
};

} // namespace app
