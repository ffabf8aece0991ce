// Stand-ins for what the pages talk to: calls that are only written down, and plugin surfaces without plugins.
#pragma once

#include "ui/client_calls.hpp"
#include "ui/surfaces.hpp"

#include <imgui.h>

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace asista::ui {

// Keeps every call; a test answers those it cares about.
class RecordedCalls final : public ClientCalls {
  public:
    struct Sent {
        calls::CallId id;
        wire::Bytes request;
        std::function<void(Result<wire::Bytes>)> done;
    };
    struct Opened { // in the author's editor
        std::string file;
        std::uint32_t line, column;
    };
    std::vector<Sent> sent;
    std::vector<Opened> opened;
    std::vector<std::string> links; // in the browser
    std::map<std::uint64_t, AiListener> listeners;

    void listen_ai(std::uint64_t stream, AiListener listener) override { listeners[stream] = std::move(listener); }
    void open_source(const std::string& file, std::uint32_t line, std::uint32_t column) override {
        opened.push_back({file, line, column});
    }
    void open_link(const std::string& address) override { links.push_back(address); }

    template <class Call> std::size_t count() const {
        std::size_t found = 0;
        for (const auto& call : sent) found += call.id == Call::id ? 1 : 0;
        return found;
    }
    // The newest request of this kind; a default one when there is none.
    template <class Call> typename Call::Request last() const {
        for (auto call = sent.rbegin(); call != sent.rend(); ++call)
            if (call->id == Call::id)
                return wire::decode<typename Call::Request>(call->request).value_or(typename Call::Request{});
        return {};
    }
    template <class Call> void answer_last(const typename Call::Reply& reply) {
        for (auto call = sent.rbegin(); call != sent.rend(); ++call)
            if (call->id == Call::id && call->done) return std::exchange(call->done, nullptr)(wire::encode(reply));
    }
    template <class Call> void refuse_last(Error why) {
        for (auto call = sent.rbegin(); call != sent.rend(); ++call)
            if (call->id == Call::id && call->done) return std::exchange(call->done, nullptr)(fail(std::move(why)));
    }

    // From now on calls of this kind are answered by `answer`, when deliver() is called: at the start of a later frame, as promised.
    template <class Call> void serve(std::function<Result<typename Call::Reply>(const typename Call::Request&)> answer) {
        served_[Call::id] = [answer = std::move(answer)](const wire::Bytes& bytes) -> Result<wire::Bytes> {
            const auto request = wire::decode<typename Call::Request>(bytes);
            if (!request) return fail(request.error());
            auto reply = answer(*request);
            if (!reply) return fail(std::move(reply.error()));
            return wire::encode(*reply);
        };
    }
    void deliver() {
        for (const auto index : std::exchange(waiting_, {})) {
            const auto done = std::exchange(sent[index].done, nullptr);
            auto reply = served_.at(sent[index].id)(sent[index].request);
            if (done) done(std::move(reply));
        }
    }

  protected:
    void send(calls::CallId call, wire::Bytes request, Reply done) override {
        if (served_.contains(call)) waiting_.push_back(sent.size());
        sent.push_back({call, std::move(request), std::move(done)});
    }

  private:
    std::map<calls::CallId, std::function<Result<wire::Bytes>(const wire::Bytes&)>> served_;
    std::vector<std::size_t> waiting_; // places in `sent`
};

// Draws what `paint` draws in place of each surface.
class PaintedSurfaces final : public PluginSurfaces {
  public:
    std::function<void(std::uint64_t instance, std::uint32_t surface, ImVec2 size)> paint;
    std::map<std::uint64_t, FrameFigures> known;
    std::map<std::uint64_t, Drawing> drawings;
    std::vector<float> frame_ms;
    int placed = 0;

    void place(std::uint64_t instance, std::uint32_t surface, const ImVec2& size, float dim) override {
        ++placed;
        ImGui::PushID(static_cast<int>(instance * 100 + surface));
        ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
        ImGui::BeginChild("surface", size, 0, ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar);
        ImGui::PopStyleVar();
        if (paint) paint(instance, surface, size);
        static_cast<void>(dim);
        ImGui::EndChild();
        ImGui::PopID();
    }
    float wanted_height(std::uint64_t, std::uint32_t) const override { return 0; }
    FrameFigures figures(std::uint64_t instance) const override {
        const auto found = known.find(instance);
        if (found != known.end()) return found->second;
        FrameFigures figures;
        figures.attached = figures.has_frame = true;
        figures.draw_ms = 0.21F;
        figures.round_trip_ms = 0.34F;
        figures.frames = 4'210;
        figures.vertices = 1'312;
        figures.lists = 1;
        figures.textures = 1;
        figures.texture_bytes = 512 << 10;
        figures.painted_factor = 1.4F;
        return figures;
    }
    Drawing drawing(std::uint64_t instance) const override {
        const auto found = drawings.find(instance);
        return found == drawings.end() ? Drawing{} : found->second;
    }
    const std::vector<float>& window_frame_ms() const override { return frame_ms; }
};

} // namespace asista::ui
