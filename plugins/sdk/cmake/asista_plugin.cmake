# asista_add_plugin(<target> ID <plugin id> SOURCES <file>... MANIFEST <manifest.json> [LIBS <target>...] [FILES <file>...])
#
# Builds a plugin and puts it, ready to be discovered, into <plugins directory>/<plugin id>/: plugin.so, manifest.json and FILES
# (icons and the like). The plugins directory is <build>/plugins, or ASISTA_PLUGINS_DIR when that is set: point it at the directory a
# running Asista watches, and each build is shown at once.
#
# Every file arrives complete, by rename, and only when its content changed, so that a watcher never sees half a library.
# The library exports its entry and nothing else, and every symbol must be defined at link time: what is missing is an error of the
# build, with the name, and not of the first start.

set(ASISTA_PLUGIN_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}" CACHE INTERNAL "Where asista_add_plugin keeps its helpers")

function(asista_add_plugin target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "ID;MANIFEST" "SOURCES;LIBS;FILES")
    foreach(required ID MANIFEST SOURCES)
        if(NOT arg_${required})
            message(FATAL_ERROR "asista_add_plugin(${target}): ${required} is missing")
        endif()
    endforeach()
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "asista_add_plugin(${target}): does not know \"${arg_UNPARSED_ARGUMENTS}\"")
    endif()
    get_filename_component(manifest "${arg_MANIFEST}" ABSOLUTE)
    _asista_check_manifest(${target} "${arg_ID}" "${manifest}")

    add_library(${target} MODULE ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE Asista::sdk Asista::imgui ${arg_LIBS})
    # g++ marks ordinary inline variables as unique in the process, which pins the first of several versions of a library.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    target_link_options(${target} PRIVATE "-Wl,--version-script,${ASISTA_PLUGIN_CMAKE_DIR}/exports.map")
    if(NOT ASISTA_SANITIZE) # whose run-time library is found in the host
        target_link_options(${target} PRIVATE "-Wl,-z,defs")
    endif()
    set_target_properties(${target} PROPERTIES
        PREFIX "" OUTPUT_NAME plugin SUFFIX .so
        LIBRARY_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${target}.linked"
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        # The ImGui library is in the host before the plugin is opened; the sandbox would not let it be searched for.
        BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH ""
        LINK_DEPENDS "${manifest};${ASISTA_PLUGIN_CMAKE_DIR}/exports.map")
    if(COMMAND asista_warnings)
        asista_warnings(${target})
    endif()

    if(ASISTA_PLUGINS_DIR)
        set(folder "${ASISTA_PLUGINS_DIR}/${arg_ID}")
    else()
        set(folder "${CMAKE_BINARY_DIR}/plugins/${arg_ID}")
    endif()
    set_target_properties(${target} PROPERTIES ASISTA_PLUGIN_FOLDER "${folder}")
    # The library first: a folder without a manifest is not yet a plugin.
    set(place "${CMAKE_COMMAND}" "-DINTO=${folder}")
    set(script -P "${ASISTA_PLUGIN_CMAKE_DIR}/place_file.cmake")
    set(placing COMMAND ${place} "-DFILE=$<TARGET_FILE:${target}>" ${script})
    foreach(file ${arg_FILES})
        get_filename_component(file "${file}" ABSOLUTE)
        list(APPEND placing COMMAND ${place} "-DFILE=${file}" ${script})
    endforeach()
    list(APPEND placing COMMAND ${place} "-DFILE=${manifest}" "-DAS=manifest.json" ${script})
    add_custom_command(TARGET ${target} POST_BUILD ${placing} VERBATIM)
    _asista_describe(${target} "${arg_ID}" "${manifest}" "${arg_LIBS}" "${arg_FILES}")
endfunction()

