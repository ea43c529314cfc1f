// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/fonts.h"

#include <QFontDatabase>

#include <array>

static void initialiseFontResource()
{
    // The room is a static library: without this call the linker drops its resource. The macro must stand outside any namespace.
    Q_INIT_RESOURCE(fonts);
}

namespace session {

namespace {

QFont makeFont(FontRole role)
{
    const auto sans = [](int pixels, QFont::Weight weight) {
        QFont font(QStringLiteral("Inter"));
        font.setPixelSize(pixels);
        font.setWeight(weight);
        return font;
    };
    QFont font;
    switch (role) {
    case FontRole::Small:
        font = sans(11, QFont::Normal);
        break;
    case FontRole::Head:
        font = sans(11, QFont::DemiBold);
        break;
    case FontRole::Body:
        font = sans(12, QFont::Normal);
        break;
    case FontRole::Name:
        font = sans(13, QFont::Medium);
        break;
    case FontRole::Title:
        font = sans(16, QFont::DemiBold);
        break;
    case FontRole::Mono:
        font = QFont(QStringLiteral("DejaVu Sans Mono"));
        font.setPixelSize(12);
        break;
    }
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias));
    return font;
}

} // namespace

bool loadFonts()
{
    static const bool isLoaded = [] {
        initialiseFontResource();
        bool areAllLoaded = true;
        for (const char *file : { "Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "DejaVuSansMono.ttf" })
            areAllLoaded &= QFontDatabase::addApplicationFont(QStringLiteral(":/loopscope/fonts/") + QLatin1String(file)) >= 0;
        return areAllLoaded;
    }();
    return isLoaded;
}

const QFont &font(FontRole role)
{
    static const auto fonts = [] {
        std::array<QFont, FontRoleCount> all;
        for (int n = 0; n < FontRoleCount; ++n)
            all[size_t(n)] = makeFont(FontRole(n));
        return all;
    }();
    return fonts[size_t(role)];
}

} // namespace session
