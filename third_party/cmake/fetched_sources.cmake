# Where the sources of Dear ImGui, ImPlot, the Test Engine and the icon font are. A packager sets the first three (and
# ASISTA_PHOSPHOR_SOURCE) to folders of their own; what is left empty comes from fetch.sh, which downloads at most once.

set(ASISTA_IMGUI_SOURCE "" CACHE PATH "Dear ImGui 1.92.9b, docking branch; empty: fetch the pinned release")
set(ASISTA_IMPLOT_SOURCE "" CACHE PATH "ImPlot 1.1 WIP; empty: fetch the pinned release")
set(ASISTA_TEST_ENGINE_SOURCE "" CACHE PATH "imgui_test_engine (its inner folder); empty: fetch the pinned release")
set(ASISTA_PHOSPHOR_SOURCE "" CACHE PATH "Folder with phosphor-1.3.0.ttf and .json; empty: fetch the pinned release")
set(ASISTA_THIRD_PARTY_CACHE "" CACHE PATH "Where fetched sources are kept; empty: ~/.cache/asista/third_party")
set(ASISTA_PYTHON "/usr/bin/python3" CACHE FILEPATH "Interpreter that has pip and glad (Debian's own)")

function(asista_fetch name result)
    set(environment "ASISTA_PYTHON=${ASISTA_PYTHON}")
    if(ASISTA_THIRD_PARTY_CACHE)
        list(APPEND environment "ASISTA_THIRD_PARTY_CACHE=${ASISTA_THIRD_PARTY_CACHE}")
    endif()
    execute_process(
        COMMAND "${CMAKE_COMMAND}" -E env ${environment} "${CMAKE_CURRENT_SOURCE_DIR}/fetch.sh" "${name}"
        OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "third-party sources are missing: see the message of third_party/fetch.sh above")
    endif()
    set(${result} "${folder}" PARENT_SCOPE)
endfunction()

# asista_source(<cache variable> <release> <folder in it> <file that must be there> <variable to set>)
macro(asista_source option release folder witness result)
    if(${option})
        set(${result} "${${option}}")
    else()
        asista_fetch(${release} ${result})
        set(${result} "${${result}}/${folder}")
    endif()
    if(NOT EXISTS "${${result}}/${witness}")
        message(FATAL_ERROR "${${result}} holds no ${witness}. Remedy: correct -D${option}=, "
            "or delete that folder so that it is fetched again")
    endif()
endmacro()

asista_source(ASISTA_IMGUI_SOURCE imgui-bundle imgui imgui.cpp imgui_dir)
asista_source(ASISTA_IMPLOT_SOURCE imgui-bundle implot implot.cpp implot_dir)
asista_source(ASISTA_TEST_ENGINE_SOURCE imgui-bundle imgui_test_engine imgui_te_engine.cpp test_engine_dir)
asista_source(ASISTA_PHOSPHOR_SOURCE qtawesome . phosphor-1.3.0.ttf phosphor_dir)

file(STRINGS "${imgui_dir}/imgui.h" imgui_version REGEX "^#define IMGUI_VERSION_NUM +[0-9]+")
string(REGEX MATCH "[0-9]+$" imgui_version "${imgui_version}")
if(NOT imgui_version EQUAL 19291)
    message(FATAL_ERROR "${imgui_dir} is Dear ImGui ${imgui_version}; this version is written for 19291 (1.92.9b). "
        "Remedy: point ASISTA_IMGUI_SOURCE at the tag v1.92.9b-docking, or leave it empty")
endif()
