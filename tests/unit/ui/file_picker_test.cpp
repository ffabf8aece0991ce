// The file picker by mouse and keyboard, against a core that answers when the test says so.
#include "sample_files.hpp"
#include "window_rig.hpp"

#include "ui/file_rows.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

// Where things are in a window of 1440 x 900.
constexpr float list_x = 640, first_row_y = 271, row_step = 32, cancel_x = 946, choose_x = 1024;
constexpr float open_foot_y = 606, save_foot_y = 639;

struct PickerRig : WindowRig {
    explicit PickerRig(FileQuestion question) {
        settle();
        snapshot.file_questions = {std::move(question)};
        ++snapshot.revision;
        frames(3);
        REQUIRE(calls.count<calls::FilesList>() == 1);
    }
    void answer_folder(const calls::FilesList::Reply& reply = sample::folder()) {
        calls.answer_last<calls::FilesList>(reply);
        frames(2);
    }
    void hear() { frames(40); } // past the first half second
    void ready() {
        answer_folder();
        hear();
    }
    void row(int number) { click(list_x, first_row_y + row_step * static_cast<float>(number)); }
    void double_row(int number) {
        row(number);
        ImGuiIO& io = ImGui::GetIO();
        io.AddMouseButtonEvent(0, true);
        frames(2);
        io.AddMouseButtonEvent(0, false);
        frames(3);
    }
    void refuse(Errc code, std::string message) {
        for (auto call = calls.sent.rbegin(); call != calls.sent.rend(); ++call)
            if (call->id == calls::FilesAnswer::id && call->done) {
                std::exchange(call->done, nullptr)(fail(Error{code, std::move(message)}));
                break;
            }
        frames(3);
    }
    calls::FilesAnswer::Request answered() { return calls.last<calls::FilesAnswer>(); }
    std::size_t answers() { return calls.count<calls::FilesAnswer>(); }
};

calls::FileEntry entry(std::string name, bool folder = false, std::uint64_t size = 0, InstantMs at = 0) {
    return {std::move(name), folder, size, at};
}
std::vector<std::string> names(const std::vector<calls::FileEntry>& rows) {
    std::vector<std::string> found;
    for (const auto& row : rows) found.push_back(row.name);
    return found;
}

} // namespace

TEST_CASE("rows are sorted, folders first, and filtered without regard to case") {
    const std::vector<calls::FileEntry> all{entry("b.CSV", false, 10, 5), entry("A.txt", false, 30, 1),
                                            entry(".x.csv", false, 1, 1), entry("zoo", true),
                                            entry("Alpha", true),         entry("a.csv", false, 20, 9)};
    CHECK(names(rows_of(all, {}, {})) == std::vector<std::string>{"Alpha", "zoo", "a.csv", "A.txt", "b.CSV"});
    CHECK(names(rows_of(all, {{"csv"}, false}, {})) == std::vector<std::string>{"Alpha", "zoo", "a.csv", "b.CSV"});
    CHECK(names(rows_of(all, {{"csv"}, true}, {})).size() == 5);
    CHECK(names(rows_of(all, {}, {FileColumn::size, true})) ==
          std::vector<std::string>{"Alpha", "zoo", "A.txt", "a.csv", "b.CSV"});
    CHECK(names(rows_of(all, {}, {FileColumn::date, false})) ==
          std::vector<std::string>{"Alpha", "zoo", "A.txt", "b.CSV", "a.csv"});
    CHECK(names(rows_of(all, {}, {FileColumn::name, true})) ==
          std::vector<std::string>{"zoo", "Alpha", "b.CSV", "A.txt", "a.csv"});

    CHECK(has_extension("x.tar.gz", {"tar.gz"}));
    CHECK_FALSE(has_extension("csv", {"csv"}));
    CHECK_FALSE(has_extension(".csv", {"csv"}));
    CHECK(has_extension("anything", {}));
    const auto rows = rows_of(all, {}, {});
    CHECK(row_named(rows, "a.t", 0) == 3);
    CHECK(row_named(rows, "A", 1) == 2);
    CHECK_FALSE(row_named(rows, "q", 0));
}

