// The guide for plugin authors, followed to the letter: its files are written and its commands run, in their order, in an empty folder.
#include "command_line.hpp"
#include "temp_dir.hpp"

#include <sstream>
#include <vector>

using namespace asista::test;

namespace {
struct Block {
    std::string kind, file; // "sh", or "cpp" with the file that the text is
    std::string text;
};

// Fenced blocks of the guide's first part whose first line says what to do with them; their indentation is the list's.
std::vector<Block> blocks_of(const std::string& guide) {
    std::vector<Block> blocks;
    std::istringstream lines(guide);
    bool in_part = false, inside = false;
    std::size_t indent = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("## ")) in_part = line == "## From nothing to a plugin that others can use";
        if (!in_part) continue;
        const auto fence = line.find("```");
        if (fence != std::string::npos && line.find_first_not_of(' ') == fence) {
            inside = !inside;
            if (!inside) continue;
            indent = fence;
            std::istringstream words(line.substr(fence + 3));
            Block block;
            words >> block.kind >> block.file;
            blocks.push_back(block);
        } else if (inside) {
            blocks.back().text += (line.size() > indent ? line.substr(indent) : "") + "\n";
        }
    }
    return blocks;
}
} // namespace

TEST_CASE("the guide takes a reader from nothing to an installed plugin, exactly as written") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return; // a plugin built outside of this build has no sanitizer, and the library it is tested with has
#endif
    const TempDir dir;
    const auto blocks = blocks_of(read_file(ASISTA_GUIDE));
    REQUIRE(blocks.size() >= 8);
    int commands = 0;
    for (const auto& block : blocks) {
        if (!block.file.empty()) {
            REQUIRE_MESSAGE(std::filesystem::exists((dir / block.file).parent_path()), block.file);
            write_file(dir / block.file, block.text);
            continue;
        }
        REQUIRE(block.kind == "sh");
        write_file(dir / "commands", block.text);
        // A home and a profile of its own, and the programs of this build.
        const auto said = shell("cd " + dir.path().string() + " && env HOME=" + dir.path().string() +
                                " XDG_DATA_HOME= XDG_CACHE_HOME= PATH=" + bin("").string() + ":$PATH bash -e commands");
        CAPTURE(block.text);
        REQUIRE_MESSAGE(succeeds(said), said);
        ++commands;
        if (says(block.text, "asista list")) CHECK_MESSAGE(says(said, "org.example.water-glasses  1.0.0      found"), said);
    }
    CHECK(commands >= 5);
    CHECK(std::filesystem::exists(dir / ".local/share/asista/plugins/org.example.water-glasses/plugin.so"));
}
