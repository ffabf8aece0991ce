#include <asista/plugin.hpp>

class Hello : public asista::Plugin {
  public:
    Hello() { storage().set("greeting", "hello"); }
};
ASISTA_PLUGIN(Hello)
