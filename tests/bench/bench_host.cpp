#include "bench_host.hpp"

#include "bench.hpp"

#include "gfx/blit.hpp"
#include "services/ai/offline_coach.hpp"
#include "services/services.hpp"

#include <imgui.h>

#include <cmath>
#include <ctime>
#include <poll.h>

namespace asista::bench {

namespace {
constexpr std::int64_t order_ms = 20'000; // this machine may be busy
constexpr int answer_ms = 5'000;
} // namespace

double Desk::now_us() { return bench::now_us(); }

// ---- the desk ----------------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Desk>> Desk::open() {
    std::unique_ptr<Desk> desk(new Desk(TRY(TempFolder::make())));
    TRY(desk->set_up());
    return desk;
}

Result<void> Desk::set_up() {
    loop_ = TRY(runtime::EventLoop::create(clock_));
    services::ServicesOptions options;
    options.database = folder_ / "asista.db";
    options.now = clock_.now_ms();
    services_ = TRY(services::Services::open(options));
    services::ai::Chat::Deliver deliver{[](const auto&, const auto&) {}, [](const auto&, const auto&) {}};
    chat_ = std::make_unique<services::ai::Chat>(
        std::make_unique<services::ai::OfflineCoach>(), [this](std::function<void()> work) { loop_->post(std::move(work)); },
        std::move(deliver));
    broker_ = std::make_unique<runtime::Broker>(clock_);
    core::bind_handlers(*broker_, {*services_, *chat_, clock_, [](UserId, std::string_view) {}, 1});
    using runtime::Caller;
    broker_->handle<calls::WidgetRegister>(
        [this](const Caller& caller, const calls::WidgetRegister::Request& request) -> Result<calls::Nothing> {
            TRY(hosts_.at(caller.instance)->session_->registrations().add_widget(request));
            return calls::Nothing{};
        });
    broker_->handle<calls::MethodExport>(
        [this](const Caller& caller, const calls::MethodExport::Request& request) -> Result<calls::Nothing> {
            TRY(hosts_.at(caller.instance)->session_->registrations().add_method(request));
            return calls::Nothing{};
        });
    broker_->handle<calls::LogWrite>([](const Caller& caller, const calls::LogWrite::Request& request) -> Result<calls::Nothing> {
        fmt::print(stderr, "{}: {}\n", caller.plugin, request.text);
        return calls::Nothing{};
    });
    broker_->handle<calls::RequestRedraw>([](const Caller&, const auto&) -> Result<calls::Nothing> { return calls::Nothing{}; });
    broker_->handle<calls::StateChanged>([](const Caller&, const auto&) -> Result<calls::Nothing> { return calls::Nothing{}; });
    fonts_ = TRY(gfx::FontFiles::open());
    canvas_ = TRY(Canvas::create(fonts_));
    library_ = TRY(read_file(bench_plugin("test.bench.panel", "plugin.so")));
    sandbox_ = runtime::probe_sandbox(program("asista-plugin-host"));
    return {};
}

// ---- a host ------------------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Host>> Host::spawn(Desk& desk, const std::string& id, const frame::Rect& place, const HostChoice& choice) {
    std::unique_ptr<Host> host(new Host(desk, place));
    host->instance_ = ++desk.last_instance_;
    host->id_ = id;
    desk.hosts_[host->instance_] = host.get();
    runtime::SessionSetup setup;
    setup.instance = host->instance_;
    setup.program = program(choice.program.empty() ? "asista-plugin-host" : choice.program);
    setup.tier = choice.tier.value_or(desk.sandbox_.tier);
    setup.library = TRY(make_sealed_copy(id, std::as_bytes(std::span(desk.library_))));
    setup.fonts = TRY(desk.fonts_.duplicates());
    setup.hello_ms = order_ms;
    auto& hello = setup.hello;
    hello.protocol = frame::protocol_version;
    hello.plugin = id;
    hello.version = "1.0.0";
    hello.name = id;
    hello.theme = bench_theme();
    hello.fonts = desk.fonts_.descriptions();
    hello.settings_json = "{}";
    hello.cpu_count = 2;
    runtime::SessionHooks hooks;
    hooks.on_hello = [self = host.get()](Result<calls::Hello::Reply> reply) { self->on_hello(std::move(reply)); };
    hooks.on_call = [self = host.get()](const wire::Message& message) { self->on_call(message); };
    hooks.on_output = [id](std::string_view line) { fmt::print(stderr, "{}: {}\n", id, line); };
    hooks.on_end = [self = host.get()](const runtime::SessionEnd& end) {
        self->failure_ = Error{Errc::unavailable, end.sentence};
    };
    host->session_ = TRY(runtime::Session::start(*desk.loop_, std::move(setup), std::move(hooks)));
    return host;
}

Result<std::unique_ptr<Host>> Host::run(Desk& desk, const std::string& id, const frame::Rect& place, const HostChoice& choice) {
    auto host = TRY(spawn(desk, id, place, choice));
    TRY(host->greet());
    TRY(host->settle());
    return host;
}

Host::~Host() {
    session_.reset();
    desk_.hosts_.erase(instance_);
}

