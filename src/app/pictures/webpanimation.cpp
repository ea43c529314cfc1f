// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/webpanimation.h"

#include <webp/encode.h>
#include <webp/mux.h>

namespace app {

using trace::Error;
using trace::Result;

namespace {

/// A whole frame now and then, so that a player can jump: libwebp chooses one between so many frames.
constexpr int LeastBetweenKeyFrames = 30;
constexpr int MostBetweenKeyFrames = 60;
/// Of 0..100, how hard a lossless frame is searched for a smaller form. Flat areas and lines are small with the least of it already.
constexpr float Effort = 20;

/// libwebp's picture, which owns its pixels.
class Picture
{
public:
    Picture() { m_isReady = WebPPictureInit(&m_picture) != 0; }
    ~Picture() { WebPPictureFree(&m_picture); }
    Picture(const Picture &) = delete;
    Picture &operator=(const Picture &) = delete;

    /// False where there is no memory for it.
    [[nodiscard]] bool load(const QImage &image)
    {
        const QImage pixels = image.convertToFormat(QImage::Format_RGBX8888);
        m_picture.use_argb = 1;
        m_picture.width = pixels.width();
        m_picture.height = pixels.height();
        return m_isReady && WebPPictureImportRGBX(&m_picture, pixels.constBits(), int(pixels.bytesPerLine())) != 0;
    }
    WebPPicture *get() { return &m_picture; }

private:
    WebPPicture m_picture;
    bool m_isReady;
};

} // namespace

struct WebpAnimation::Private
{
    explicit Private(QSize frameSize) : size(frameSize)
    {
        WebPAnimEncoderOptions options;
        isUsable = WebPAnimEncoderOptionsInit(&options) && WebPConfigInit(&config) && WebPConfigLosslessPreset(&config, 0);
        if (!isUsable)
            return;
        options.kmin = LeastBetweenKeyFrames;
        options.kmax = MostBetweenKeyFrames;
        config.quality = Effort;
        encoder = WebPAnimEncoderNew(size.width(), size.height(), &options);
        isUsable = encoder != nullptr;
    }
    ~Private() { WebPAnimEncoderDelete(encoder); }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    [[nodiscard]] Error fault() const
    {
        const char *said = encoder ? WebPAnimEncoderGetError(encoder) : "no memory";
        return { QString(), QStringLiteral("the animation could not be made: %1").arg(QLatin1String(said)) };
    }

    QSize size;
    WebPConfig config;
    WebPAnimEncoder *encoder = nullptr;
    std::chrono::milliseconds end { 0 }; ///< of the frames so far
    bool isUsable = false;
};

WebpAnimation::WebpAnimation(QSize size) : d(std::make_unique<Private>(size)) {}

WebpAnimation::~WebpAnimation() = default;

Result<> WebpAnimation::add(const QImage &frame, std::chrono::milliseconds shown)
{
    if (frame.size() != d->size)
        return Error { QString(), QStringLiteral("a frame of %1x%2 px does not fit an animation of %3x%4").arg(frame.width()).arg(frame.height()).arg(d->size.width()).arg(d->size.height()) };
    Picture picture;
    if (!d->isUsable || !picture.load(frame) || !WebPAnimEncoderAdd(d->encoder, picture.get(), int(d->end.count()), &d->config))
        return d->fault();
    d->end += std::max(shown, std::chrono::milliseconds(1));
    return {};
}

Result<QByteArray> WebpAnimation::finish()
{
    if (d->end.count() == 0)
        return Error { QString(), QStringLiteral("an animation has at least one frame") };
    WebPData data;
    WebPDataInit(&data);
    // A frame that is none says when the last one ends.
    if (!WebPAnimEncoderAdd(d->encoder, nullptr, int(d->end.count()), nullptr) || !WebPAnimEncoderAssemble(d->encoder, &data))
        return d->fault();
    const QByteArray bytes(reinterpret_cast<const char *>(data.bytes), qsizetype(data.size));
    WebPDataClear(&data);
    return bytes;
}

} // namespace app
