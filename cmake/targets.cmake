# The functions that the CMakeLists.txt of each folder calls.

# asista_warnings(<target>): our warnings, for code of ours. Third-party headers are SYSTEM and stay quiet.
function(asista_warnings target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion
        $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast -Wnon-virtual-dtor>
        $<$<BOOL:${ASISTA_WERROR}>:-Werror>)
endfunction()

# asista_add_test(<name> SOURCES <file>... [LIBS <target>...] [LABELS <label>...] [ENVIRONMENT <A=b>...] [TIMEOUT <s>])
# A doctest program whose cases are ctest tests, "<name>: <case>". The program's main() is shared: tests/support.
# Labels: quick (under 10 s for all of them together, no window, no process), process, window, golden, slow.
# TIMEOUT is for one case, 60 s unless given.
function(asista_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LIBS;LABELS;ENVIRONMENT")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
        message(FATAL_ERROR "asista_add_test(${name}): wants SOURCES, not \"${arg_UNPARSED_ARGUMENTS}\"")
    endif()
    if(NOT arg_LABELS)
        set(arg_LABELS quick)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE asista_test_main ${arg_LIBS})
    asista_warnings(${name})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    doctest_discover_tests(${name}
        TEST_PREFIX "${name}: "
        PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${arg_ENVIRONMENT}")
endfunction()
