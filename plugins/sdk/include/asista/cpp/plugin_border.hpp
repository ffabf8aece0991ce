// The C functions through which the host calls a Plugin, work posted to the frame thread, and conversations with the AI.
#pragma once

#include "../plugin.hpp"

namespace asista {
inline namespace sdk {
namespace detail {

// The host of the plugin that is being made. Set around its constructor only, which runs on the frame thread.
inline const asista_host* creating_host = nullptr;

struct PostedWork {
    const Link* link;
    std::function<void()> run;
};

} // namespace detail

struct PluginBorder {
    template <class T> static constexpr asista_plugin_entry entry() {
        return {detail::size_of<asista_plugin_entry>(), ASISTA_ABI_MAJOR, ASISTA_ABI_MINOR, 0, imgui_key(), &create<T>};
    }

    template <class T> static const asista_plugin* create(const asista_host* host) noexcept {
        detail::creating_host = host;
        Plugin* made = nullptr;
        const auto done = detail::contained([&made] { made = new T; });
        detail::creating_host = nullptr;
        if (done) return &made->table_;
        host->explain(host, detail::borrow(done.error().message));
        return nullptr;
    }

    static Plugin& of(const asista_plugin* table) { return *static_cast<Plugin*>(table->plugin_data); }

    static asista_status init(const asista_plugin* table) noexcept {
        return detail::guarded(of(table).link_, [table] { of(table).on_start(); });
    }
    static asista_status activate(const asista_plugin* table) noexcept {
        return detail::guarded(of(table).link_, [table] { of(table).on_activate(); });
    }
    static void deactivate(const asista_plugin* table, bool uninstalling) noexcept {
        detail::guarded_quietly(of(table).link_, "deactivate", [table, uninstalling] { of(table).on_deactivate(uninstalling); });
    }
    static void destroy(const asista_plugin* table) noexcept { delete &of(table); }

    static asista_status save(const asista_plugin* table, const asista_out_stream* out) noexcept {
        Plugin& plugin = of(table);
        return detail::guarded(plugin.link_, [&plugin, out] {
            const auto text = saved_text(plugin);
            const auto status = out->write(out->context, text.data(), text.size());
            if (status != ASISTA_OK) throw Failure(static_cast<Errc>(status), "the state is too large");
        });
    }
    static asista_status load(const asista_plugin* table, const asista_in_stream* in, std::uint32_t version) noexcept {
        Plugin& plugin = of(table);
        return detail::guarded(plugin.link_, [&plugin, in, version] {
            std::string text;
            char block[16384];
            while (const std::size_t count = in->read(in->context, block, sizeof block)) text.append(block, count);
            if (text.starts_with(detail::state_mark)) return load_kept(plugin, text);
            plugin.load_state(detail::parse(text, "the saved state").value(), version);
        });
    }
    static std::string saved_text(Plugin& plugin) {
        if (plugin.save_kept_) return plugin.save_kept_();
        const auto state = plugin.save_state();
        if (!state) throw Failure(Errc::unsupported, "the plugin keeps no state");
        return detail::dump(*state);
    }
    static void load_kept(Plugin& plugin, std::string_view text) {
        const auto& link = plugin.link_;
        std::string line = "The build before kept its state in a struct; this one does not, so it starts anew.";
        if (plugin.load_kept_) {
            const auto report = plugin.load_kept_(text);
            line = report.sentence();
            if (report.all_kept() && !report.same_layout) plugin.log_info(line);
            if (report.all_kept()) return;
        }
        if (ASISTA_HAS(link.state, tell_reset)) link.state->tell_reset(link.host, detail::borrow(line));
    }
    static void settings_changed(const asista_plugin* table, asista_string json) noexcept {
        Plugin& plugin = of(table);
        detail::guarded_quietly(plugin.link_, "settings changed", [&plugin, json] {
            plugin.on_settings_changed(detail::parse(detail::view(json), "settings").value());
        });
    }
    static void theme_changed(const asista_plugin* table) noexcept {
        detail::guarded_quietly(of(table).link_, "theme changed", [table] { of(table).on_theme_changed(); });
    }

    static void permissions_changed(const asista_plugin* table) noexcept {
        detail::guarded_quietly(of(table).link_, "permissions changed", [table] { of(table).on_permissions_changed(); });
    }

    static const void* get_extension(const asista_plugin* table, const char* id) noexcept {
        static const asista_plugin_settings settings{detail::size_of<asista_plugin_settings>(), 0, &settings_changed};
        static const asista_plugin_ui ui{detail::size_of<asista_plugin_ui>(), 0, &theme_changed};
        static const asista_plugin_permissions permissions{detail::size_of<asista_plugin_permissions>(), 0, &permissions_changed};
        static asista_plugin_state state{detail::size_of<asista_plugin_state>(), 0, &save, &load};
        const std::string_view wanted = id;
        if (wanted == ASISTA_EXT_STATE) {
            state.version = of(table).state_version();
            return &state;
        }
        if (wanted == ASISTA_EXT_SETTINGS) return &settings;
        if (wanted == ASISTA_EXT_UI) return &ui;
        if (wanted == ASISTA_EXT_PERMISSIONS) return &permissions;
        return nullptr;
    }
};

inline Plugin::Plugin() : link_(detail::creating_host) {
    table_.struct_size = detail::size_of<asista_plugin>();
    table_.plugin_data = this;
    table_.init = &PluginBorder::init;
    table_.activate = &PluginBorder::activate;
    table_.deactivate = &PluginBorder::deactivate;
    table_.destroy = &PluginBorder::destroy;
    table_.get_extension = &PluginBorder::get_extension;
}

inline bool Plugin::post(std::function<void()> work) const {
    auto posted = std::make_unique<detail::PostedWork>(detail::PostedWork{&link_, std::move(work)});
    const auto status = link_.host->post(
        link_.host,
        [](void* context) {
            const std::unique_ptr<detail::PostedWork> mine(static_cast<detail::PostedWork*>(context));
            detail::guarded_quietly(*mine->link, "posted work", [&mine] { mine->run(); });
        },
        posted.get());
    if (status != ASISTA_OK) return false;
    static_cast<void>(posted.release()); // the host runs it, and it frees itself
    return true;
}

inline void AiChat::cancel() {
    if (plugin_ == nullptr || stream_ == 0) return;
    const auto& link = plugin_->link_;
    static_cast<void>(link.call(link.ai, &asista_host_ai::cancel, stream_)); // one that has ended is as good as cancelled
}

inline AiChat Ai::chat(const std::vector<AiMessage>& messages, std::function<void(std::string_view)> on_chunk,
                       std::function<void(Expected<AiAnswer>)> on_done, std::uint32_t max_tokens, std::string_view key) const {
    std::vector<asista_ai_message> raw_messages;
    for (const auto& message : messages) {
        raw_messages.push_back(
            {detail::size_of<asista_ai_message>(), static_cast<asista_ai_role>(message.role), detail::borrow(message.text)});
    }
    return start(std::move(on_chunk), std::move(on_done), key, [&](asista_ai_request& raw, std::uint64_t& stream) {
        raw.message_count = static_cast<std::uint32_t>(raw_messages.size());
        raw.messages = raw_messages.data();
        raw.max_tokens = max_tokens;
        return plugin_->link_.call(plugin_->link_.ai, &asista_host_ai::chat, &raw, &stream);
    });
}

inline AiChat Ai::resume(std::string_view key, std::size_t received, std::function<void(std::string_view)> on_chunk,
                         std::function<void(Expected<AiAnswer>)> on_done) const {
    return start(std::move(on_chunk), std::move(on_done), key, [&](asista_ai_request& raw, std::uint64_t& stream) {
        return plugin_->link_.call(plugin_->link_.ai, &asista_host_ai::resume, &raw, std::uint64_t{received}, &stream);
    });
}

// call(request, stream) asks the host.
template <class Call> AiChat Ai::start(std::function<void(std::string_view)> on_chunk,
                                       std::function<void(Expected<AiAnswer>)> on_done, std::string_view key_of_answer,
                                       Call&& call) const {
    const auto key = "ai chat " + std::to_string(++plugin_->last_chat_);
    auto& slot = plugin_->keep<detail::AiSlot>(key);
    slot.plugin = plugin_;
    slot.key = key;
    slot.on_chunk = std::move(on_chunk);
    slot.done = std::move(on_done);

    asista_ai_request raw{};
    raw.struct_size = detail::size_of<asista_ai_request>();
    raw.key = detail::borrow(key_of_answer);
    raw.context = &slot;
    raw.on_text = [](void* context, std::uint64_t, asista_string text) {
        detail::enter_quietly<detail::AiSlot>(context, [text](detail::AiSlot& target) {
            target.text.append(detail::view(text));
            if (target.on_chunk) target.on_chunk(detail::view(text));
        });
    };
    raw.on_done = [](void* context, std::uint64_t, asista_status status, asista_string message, asista_string provider) {
        detail::enter_quietly<detail::AiSlot>(context, [status, message, provider](detail::AiSlot& target) {
            target.plugin->slots_.erase(target.key);
            if (!target.done) return;
            if (status == ASISTA_OK) {
                target.done(AiAnswer{std::move(target.text), detail::copy(provider)});
            } else {
                target.done(Error{static_cast<Errc>(status), detail::copy(message)});
            }
        });
    };

    std::uint64_t stream = 0;
    const auto started = call(raw, stream);
    if (started) return {plugin_, stream};
    plugin_->fail_later(slot, started.error()); // later, like every other end: the caller has not seen the handle yet
    return {};
}

inline AiChat Ai::analyze(const AiQuestion& question, std::function<void(Expected<AiFinding>)> on_done) const {
    const auto data = question.data.is_null() ? std::string() : detail::dump(question.data);
    const auto schema = detail::dump(question.schema);
    return start_analysis(question.key, std::move(on_done), [&](asista_ai_analysis& raw, std::uint64_t& stream) {
        raw.prompt = detail::borrow(question.prompt);
        raw.data = detail::borrow(data);
        raw.schema = detail::borrow(schema);
        raw.max_tokens = question.max_tokens;
        return plugin_->link_.call(plugin_->link_.ai, &asista_host_ai::analyze, &raw, &stream);
    });
}

inline AiChat Ai::resume_analysis(std::string_view key, std::function<void(Expected<AiFinding>)> on_done) const {
    return start_analysis(key, std::move(on_done), [&](asista_ai_analysis& raw, std::uint64_t& stream) {
        return plugin_->link_.call(plugin_->link_.ai, &asista_host_ai::resume_analysis, &raw, &stream);
    });
}

// call(analysis, stream) asks the host.
template <class Call>
AiChat Ai::start_analysis(std::string_view key_of_answer, std::function<void(Expected<AiFinding>)> on_done, Call&& call) const {
    const auto key = "ai analysis " + std::to_string(++plugin_->last_chat_);
    auto& slot = plugin_->keep<detail::AnalysisSlot>(key);
    slot.plugin = plugin_;
    slot.key = key;
    slot.done = std::move(on_done);

    asista_ai_analysis raw{};
    raw.struct_size = detail::size_of<asista_ai_analysis>();
    raw.key = detail::borrow(key_of_answer);
    raw.context = &slot;
    raw.on_done = [](void* context, std::uint64_t, asista_status status, asista_string message, asista_string json,
                     asista_string provider) {
        detail::enter_quietly<detail::AnalysisSlot>(context, [&](detail::AnalysisSlot& target) {
            target.plugin->slots_.erase(target.key);
            if (!target.done) return;
            if (status != ASISTA_OK) return target.done(Error{static_cast<Errc>(status), detail::copy(message)});
            auto value = detail::parse(detail::view(json), "the answer");
            if (!value) return target.done(value.error());
            target.done(AiFinding{std::move(value).value(), detail::copy(provider)});
        });
    };

    std::uint64_t stream = 0;
    const auto started = call(raw, stream);
    if (started) return {plugin_, stream};
    plugin_->fail_later(slot, started.error());
    return {};
}

} // namespace sdk
} // namespace asista
