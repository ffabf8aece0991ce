// Where the client puts a file that the person asked for: among their documents, under a name that is free. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/trust.hpp"

#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>

namespace asista::ui {

// Among the documents, else the downloads, else whatever place comes first.
std::string export_folder(const calls::FilesList::Reply& reply);

namespace export_detail {
constexpr int most_names = 20;

template <class Call> void try_names(ClientCalls& calls, std::string stem, std::string ending, int number,
                                     std::function<void(Result<typename Call::Reply>, const std::string&)> done) {
    const std::string path = number == 1 ? stem + ending : fmt::format("{}-{}{}", stem, number, ending);
    calls.call<Call>({path}, [&calls, stem, ending, number, path, done](Result<typename Call::Reply> reply) {
        if (!reply && reply.error().code == Errc::busy && number < most_names)
            return try_names<Call>(calls, stem, ending, number + 1, done);
        done(std::move(reply), path);
    });
}
} // namespace export_detail

// Makes the call, whose request is a path and which answers Errc::busy where a file is already, with one name after the other until one is
// free: "<name><ending>", "<name>-2<ending>"... `done` is told where it went.
template <class Call> void export_to_documents(Ui& ui, std::string name, std::string ending,
                                               std::function<void(Result<typename Call::Reply>, const std::string& path)> done) {
    ui.calls.call<calls::FilesList>({}, [calls = &ui.calls, name = std::move(name), ending = std::move(ending),
                                         done = std::move(done)](Result<calls::FilesList::Reply> reply) {
        if (!reply) return done(fail(std::move(reply.error())), {});
        export_detail::try_names<Call>(*calls, export_folder(*reply) + "/" + name, ending, 1, done);
    });
}

} // namespace asista::ui
