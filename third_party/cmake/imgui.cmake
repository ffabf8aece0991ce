# Dear ImGui and ImPlot, one shared library: the client and the plugin host link it, plugins find it in the host.
# asista_imgui_headers   includes and definitions, no code: plugins and static libraries
# asista_imgui           the shared library: programs
# asista_imgui_backends  GLFW and OpenGL 3 backends: the client
# asista_imgui_tested    the same code with the Test Engine's hooks, static: tests that drive the client's own pages

add_library(asista_imgui_headers INTERFACE)
target_include_directories(asista_imgui_headers SYSTEM INTERFACE
    "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/imgui_config>" "$<BUILD_INTERFACE:${imgui_dir}>"
    "$<BUILD_INTERFACE:${imgui_dir}/misc/freetype>" "$<BUILD_INTERFACE:${imgui_dir}/misc/cpp>"
    "$<BUILD_INTERFACE:${implot_dir}>" "$<INSTALL_INTERFACE:include/asista/imgui>")
target_compile_definitions(asista_imgui_headers INTERFACE "IMGUI_USER_CONFIG=\"asista_imconfig.h\"")

# What compiles to the same code with and without the Test Engine's hooks, compiled once for both.
add_library(asista_imgui_objects OBJECT
    "${implot_dir}/implot_items.cpp" # first: a minute of compiling, which then runs beside everything else
    "${implot_dir}/implot.cpp"
    "${implot_dir}/implot_demo.cpp"
    "${imgui_dir}/imgui_draw.cpp"
    "${imgui_dir}/imgui_demo.cpp"
    "${imgui_dir}/misc/cpp/imgui_stdlib.cpp"
    "${imgui_dir}/misc/freetype/imgui_freetype.cpp"
    imgui_config/asista_bitmap_font.cpp
    imgui_config/asista_imgui_items.cpp
    imgui_config/asista_imgui_assert.cpp)
target_link_libraries(asista_imgui_objects PRIVATE asista_imgui_headers Freetype::Freetype)
# Nobody measures the demos. implot_items.cpp is 400 templates: -O2 takes 70 s instead of 48 and wins 5 % of a plot.
set_source_files_properties(
    "${imgui_dir}/imgui_demo.cpp" "${implot_dir}/implot_demo.cpp" "${implot_dir}/implot_items.cpp"
    PROPERTIES COMPILE_OPTIONS "-O1")

set(imgui_hooked_sources "${imgui_dir}/imgui.cpp" "${imgui_dir}/imgui_tables.cpp" "${imgui_dir}/imgui_widgets.cpp")

# Calls inside the library are bound at link time, which saves every program that starts some 3,000 symbol look-ups; the
# assertion handler, which is weak, stays replaceable by the program.
# Items are told to whoever listens, by the hooks that ImGui has for its Test Engine; of the headers, these change the names of flags alone.
add_library(asista_imgui SHARED ${imgui_hooked_sources} imgui_config/asista_imgui_hooks.cpp)
target_compile_definitions(asista_imgui PRIVATE IMGUI_ENABLE_TEST_ENGINE)
target_link_libraries(asista_imgui PUBLIC asista_imgui_headers PRIVATE asista_imgui_objects Freetype::Freetype)
if(ASISTA_LLD)
    target_link_options(asista_imgui PRIVATE -Wl,-Bsymbolic-non-weak-functions)
endif()
set_target_properties(asista_imgui_objects asista_imgui PROPERTIES
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
set_target_properties(asista_imgui PROPERTIES VERSION 1.92.9 SOVERSION 1.92.9)

add_library(asista_imgui_backends STATIC
    "${imgui_dir}/backends/imgui_impl_glfw.cpp" "${imgui_dir}/backends/imgui_impl_opengl3.cpp")
target_include_directories(asista_imgui_backends SYSTEM PUBLIC "${imgui_dir}/backends")
target_link_libraries(asista_imgui_backends PUBLIC asista_imgui_headers glfw PRIVATE ${CMAKE_DL_LIBS})

set(test_engine_sources
    "${test_engine_dir}/imgui_te_context.cpp"
    "${test_engine_dir}/imgui_te_coroutine.cpp"
    "${test_engine_dir}/imgui_te_engine.cpp"
    "${test_engine_dir}/imgui_te_exporters.cpp"
    "${test_engine_dir}/imgui_te_perftool.cpp"
    "${test_engine_dir}/imgui_te_ui.cpp"
    "${test_engine_dir}/imgui_te_utils.cpp"
    "${test_engine_dir}/imgui_capture_tool.cpp")
add_library(asista_imgui_tested STATIC EXCLUDE_FROM_ALL
    ${imgui_hooked_sources} ${test_engine_sources} $<TARGET_OBJECTS:asista_imgui_objects>)
target_include_directories(asista_imgui_tested SYSTEM PUBLIC "${test_engine_dir}")
target_compile_definitions(asista_imgui_tested PUBLIC
    IMGUI_ENABLE_TEST_ENGINE
    IMGUI_TEST_ENGINE_ENABLE_COROUTINE_STDTHREAD_IMPL=1
    IMGUI_TEST_ENGINE_ENABLE_STD_FUNCTION=1
    IMGUI_TEST_ENGINE_ENABLE_CAPTURE=0
    IMGUI_TEST_ENGINE_ENABLE_IMPLOT=0)
target_compile_options(asista_imgui_tested PRIVATE -O1)
target_link_libraries(asista_imgui_tested PUBLIC asista_imgui_headers Threads::Threads PRIVATE Freetype::Freetype)

# What a plugin outside of this source tree is compiled against and linked with (plugins/sdk/cmake). The names are those that
# find_package(Asista) gives them.
add_library(Asista::imgui_headers ALIAS asista_imgui_headers)
add_library(Asista::imgui ALIAS asista_imgui)
set_target_properties(asista_imgui_headers PROPERTIES EXPORT_NAME imgui_headers)
set_target_properties(asista_imgui PROPERTIES EXPORT_NAME imgui)
install(TARGETS asista_imgui_headers asista_imgui EXPORT AsistaTargets LIBRARY DESTINATION lib)
install(
    FILES
        imgui_config/asista_imconfig.h
        "${imgui_dir}/imgui.h" "${imgui_dir}/imgui_internal.h" "${imgui_dir}/imconfig.h"
        "${imgui_dir}/imstb_rectpack.h" "${imgui_dir}/imstb_textedit.h" "${imgui_dir}/imstb_truetype.h"
        "${imgui_dir}/misc/cpp/imgui_stdlib.h"
        "${implot_dir}/implot.h" "${implot_dir}/implot_internal.h"
    DESTINATION include/asista/imgui)
