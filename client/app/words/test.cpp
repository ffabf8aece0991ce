// `asista test`: builds a plugin with its tests and runs them.
#include "app/words/build.hpp"
#include "app/words/run_program.hpp"
#include "app/words/words.hpp"

namespace asista::app::words {

Result<void> test(const Test& wish, const Places& places) {
    const auto folder = fs::absolute(wish.folder).lexically_normal();
    TRY(build_plugin({folder, {}, true, false}, places));
    std::vector<std::string> environment;
    if (wish.bless) environment.emplace_back("ASISTA_TEST_BLESS=1");
    const auto end =
        TRY(run_program({"ctest", "--test-dir", (folder / "build").string(), "--output-on-failure", "--no-tests=error"},
                        Output::shown, environment));
    if (end.code == 0) return {};
    return fail(Errc::invalid, "tests of {} failed, or there are none; what they say is above", folder.string());
}

} // namespace asista::app::words