TEST_CASE("paths and words of the picker") {
    CHECK(folder_above("/home/ada") == "/home");
    CHECK(folder_above("/home") == "/");
    CHECK(folder_above("/") == "/");
    CHECK(path_in("/", "a") == "/a");
    CHECK(path_in("/b", "a") == "/b/a");
    const auto titles = [](std::string_view path, std::string_view home) {
        std::string all;
        for (const auto& step : steps_of(path, home)) all += step.title + "=" + step.path + " ";
        return all;
    };
    CHECK(titles("/home/ada/x/y", "/home/ada") == "Home=/home/ada x=/home/ada/x y=/home/ada/x/y ");
    CHECK(titles("/home/adam", "/home/ada") == "Computer=/ home=/home adam=/home/adam ");
    CHECK(titles("/", "/home/ada") == "Computer=/ ");
    CHECK(titles("", "") == "Computer=/ ");
    CHECK(extensions_words({"csv"}) == "CSV files");
    CHECK(extensions_words({"csv", "txt"}) == "CSV and TXT files");
    CHECK(extensions_words({"a", "b", "c", "d", "e"}) == "A, B, C, D and other files");
    CHECK(extensions_words({}) == " files"); // never shown: without extensions there is nothing to choose from
    CHECK(name_problem("a.csv") == std::nullopt);
    for (const char* bad : {"", ".", "..", "a/b"}) CHECK(name_problem(bad).has_value());
    CHECK(name_problem(std::string(256, 'a')).has_value());
    CHECK(date_words(sample::now, sample::now, 0, {}).starts_with("today "));
    CHECK(date_words(sample::now - 86'400'000, sample::now, 0, {}) == "yesterday");
    CHECK(date_words(sample::now + 86'400'000 * 3, sample::now, 0, {}).size() == 10);
    CHECK(file_icon(entry("x", true)) == "folder");
    CHECK(file_icon(entry("x.PNG")) == "image");
    CHECK(file_icon(entry("x")) == "file");
}

TEST_CASE("a file is chosen with a click, and opened with the button") {
    PickerRig rig(sample::file_to_open());
    CHECK(rig.shell->modal_open());
    CHECK(rig.calls.last<calls::FilesList>().path.empty());
    rig.ready();
    rig.click(choose_x, open_foot_y); // nothing is selected yet
    CHECK(rig.answers() == 0);
    rig.row(4); // favourites.csv
    rig.click(choose_x, open_foot_y);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().question == 11);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/favourites.csv");
    CHECK(rig.shell->modal_open()); // until it is known that it worked
    rig.click(choose_x, open_foot_y);
    CHECK(rig.answers() == 1); // not twice
    rig.calls.answer_last<calls::FilesAnswer>({});
    rig.frames(3);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open()); // though the snapshot still has it
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("a second click opens a file, and goes into a folder") {
    PickerRig rig(sample::file_to_open());
    rig.ready();
    rig.double_row(1); // Older
    REQUIRE(rig.calls.count<calls::FilesList>() == 2);
    CHECK(rig.calls.last<calls::FilesList>().path == "/home/ada/Documents/Lines/Older");
    auto older = sample::folder();
    older.path += "/Older";
    rig.answer_folder(older);
    rig.frames(40); // not a third click
    rig.double_row(4);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/Older/favourites.csv");
}

TEST_CASE("the picker does not hear what was meant for what was there before") {
    PickerRig rig(sample::file_to_open());
    rig.answer_folder();
    rig.row(4);
    rig.key(ImGuiKey_Enter);
    rig.key(ImGuiKey_Escape);
    rig.key(ImGuiKey_Backspace);
    rig.click(choose_x, open_foot_y);
    CHECK(rig.answers() == 0);
    CHECK(rig.calls.count<calls::FilesList>() == 1);
    rig.hear();
    CHECK(rig.answers() == 0); // nor later
    rig.row(4);
    rig.click(choose_x, open_foot_y);
    CHECK(rig.answers() == 1);

    PickerRig again(sample::file_to_open());
    again.ready();
    again.key(ImGuiKey_Enter); // alone it never agrees
    CHECK((again.answers() == 0 || again.answered().path.empty()));
}

