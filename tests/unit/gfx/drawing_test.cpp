// What the compositor says of the frame it shows: its surfaces, and the textures it draws with.
#include "stage.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::test;

TEST_CASE("a shown frame is told surface by surface and texture by texture, as it was sent") {
    ShownStage stage;

    const auto drawing = stage.compositor().drawing(1);

    REQUIRE(drawing.surfaces.size() == 1);
    CHECK(drawing.surfaces[0].id == 5);
    CHECK(std::string_view{drawing.surfaces[0].kind} == "panel");
    CHECK(drawing.surfaces[0].width == 100);
    CHECK(drawing.surfaces[0].height == 80);
    CHECK(drawing.surfaces[0].lists >= 1);
    CHECK(drawing.surfaces[0].commands >= 1);
    const auto figures = stage.compositor().figures(1);
    CHECK(drawing.surfaces[0].vertices == figures.vertices);
    CHECK(drawing.textures.size() == figures.textures);
    std::uint64_t bytes = 0;
    for (const auto& texture : drawing.textures) bytes += std::uint64_t{4} * texture.width * texture.height;
    CHECK(bytes == figures.texture_bytes);
    CHECK_FALSE(drawing.textures.empty());
}

TEST_CASE("a process that is not known, or has drawn nothing yet, has no drawing") {
    PlacedStage stage;
    CHECK(stage.compositor().drawing(1).surfaces.empty());
    CHECK(stage.compositor().drawing(99).surfaces.empty());
    CHECK(stage.compositor().drawing(99).textures.empty());
}
