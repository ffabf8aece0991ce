#include <asista/plugin.hpp>

class Hello : public asista::Plugin {
  public:
    Hello() {
        widget({.id = "hello", .title = "Hello"}, [this](asista::Frame& frame) {
            if (asista::ui::primary_button(frame, "Add")) tasks().add({.title = "Say hello"}).value();
        });
    }
};
ASISTA_PLUGIN(Hello)