# <build>/asista_plugins/<id>.json: what belongs to a plugin, for `asista dev` and `asista build`, which compile without CMake. How its
# files are compiled stands in compile_commands.json. Static libraries from the plugin's own folder are compiled along.
function(_asista_describe target id manifest libs files)
    set(targets "\"${target}\"")
    set(libraries "")
    foreach(lib ${libs})
        if(NOT TARGET ${lib})
            continue()
        endif()
        get_target_property(type ${lib} TYPE)
        get_target_property(from ${lib} SOURCE_DIR)
        string(FIND "${from}/" "${CMAKE_CURRENT_SOURCE_DIR}/" at)
        if(type STREQUAL "STATIC_LIBRARY" AND at EQUAL 0)
            set_target_properties(${lib} PROPERTIES EXPORT_COMPILE_COMMANDS ON)
            string(APPEND targets ", \"${lib}\"")
        elseif(NOT type STREQUAL "INTERFACE_LIBRARY")
            list(APPEND libraries "\"$<TARGET_LINKER_FILE:${lib}>\"")
        endif()
    endforeach()
    set(along "")
    foreach(file ${files})
        get_filename_component(file "${file}" ABSOLUTE)
        list(APPEND along "\"${file}\"")
    endforeach()
    list(JOIN libraries ", " libraries)
    list(JOIN along ", " along)
    set_target_properties(${target} PROPERTIES EXPORT_COMPILE_COMMANDS ON)
    file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/asista_plugins/${id}.json" CONTENT
"{
  \"manifest\": \"${manifest}\",
  \"targets\": [${targets}],
  \"libraries\": [${libraries}],
  \"files\": [${along}]
}
")
endfunction()

# asista_add_plugin_test(<name> PLUGIN <target of asista_add_plugin> SOURCES <file>...)
#
# A test program for ctest out of doctest cases that include <asista/test.hpp>. Pictures to compare with are in tests/pictures beside the
# CMakeLists.txt. Without doctest it is left out, and said. Call enable_testing() first.
function(asista_add_plugin_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "PLUGIN" "SOURCES")
    if(NOT arg_PLUGIN OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "asista_add_plugin_test(${name}): wants PLUGIN and SOURCES, not \"${arg_UNPARSED_ARGUMENTS}\"")
    endif()
    if(ASISTA_FUZZ OR (DEFINED ASISTA_TESTS AND NOT ASISTA_TESTS)) # in Asista's own tree
        return()
    endif()
    find_package(doctest QUIET)
    if(NOT doctest_FOUND)
        message(STATUS "${name} is left out: doctest is missing. Remedy: sudo apt-get install doctest-dev")
        return()
    endif()
    add_executable(${name} ${arg_SOURCES} "${ASISTA_PLUGIN_CMAKE_DIR}/plugin_test_main.cpp")
    target_link_libraries(${name} PRIVATE Asista::test doctest::doctest)
    target_compile_options(${name} PRIVATE -O0) # doctest's macros compile a third faster, and nothing measures them
    target_compile_definitions(${name} PRIVATE
        "ASISTA_TEST_PLUGIN=\"$<TARGET_PROPERTY:${arg_PLUGIN},ASISTA_PLUGIN_FOLDER>\""
        "ASISTA_TEST_PICTURES=\"${CMAKE_CURRENT_SOURCE_DIR}/tests/pictures\"")
    add_dependencies(${name} ${arg_PLUGIN})
    # The plugin names the ImGui library and finds the one that is open already, as in the host.
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/tests")
    if(COMMAND asista_warnings)
        asista_warnings(${name})
    endif()
    add_test(NAME "${name}" COMMAND ${name})
    set_tests_properties("${name}" PROPERTIES LABELS "quick" TIMEOUT 120)
endfunction()

# Wrong ids are found when the client reads the manifest; finding them here saves a start.
function(_asista_check_manifest target id manifest)
    if(NOT EXISTS "${manifest}")
        message(FATAL_ERROR "asista_add_plugin(${target}): there is no ${manifest}")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
    file(READ "${manifest}" text)
    string(JSON stated ERROR_VARIABLE error GET "${text}" id)
    if(error)
        message(FATAL_ERROR "asista_add_plugin(${target}): ${manifest}: ${error}")
    endif()
    if(NOT stated STREQUAL id)
        message(FATAL_ERROR "asista_add_plugin(${target}): ID is ${id}, but ${manifest} says ${stated}")
    endif()
endfunction()
