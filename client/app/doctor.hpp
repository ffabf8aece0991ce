// `asista doctor`: what this computer offers Asista and its plugins, and what to do about what is missing.
#pragma once

#include "runtime/sandbox_plan.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace asista::app {

// What is looked at. Nothing of it is made or changed.
struct DoctorInput {
    std::filesystem::path profile, plugins;         // may not exist yet
    std::filesystem::path host_program, symbolizer; // programs
    Result<std::string> display;                    // the driver's name, or why there is no window
    std::filesystem::path package{};                // folder of AsistaConfig.cmake
    std::string search_path{};                      // of programs, like PATH
};

struct Finding {
    std::string id, title; // for programs and for people
    bool good = false;
    std::string details; // what was found; otherwise what is wrong, what that means and what to do
};

struct Diagnosis {
    std::string version, kernel, system; // "0.1.0", "Linux 6.1.0 x86_64", "Debian GNU/Linux 12 (bookworm)"
    runtime::SandboxPlan sandbox;
    std::vector<Finding> findings;     // display, profile, plugins, host, symbolizer
    std::vector<Finding> author_tools; // for people who write plugins: what it takes to build, test and debug one
    bool plugins_can_run = false;      // whatever author_tools says
};

// Starts a process or two (see runtime::probe_sandbox) and waits for them.
Diagnosis diagnose(const DoctorInput& input);

std::string to_text(const Diagnosis& diagnosis); // for a terminal, lines
std::string to_json(const Diagnosis& diagnosis); // one object

} // namespace asista::app
