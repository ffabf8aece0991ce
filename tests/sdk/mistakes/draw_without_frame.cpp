#include <asista/plugin.hpp>

class Hello : public asista::Plugin {
  public:
    Hello() {
        widget({.id = "hello", .title = "Hello"}, [] {});
    }
};
ASISTA_PLUGIN(Hello)
