// `asista test`: builds a plugin with its tests and runs them.
#include "app/words/build.hpp"
#include "app/words/run_program.hpp"
#include "app/words/words.hpp"

namespace asista::app::words {

Result<void> test(const Test& wish, const Places& places) {
    const auto made = TRY(build_with_tests(wish.folder, places));
    std::vector<std::string> environment;
    if (wish.bless) environment.emplace_back("ASISTA_TEST_BLESS=1");
    const auto end = TRY(run_program({"ctest", "--test-dir", made.string(), "--output-on-failure", "--no-tests=error"},
                                     Output::shown, environment));
    if (end.code == 0) return {};
    return fail(Errc::invalid, "tests of {} failed, or there are none; what they say is above", wish.folder.string());
}

} // namespace asista::app::words
