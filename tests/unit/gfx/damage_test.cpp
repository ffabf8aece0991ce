// What is drawn again when the framebuffer still holds the frame before.
#include "gfx/card_painter.hpp"
#include "gfx/damage.hpp"
#include "scene.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <functional>
#include <random>

using namespace asista;
using gfx::PixelArea;

namespace {
// Windows with cards, text and shapes at places between pixels, some of them cut off; a step changes a few of them, or their order.
class Collage {
  public:
    explicit Collage(unsigned seed) : random_(seed) {
        for (int i = 0; i < 5; ++i) sheets_.push_back(sheet(i));
    }
    void step() {
        for (int changes = static_cast<int>(random_() % 3); changes > 0; --changes) change();
    }
    void draw() const {
        for (const auto& one : sheets_) draw(one);
    }

  private:
    enum class Kind { square, line, words, card, circle };
    struct Piece {
        Kind kind = Kind::square;
        float x = 0, y = 0, width = 0, height = 0;
        std::uint32_t color = 0;
    };
    struct Sheet {
        int id = 0;
        float x = 0, y = 0, width = 0, height = 0;
        std::vector<Piece> pieces;
    };
    float between(float low, float high) { return std::uniform_real_distribution<float>(low, high)(random_); }
    Piece piece() {
        return {static_cast<Kind>(random_() % 5),
                between(-30, 250),
                between(-30, 200),
                between(4, 130),
                between(4, 110),
                static_cast<std::uint32_t>(random_()) | (random_() % 2 == 0 ? 0xFF000000 : 0)};
    }
    Sheet sheet(int id) {
        Sheet made{id, between(-40, 300), between(-40, 220), between(60, 260), between(50, 200), {}};
        for (auto count = 1 + random_() % 6; count > 0; --count) made.pieces.push_back(piece());
        return made;
    }
    void change() {
        auto& one = sheets_[random_() % sheets_.size()];
        switch (random_() % 6) {
        case 0: one.x += between(-9, 9); break;
        case 1: std::swap(one, sheets_.back()); break; // to the front
        case 2: one.pieces.push_back(piece()); break;
        case 3: one.pieces.erase(one.pieces.begin() + static_cast<std::ptrdiff_t>(random_() % one.pieces.size())); break;
        case 4: one.pieces[random_() % one.pieces.size()].y += between(-20, 20); break;
        default: one.pieces[random_() % one.pieces.size()].color ^= 0x00404040; break;
        }
        if (one.pieces.empty()) one.pieces.push_back(piece());
    }
    static void draw(const Sheet& sheet) {
        ImDrawList* const list = ImGui::GetForegroundDrawList();
        list->PushClipRect(ImVec2(sheet.x, sheet.y), ImVec2(sheet.x + sheet.width, sheet.y + sheet.height), false);
        for (const auto& piece : sheet.pieces) {
            const ImVec2 from(sheet.x + piece.x, sheet.y + piece.y), to(from.x + piece.width, from.y + piece.height);
            switch (piece.kind) {
            case Kind::square: list->AddRectFilled(from, to, piece.color, 5); break;
            case Kind::line: list->AddLine(from, to, piece.color, 2.5F); break;
            case Kind::words: list->AddText(from, piece.color, fmt::format("{:.0f} words", piece.width).c_str()); break;
            case Kind::circle: list->AddCircle(from, piece.height / 2, piece.color, 0, 1.5F); break;
            case Kind::card: {
                gfx::CardStyle style;
                style.fill_from = style.fill_to = piece.color;
                style.border = 0x80808080;
                style.radius = 8;
                style.shadow = 0x60000000;
                style.shadow_blur = 12;
                style.shadow_offset_y = 3;
                gfx::paint_card(list, from, to, style);
            }
            }
        }
        list->PopClipRect();
    }
    std::mt19937 random_;
    std::vector<Sheet> sheets_;
};

std::vector<gfx::Image> pictures(unsigned seed, bool always_whole) {
    test::Scene scene(400, 300, test::WithFonts::yes);
    scene.always_whole = always_whole;
    Collage collage(seed);
    std::vector<gfx::Image> all;
    for (int i = 0; i < 40; ++i) {
        collage.step();
        all.push_back(scene.frame([&] { collage.draw(); }));
    }
    return all;
}

// What the last of these frames changes.
std::optional<std::vector<PixelArea>> changed(const std::vector<std::function<void(ImDrawList&)>>& frames,
                                              std::uint32_t last_background = 1) {
    test::Scene scene;
    gfx::Damage damage;
    std::optional<std::vector<PixelArea>> areas;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        scene.begin();
        frames[i](*ImGui::GetBackgroundDrawList());
        scene.end(); // which makes the textures
        areas = damage.next(*ImGui::GetDrawData(), i + 1 == frames.size() ? last_background : 1);
    }
    return areas;
}
void square(ImDrawList& list, float x, float y, std::uint32_t color = 0xFF0000FF) {
    list.AddRectFilled(ImVec2(x, y), ImVec2(x + 10, y + 10), color);
}
// Commands of their own: another clip rectangle each.
void far_square(ImDrawList& list, float x, float y, std::uint32_t color = 0xFF00FF00) {
    list.PushClipRect(ImVec2(x - 20, y - 20), ImVec2(x + 30, y + 30));
    square(list, x, y, color);
    list.PopClipRect();
}
using Areas = std::vector<PixelArea>;
} // namespace

