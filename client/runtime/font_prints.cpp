// Reading and hashing.
#include "runtime/font_prints.hpp"

#include "runtime/library_file.hpp"

#include <cerrno>
#include <unistd.h>

namespace asista::runtime {

Result<std::vector<RecordedFont>> font_prints(std::span<const calls::FontFile> files, std::span<const UniqueFd> fds) {
    std::vector<RecordedFont> prints;
    for (std::size_t i = 0; i < files.size() && i < fds.size(); ++i) {
        std::vector<std::byte> bytes(files[i].size_bytes);
        std::size_t read = 0;
        while (read < bytes.size()) {
            const auto count = ::pread(fds[i].get(), bytes.data() + read, bytes.size() - read, static_cast<off_t>(read));
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return fail_errno("read a font");
            read += static_cast<std::size_t>(count);
        }
        prints.push_back({files[i], content_hash(bytes)});
    }
    return prints;
}

} // namespace asista::runtime
