#include "ui/export_place.hpp"

#include <string>

namespace asista::ui {

std::string export_folder(const calls::FilesList::Reply& reply) {
    for (const std::string_view wanted : {"Documents", "Downloads"})
        for (const auto& place : reply.places)
            if (place.title == wanted) return place.path;
    return reply.places.empty() ? reply.path : reply.places.front().path;
}

} // namespace asista::ui
