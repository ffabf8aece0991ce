#include <asista/plugin.hpp>

class Hello : public asista::Plugin {
  public:
    explicit Hello(int) {}
};
ASISTA_PLUGIN(Hello)
