// `asista doctor`, the program as a person runs it, on this kernel and on lesser ones.
#include "command_line.hpp"
#include "temp_dir.hpp"
#include "weaker_kernel.hpp"

#include "app/doctor.hpp"

using namespace asista;
using namespace asista::test;
using nlohmann::json;
namespace fs = std::filesystem;

TEST_CASE("the doctor tells programs what this computer offers, and makes nothing") {
    const TempDir dir;
    const auto told = parse(run("doctor --json --profile " + (dir / "new/profile").string()));
    CHECK(told["exit"] == 0);
    CHECK(told["plugins_can_run"] == true);
    CHECK(told["version"].get<std::string>().size() >= 5);
    CHECK(says(told["kernel"], "Linux "));
    CHECK(told["findings"]["host"]["good"] == true);
    CHECK(says(told["findings"]["profile"]["details"], "will be made"));
    const auto tier = told["sandbox"]["tier"].get<std::string>();
    CHECK(parse_tier(tier).value_or(SandboxTier::none) != SandboxTier::none);
    CHECK_FALSE(fs::exists(dir / "new"));
}

TEST_CASE("the doctor tells people the same in lines") {
    const TempDir dir;
    const auto text = run("doctor --profile " + dir.path().string());
    CHECK(says(text, "Asista "));
    CHECK(says(text, "Plugins are locked down in tier "));
    CHECK(says(text, "\nPlugins can run.\nexit 0"));
    CHECK(says(run("--help"), "doctor"));
}

TEST_CASE("where plugins cannot run, the doctor says why and ends with 1") {
    const TempDir dir;
    const std::string profile = " --profile " + dir.path().string();
    const auto without_host = parse(run("doctor --json --host /nowhere/host" + profile));
    CHECK(without_host["exit"] == 1);
    CHECK(without_host["sandbox"]["tier"] == "none");
    CHECK(without_host["findings"]["host"]["good"] == false);
    const auto no_folder = parse(run("doctor --json --profile /dev/null/profile"));
    CHECK(no_folder["exit"] == 1);
    CHECK(says(no_folder["findings"]["profile"]["details"], "Choose another with --profile."));
    if (developer_build || runtime::probe_sandbox(bin("asista-plugin-host")).tier != SandboxTier::a) return;

    const auto on = [&](const Without& without) {
        return parse(on_weaker_kernel(without, [&] { return run("doctor --json" + profile); }));
    };
    const auto nothing = on({.landlock_at_boot = true, .namespaces = true});
    CHECK(nothing["exit"] == 1);
    CHECK(nothing["sandbox"]["tier"] == "none");
    CHECK(says(nothing["sandbox"]["notes"].dump(), "add landlock to the lsm= list"));
    const auto less = on({.namespaces_by_limit = true});
    CHECK(less["exit"] == 0);
    CHECK(less["sandbox"]["tier"] == "B");
    CHECK(says(less["sandbox"]["notes"].dump(), "sudo sysctl"));
    const auto forbidden = on({.namespaces = true});
    CHECK(forbidden["exit"] == 0);
    CHECK(forbidden["sandbox"]["tier"] == "B");
    CHECK(says(forbidden["sandbox"]["notes"].dump(), "namespaces"));
    const auto old_kernel = on({.landlock = true});
    CHECK(old_kernel["exit"] == 0);
    CHECK(old_kernel["sandbox"]["tier"] == "C");
    CHECK(says(old_kernel["sandbox"]["notes"].dump(), "5.13"));
    const auto left_out = on({.landlock_at_boot = true});
    CHECK(left_out["exit"] == 0);
    CHECK(left_out["sandbox"]["tier"] == "C");
    CHECK(says(left_out["sandbox"]["notes"].dump(), "add landlock to the lsm= list"));
    CHECK(says(on_weaker_kernel({.landlock = true, .namespaces = true}, [&] { return run("doctor" + profile); }),
               "Plugins cannot run")); // the same for people
}

TEST_CASE("what an author lacks is named with its package, and is no reason that plugins cannot run") {
    const TempDir dir;
    app::DoctorInput input{dir / "profile", dir / "plugins", bin("asista-plugin-host"), bin("asista-symbolizer"),
                           std::string("a display")};
    input.package = dir / "nowhere";
    input.search_path = dir.path().string();
    const auto poor = app::to_text(app::diagnose(input));
    CHECK(says(poor, "holds no AsistaConfig.cmake"));
    CHECK(says(poor, "sudo apt-get install g++"));
    CHECK(says(poor, "sudo apt-get install ninja-build"));
    CHECK(says(poor, "Plugins can run."));

    const auto told = parse(run("doctor --json --profile " + dir.path().string()));
    for (const char* tool : {"sdk", "compiler", "linker", "cmake", "json", "doctest"})
        CHECK_MESSAGE(told["author_tools"][tool]["good"] == true, tool);
}

TEST_CASE("what is missing beside a plugin's sandbox is a finding with a remedy") {
    const TempDir dir;
    const auto diagnosis = app::diagnose({dir / "profile", dir / "plugins", bin("asista-plugin-host"), dir / "no-symbolizer",
                                          fail(Errc::unavailable, "no display to open a window on")});
    CHECK(diagnosis.plugins_can_run); // a window and names in reports are not needed for that
    for (const auto& finding : diagnosis.findings) {
        CAPTURE(finding.id);
        CHECK(finding.good == (finding.id != "display" && finding.id != "symbolizer"));
    }
    const auto text = app::to_text(diagnosis);
    CHECK(says(text, "no display to open a window on"));
    CHECK(says(text, "Install Asista anew."));
}
