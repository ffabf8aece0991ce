// Services that a plugin finds on a test's desk: tasks, storage, settings, notifications and the coach, in memory, with the permissions of the
// test. What a call asks for is checked as the broker does; answers come from FakeClient's thread, so everything here is guarded.
#pragma once

#include "fake_client.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace asista::testing {

class Services {
  public:
    struct Widget {
        std::string id;
        std::uint32_t surface = 0;
    };
    // What is there in the beginning. Set before serve(); guarded afterwards by with().
    struct Data {
        std::vector<asista::Task> tasks;
        std::uint64_t next_task = 1, next_stream = 1;
        std::map<std::string, std::string> storage; // key -> JSON
        std::string settings_json = "{}";
        std::set<std::string> granted;
        std::optional<std::string> coach;
        std::vector<std::string> notifications, log;
        std::vector<Widget> widgets, pages;
        std::set<std::string> subscriptions;
        InstantMs now = 0;
    };

    // Answers the client's calls from now on. This object outlives it.
    void serve(tests::FakeClient& client);
    // Runs `work` on the data, alone.
    template <class Work> auto with(Work&& work) const {
        const std::lock_guard lock(mutex_);
        return work(data_);
    }
    // Tells the plugin that something of this kind changed, if it wants to know.
    void changed(tests::FakeClient& client, const std::string& event, const std::string& json = "{}");

  private:
    template <class Call, class Answer> void on(tests::FakeClient& client, Answer answer);
    void serve_tasks(tests::FakeClient& client);
    void serve_storage(tests::FakeClient& client);
    void serve_surfaces(tests::FakeClient& client);
    void serve_person(tests::FakeClient& client);

    mutable std::mutex mutex_; // guards data_
    mutable Data data_;
};

} // namespace asista::testing
