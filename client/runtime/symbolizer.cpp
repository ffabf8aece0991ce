#include "runtime/symbolizer.hpp"

#include "runtime/helper_process.hpp"
#include "runtime/plugin_log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <link.h>
#include <map>
#include <sys/epoll.h>
#include <unistd.h>

namespace asista::runtime {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view plugin_module = "plugin.so", host_module = "asista-plugin-host";

std::string module_name(const frame::CrashModule& module) { return printable_line(module.name); }

wire::Bytes build_id(const frame::CrashModule& module) {
    const auto bytes = std::as_bytes(std::span(module.build_id));
    if (std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; })) return {};
    return {bytes.begin(), bytes.end()};
}

// The host links what the client links, so the client's own libraries are looked into; the build ids tell whether they are the same.
std::map<std::string, fs::path> own_libraries() {
    std::map<std::string, fs::path> found;
    const auto add = [](dl_phdr_info* info, std::size_t, void* into) {
        if (info->dlpi_name == nullptr || *info->dlpi_name != '/') return 0;
        const fs::path path = info->dlpi_name;
        // As records have it: cut to what fits.
        static_cast<std::map<std::string, fs::path>*>(into)->emplace(
            path.filename().string().substr(0, sizeof(frame::CrashModule::name) - 1), path);
        return 0;
    };
    ::dl_iterate_phdr(add, &found);
    return found;
}

