/* The least a window can be: GLFW, OpenGL 3.3, cleared and swapped once. Prints the monotonic time in microseconds at which that was
 * done, and ends. Usage: bench_bare_window WIDTH HEIGHT */
#define _POSIX_C_SOURCE 200809L
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef void (*clear_color_fn)(float, float, float, float);
typedef void (*clear_fn)(unsigned);

int main(int argc, char** argv) {
    const unsigned color_buffer = 0x4000;
    struct timespec now;
    if (argc != 3 || !glfwInit()) return 1;
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    GLFWwindow* const window = glfwCreateWindow(atoi(argv[1]), atoi(argv[2]), "bare", NULL, NULL);
    if (window == NULL) return 1;
    glfwMakeContextCurrent(window);
    glfwSwapInterval(0);
    ((clear_color_fn)glfwGetProcAddress("glClearColor"))(0.2f, 0.3f, 0.4f, 1);
    ((clear_fn)glfwGetProcAddress("glClear"))(color_buffer);
    glfwSwapBuffers(window);
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("%lld\n", (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    fflush(stdout);
    glfwTerminate();
    return 0;
}