TEST_CASE("Escape and Cancel choose nothing, and the picker is gone at once") {
    for (const bool by_key : {true, false}) {
        PickerRig rig(sample::file_to_open());
        rig.ready();
        if (by_key)
            rig.key(ImGuiKey_Escape);
        else
            rig.click(cancel_x, open_foot_y);
        REQUIRE(rig.answers() == 1);
        CHECK(rig.answered().question == 11);
        CHECK(rig.answered().path.empty());
        rig.settle();
        CHECK_FALSE(rig.shell->modal_open());
        rig.snapshot.file_questions = {sample::file_to_open(11), sample::file_to_save(20)}; // the next one's turn
        ++rig.snapshot.revision;
        rig.frames(3);
        CHECK(rig.shell->modal_open());
        CHECK(rig.calls.count<calls::FilesList>() == 2);
    }
}

TEST_CASE("by keyboard: letters find a file, Backspace goes up, arrows and Enter choose") {
    PickerRig rig(sample::file_to_open());
    rig.ready();
    rig.type("mo"); // morning.txt
    rig.click(choose_x, open_foot_y);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().path.ends_with("/morning.txt"));
    rig.refuse(Errc::over_limit, "morning.txt is larger than the 8 MB that a plugin can be given");
    CHECK(rig.shell->modal_open());

    rig.key(ImGuiKey_Backspace);
    REQUIRE(rig.calls.count<calls::FilesList>() == 2);
    CHECK(rig.calls.last<calls::FilesList>().path == "/home/ada/Documents");
    rig.answer_folder();
}

TEST_CASE("by keyboard alone: from Cancel, which has it first, up into the list") {
    PickerRig rig(sample::file_to_open());
    rig.ready();
    for (int i = 0; i < 3; ++i) rig.key(ImGuiKey_UpArrow); // the last row, and two above it
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/favourites.csv");
}

TEST_CASE("a place, a step of the path and the folder above lead there") {
    PickerRig rig(sample::file_to_open());
    rig.ready();
    rig.click(430, 307); // Downloads
    CHECK(rig.calls.last<calls::FilesList>().path == "/home/ada/Downloads");
    rig.answer_folder();
    rig.click(530, 198); // Documents, in the path
    CHECK(rig.calls.last<calls::FilesList>().path == "/home/ada/Documents");
    rig.answer_folder();
    rig.click(400, 198); // up
    CHECK(rig.calls.last<calls::FilesList>().path == "/home/ada/Documents");
}

TEST_CASE("only the newest folder counts, and one that cannot be read leaves the old one") {
    PickerRig rig(sample::file_to_open());
    rig.ready();
    rig.double_row(1);
    rig.click(430, 307); // the person did not wait
    REQUIRE(rig.calls.count<calls::FilesList>() == 3);
    auto late = std::exchange(rig.calls.sent[rig.calls.sent.size() - 2].done, nullptr);
    auto older = sample::folder();
    older.entries.clear();
    late(wire::encode(older)); // of Older, after Downloads was asked for
    std::exchange(rig.calls.sent.back().done, nullptr)(fail(Errc::denied, "Downloads may not be looked into"));
    rig.frames(40);
    rig.row(4); // the old rows are still there
    rig.click(choose_x, open_foot_y);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/favourites.csv");
}

TEST_CASE("a slow folder shows that it is being read, and Cancel still works") {
    PickerRig rig(sample::file_to_open());
    rig.hear();
    CHECK(rig.shell->animating());
    rig.click(cancel_x, open_foot_y);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().path.empty());
    rig.calls.answer_last<calls::FilesList>(sample::folder()); // comes for nobody
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("a file is saved under the suggested name or another, in the folder shown") {
    PickerRig rig(sample::file_to_save());
    auto empty = sample::folder();
    empty.entries.clear();
    rig.answer_folder(empty);
    rig.hear();
    rig.click(choose_x, save_foot_y);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/favourites.csv");
    CHECK_FALSE(rig.answered().replace);
    rig.refuse(Errc::over_limit, "there is no room left on the disk for favourites.csv");

    rig.click(746, 591); // the name
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.type("other.csv");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.answers() == 2);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/other.csv");
    rig.calls.answer_last<calls::FilesAnswer>({});
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("a name with a slash, or none, cannot be saved") {
    PickerRig rig(sample::file_to_save());
    rig.ready();
    for (const char* name : {"a/b", "."}) {
        rig.click(746, 591);
        rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
        rig.type(name);
        rig.click(choose_x, save_foot_y);
    }
    CHECK(rig.answers() == 0);
}

