// A message bus of a test's own: real, and with nobody on it but whom the test brings.
#pragma once

#include "temp_dir.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace asista::test {

class SessionBus {
  public:
    SessionBus() {
        // Without folders of services: the machine's own would be started for whoever asks for them.
        write_file(dir_ / "bus.conf", fmt::format(R"(<busconfig><type>session</type><listen>{}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>)",
                                                  address_));
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        const auto config = "--config-file=" + (dir_ / "bus.conf").string(), print = fmt::format("--print-address={}", ready[1]);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also when the test crashes
            ::close(ready[0]);
            ::execlp("dbus-daemon", "dbus-daemon", "--nofork", "--nopidfile", "--nosyslog", config.c_str(), print.c_str(),
                     nullptr);
            ::_exit(127);
        }
        ::close(ready[1]);
        char byte = 0;
        REQUIRE_MESSAGE(::read(ready[0], &byte, 1) == 1, "dbus-daemon did not start; it is in the package dbus");
        ::close(ready[0]);
    }
    ~SessionBus() { end(); }
    SessionBus(const SessionBus&) = delete;
    SessionBus& operator=(const SessionBus&) = delete;
    void end() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    }
    const std::string& address() const { return address_; }

  private:
    TempDir dir_;
    std::string address_ = fmt::format("unix:path={}", (dir_ / "bus").string());
    pid_t pid_ = -1;
};

} // namespace asista::test