// Reading end, writing end.
Result<std::pair<UniqueFd, UniqueFd>> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("create a pipe");
    return std::pair{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

// The whole request lies in the pipe before anybody reads it: 64 addresses and 32 ids are some kilobytes.
Result<UniqueFd> full_pipe(const wire::Bytes& bytes) {
    auto [reading, writing] = TRY(make_pipe());
    if (::fcntl(writing.get(), F_SETFL, O_NONBLOCK) != 0) return fail_errno("set up a pipe");
    if (::write(writing.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        return fail_errno("write a request");
    return std::move(reading);
}
} // namespace

std::vector<StackFrame> bare_stack(const frame::CrashRecord& record) {
    std::vector<StackFrame> stack;
    const auto add = [&](std::uint64_t address) {
        StackFrame frame{.address = address, .module = {}, .function = {}, .file = {}};
        const std::size_t index = frame::module_of(record, address);
        if (index != frame::max_crash_modules) {
            frame.module = module_name(record.modules[index]);
            frame.offset = address - record.modules[index].base;
        }
        stack.push_back(std::move(frame));
    };
    if (record.pc_count == 0) add(record.pc);
    for (std::uint32_t i = 0; i < record.pc_count; ++i) add(record.pcs[i]);
    return stack;
}

struct Symbolizer::Running {
    Job job;
    HelperProcess process;
    UniqueFd answer; // reading end, nonblocking
    wire::Bytes bytes;
    TimerId deadline = TimerId::none;
};

Symbolizer::Symbolizer(EventLoop& loop, fs::path program, fs::path host)
    : Symbolizer(loop, std::move(program), std::move(host), Limits{}) {}

Symbolizer::Symbolizer(EventLoop& loop, fs::path program, fs::path host, Limits limits)
    : loop_(loop), program_(std::move(program)), host_(std::move(host)), limits_(limits) {}

Symbolizer::~Symbolizer() {
    if (!running_) return;
    loop_.remove(running_->answer.get());
    loop_.cancel_timer(running_->deadline);
}

void Symbolizer::look_up(const frame::CrashRecord& record, UniqueFd library, Done done) {
    Job job;
    job.bare = bare_stack(record);
    job.done = std::move(done);
    const auto libraries = own_libraries();
    std::map<std::size_t, std::uint32_t> known; // index in the record -> in the request
    for (std::size_t i = 0; i < job.bare.size() && !program_.empty() && waiting_.size() < limits_.most_waiting; ++i) {
        const std::size_t index = frame::module_of(record, job.bare[i].address);
        if (index == frame::max_crash_modules) continue;
        if (!known.contains(index)) {
            const auto& module = record.modules[index];
            const std::string name = module.name;
            UniqueFd file;
            if (name == plugin_module) {
                if (library) file = std::move(library);
            } else {
                const auto own = libraries.find(name);
                const fs::path path = name == host_module ? host_ : own == libraries.end() ? fs::path() : own->second;
                if (!path.empty()) file.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
            }
            if (!file || job.modules.size() == symbols::max_modules) continue;
            known[index] = static_cast<std::uint32_t>(job.modules.size());
            job.request.build_ids.push_back(build_id(module));
            job.modules.push_back(std::move(file));
        }
        job.request.addresses.push_back({known[index], job.bare[i].offset});
        job.frame_of.push_back(i);
    }
    waiting_.push_back(std::move(job));
    loop_.post([this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) start_next();
    });
}

void Symbolizer::start_next() {
    while (!running_ && !waiting_.empty()) {
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        const auto done = job.done;
        const auto bare = job.bare;
        if (job.request.addresses.empty() || !start(std::move(job))) done(bare);
    }
}

Result<void> Symbolizer::start(Job job) {
    std::vector<UniqueFd> descriptors;
    descriptors.push_back(TRY(full_pipe(wire::encode(job.request))));
    auto [reading, writing] = TRY(make_pipe());
    descriptors.push_back(std::move(writing));
    UniqueFd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    if (!nowhere) return fail_errno("open /dev/null");
    descriptors.push_back(std::move(nowhere));
    for (UniqueFd& module : job.modules) descriptors.push_back(std::move(module));
    if (::fcntl(reading.get(), F_SETFL, O_NONBLOCK) != 0) return fail_errno("set up a pipe");
    auto process = TRY(HelperProcess::start(program_, std::move(descriptors)));
    TRY(loop_.add(reading.get(), EPOLLIN, [this](std::uint32_t) { on_answer(); }));
    running_ = std::make_unique<Running>(Running{std::move(job), std::move(process), std::move(reading), {}, TimerId::none});
    running_->deadline = loop_.call_after(limits_.deadline_ms, [this] { finish(false); });
    return {};
}

void Symbolizer::on_answer() {
    std::array<std::byte, 16 * 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    while (true) {
        const ssize_t count = ::read(running_->answer.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) return finish(count == 0);
        running_->bytes.insert(running_->bytes.end(), buffer.begin(), buffer.begin() + count);
        if (running_->bytes.size() > symbols::max_answer_bytes) return finish(false);
    }
}

namespace {
// Every name in the answer is the author's to choose, so nothing is taken over that is not one printable line.
std::vector<StackFrame> named_stack(const std::vector<StackFrame>& bare, const std::vector<std::size_t>& frame_of,
                                    const symbols::Answer& answer) {
    std::vector<StackFrame> named;
    std::size_t next = 0;
    for (std::size_t i = 0; i < bare.size(); ++i) {
        bool any = false;
        for (; next < answer.frames.size() && frame_of[answer.frames[next].address] <= i; ++next) {
            const auto& found = answer.frames[next];
            StackFrame& frame = named.emplace_back(bare[i]);
            frame.function = printable_line(found.function);
            frame.file = printable_line(found.file);
            frame.line = found.line;
            frame.inlined = found.inlined;
            frame.foreign = found.foreign;
            any = true;
        }
        if (!any) named.push_back(bare[i]);
    }
    return named;
}

bool is_well_formed(const symbols::Answer& answer, std::size_t addresses) {
    std::uint32_t before = 0;
    for (const auto& frame : answer.frames) {
        if (frame.address < before || frame.address >= addresses || frame.function.size() > symbols::max_text_bytes ||
            frame.file.size() > symbols::max_text_bytes)
            return false;
        before = frame.address;
    }
    return answer.frames.size() <= symbols::max_frames;
}
} // namespace

void Symbolizer::finish(bool good) {
    loop_.remove(running_->answer.get());
    loop_.cancel_timer(running_->deadline);
    const auto ended = std::move(running_);
    std::vector<StackFrame> stack = ended->job.bare;
    if (good) {
        const auto answer = wire::decode<symbols::Answer>(ended->bytes);
        if (answer && is_well_formed(*answer, ended->job.request.addresses.size()))
            stack = named_stack(ended->job.bare, ended->job.frame_of, *answer);
    }
    start_next();
    ended->job.done(std::move(stack));
}

} // namespace asista::runtime
