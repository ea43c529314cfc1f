// SPDX-License-Identifier: MIT
#include "probe/eventloop.h"

#include <loopscope/detail/recorder.h>

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QThread>

#include <cstring>

namespace loopscope::detail {

namespace {

void watch()
{
    QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    if (!dispatcher)
        return;
    // GLib's dispatcher says that it is awake only after it has delivered what there was: there an iteration begins with the first coroutine in it.
    const bool saysWhenAwake = std::strstr(dispatcher->metaObject()->className(), "Glib") == nullptr;
    if (saysWhenAwake) {
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, dispatcher, [] {
            if (isOn())
                loopAwake();
        }, Qt::DirectConnection);
    }
    QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, dispatcher, [] {
        if (isOn())
            loopBlocks();
    }, Qt::DirectConnection);
}

} // namespace

void watchEventLoop()
{
    qAddPreRoutine(watch); // at once where the application is there already
}

} // namespace loopscope::detail