void Host::on_hello(Result<calls::Hello::Reply> reply) {
    if (!reply) {
        failure_ = std::move(reply.error());
        return;
    }
    tier_ = reply->tier;
    auto area = session_->take_area();
    output_ = area.output();
    link_ = std::make_unique<gfx::FrameLink>(std::move(area));
    session_->order<calls::Activate>({}, order_ms, [this](const Result<calls::Nothing>& done) {
        if (done)
            active_ = true;
        else
            failure_ = done.error();
    });
}

void Host::on_call(const wire::Message& message) {
    runtime::Caller caller;
    caller.kind = runtime::Caller::Kind::plugin;
    caller.user = desk_.services_->user.id;
    caller.plugin = id_;
    caller.instance = instance_;
    const bool answer = message.kind != wire::MessageKind::notice;
    desk_.broker_->dispatch(caller, message.call, message.payload,
                            [this, answer, id = message.id, call = message.call](Result<wire::Bytes> reply) {
                                if (answer) session_->reply(id, call, std::move(reply));
                            });
}

Result<void> Host::greet() {
    TRY(desk_.until([this] { return link_ != nullptr || failure_.has_value(); }));
    if (failure_) return fail(*failure_);
    return {};
}

Result<void> Host::settle() {
    TRY(desk_.until([this] { return active_ || failure_.has_value(); }));
    if (failure_) return fail(*failure_);
    for (int i = 0; i < 100; ++i) {
        TRY(frame(desk_.canvas().begin_list()));
        if ((picture_.header.flags & frame::output_flags::wants_frame) == 0) return {};
    }
    return fail(Errc::timed_out, "{} does not stop drawing", id_);
}

gfx::FrameLink::Request Host::what() const {
    gfx::FrameLink::Request wanted;
    wanted.wall_time_ms = desk_.clock_.now_ms();
    wanted.theme_serial = 1;
    wanted.client_width = window_width;
    wanted.client_height = window_height;
    wanted.popup_area = {0, 0, window_width, window_height};
    wanted.surfaces = {{session_->registrations().widgets().front().surface, frame::surface_flags::visible, place_, place_}};
    wanted.visible_area = place_.width * place_.height;
    wanted.own_area = window_width * window_height;
    wanted.texture_bytes = textures_.bytes();
    return wanted;
}

void Host::request() { link_->request(what(), now_us() / 1e6, std::chrono::steady_clock::now()); }

Result<bool> Host::take(ImDrawList& into) {
    const auto answer = link_->take(now_us() / 1e6, std::chrono::steady_clock::now());
    if (answer == gfx::FrameLink::Answer::nothing) return false;
    if (answer == gfx::FrameLink::Answer::rejected) return fail(Errc::invalid, "{}: {}", id_, link_->refusal());
    TRY(textures_.check(link_->fresh().texture_ops));
    textures_.apply_uploads(link_->fresh());
    std::swap(picture_, link_->fresh());
    textures_.apply_destroys(picture_);
    append(picture_, into);
    return true;
}

void Host::append(const frame::CheckedFrame& frame, ImDrawList& into) const {
    gfx::Placing placing;
    placing.from_x = placing.to_x = place_.x;
    placing.from_y = placing.to_y = place_.y;
    placing.clip_right = window_width;
    placing.clip_bottom = window_height;
    const auto texture = [this](std::uint32_t id) {
        auto* const known = textures_.find(id);
        return known != nullptr ? known : desk_.canvas().placeholder();
    };
    for (const auto& surface : frame.surfaces) gfx::append_surface(into, frame, surface, placing, texture);
}

Result<void> Host::frame(ImDrawList& into) {
    request();
    for (;;) {
        if (TRY(take(into))) return {};
        pollfd waiting{done_fd(), POLLIN, 0};
        if (::poll(&waiting, 1, answer_ms) == 0) return fail(Errc::timed_out, "{} draws nothing", id_);
    }
}

Result<std::string> Host::call(const std::string& method, const std::string& json) {
    std::optional<Result<calls::RunMethod::Reply>> answer;
    session_->order<calls::RunMethod>({method, json}, order_ms,
                                      [&](Result<calls::RunMethod::Reply> reply) { answer = std::move(reply); });
    TRY(desk_.until([&] { return answer.has_value(); }));
    if (!*answer) return fail(answer->error());
    return (*answer)->json;
}

// ---- many --------------------------------------------------------------------------------------------------------------------

Result<void> take_all(std::span<const std::unique_ptr<Host>> hosts, ImDrawList& into) {
    std::vector<Host*> open;
    for (const auto& host : hosts) open.push_back(host.get());
    std::vector<pollfd> ready;
    for (;;) {
        std::vector<Host*> still_open;
        for (Host* const host : open)
            if (!TRY(host->take(into))) still_open.push_back(host);
        open.swap(still_open);
        if (open.empty()) return {};
        ready.clear();
        for (const Host* host : open) ready.push_back({host->done_fd(), POLLIN, 0});
        if (::poll(ready.data(), ready.size(), answer_ms) == 0) return fail(Errc::timed_out, "not all plugins draw");
    }
}

void sleep_until_us(double moment_us) {
    timespec until{};
    until.tv_sec = static_cast<time_t>(moment_us / 1e6);
    until.tv_nsec = static_cast<long>(std::fmod(moment_us, 1e6) * 1e3);
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {}
}

} // namespace asista::bench
