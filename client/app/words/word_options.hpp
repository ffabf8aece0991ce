// The words' part of the command line.
#pragma once

#include "app/words/words.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace asista::app::words {

// Adds a subcommand for each word; when one was given, `chosen` is called once with what it asks for, while the line is parsed.
void add_words(CLI::App& parser, std::function<void(Word)> chosen);

} // namespace asista::app::words
