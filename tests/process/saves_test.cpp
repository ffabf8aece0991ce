// An author who saves as editors do, at any moment: what the client loads is always a text that was saved whole, never an older one after
// a newer one, and in the end the newest. The whole client, real compilers and real plugin processes.
#include "live_client.hpp"
#include "temp_dir.hpp"
#include "wire/os.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <unistd.h>

using namespace asista;
using test::LiveClient;
using test::TempDir;
using test::write_file;

namespace {
constexpr double patience_ms = 240'000; // a compiler on a busy machine
constexpr const char* id = "test.saves.marks";
constexpr const char* manifest =
    R"({"id": "test.saves.marks", "name": "Marks", "version": "1.0.0", "description": "Says which texts it was made of.",
    "author": {"name": "A"}, "category": "productivity", "permissions": []})";

// Compiled once. Each mark stands at the head and at the tail of a file that is saved again and again, and has a value for the case that
// it is missing there: a file cut at the end of any line compiles and links, and says so when it is loaded.
constexpr const char* plugin_source = R"(#include <asista/plugin.hpp>
#include <string>

extern "C" {
__attribute__((weak)) int head_left() { return -1; }
__attribute__((weak)) int tail_left() { return -2; }
__attribute__((weak)) int head_right() { return -3; }
__attribute__((weak)) int tail_right() { return -4; }
}

class Marks : public asista::Plugin {
  public:
    Marks() {
        log_info("made of " + std::to_string(head_left()) + " " + std::to_string(tail_left()) + " " + std::to_string(head_right()) +
                 " " + std::to_string(tail_right()));
        widget({.id = "marks", .title = "Marks", .height = 40}, [](asista::Frame&) { ImGui::TextUnformatted("marks"); });
    }
};

ASISTA_PLUGIN(Marks)
)";

// Of the same length for every mark: written in place, a half of one and a half of the next are a whole file.
std::string text(std::string_view name, int mark) {
    std::string all = fmt::format("extern \"C\" int head_{}() {{ return 1{:06} - 1000000; }}\n", name, mark);
    for (int line = 0; line < 120; ++line)
        all += fmt::format("// {:06} and some words that nobody reads, line {:3}\n", mark, line);
    return all + fmt::format("extern \"C\" int tail_{}() {{ return 1{:06} - 1000000; }}\n", name, mark);
}

struct Marks {
    int head_left = 0, tail_left = 0, head_right = 0, tail_right = 0;
    bool whole() const { return head_left == tail_left && head_right == tail_right; }
};

enum class Pattern { in_place, rename, truncate, several, during_build };
constexpr std::array patterns{Pattern::in_place, Pattern::rename, Pattern::truncate, Pattern::several, Pattern::during_build};

class Author {
  public:
    explicit Author(unsigned seed) : random_(seed) {
        write_file(source() / "manifest.json", manifest);
        write_file(source() / "marks.cpp", plugin_source);
        write_file(source() / "left.cpp", text("left", left_));
        write_file(source() / "right.cpp", text("right", right_));
        auto started = LiveClient::start(folder_.path(), 500, 400, [this](core::CoreConfig& config) {
            config.develop = {source()};
            config.build_cache = folder_ / "cache";
        });
        REQUIRE_MESSAGE(started, started.error().message);
        client_ = std::move(*started);
        sees_newest();
    }

    void save(Pattern pattern) {
        switch (pattern) {
        case Pattern::in_place: return save_one(&Author::write_over);
        case Pattern::rename: return save_one(&Author::replace);
        case Pattern::truncate: return save_one(&Author::truncate_and_write);
        case Pattern::several: replace("left", ++left_); return truncate_and_write("right", ++right_);
        case Pattern::during_build:
            replace("left", ++left_);
            // Some builds are over before they are seen; then this is a save like any other.
            until([this] { return building(); }, pick(1, 60));
            return save_one(pick(0, 1) < 0.5 ? &Author::replace : &Author::write_over);
        }
    }
    void pause(double most_ms) {
        until([] { return false; }, std::exp(pick(0, std::log(most_ms))));
    }
    // The newest texts are loaded, in their card, and nothing goes on after that.
    void sees_newest() {
        const bool seen = until([this] { return in_place_ && is_newest(last_) && !building(); }, patience_ms);
        REQUIRE_MESSAGE(seen, why());
    }
    int loads() const { return loads_; }
    int saves() const { return left_ + right_ - 2; }

