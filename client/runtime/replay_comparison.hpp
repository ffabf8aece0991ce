// Holding what happens now against what was recorded, and saying the first difference in words. Private to the replay.
#pragma once

#include "runtime/replayer.hpp"
#include "wire/calls/record.hpp"

namespace asista::runtime {

// What a step is, for people: "frame 7", "host.activate".
std::string step_name(const ScriptStep& step);

// number: of the step, from 1; 0 while the plugin starts.
class ReplayComparison {
  public:
    ReplayReport report;

    void calls(std::size_t number, std::string_view where, const std::vector<RecordedCall>& was,
               const std::vector<RecordedCall>& is);
    void answer(std::size_t number, const ScriptOrder& order, const RecordedAnswer& is); // of the host to an order
    void frame(std::size_t number, std::uint64_t serial, const calls::StepEnded::Request& was,
               const calls::StepEnded::Request& is);
    // It came to its end, or could not go on. Only the first counts.
    void ended(std::size_t number, std::string what);
    void differs(std::size_t number, std::string what); // in something that is no frame

  private:
    std::uint64_t last_frame_ = 0;
};

} // namespace asista::runtime
