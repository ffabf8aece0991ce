# The standard library, {fmt} and tl::expected are parsed for nearly every file of ours: half a second each time. With
# ASISTA_PCH they are parsed once. The sanitizer presets go without, so a file that forgot an include does not build there.
option(ASISTA_PCH "Precompile the standard headers" OFF)

set(asista_precompiled_headers
    <algorithm> <array> <chrono> <cmath> <cstdint> <cstring> <deque> <filesystem> <functional> <map> <memory> <mutex>
    <optional> <span> <string> <string_view> <thread> <unordered_map> <utility> <vector>
    <fmt/format.h> <tl/expected.hpp>)

# Lets every static library below `folder` share one precompiled header. Programs are left out: their main file is
# compiled as position-independent executable, which the compiler does not mix.
function(asista_precompile_folder folder)
    get_property(children DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
    foreach(child IN LISTS children)
        asista_precompile_folder("${child}")
    endforeach()
    get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
        get_target_property(type ${target} TYPE)
        if(type STREQUAL "STATIC_LIBRARY")
            target_precompile_headers(${target} REUSE_FROM asista_precompiled)
        endif()
    endforeach()
endfunction()

# Call once, when the targets of `folders` exist.
function(asista_precompile folders)
    if(NOT ASISTA_PCH)
        return()
    endif()
    add_library(asista_precompiled OBJECT third_party/cmake/precompiled.cpp)
    target_link_libraries(asista_precompiled PRIVATE fmt::fmt tl::expected)
    asista_warnings(asista_precompiled)
    target_precompile_headers(asista_precompiled PRIVATE ${asista_precompiled_headers})
    foreach(folder IN LISTS folders)
        asista_precompile_folder("${PROJECT_SOURCE_DIR}/${folder}")
    endforeach()
endfunction()