TEST_CASE("what is as before is not drawn again") {
    const auto still = [](ImDrawList& list) {
        square(list, 50, 50);
        far_square(list, 200, 100);
    };
    CHECK_FALSE(changed({still})); // there is none before
    CHECK(changed({still, still}) == Areas{});
    CHECK_FALSE(changed({still, still}, 2)); // another background
}

TEST_CASE("what moved is drawn again where it was and where it is") {
    const auto at = [](float x) {
        return [x](ImDrawList& list) {
            far_square(list, 20, 200);
            far_square(list, x, 100);
            far_square(list, 300, 200);
        };
    };
    // A pixel more on each side: edges are smoothed.
    CHECK(changed({at(100), at(105)}) == Areas{{99, 99, 116, 111}});
    const auto apart = changed({at(100), at(250)});
    REQUIRE(apart);
    CHECK(*apart == Areas{{249, 99, 261, 111}, {99, 99, 111, 111}});
}

TEST_CASE("what comes or goes changes its own place, and the order of two that overlap changes that of one") {
    const auto some = [](bool third, bool swapped) {
        return [=](ImDrawList& list) {
            far_square(list, swapped ? 105 : 100, 100);
            far_square(list, swapped ? 100 : 105, 100);
            if (third) far_square(list, 300, 200);
            far_square(list, 20, 20);
        };
    };
    CHECK(changed({some(false, false), some(true, false)}) == Areas{{299, 199, 311, 211}});
    CHECK(changed({some(true, false), some(false, false)}) == Areas{{299, 199, 311, 211}});
    CHECK(changed({some(true, false), some(true, true)}) == Areas{{99, 99, 111, 111}});
}

TEST_CASE("many changes far apart become a few areas that have all of them") {
    const auto dots = [](std::uint32_t color) {
        return [color](ImDrawList& list) {
            for (int i = 0; i < 30; ++i)
                far_square(list, 10.0F + 13 * static_cast<float>(i), 20.0F + 17 * static_cast<float>(i % 15), color);
        };
    };
    const auto areas = changed({dots(0xFF0000FF), dots(0xFFFF0000)});
    REQUIRE(areas);
    CHECK(areas->size() <= gfx::Damage::most_areas);
    for (int i = 0; i < 30; ++i) {
        const int x = 10 + 13 * i, y = 20 + 17 * (i % 15);
        if (x + 10 > 400) continue;
        CAPTURE(i);
        CHECK(std::ranges::any_of(*areas, [&](const PixelArea& area) {
            return area.left <= x && area.top <= y && area.right >= x + 10 && area.bottom >= std::min(y + 10, 300);
        }));
    }
}

TEST_CASE("of a page that is one command, what changed or was put in between is drawn again, and not the page") {
    const auto page = [](int changed_row, int rows, int new_row) {
        return [=](ImDrawList& list) {
            for (int row = 0; row < rows; ++row) {
                const float y = 3.0F * static_cast<float>(row);
                for (int column = 0; column < 12; ++column)
                    square(list, 10 + 25 * static_cast<float>(column), y, row == changed_row ? 0xFF00FFFF : 0xFF0000FF);
                if (row == new_row) square(list, 380, y);
            }
        };
    };
    const auto before = page(-1, 90, -1);
    for (const auto& after : {page(40, 90, -1), page(-1, 90, 40)}) {
        const auto areas = changed({before, after});
        REQUIRE(areas);
        REQUIRE_FALSE(areas->empty());
        for (const auto& area : *areas) {
            CHECK(area.top >= 90); // row 40 is at 120
            CHECK(area.bottom <= 170);
        }
    }
    CHECK(std::ranges::any_of(*changed({before, page(-1, 90, 40)}), [](const PixelArea& area) { return area.right >= 390; }));
}

TEST_CASE("a callback that may do anything has all of the window drawn") {
    const auto odd = [](ImDrawList& list) { list.AddCallback([](const ImDrawList*, const ImDrawCmd*) {}, nullptr); };
    CHECK_FALSE(changed({odd, odd}));
}

TEST_CASE("a frame drawn over the one before is the picture that it would be by itself") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const auto partly = pictures(seed, false), whole = pictures(seed, true);
        REQUIRE(partly.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CAPTURE(i);
            REQUIRE(partly[i].rgba == whole[i].rgba);
        }
    }
}
