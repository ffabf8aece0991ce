// Whether the local endpoint is on, on which port and with which token, as the person decided: binds the endpoint.* calls, and has methods
// called. Kept in PROFILE/endpoint.json, not among the preferences, so that no undo, import or backup brings back a token that was replaced.
#pragma once

#include "core/endpoint/endpoint.hpp"
#include "core/method_calls.hpp"
#include "ui/snapshot.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace asista::core {

// [core]
class EndpointKeeper {
  public:
    static constexpr std::uint16_t usual_port = 27480; // below those that the kernel hands out by itself

    struct Parts { // references outlive this
        runtime::EventLoop& loop;
        runtime::Broker& broker;
        const runtime::Clock& clock;
        const MethodCalls& methods;
        std::filesystem::path profile;
        std::filesystem::path library; // asista-http.so; empty: there is no endpoint
        std::function<void()> changed; // view()
        EndpointLimits limits{};
    };
    // Reads what is kept. Nothing listens before start().
    explicit EndpointKeeper(Parts parts);
    EndpointKeeper(const EndpointKeeper&) = delete;
    EndpointKeeper& operator=(const EndpointKeeper&) = delete;

    // Listens, if it is on.
    void start();
    const ui::EndpointView& view() const { return view_; }

  private:
    void bind();
    void read();
    Result<void> keep(bool on, std::uint16_t port, const std::string& token_hash);
    Result<std::string> new_token(bool on, std::uint16_t port);
    void open();

    Parts parts_;
    ui::EndpointView view_;
    std::string token_hash_; // empty: there is no token yet
    std::unique_ptr<Endpoint> endpoint_;
};

} // namespace asista::core
