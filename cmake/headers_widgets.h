// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "headers_core.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QWidget>
