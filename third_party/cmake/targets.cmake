# The functions that the CMakeLists.txt of each folder calls.

# asista_warnings(<target>): our warnings, for code of ours. Third-party headers are SYSTEM and stay quiet.
function(asista_warnings target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion
        $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast -Wnon-virtual-dtor>
        $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wno-unused-lambda-capture> # of structs without fields, in generic code
        $<$<BOOL:${ASISTA_WERROR}>:-Werror>)
endfunction()

# asista_add_test(<name> SOURCES <file>... [LIBS <target>...] [LABELS <label>...] [ENVIRONMENT <A=b>...] [TIMEOUT <s>])
# A doctest program whose cases are ctest tests, "<name>: <case>". The program's main() is shared: tests/support.
# Labels: quick (under 10 s for all of them together, no window, no process), process, window, golden, slow,
# compilers (processes, but most of the time is that of compilers, about which our sanitizers say nothing).
# A test labelled window or golden gets an X server of its own (tests/support/with_display).
# TIMEOUT is for one case, 180 s unless given; sanitizers get three times as much.
# A case that says "left out on this machine: ...", since something that it needs is not there, is skipped, and named as that in the end.
function(asista_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBS;LABELS;ENVIRONMENT")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
        message(FATAL_ERROR "asista_add_test(${name}): wants SOURCES, not \"${arg_UNPARSED_ARGUMENTS}\"")
    endif()
    if(NOT arg_LABELS)
        set(arg_LABELS quick)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 180) # who hangs is to be found out; who is slow on a busy machine is not
    endif()
    if(ASISTA_SANITIZE)
        math(EXPR arg_TIMEOUT "3 * ${arg_TIMEOUT}")
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE asista_test_main ${arg_LIBS})
    asista_warnings(${name})
    target_compile_options(${name} PRIVATE -O0) # the test's own lines: a third off their compile time, nothing measures them
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    if(ASISTA_PCH AND NOT arg_SOURCES MATCHES "[.]c(;|$)") # it is C++ alone
        target_precompile_headers(${name} REUSE_FROM asista_test_main)
    endif()
    if("window" IN_LIST arg_LABELS OR "golden" IN_LIST arg_LABELS)
        set_target_properties(${name} PROPERTIES
            CROSSCOMPILING_EMULATOR "${PROJECT_SOURCE_DIR}/tests/support/with_display")
    endif()
    set(skipped "left out on this machine:")
    if(ASISTA_SANITIZE) # once in some thousand times, on a busy machine, the search for leaks itself crashes after the case has passed
        string(APPEND skipped "|Status: SUCCESS!.*LeakSanitizer has encountered a fatal error")
    endif()
    set(properties LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} SKIP_REGULAR_EXPRESSION "${skipped}")
    if(arg_ENVIRONMENT) # an empty value would be lost on the way, and the next name taken for it
        list(APPEND properties ENVIRONMENT "${arg_ENVIRONMENT}")
    endif()
    doctest_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES ${properties})
endfunction()

# asista_add_fuzzer(<name> SOURCES <file>... [LIBS <target>...] CORPUS <folder>)
# SOURCES define LLVMFuzzerTestOneInput. With ASISTA_FUZZ (clang) it becomes a libFuzzer program bin/<name>, part of
# asista_fuzzers; otherwise a quick test that replays every file of the corpus, so that a crash once found stays found.
function(asista_add_fuzzer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "CORPUS" "SOURCES;LIBS")
    get_filename_component(corpus "${arg_CORPUS}" ABSOLUTE)
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_LIBS})
    asista_warnings(${name})
    if(ASISTA_FUZZ)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        file(WRITE "${CMAKE_BINARY_DIR}/fuzzers/${name}" "${corpus}\n")
        add_dependencies(asista_fuzzers ${name})
    else()
        target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/support/fuzz_replay_main.cpp")
        set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
        add_test(NAME "${name}: the corpus replays without a fault" COMMAND ${name} "${corpus}")
        set_tests_properties("${name}: the corpus replays without a fault" PROPERTIES LABELS quick TIMEOUT 60)
    endif()
endfunction()
