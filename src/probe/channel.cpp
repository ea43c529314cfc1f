// SPDX-License-Identifier: MIT
#include "probe/channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace loopscope::detail {

namespace {

constexpr int Backlog = 16;

bool fill(sockaddr_un &address, const std::string &path)
{
    address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return true;
}

int newSocket()
{
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor >= 0)
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

/// Whether the process at the other end runs as this user; what the system does not tell is left to the folder's permissions.
bool isOwnPeer(int descriptor)
{
#if defined(SO_PEERCRED) && defined(__linux__)
    ucred credentials {};
    socklen_t size = sizeof credentials;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 || credentials.uid == ::geteuid();
#elif defined(__APPLE__) || defined(__FreeBSD__)
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(descriptor, &user, &group) != 0 || user == ::geteuid();
#else
    (void)descriptor;
    return true;
#endif
}

bool isFolderOwn(const std::string &folder, mode_t others)
{
    struct stat status {};
    return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() && (status.st_mode & others) == 0;
}

std::string folderForPrograms()
{
    const char *base = std::getenv("XDG_RUNTIME_DIR");
    struct stat status {};
    if (base && base[0] == '/' && ::stat(base, &status) == 0 && S_ISDIR(status.st_mode))
        return std::string(base) + "/loopscope";
    return "/tmp/loopscope-" + std::to_string(::geteuid());
}

std::string jsonText(const std::string &text)
{
    std::string quoted = "\"";
    for (const char c : text.substr(0, 400)) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return quoted + '"';
}

} // namespace

void say(const std::string &text)
{
    std::fprintf(stderr, "loopscope: not recording: %s\n", text.c_str());
}

int connectTo(const std::string &path)
{
    const std::string folder = path.substr(0, path.rfind('/'));
    sockaddr_un address;
    if (path.find('/') == std::string::npos || !fill(address, path)) {
        say(path + ": not the path of a socket");
        return -1;
    }
    if (!isFolderOwn(folder, 0022)) {
        say("the folder of " + path + " is open to others");
        return -1;
    }
    const int descriptor = newSocket();
    if (descriptor < 0 || ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 || !isOwnPeer(descriptor)) {
        say(path + ": " + (errno != 0 ? std::strerror(errno) : "belongs to another user"));
        if (descriptor >= 0)
            ::close(descriptor);
        return -1;
    }
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    return descriptor;
}

int openFile(const std::string &path)
{
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0)
        say(path + ": " + std::strerror(errno));
    return descriptor;
}

Listener::~Listener()
{
    close();
}

bool Listener::open()
{
    const std::string folder = folderForPrograms();
    ::mkdir(folder.c_str(), 0700);
    if (!isFolderOwn(folder, 0077)) {
        say("the folder " + folder + " has to be its owner's alone");
        return false;
    }
    m_path = folder + '/' + std::to_string(::getpid()) + ".sock";
    m_about = folder + '/' + std::to_string(::getpid()) + ".json";
    m_since = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
    if (!bind())
        return false;
    tell(false);
    return true;
}

bool Listener::bind()
{
    sockaddr_un address;
    m_descriptor = newSocket();
    if (m_descriptor < 0 || !fill(address, m_path)) {
        say(m_path + ": " + std::strerror(errno));
        return false;
    }
    const auto *place = reinterpret_cast<const sockaddr *>(&address);
    const auto tryToBind = [&] {
        const mode_t before = ::umask(0077);
        const int result = ::bind(m_descriptor, place, sizeof address);
        ::umask(before);
        return result == 0;
    };
    bool isBound = tryToBind();
    if (!isBound && errno == EADDRINUSE) {
        // Left behind by a process of our number that was killed, or alive: then it is not ours to take.
        const int other = newSocket();
        const bool isAlive = ::connect(other, place, sizeof address) == 0 || errno != ECONNREFUSED;
        ::close(other);
        if (isAlive) {
            say("somebody listens at " + m_path + " already");
            return false;
        }
        ::unlink(m_path.c_str());
        isBound = tryToBind();
    }
    if (!isBound || ::listen(m_descriptor, Backlog) != 0) {
        say(m_path + ": " + std::strerror(errno));
        return false;
    }
    ::fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
    return true;
}

int Listener::accept(bool &isForeign)
{
    isForeign = false;
    const int connection = ::accept(m_descriptor, nullptr, nullptr);
    if (connection < 0)
        return -1;
    ::fcntl(connection, F_SETFD, FD_CLOEXEC);
    ::fcntl(connection, F_SETFL, O_NONBLOCK);
    if (isOwnPeer(connection))
        return connection;
    isForeign = true;
    ::close(connection);
    return -1;
}

void Listener::tell(bool isWatched)
{
    const std::string beside = m_about + ".new";
    const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return;
    const std::string text = "{\"version\": 1, \"pid\": " + std::to_string(::getpid()) + ", \"since_ns\": " + std::to_string(m_since) + ", \"program\": " + jsonText(commandLine())
        + ", \"folder\": " + jsonText(workingFolder()) + ", \"interpreter\": \"C++\", \"watched\": " + (isWatched ? "true" : "false") + "}";
    const bool isWritten = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(descriptor);
    if (isWritten)
        (void)std::rename(beside.c_str(), m_about.c_str());
}

void Listener::close()
{
    if (m_descriptor < 0)
        return;
    leave();
    ::unlink(m_path.c_str());
    ::unlink(m_about.c_str());
}

void Listener::leave()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

std::string commandLine()
{
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::string words { std::istreambuf_iterator<char>(file), {} };
    while (!words.empty() && words.back() == '\0')
        words.pop_back();
    for (char &c : words)
        c = c == '\0' ? ' ' : c;
    return words.empty() ? "a program" : words;
}

std::string workingFolder()
{
    char folder[4096];
    return ::getcwd(folder, sizeof folder) ? folder : "/";
}

} // namespace loopscope::detail
