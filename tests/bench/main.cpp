// Runs the benches named on the command line (all when none is), prints a table and merges the figures into the JSON file, so that a
// run of one bench leaves the others' figures in place.
#include "bench.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace {
using namespace asista;
using Json = nlohmann::ordered_json;

Json read_list(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) return Json::array();
    auto list = Json::parse(in, nullptr, false);
    return list.is_array() ? list : Json::array();
}

void merge(Json& list, const bench::Bench& bench, const bench::Figure& figure) {
    const Json ratio = figure.floor > 0 ? Json(figure.ours / figure.floor) : Json(nullptr);
    const Json row{{"name", bench.name}, {"unit", bench.unit}, {"ours", figure.ours}, {"floor", figure.floor},
                   {"ratio", ratio},     {"p99", figure.p99},  {"note", figure.note}};
    for (auto& present : list)
        if (present.value("name", "") == bench.name) {
            present = row;
            return;
        }
    list.push_back(row);
}

bool write_list(const std::filesystem::path& file, const Json& list) {
    auto partial = file;
    partial += ".partial";
    std::ofstream out(partial);
    out << list.dump(2) << '\n';
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(partial, file, error);
    return out && !error;
}
} // namespace

int main(int argc, char** argv) {
    std::filesystem::path json_file;
    std::vector<std::string> names;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--json") == 0 && i + 1 < argc)
            json_file = argv[++i];
        else
            names.emplace_back(argv[i]);
    }
    std::vector<bench::Bench> all;
    bench::add_frame_benches(all);
    bench::add_host_benches(all);
    bench::add_sandbox_benches(all);
    bench::add_reload_benches(all);
    bench::add_reload_rss_bench(all);
    bench::add_save_benches(all);
    bench::add_build_frame_bench(all);
    bench::add_storage_benches(all);
    bench::add_seal_benches(all);
    bench::add_ai_benches(all);
    bench::add_ai_frame_benches(all);
    bench::add_app_benches(all);
    bench::add_million_benches(all);
    bench::add_soak_benches(all);
    for (const auto& name : names)
        if (std::ranges::none_of(all, [&](const bench::Bench& one) { return one.name == name; })) {
            fmt::print(stderr, "asista_bench: there is no bench \"{}\"; there are:", name);
            for (const auto& one : all) fmt::print(stderr, " {}", one.name);
            fmt::print(stderr, "\n");
            return 2;
        }

    auto list = json_file.empty() ? Json::array() : read_list(json_file);
    int failed = 0;
    fmt::print("{:<18} {:>6} {:>11} {:>11} {:>7} {:>11}  {}\n", "name", "unit", "ours", "floor", "ratio", "p99", "note");
    for (const auto& one : all) {
        if (!names.empty() && std::ranges::find(names, one.name) == names.end()) continue;
        const auto figure = one.measure();
        if (!figure) {
            fmt::print("{:<18} failed: {}\n", one.name, figure.error().message);
            ++failed;
            continue;
        }
        const auto ratio = figure->floor > 0 ? fmt::format("{:.2f}", figure->ours / figure->floor) : std::string("-");
        fmt::print("{:<18} {:>6} {:>11.3f} {:>11.3f} {:>7} {:>11.3f}  {}\n", one.name, one.unit, figure->ours, figure->floor,
                   ratio, figure->p99, figure->note);
        std::fflush(stdout);
        merge(list, one, *figure);
    }
    if (!json_file.empty() && !write_list(json_file, list)) {
        fmt::print(stderr, "asista_bench: {} could not be written\n", json_file.string());
        return 1;
    }
    return failed == 0 ? 0 : 1;
}
