// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/backgroundwork.h"
#include "app/window/exportoptions.h"

#include <QDialog>
#include <QImage>
#include <QPointer>
#include <QThread>
#include <QTimer>

#include <functional>
#include <memory>

namespace Ui {
class ExportDialog;
}

namespace app {

class WindowSettings;

/// What a picture of the timeline, of the loop or of some steps shall show, with a preview that follows every change. Draws by the function that the
/// command line uses, and remembers its choices but title, caption, custom range and steps, which belong to the picture.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    /// Session and settings are borrowed for as long as the dialogue lives.
    ExportDialog(session::Session &session, WindowSettings &settings, const session::Theme &theme, QWidget *parent = nullptr);
    ~ExportDialog() override;

    /// Who lets the trace grow: called with true before it is drawn on another thread, and with false after that.
    void setHold(std::function<void(bool isHeld)> hold) { m_hold = std::move(hold); }
    /// The same for a preview of what still runs, which waits for no more than a moment and so is not to be halted. Without one such a preview is drawn here.
    void setStill(std::function<void(bool isStill)> still) { m_still = std::move(still); }
    [[nodiscard]] ExportChoice choice() const;
    void setChoice(const ExportChoice &choice);
    /// Writes the picture, on a thread of its own, and comes back when that is done; says in the dialogue what came of it and returns whether it was written.
    bool exportTo(const QString &path);
    void copyToClipboard();

private:
    void fillLists();
    [[nodiscard]] ExportChoice remembered() const;
    void showFields(const ExportChoice &now);
    void connectFields();
    void remember();
    void changed();
    void refreshPreview();
    void drawPreview(const Figure &figure, FigureFormat format);
    void showPreview(const trace::Result<QImage> &image, QSize size);
    void beStill(bool isStill);
    void allowExport(const QString &fault);
    void askForFile();
    void say(const QString &text, bool isFault);
    /// Does work that reads the trace on a thread of its own; true where the user has cancelled it.
    bool draw(const QString &text, const std::function<void(const WorkProgress &)> &work);

    std::unique_ptr<Ui::ExportDialog> m_ui;
    session::Session *m_session;
    WindowSettings *m_settings;
    std::function<void(bool)> m_hold;
    std::function<void(bool)> m_still;
    bool m_isStill = false; ///< for the preview that is drawn
    QPointer<QThread> m_previewThread; ///< while a preview is drawn
    bool m_isPreviewStale = false; ///< something has changed since that was begun
    QTimer m_soon; ///< the preview follows when typing pauses
};

} // namespace app
