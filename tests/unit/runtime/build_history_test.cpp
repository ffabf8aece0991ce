#include "runtime/build_history.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::runtime;

namespace {

class Store final : public BuildStore {
  public:
    BuildHistory kept;
    int saves = 0, marks = 0, restored = 0, dropped = 0;
    bool full = false;

    Result<BuildHistory> load(std::string_view) override { return kept; }
    Result<void> save(std::string_view, const BuildHistory& history, const UniqueFd* library) override {
        if (full) return fail(Errc::io, "the disk is full");
        ++saves;
        kept = history;
        if (library) library_ = TRY(library->duplicate());
        return {};
    }
    Result<UniqueFd> library(std::string_view, const BuildName&) override {
        if (!library_) return fail(Errc::not_found, "no such file");
        return library_.duplicate();
    }
    Result<void> forget(std::string_view) override {
        kept = {};
        return {};
    }
    Result<void> mark_storage(std::string_view) override { return ++marks, Result<void>(); }
    Result<void> restore_storage(std::string_view) override { return ++restored, Result<void>(); }
    Result<void> drop_mark(std::string_view) override { return ++dropped, Result<void>(); }

  private:
    UniqueFd library_;
};

constexpr BuildName a{1, 1}, b{2, 1}, c{3, 1};

struct Kept {
    Store store;
    std::vector<std::string> problems;
    BuildKeeper keeper = fresh();

    BuildKeeper fresh() {
        return BuildKeeper(&store, "test.a.b", {}, [this](const std::string& problem) { problems.push_back(problem); });
    }
    static Manifest manifest() {
        const auto parsed = parse_manifest(R"({"id": "test.a.b", "name": "A", "version": "1.0.0", "description": "d",
                                               "author": {"name": "x"}, "category": "wellness"})",
                                           "test");
        REQUIRE(parsed);
        return *parsed;
    }
    static UniqueFd library() {
        auto made = make_sealed_copy("test", {});
        REQUIRE(made);
        return std::move(*made);
    }
    void replace(const BuildName& before, const BuildName& next, std::optional<SavedState> state = {}) {
        keeper.replaced(before, manifest(), library(), std::move(state), next);
        keeper.before_first_write();
    }
};
} // namespace

TEST_CASE("a build that had failed is not gone back to: the one before it is, with the storage of that time") {
    Kept k;
    CHECK_FALSE(k.keeper.starting(a, {}));
    k.replace(a, b);
    CHECK(k.store.marks == 1);
    CHECK_FALSE(k.keeper.fault());

    k.replace(b, c);

    CHECK(k.store.marks == 1);
    for (int i = 0; i < 2; ++i) CHECK_FALSE(k.keeper.fault());
    CHECK(k.keeper.fault());
    k.keeper.go_back("1.0.0", "failed");
    CHECK(k.store.restored == 1);
    CHECK(k.store.kept.good->name == a);
    CHECK(k.store.kept.refused == c);
}

TEST_CASE("builds that replace each other without a fault keep the newest, and write nothing to the disk") {
    Kept k;
    CHECK_FALSE(k.keeper.starting(a, {}));
    k.replace(a, b, SavedState{1, {}});
    k.replace(b, c, SavedState{7, {}});

    CHECK(k.store.saves == 0);
    CHECK(k.store.marks == 2);
    for (int i = 0; i < 3; ++i) k.keeper.fault();
    CHECK(k.keeper.failed());
    CHECK(k.keeper.go_back("1.0.0", "failed")->version == 7);
    CHECK(k.store.kept.good->name == b);
    CHECK(k.keeper.why() == "The new build (1.0.0) failed. The one before runs again, with its storage as it was.");
}

TEST_CASE("the first minutes go on after the client was closed, and so does a refusal") {
    Kept k;
    CHECK_FALSE(k.keeper.starting(a, {}));
    k.replace(a, b, SavedState{3, {}});
    k.keeper.keep();
    k.keeper = k.fresh();

    CHECK_FALSE(k.keeper.starting(b, SavedState{4, {}}));
    CHECK(k.store.marks == 1); // the storage is marked as it was when b came
    for (int i = 0; i < 3; ++i) k.keeper.fault();
    CHECK(k.keeper.go_back("1.0.0", "failed")->version == 3);
    k.keeper = k.fresh();

    const auto instead = k.keeper.starting(b, {});
    REQUIRE(instead);
    CHECK(instead->name == a);
    CHECK(k.keeper.refuses(b));
    CHECK_FALSE(k.keeper.starting(c, {}));
    CHECK_FALSE(k.keeper.refuses(b));
}

TEST_CASE("with the build before put back into the folder, nothing is on probation") {
    Kept k;
    CHECK_FALSE(k.keeper.starting(a, {}));
    k.replace(a, b);
    k.replace(b, a);
    CHECK(k.store.dropped == 0); // b had no fault: it would be gone back to
    for (int i = 0; i < 3; ++i) k.keeper.fault();
    k.keeper.go_back("1.0.0", "failed");
    CHECK_FALSE(k.keeper.starting(b, {}));
    CHECK_FALSE(k.keeper.on_probation());
}

TEST_CASE("what cannot be kept is said, and never promised") {
    Kept k;
    k.store.full = true;
    CHECK_FALSE(k.keeper.starting(a, {}));
    k.keeper.proved(a, Kept::manifest(), Kept::library());
    CHECK(k.problems == std::vector<std::string>{"the disk is full"});
    CHECK_FALSE(k.keeper.starting(b, {}));
    for (int i = 0; i < 3; ++i) CHECK_FALSE(k.keeper.fault());
}
