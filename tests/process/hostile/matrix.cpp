#include "matrix.hpp"

#include "temp_dir.hpp"
#include "wire/os.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <sstream>
#include <sys/file.h>
#include <vector>

namespace asista::test::hostile {

namespace {
constexpr std::string_view begin_mark = "<!-- matrix: written by the tests, see matrix.hpp -->";
constexpr std::array tiers{SandboxTier::a, SandboxTier::b, SandboxTier::c};
constexpr std::string_view unknown = "?";

struct Section {
    int order;
    std::string title;
    std::span<const Attempt> attempts;
};
std::vector<Section>& sections() {
    static std::vector<Section> all;
    return all;
}

std::filesystem::path matrix_file() { return std::filesystem::path(ASISTA_HOSTILE_DIR) / "README.md"; }
bool writes() {
    const char* const wish = std::getenv("ASISTA_WRITE_MATRIX");
    return wish != nullptr && std::string_view(wish) == "1";
}

using Cells = std::array<std::string, tiers.size()>;
struct Matrix {
    std::string introduction;                       // all in front of the mark
    std::vector<std::string> order;                 // keys as they stand
    std::map<std::string, Cells, std::less<>> rows; // "section/attempt"
};
std::string key_of(std::string_view section, std::string_view attempt) { return fmt::format("{}/{}", section, attempt); }

// "| `name` | words | cell | cell | cell |" under "### section".
Matrix read_matrix() {
    Matrix matrix;
    const std::string text = read_file(matrix_file());
    const auto mark = text.find(begin_mark);
    matrix.introduction = text.substr(0, mark);
    if (mark == std::string::npos) return matrix;
    std::istringstream lines(text.substr(mark));
    std::string line, section;
    while (std::getline(lines, line)) {
        if (line.starts_with("### ")) section = line.substr(4);
        if (!line.starts_with("| `")) continue;
        std::vector<std::string> parts;
        for (std::size_t at = 2; at < line.size();) {
            const auto end = line.find(" |", at);
            if (end == std::string::npos) break;
            parts.push_back(line.substr(at, end - at));
            at = end + 3;
        }
        if (parts.size() != 2 + tiers.size()) continue;
        auto key = key_of(section, std::string_view(parts[0]).substr(1, parts[0].size() - 2));
        matrix.order.push_back(key);
        std::copy_n(parts.begin() + 2, tiers.size(), matrix.rows[key].begin());
    }
    return matrix;
}

void write_matrix(const Matrix& matrix) {
    std::string text = matrix.introduction + std::string(begin_mark) + "\n";
    std::ranges::sort(sections(), {}, &Section::order);
    for (const Section& section : sections()) {
        text += fmt::format("\n### {}\n| attempt | what it tries | A | B | C |\n|---|---|---|---|---|\n", section.title);
        for (const Attempt& attempt : section.attempts) {
            const auto found = matrix.rows.find(key_of(section.title, attempt.name));
            text += fmt::format("| `{}` | {} |", attempt.name, attempt.words);
            for (std::size_t i = 0; i < tiers.size(); ++i)
                text += fmt::format(" {} |", found == matrix.rows.end() || found->second[i].empty() ? unknown : found->second[i]);
            text += '\n';
        }
    }
    write_file_by_rename(matrix_file(), text);
}
} // namespace

MatrixSection::MatrixSection(int order, std::string_view title, std::span<const Attempt> attempts)
    : title_(title), attempts_(attempts) {
    sections().push_back({order, title_, attempts});
}

void MatrixSection::note(SandboxTier tier, const Attempt& attempt, const std::string& cell) const {
    const auto column = std::ranges::find(tiers, tier);
    if (column == tiers.end()) return; // a developer build has no sandbox to write about
    const auto index = static_cast<std::size_t>(column - tiers.begin());
    const auto key = key_of(title_, attempt.name);
    if (writes()) {
        // Cases run beside each other.
        const UniqueFd lock(::open(ASISTA_HOSTILE_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        REQUIRE(::flock(lock.get(), LOCK_EX) == 0);
        Matrix matrix = read_matrix();
        matrix.rows[key][index] = cell;
        write_matrix(matrix);
        return;
    }
    const Matrix matrix = read_matrix();
    const auto found = matrix.rows.find(key);
    REQUIRE_MESSAGE(found != matrix.rows.end(), "README.md has no row for " << key << "; see matrix.hpp");
    CHECK_MESSAGE(found->second[index] == cell, key << " in tier " << tier_name(tier));
}

void check_matrix_rows() {
    std::vector<std::string> wanted;
    std::ranges::sort(sections(), {}, &Section::order);
    for (const Section& section : sections())
        for (const Attempt& attempt : section.attempts) wanted.push_back(key_of(section.title, attempt.name));
    if (writes()) return;
    CHECK(read_matrix().order == wanted);
}

} // namespace asista::test::hostile
