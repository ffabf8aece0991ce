# Language level, output folders, linker and the options that hold for all of our own code.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
endif()

# Optimised enough for honest frame times, with line numbers in every backtrace, and quick to compile: full debug
# information costs half as much again. Assertions stay on everywhere but in Release.
if(CMAKE_CXX_FLAGS_RELWITHDEBINFO STREQUAL "-O2 -g -DNDEBUG")
    set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O1 -g1")
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
endif()
if(CMAKE_CXX_FLAGS_RELEASE STREQUAL "-O3 -DNDEBUG")
    set(CMAKE_C_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
    set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
endif()

# One layout for every program of ours: bin/ finds lib/ and its neighbours relative to itself, so a build can be moved.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")

# The compiler cache, if there is one. Presets build in different folders and share it, so the folder is not hashed.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(ASISTA_CCACHE ccache)
    if(ASISTA_CCACHE)
        set(environment CCACHE_NOHASHDIR=1)
        if(ASISTA_PCH) # ccache's manual: without these it does not cache what uses a precompiled header
            list(APPEND environment CCACHE_SLOPPINESS=pch_defines,time_macros)
        endif()
        set(CMAKE_C_COMPILER_LAUNCHER env ${environment} "${ASISTA_CCACHE}")
        set(CMAKE_CXX_COMPILER_LAUNCHER env ${environment} "${ASISTA_CCACHE}")
    endif()
endif()
find_program(ASISTA_LLD ld.lld)
if(ASISTA_LLD)
    add_link_options(-fuse-ld=lld)
endif()
add_link_options(-Wl,-z,relro,-z,now)

# What follows is applied after third_party/, whose code is the same in every preset.
macro(asista_apply_build_options)
    add_compile_options(-fvisibility=hidden $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>)
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
        add_compile_definitions(_GLIBCXX_ASSERTIONS)
    endif()
    if(ASISTA_PCH)
        add_compile_options($<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fpch-preprocess>)
    endif()
    if(ASISTA_SANITIZE)
        add_compile_options(-fsanitize=${ASISTA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
        add_link_options(-fsanitize=${ASISTA_SANITIZE})
    endif()
    if(ASISTA_FUZZ)
        add_compile_options(-fsanitize=fuzzer-no-link)
    endif()
endmacro()
