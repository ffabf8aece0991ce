// Stands for a full disk without one: while it lives, no file of this process can grow beyond `most_bytes`; writing there fails half-way.
#pragma once

#include <csignal>
#include <doctest/doctest.h>
#include <sys/resource.h>

namespace asista::test {

class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t most_bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit small{most_bytes, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
};

} // namespace asista::test