  private:
    using Write = void (Author::*)(std::string_view name, int mark);
    void save_one(Write write) {
        if (pick(0, 1) < 0.5)
            (this->*write)("left", ++left_);
        else
            (this->*write)("right", ++right_);
    }
    void write_over(std::string_view name, int mark) { write_slowly(file(name), O_WRONLY, text(name, mark)); }
    void truncate_and_write(std::string_view name, int mark) { write_slowly(file(name), O_WRONLY | O_TRUNC, text(name, mark)); }
    // As some editors do it: the old text steps aside first.
    void replace(std::string_view name, int mark) {
        const auto beside = source() / fmt::format(".{}.new", name);
        write_slowly(beside, O_WRONLY | O_CREAT | O_TRUNC, text(name, mark));
        const auto began = std::chrono::steady_clock::now();
        if (pick(0, 1) < 0.3) std::filesystem::rename(file(name), source() / fmt::format("{}.cpp~", name));
        std::filesystem::rename(beside, file(name));
        // On a machine that stood still in between, the file was away for so long that it counts as removed.
        stayed_away_ = stayed_away_ || std::chrono::steady_clock::now() - began > std::chrono::milliseconds(100);
    }
    // In pieces, with the client at work between them.
    void write_slowly(const std::filesystem::path& path, int how, std::string_view bytes) {
        const UniqueFd out(::open(path.c_str(), how | O_CLOEXEC, 0644));
        REQUIRE(out);
        const auto piece = static_cast<std::size_t>(pick(400, 9000));
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            const auto part = bytes.substr(at, piece);
            REQUIRE(::write(out.get(), part.data(), part.size()) == static_cast<ssize_t>(part.size()));
            if (at > 0 && pick(0, 1) < 0.3) pause(15);
        }
    }
    // What has been loaded so far, as the plugin's log tells.
    void look() {
        const auto* const plugin = client_->plugin(id);
        if (!plugin || client_->snapshot() == seen_) return;
        seen_ = client_->snapshot();
        int loads = 0;
        Marks newest{};
        for (const auto& line : plugin->log) {
            Marks marks;
            if (std::sscanf(line.text.c_str(), "made of %d %d %d %d", &marks.head_left, &marks.tail_left, &marks.head_right,
                            &marks.tail_right) == 4) {
                if (stayed_away_ && (marks.head_left < 0 || marks.head_right < 0)) continue;
                CAPTURE(line.text);
                CHECK(marks.whole());
                CHECK(marks.head_left >= newest.head_left); // the log keeps only so many lines, so from its first
                CHECK(marks.head_right >= newest.head_right);
                newest = marks;
                in_place_ = ++loads == 1 && plugin->reload_count == 0;
            } else if (line.text.starts_with("new build in place")) {
                in_place_ = true;
            }
        }
        loads_ = std::max(loads_, loads);
        last_ = newest;
    }
    // False when `is_so` was not seen to be in that time.
    template <class Predicate> bool until(Predicate is_so, double most_ms) {
        const auto waited = client_->until(
            [&] {
                look();
                return is_so();
            },
            most_ms);
        return waited.has_value();
    }
    bool is_newest(const Marks& marks) const { return marks.whole() && marks.head_left == left_ && marks.head_right == right_; }
    bool building() const {
        const auto snapshot = client_->snapshot();
        return snapshot && !snapshot->builds.empty() && snapshot->builds[0].running;
    }
    // What a wait in vain is explained by.
    std::string why() const {
        auto all = fmt::format("saved {} and {}, loaded {} and {}", left_, right_, last_.head_left, last_.head_right);
        const auto snapshot = client_->snapshot();
        if (!snapshot->builds.empty()) {
            const auto& build = snapshot->builds[0];
            all += fmt::format("; build {} {}{} {}", build.builds,
                               build.running  ? "runs: "
                               : build.failed ? "failed: "
                                              : "is done",
                               build.phase, build.message);
        }
        const auto* const plugin = client_->plugin(id);
        if (!plugin) return all;
        all += fmt::format("; {}{}", plugin->reason, plugin->reload_note);
        const auto& log = plugin->log;
        for (std::size_t i = log.size() - std::min<std::size_t>(log.size(), 6); i < log.size(); ++i)
            all += "\n  log: " + log[i].text;
        return all;
    }
    double pick(double from, double to) { return std::uniform_real_distribution<double>(from, to)(random_); }
    std::filesystem::path source() const { return folder_ / "marks"; }
    std::filesystem::path file(std::string_view name) const { return source() / fmt::format("{}.cpp", name); }

    TempDir folder_; // destroyed last
    std::mt19937 random_;
    int left_ = 1, right_ = 1;
    std::unique_ptr<LiveClient> client_;
    ui::SnapshotPtr seen_;
    Marks last_;
    bool in_place_ = false;
    bool stayed_away_ = false; // a file, longer than an editor would let it
    int loads_ = 0;
};
} // namespace

TEST_CASE("saves of every kind at any moment: none is lost, none comes too late, no partial file is loaded") {
    const char* const wish = std::getenv("ASISTA_SAVES"); // 1000: the long proof, some ten minutes
    const int wanted = wish ? std::atoi(wish) : 40;
    const double longest_pause_ms = wish ? 3000 : 200;
    Author author(1);
    std::mt19937 random(2);
    while (author.saves() < wanted) {
        author.save(patterns[random() % patterns.size()]);
        if (random() % 4 == 0)
            author.sees_newest();
        else
            author.pause(longest_pause_ms);
    }
    author.sees_newest();
    MESSAGE(author.saves(), " saves");
    CHECK(author.loads() > 0);
}
