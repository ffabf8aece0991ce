// What a call changed, said in a toast that takes it back. [main]
#pragma once

#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/calls/history.hpp"

#include <string>
#include <utility>

namespace asista::ui {

// For the answer of a call whose reply has the number of the change; a refusal is said in its own words.
template <class Reply> auto undo_toast(Ui& ui, std::string title, std::string body, std::string icon) {
    return [toasts = &ui.toasts, calls = &ui.calls, title = std::move(title), body = std::move(body),
            icon = std::move(icon)](Result<Reply> reply) {
        if (!reply && reply.error().code == Errc::cancelled) return; // the client ends
        Toast toast;
        toast.title = reply ? title : std::string("That did not work");
        toast.body = reply ? body : words::sentence(reply.error().message);
        toast.icon = icon;
        if (!reply) toast.level = NotificationLevel::error;
        if (reply && reply->change != 0) {
            toast.button = "Undo";
            toast.pressed = [calls, change = reply->change] { calls->call<calls::UndoChange>({change}); };
        }
        toasts->replace(std::move(toast));
    };
}

} // namespace asista::ui
