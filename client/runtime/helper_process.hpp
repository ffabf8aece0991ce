// A small program of ours that does one thing for the client and ends: started with exactly the descriptors given, ended with the client.
#pragma once

#include "wire/os.hpp"

#include <filesystem>
#include <sys/types.h>
#include <vector>

namespace asista::runtime {

// [core] The thread that starts it must live as long as it does.
class HelperProcess {
  public:
    // `descriptors[n]` becomes the program's descriptor n; it gets no other, and an environment of LC_ALL=C. All are closed here.
    static Result<HelperProcess> start(const std::filesystem::path& program, std::vector<UniqueFd> descriptors);
    HelperProcess(HelperProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
    HelperProcess& operator=(HelperProcess&&) = delete;
    ~HelperProcess(); // kills it and waits for that

  private:
    explicit HelperProcess(pid_t pid) : pid_(pid) {}
    pid_t pid_ = 0;
};

} // namespace asista::runtime
