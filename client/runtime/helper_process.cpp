#include "runtime/helper_process.hpp"

#include "runtime/spawn_plan.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>

namespace asista::runtime {

Result<HelperProcess> HelperProcess::start(const std::filesystem::path& program, std::vector<UniqueFd> descriptors) {
    const int count = static_cast<int>(descriptors.size());
    for (UniqueFd& fd : descriptors) { // out of the way of the numbers they are put on, one after the other
        if (fd.get() >= count) continue;
        const int moved = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, count);
        if (moved < 0) return fail_errno("move a descriptor");
        fd.reset(moved);
    }
    SpawnPlan plan;
    for (int number = 0; number < count; ++number) plan.put(descriptors[static_cast<std::size_t>(number)], number);
    plan.close_from(count);
    plan.set_group(SpawnPlan::Group::session);
    return HelperProcess(TRY(plan.start(program, {program.string()}, {"LC_ALL=C"})));
}

HelperProcess::~HelperProcess() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL); // not reaped, so the number is still its own
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
}

} // namespace asista::runtime
