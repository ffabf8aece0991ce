// A member that cannot be kept.
#include <asista/plugin.hpp>

struct State {
    const char* text = "";
    static constexpr auto kept = asista::fields("text", &State::text);
};

class Keeper : public asista::Plugin {
  public:
    Keeper() { keep_state(state_); }

  private:
    State state_;
};

ASISTA_PLUGIN(Keeper)
