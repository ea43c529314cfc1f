// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/exportoptions.h"

#include <QDialog>
#include <QTimer>

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

    [[nodiscard]] ExportChoice choice() const;
    void setChoice(const ExportChoice &choice);
    /// Writes the picture; says in the dialogue what came of it and returns whether it was written.
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
    void askForFile();
    void say(const QString &text, bool isFault);

    std::unique_ptr<Ui::ExportDialog> m_ui;
    session::Session *m_session;
    WindowSettings *m_settings;
    QTimer m_soon; ///< the preview follows when typing pauses
};

} // namespace app
