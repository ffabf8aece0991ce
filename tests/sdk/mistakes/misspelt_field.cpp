#include <asista/plugin.hpp>

class Hello : public asista::Plugin {
  public:
    Hello() { tasks().add({.titel = "Say hello"}).value(); }
};
ASISTA_PLUGIN(Hello)
