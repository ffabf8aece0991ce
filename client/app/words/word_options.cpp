#include "app/words/word_options.hpp"

#include "runtime/manifest.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace asista::app::words {

namespace {
// The values live as long as the parser's callback, which hands them on.
template <class Wish, class Describe> void add_word(CLI::App& parser, const std::function<void(Word)>& chosen, const char* name,
                                                    const char* help, Describe&& describe) {
    auto* const word = parser.add_subcommand(name, help);
    word->fallthrough(); // --profile and --plugins may come after the word
    const auto wish = std::make_shared<Wish>();
    describe(*word, *wish);
    word->callback([wish, chosen] { chosen(*wish); });
}

// What several words take, named alike in each.
void takes_folder(CLI::App& word, fs::path& folder, const char* help = "the plugin's folder") {
    word.add_option("dir", folder, help)->required();
}
void takes_json(CLI::App& word, bool& json) { word.add_flag("--json", json, "as JSON"); }
} // namespace

void add_words(CLI::App& parser, std::function<void(Word)> chosen) {
    parser.require_subcommand(0, 1);
    add_word<New>(parser, chosen, "new", "make the source of a plugin out of the template", [](CLI::App& word, New& wish) {
        word.add_option("name", wish.name, "its name, as people read it (asked for on a terminal)");
        word.add_option("--id", wish.id, "its id, like org.example.timer (default: com.example.NAME)");
        word.add_option("--category", wish.category, "what it is about (asked for on a terminal)")
            ->check(
                CLI::IsMember(std::vector<std::string>(runtime::plugin_categories.begin(), runtime::plugin_categories.end())));
        word.add_option("--dir", wish.folder, "where to put it (default: a folder of its name, here)");
    });
    add_word<Build>(parser, chosen, "build", "build a plugin from its source", [](CLI::App& word, Build& wish) {
        takes_folder(word, wish.folder);
        word.add_option("--into", wish.into, "the plugins folder to deliver to (default: DIR/build/plugins)");
        word.add_flag("--quick", wish.quick, "without optimisation");
        word.add_flag("--verbose", wish.verbose, "with what is being done, and by which tools");
    });
    add_word<Pack>(parser, chosen, "pack", "build a plugin and put it into one file to hand on", [](CLI::App& word, Pack& wish) {
        takes_folder(word, wish.folder, "the plugin's folder, source or finished");
        word.add_option("--output", wish.file, "the file (default: ID-VERSION.asista, here)");
    });
    add_word<Install>(parser, chosen, "install", "unpack such a file into the plugins folder", [](CLI::App& word, Install& wish) {
        word.add_option("file", wish.file, "the pack")->required();
        word.add_flag("--replace", wish.replace, "in the place of a version that is there");
    });
    add_word<List>(parser, chosen, "list", "the plugins of the profile: state, version, why one is off",
                   [](CLI::App& word, List& wish) { takes_json(word, wish.json); });
    add_word<Logs>(parser, chosen, "logs", "what a plugin wrote, from the running client", [](CLI::App& word, Logs& wish) {
        word.add_option("id", wish.plugin, "the plugin")->required();
        word.add_flag("-f,--follow", wish.follow, "go on with what it writes from now on");
    });
    add_word<Call>(
        parser, chosen, "call", "call a method of a plugin of the running client, and print its result",
        [](CLI::App& word, Call& wish) {
            word.add_option("id", wish.plugin, "the plugin")->required();
            word.add_option("method", wish.method, "its method; `asista inspect ID` lists them")->required();
            word.add_option("json", wish.params, "what it is called with, as JSON (default: {}); - reads it from the input");
            word.footer("Ends with 0 and the result as JSON; with 1 when nothing was called, with 2 when the method failed.");
        });
    add_word<Inspect>(parser, chosen, "inspect", "what a plugin is, asks for and offers", [](CLI::App& word, Inspect& wish) {
        word.add_option("what", wish.what, "a pack, a folder, or the id of a plugin in the plugins folder")->required();
        takes_json(word, wish.json);
        word.add_flag("--no-trial", wish.no_trial, "do not start it to see what it offers");
    });
    add_word<Record>(
        parser, chosen, "record", "record a plugin of the running client, for a bug report or a test",
        [](CLI::App& word, Record& wish) {
            word.add_option("id", wish.plugin, "the plugin; it is started anew")->required();
            word.add_option("-o,--output", wish.file, "the file (default: a new one in the profile)");
            word.add_option("--for", wish.seconds, "seconds to record (default: until Ctrl C)")->check(CLI::Range(1, 600));
        });
    add_word<Replay>(parser, chosen, "replay", "let a recording happen again, without a window, and compare",
                     [](CLI::App& word, Replay& wish) {
                         word.add_option("file", wish.file, "the recording")->required();
                         word.add_option("--library", wish.library,
                                         "the library to run (default: the plugin's in the plugins folder)");
                         word.add_option("--frames", wish.frames, "write a list of the frames into this file");
                         word.add_option("--compare", wish.compare, "compare with this other recording; nothing is run");
                     });
    add_word<Drive>(parser, chosen, "drive", "do things in the window of a client that was started with --driver",
                    [](CLI::App& word, Drive& wish) {
                        word.add_option("socket", wish.socket, "the same as there")->required();
                        word.add_option(
                            "wish", wish.wishes,
                            "one thing each, like 'click \"Add task\"', 'type \"Milk\\n\"', 'key Ctrl+K', 'wait \"Milk\"', "
                            "'tree', 'screenshot a.png' (default: lines of the input)");
                    });
    add_word<Test>(parser, chosen, "test", "build and run a plugin's own tests", [](CLI::App& word, Test& wish) {
        takes_folder(word, wish.folder);
        word.add_flag("--bless", wish.bless, "keep the pictures drawn now as those to compare with");
    });
}

} // namespace asista::app::words
