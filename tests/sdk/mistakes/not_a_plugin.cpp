#include <asista/plugin.hpp>

class Hello {};
ASISTA_PLUGIN(Hello)
