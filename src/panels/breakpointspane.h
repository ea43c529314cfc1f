// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"
#include "session/breakpoints.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace panels {

class BreakpointDelegate;
class BreakpointsModel;

/// The list of break conditions: a field that adds and changes them and says what is wrong with what stands in it, a check box for each, and the
/// way to the next and previous place where one is met.
class BreakpointsPane : public Pane
{
    Q_OBJECT

public:
    explicit BreakpointsPane(session::Session &session, QWidget *parent = nullptr);

    /// What the line under the field says: what is wrong, or how a search goes; empty for nothing.
    [[nodiscard]] QString note() const;

Q_SIGNALS:
    /// The buttons; which way there is depends on whether the run is live, so the window knows.
    void nextRequested();
    void previousRequested();

protected:
    void bringUpToDate() override;
    void themeChanged() override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildField();
    void buildTable();
    void judge();
    void accept();
    void beginEditing(int row);
    void endEditing();
    void removeRow(int row);
    void showMenu(QPoint at);
    void showSearchEnd(session::Breakpoints::Direction direction, bool hasFound);
    void placeEmpty();
    void showNote(const QString &text, bool isError);

    QLineEdit *m_field;
    QPushButton *m_accept;
    QPushButton *m_previous;
    QPushButton *m_next;
    QLabel *m_note;
    QTableView *m_table;
    QLabel *m_empty; ///< over the table while the list is empty
    BreakpointsModel *m_model;
    BreakpointDelegate *m_delegate;
    int m_editedRow = -1; ///< the row that the field changes; -1: it adds one
};

} // namespace panels