TEST_CASE("a file that is there is replaced only after it was asked about") {
    PickerRig rig(sample::file_to_save());
    rig.ready();
    rig.click(choose_x, save_foot_y); // favourites.csv is in the list
    CHECK(rig.answers() == 0);
    rig.key(ImGuiKey_Escape); // closes that question alone
    CHECK(rig.shell->modal_open());
    CHECK(rig.answers() == 0);
    rig.frames(2);
    rig.click(choose_x, save_foot_y);
    rig.click(choose_x, save_foot_y); // Replace stands where Save was: a double click must not mean it
    CHECK(rig.answers() == 0);
    rig.hear();
    rig.click(choose_x, save_foot_y);
    REQUIRE(rig.answers() == 1);
    CHECK(rig.answered().replace);
    CHECK(rig.answered().path == "/home/ada/Documents/Lines/favourites.csv");
}

TEST_CASE("a file that appeared since the list was read is asked about as well") {
    PickerRig rig(sample::file_to_save());
    auto empty = sample::folder();
    empty.entries.clear();
    rig.answer_folder(empty);
    rig.hear();
    rig.click(choose_x, save_foot_y);
    CHECK_FALSE(rig.answered().replace);
    rig.refuse(Errc::busy, "favourites.csv is there already");
    rig.hear();
    rig.click(choose_x, save_foot_y);
    REQUIRE(rig.answers() == 2);
    CHECK(rig.answered().replace);
}

TEST_CASE("the picker goes with the plugin that asked, and other questions wait until it is answered") {
    PickerRig rig(sample::file_to_open());
    rig.ready();
    rig.snapshot.permission_questions = sample::questions(rig.snapshot);
    ++rig.snapshot.revision;
    rig.frames(3);
    rig.row(4);
    CHECK(rig.calls.count<calls::PermissionsShown>() == 0); // its time does not run behind the picker
    rig.click(choose_x, open_foot_y);
    CHECK(rig.answers() == 1); // it is the picker that heard
    rig.snapshot.file_questions.clear();
    ++rig.snapshot.revision;
    rig.settle();
    CHECK(rig.shell->modal_open()); // the permission's turn
    CHECK(rig.calls.count<calls::PermissionsShown>() == 1);
    CHECK(rig.calls.last<calls::PermissionsShown>().question == 1);
    rig.hear();
    rig.key(ImGuiKey_Escape);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 1);
}

TEST_CASE("the picker draws at every size, with nothing, much and very much in it") {
    for (const auto& [width, height, scale] : {std::tuple{1440.0F, 900.0F, 1.0F}, std::tuple{900.0F, 600.0F, 3.0F},
                                               std::tuple{480.0F, 400.0F, 1.0F}, std::tuple{3840.0F, 2160.0F, 2.0F}}) {
        for (const bool save : {false, true}) {
            WindowRig rig;
            rig.width = width;
            rig.height = height;
            rig.scale = scale;
            rig.settle();
            rig.snapshot.file_questions = {save ? sample::file_to_save() : sample::file_to_open()};
            ++rig.snapshot.revision;
            rig.frames(3);
            calls::FilesList::Reply reply;
            reply.path = "/";
            rig.calls.answer_last<calls::FilesList>(reply);
            rig.settle();
            CHECK(rig.vertices > 500);
            rig.key(ImGuiKey_Backspace); // there is nothing above
            CHECK(rig.calls.count<calls::FilesList>() == 1);
        }
    }
    PickerRig rig(sample::file_to_open());
    auto many = sample::folder();
    for (int i = 0; i < 4096; ++i) many.entries.push_back(entry(fmt::format("{}.csv", i), false, 1));
    many.left_out = 1'000;
    rig.answer_folder(many);
    rig.hear();
    CHECK(rig.vertices < 60'000); // only the rows in sight
    rig.type("4095");
    rig.click(choose_x, open_foot_y);
    CHECK(rig.answered().path.ends_with("/4095.csv"));
}
