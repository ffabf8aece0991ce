# Dear ImGui and ImPlot, one shared library: the client and the plugin host link it, plugins find it in the host.
# asista_imgui_headers   includes and definitions, no code: plugins and static libraries
# asista_imgui           the shared library: programs
# asista_imgui_backends  GLFW and OpenGL 3 backends: the client
# asista_imgui_tested    the same code with the Test Engine's hooks, static: tests that drive the client's own pages

add_library(asista_imgui_headers INTERFACE)
target_include_directories(asista_imgui_headers SYSTEM INTERFACE
    "${CMAKE_CURRENT_SOURCE_DIR}/imgui_config" "${imgui_dir}" "${imgui_dir}/misc/freetype" "${imgui_dir}/misc/cpp"
    "${implot_dir}")
target_compile_definitions(asista_imgui_headers INTERFACE "IMGUI_USER_CONFIG=\"asista_imconfig.h\"")

set(imgui_sources
    imgui_config/asista_imgui_assert.cpp
    "${imgui_dir}/imgui.cpp"
    "${imgui_dir}/imgui_draw.cpp"
    "${imgui_dir}/imgui_tables.cpp"
    "${imgui_dir}/imgui_widgets.cpp"
    "${imgui_dir}/misc/cpp/imgui_stdlib.cpp"
    "${imgui_dir}/misc/freetype/imgui_freetype.cpp"
    "${implot_dir}/implot.cpp"
    "${implot_dir}/implot_items.cpp")
set(imgui_demo_sources "${imgui_dir}/imgui_demo.cpp" "${implot_dir}/implot_demo.cpp")
# Nobody measures the demos, and optimising them is a fifth of the library's compile time.
set_source_files_properties(${imgui_demo_sources} PROPERTIES COMPILE_OPTIONS "-O1")

# Calls inside the library are bound at link time, which saves every program that starts some hundred symbol look-ups;
# the assertion handler, which is weak, stays replaceable by the program.
add_library(asista_imgui SHARED ${imgui_sources} ${imgui_demo_sources})
target_link_libraries(asista_imgui PUBLIC asista_imgui_headers PRIVATE Freetype::Freetype)
if(ASISTA_LLD)
    target_link_options(asista_imgui PRIVATE -Wl,-Bsymbolic-non-weak-functions)
endif()
set_target_properties(asista_imgui PROPERTIES
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON VERSION 1.92.9 SOVERSION 1.92.9)

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
add_library(asista_imgui_tested STATIC EXCLUDE_FROM_ALL ${imgui_sources} ${imgui_demo_sources} ${test_engine_sources})
target_include_directories(asista_imgui_tested SYSTEM PUBLIC "${test_engine_dir}")
target_compile_definitions(asista_imgui_tested PUBLIC
    IMGUI_ENABLE_TEST_ENGINE
    IMGUI_TEST_ENGINE_ENABLE_COROUTINE_STDTHREAD_IMPL=1
    IMGUI_TEST_ENGINE_ENABLE_STD_FUNCTION=1
    IMGUI_TEST_ENGINE_ENABLE_CAPTURE=0
    IMGUI_TEST_ENGINE_ENABLE_IMPLOT=0)
target_compile_options(asista_imgui_tested PRIVATE -O1)
target_link_libraries(asista_imgui_tested PUBLIC asista_imgui_headers Threads::Threads PRIVATE Freetype::Freetype)
