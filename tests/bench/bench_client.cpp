// The client in this process.
#include "bench_client.hpp"

#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::bench {

Result<void> put_plugin(const std::filesystem::path& plugins, const std::string& id, std::string_view library) {
    TRY(write_file_by_rename(plugins / id / "plugin.so", library));
    return write_file_by_rename(
        plugins / id / "manifest.json",
        fmt::format(
            R"({{"id": "{}", "name": "{}", "version": "1.0.0", "description": "For a bench.", "author": {{"name": "Asista"}}, )"
            R"("category": "productivity", "permissions": []}})",
            id, id));
}

Result<void> make_profile(const std::filesystem::path& folder, const std::vector<std::string>& ids) {
    const auto client = TRY(LiveClient::start(folder, 640, 480));
    for (const auto& id : ids) TRY(client->install(id));
    return client->rest(200);
}

} // namespace asista::bench
