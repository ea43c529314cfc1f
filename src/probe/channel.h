// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace loopscope::detail {

/// One line on standard error: why nothing is recorded.
void say(const std::string &text);

/// Connects to a viewer that listens: its folder has to be this user's alone and the viewer has to be this user's. -1, and says why, where not.
[[nodiscard]] int connectTo(const std::string &path);
/// Opens a file for a recording. -1, and says why, where that fails.
[[nodiscard]] int openFile(const std::string &path);

/// Waits for viewers on PID.sock in this user's folder, beside which PID.json says who we are.
class Listener
{
public:
    ~Listener();

    /// False, and says why, where there is no folder of this user's alone, or somebody listens there.
    [[nodiscard]] bool open();
    [[nodiscard]] int descriptor() const { return m_descriptor; }
    /// The next connection where it is this user's, -1 where none waits; isForeign: it was another user's and has been refused.
    [[nodiscard]] int accept(bool &isForeign);
    /// Tells those who look whether a viewer is here.
    void tell(bool isWatched);
    /// Takes the files away.
    void close();
    /// In a forked child: the descriptor goes, the files are the parent's.
    void leave();

private:
    [[nodiscard]] bool bind();

    int m_descriptor = -1;
    std::string m_path;
    std::string m_about;
    std::uint64_t m_since = 0;
};

/// This process's command line, its words parted by blanks.
[[nodiscard]] std::string commandLine();
[[nodiscard]] std::string workingFolder();

} // namespace loopscope::detail
