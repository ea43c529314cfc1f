// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"

#include <functional>
#include <optional>

class QLabel;

namespace panels {

class SourceView;

/// The source of what is shown, with the line of the selected task's await marked; without a selection, that of the task resumed last.
class SourcePane : public Pane
{
    Q_OBJECT

public:
    /// Gives the text of a source file by the name that await sites call it by; nothing where it is not to be had.
    using Provider = std::function<std::optional<QString>(const QString &file)>;

    explicit SourcePane(session::Session &session, QWidget *parent = nullptr);

    /// Where texts come from, and which file is shown while nothing has run yet ("": none).
    void setProvider(Provider provider, const QString &firstFile);
    /// Shows this line until the playhead or the selection moves.
    void showSite(trace::SiteId site);
    [[nodiscard]] const SourceView &view() const { return *m_view; }

protected:
    void bringUpToDate() override;
    void themeChanged() override;

private:
    [[nodiscard]] trace::SiteId siteToShow() const;
    void showFile(const QString &file);
    void forgetAsked();

    SourceView *m_view;
    QLabel *m_note;
    Provider m_provider;
    QString m_firstFile;
    trace::SiteId m_asked = trace::SiteId::None;
    std::optional<QString> m_file; ///< what the view holds
};

} // namespace panels
